use std::sync::{Arc, Mutex};

use http::{StatusCode, header};
use tokio::net::TcpListener;

use super::{Settings, Site};
use crate::http::{Request, Response, serve};

/// A provider that answers discovery, and records and refuses every code.
struct Provider {
    issuer: String,
    exchanges: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let exchanges = Arc::new(Mutex::new(Vec::new()));
        let (named, seen) = (issuer.clone(), Arc::clone(&exchanges));
        let handler = move |request: Request| {
            let answer = match request.path.as_str() {
                "/.well-known/openid-configuration" => (StatusCode::OK, discovery(&named)),
                _ => {
                    let form = String::from_utf8_lossy(&request.body).into_owned();
                    seen.lock().unwrap().push(form);
                    (StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#.to_owned())
                }
            };
            async move { Response::new(answer.0, "application/json", answer.1) }
        };
        tokio::spawn(serve(listener, handler, std::future::pending()));
        Self { issuer, exchanges }
    }
}

fn discovery(issuer: &str) -> String {
    serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
    })
    .to_string()
}

struct Visit {
    origin: String,
    http: reqwest::Client,
}

impl Visit {
    async fn to_site_of(issuer: &str) -> Self {
        let site = Site::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let origin = site.origin();
        let settings = Settings {
            name: "Northwind Books".into(),
            issuer: issuer.into(),
            client_id: "client".into(),
            client_secret: None,
            scope: "openid email".into(),
            logins: None,
        };
        tokio::spawn(site.serve(settings, std::future::pending()));
        let http = crate::oidc::client_builder().build().unwrap();
        Self { origin, http }
    }

    async fn get(&self, path: &str, cookie: &str) -> reqwest::Response {
        let request = self.http.get(format!("{}{path}", self.origin)).header("cookie", cookie);
        request.send().await.unwrap()
    }

    /// Presses the button: the attempt's cookie and the address of the provider.
    async fn log_in(&self) -> (String, url::Url) {
        let response = self.get("/login", "").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let location = response.headers()[header::LOCATION].to_str().unwrap();
        (cookie, location.parse().unwrap())
    }
}

fn parameter(url: &url::Url, name: &str) -> String {
    url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn refuses_an_answer_that_this_browser_did_not_ask_for() {
    let provider = Provider::start().await;
    let visit = Visit::to_site_of(&provider.issuer).await;
    let (_, url) = visit.log_in().await;
    let answer = format!("/callback?code=c&state={}&iss={}", parameter(&url, "state"), provider.issuer);
    let response = visit.get(&answer, "").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(provider.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn refuses_the_answer_of_another_provider_without_sending_the_code() {
    let provider = Provider::start().await;
    let visit = Visit::to_site_of(&provider.issuer).await;
    let (cookie, url) = visit.log_in().await;
    let answer = format!("/callback?code=c&state={}&iss=http://elsewhere", parameter(&url, "state"));
    assert_eq!(visit.get(&answer, &cookie).await.status(), StatusCode::BAD_REQUEST);
    assert!(provider.exchanges.lock().unwrap().is_empty());
}

#[tokio::test]
async fn says_that_a_login_was_declined() {
    let provider = Provider::start().await;
    let visit = Visit::to_site_of(&provider.issuer).await;
    let (cookie, url) = visit.log_in().await;
    let answer = format!(
        "/callback?error=access_denied&state={}&iss={}",
        parameter(&url, "state"),
        provider.issuer
    );
    let page = visit.get(&answer, &cookie).await.text().await.unwrap();
    assert!(page.contains("You are not logged in"));
    assert!(page.contains("declined"));
}

#[tokio::test]
async fn says_that_the_provider_is_away() {
    let visit = Visit::to_site_of("http://127.0.0.1:1").await;
    let response = visit.get("/login", "").await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(response.text().await.unwrap().contains("cannot be reached"));
}

#[tokio::test]
async fn asks_with_a_challenge_a_state_and_a_nonce_of_its_own_each_time() {
    let provider = Provider::start().await;
    let visit = Visit::to_site_of(&provider.issuer).await;
    let (_, first) = visit.log_in().await;
    let (_, second) = visit.log_in().await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(parameter(&first, name), parameter(&second, name));
    }
    assert_eq!(parameter(&first, "code_challenge_method"), "S256");
    assert_eq!(parameter(&first, "scope"), "openid email");
    assert_eq!(parameter(&first, "redirect_uri"), format!("{}/callback", visit.origin));
}

#[tokio::test]
async fn a_code_the_provider_refuses_logs_nobody_in() {
    let provider = Provider::start().await;
    let visit = Visit::to_site_of(&provider.issuer).await;
    let (cookie, url) = visit.log_in().await;
    let answer = format!("/callback?code=the-code&state={}&iss={}", parameter(&url, "state"), provider.issuer);
    let response = visit.get(&answer, &cookie).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let logs_in = response.headers().get_all(header::SET_COOKIE).iter();
    assert!(!logs_in.map(|line| line.to_str().unwrap()).any(|line| line.contains("site_session")));
    let exchanges = provider.exchanges.lock().unwrap().clone();
    assert_eq!(exchanges.len(), 1);
    assert!(exchanges[0].contains("code=the-code"));
    assert!(exchanges[0].contains("code_verifier="));
}

#[tokio::test]
async fn another_website_logs_nobody_out() {
    let visit = Visit::to_site_of("http://127.0.0.1:1").await;
    let request = visit.http.post(format!("{}/logout", visit.origin));
    let response = request.header("origin", "http://evil.example").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_taken_port_is_said_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let error = Site::listen(taken.local_addr().unwrap()).await.unwrap_err().to_string();
    assert!(error.starts_with("cannot listen on 127.0.0.1:"), "{error}");
}
