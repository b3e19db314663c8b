//! The setting of the story in `tests/bindings/story.md`, driven over one port with JSON: browsers at relying parties, their
//! codes as text and picture and their links, the server's clock, and a network that fails when it is told to. `story.md` has the calls.

mod picture;
mod proxy;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::BASE64;
use http::{Method, StatusCode};
use logi_site::http::{Request, Response};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::proxy::{Network, Proxy};
use crate::agent::Answer;
use crate::browser::{Browser, Page, Shown};
use crate::clock::Pace;
use crate::control::{self, json_response, refuse};
use crate::relying_party::RelyingParty;
use crate::server::{Application, Options, TestServer};

/// Everything the story needs, running.
pub struct StoryHost {
    server: Arc<TestServer>,
    proxy: Arc<Proxy>,
    link_host: String,
    logins: Mutex<BTreeMap<u64, Arc<Login>>>,
    stop: CancellationToken,
}

/// One browser that wants to log in somewhere.
struct Login {
    party: RelyingParty,
    browser: Browser,
    page: Page,
    shown: Shown,
}

impl StoryHost {
    /// Starts server and proxy. The issuer is the proxy, and so is the link host by its other name.
    ///
    /// # Errors
    /// Something does not start.
    pub async fn start(stop: CancellationToken) -> Result<Self, Box<dyn std::error::Error>> {
        let entrance = TcpListener::bind("127.0.0.1:0").await?;
        let link_host = entrance.local_addr()?.to_string();
        let issuer = format!("http://localhost:{}", entrance.local_addr()?.port());
        let options = Options {
            pace: Pace::Running,
            ..Options::default()
        };
        let server = TestServer::try_start(&options.with("issuer", &issuer).with("link_host", &link_host)).await?;
        let proxy = Arc::new(Proxy::new(server.address(), Arc::clone(&server.clock))?);
        tokio::spawn(Arc::clone(&proxy).serve(entrance));
        Ok(Self {
            server: Arc::new(server),
            proxy,
            link_host,
            logins: Mutex::default(),
            stop,
        })
    }

    /// The issuer, for phones.
    pub fn issuer(&self) -> &str {
        &self.server.issuer
    }

    /// The host of same-device links, for phones.
    pub fn link_host(&self) -> &str {
        &self.link_host
    }

    /// Answers one request of a teller. What a script trips over becomes its answer.
    pub async fn answer(self: Arc<Self>, request: Request) -> Response {
        let work = tokio::spawn(async move { self.work(request).await });
        work.await
            .unwrap_or_else(|error| json_response(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": error.to_string()})))
    }

    async fn work(&self, request: Request) -> Response {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let worked = match (&request.method, request.path.as_str()) {
            (&Method::POST, "/login") => self.begin(&body).await,
            (&Method::POST, "/code") => self.login(&body).and_then(|login| self.code(&login)),
            (&Method::POST, "/status") => self.status(&body).await,
            (&Method::POST, "/finish") => self.finish(&body).await,
            (&Method::POST, "/here") => self.open_here(&body).await,
            (&Method::POST, "/return") => self.come_back(&body).await,
            (&Method::POST, "/not-my-phone") => self.not_my_phone(&body).await,
            (&Method::POST, "/draw") => draw(body["text"].as_str().unwrap_or_default()),
            (&Method::POST, "/network") => self.set_network(&body),
            (&Method::GET, "/requests") => Ok(json!({"requests": self.proxy.seen()})),
            (_, _) => return control::answer(Arc::clone(&self.server), self.stop.clone(), request).await,
        };
        worked.map_or_else(|line| refuse(&line), |answer| json_response(StatusCode::OK, &answer))
    }

    async fn begin(&self, body: &Value) -> Result<Value, String> {
        let default = Application::default();
        let application = Application {
            name: body["name"].as_str().map_or(default.name, str::to_owned),
            fields: body["fields"].as_array().into_iter().flatten().map(control::demand_in).collect(),
            ..Application::default()
        };
        let client = self.server.try_register(&application).await?;
        let party = RelyingParty::begin(self.issuer(), client)
            .await
            .map_err(|error| error.to_string())?;
        let browser = Browser::new(self.issuer());
        let page = browser.open(&party.authorization_url()).await;
        let shown = browser.show(&page).await;
        let login = Arc::new(Login {
            party,
            browser,
            page,
            shown,
        });
        let mut answer = self.code(&login)?;
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u64::try_from(logins.len()).map_err(|error| error.to_string())? + 1;
        answer["login"] = id.into();
        answer["session"] = login.shown.session.as_str().into();
        logins.insert(id, login);
        Ok(answer)
    }

    fn login(&self, body: &Value) -> Result<Arc<Login>, String> {
        let logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        let login = body["login"].as_u64().and_then(|id| logins.get(&id));
        login.cloned().ok_or_else(|| "login is no number of a login".to_owned())
    }

    fn code(&self, login: &Login) -> Result<Value, String> {
        draw(&login.shown.text_at(self.server.clock.now_ms()))
    }

    async fn status(&self, body: &Value) -> Result<Value, String> {
        let login = self.login(body)?;
        let status = login.browser.status_object(&login.shown.session).await;
        Ok(json!({"status": status["status"], "words": status["words"]}))
    }

    /// The browser's end: where the login is approved it completes it, and the application reads what it was given.
    async fn finish(&self, body: &Value) -> Result<Value, String> {
        let login = self.login(body)?;
        let session = &login.shown.session;
        let status = login.browser.status_object(session).await;
        if status["status"] != "approved" {
            return Ok(json!({"status": status["status"], "claims": {}}));
        }
        let challenge = status["challenge"].as_str().ok_or("no challenge")?;
        let back = login.browser.complete(session, challenge).await;
        self.read_by_application(&login, &back).await
    }

    /// "Open logi on this device" is pressed.
    async fn open_here(&self, body: &Value) -> Result<Value, String> {
        let login = self.login(body)?;
        let answer = login.browser.here(&login.page, &login.shown.session).await;
        match answer.json()["link"].as_str() {
            Some(link) => Ok(json!({"link": link})),
            None => Err(format!("there is no link: {}", answer.body)),
        }
    }

    /// The address that the phone was given is opened in the browser that began, or in a stranger's, who is told even what
    /// only the browser that began is told.
    async fn come_back(&self, body: &Value) -> Result<Value, String> {
        let login = self.login(body)?;
        let is_return_url = |url: &&str| url.contains('#');
        let url = body["url"].as_str().filter(is_return_url).ok_or("url has no return code")?;
        let stranger = Browser::new(self.issuer());
        let browser = if body["stranger"] == true { &stranger } else { &login.browser };
        let session = &login.shown.session;
        let status = login.browser.status_object(session).await;
        let challenge = status["challenge"].as_str().unwrap_or_default();
        let page = browser.visit(url).await;
        let back = browser.complete_from(url, session, challenge).await;
        let mut read = self.read_by_application(&login, &back).await?;
        read["page"] = page.status.as_u16().into();
        Ok(read)
    }

    /// What the application makes of the browser that comes back, where it does.
    async fn read_by_application(&self, login: &Login, back: &Answer) -> Result<Value, String> {
        if back.status != StatusCode::FOUND {
            return Ok(json!({"status": "refused", "claims": {}}));
        }
        let location = back.location();
        if let Some((_, error)) = location.query_pairs().find(|(name, _)| name == "error") {
            return Ok(json!({"status": error, "claims": {}}));
        }
        let now = self.server.clock.now_seconds();
        let tokens = login.party.log_in(&location, now).await.map_err(|error| error.to_string())?;
        let claims = login.party.provider.userinfo(&tokens).await.map_err(|error| error.to_string())?;
        // `sub` is another one at every application.
        let claims: Map<String, Value> = claims.into_iter().filter(|(name, _)| name != "sub").collect();
        Ok(json!({"status": "completed", "claims": claims, "scope": tokens.scope}))
    }

    async fn not_my_phone(&self, body: &Value) -> Result<Value, String> {
        let login = self.login(body)?;
        let answer = login.browser.cancel(&login.page, &login.shown.session).await;
        Ok(json!({"status": answer.status.as_u16()}))
    }

    fn set_network(&self, body: &Value) -> Result<Value, String> {
        let network = match (body["mode"].as_str(), body["path_ends"].as_str()) {
            (Some("on"), _) => Network::On,
            (Some("off"), _) => Network::Off,
            (Some("lose_answer"), Some(end)) => Network::LoseAnswerTo(end.to_owned()),
            (Some("lose_answers"), Some(end)) => Network::LoseAnswersTo(end.to_owned()),
            (_, _) => return Err("mode is none of on, off, lose_answer and lose_answers (with path_ends)".to_owned()),
        };
        self.proxy.set(network);
        Ok(json!({}))
    }
}

fn draw(text: &str) -> Result<Value, String> {
    let picture = picture::draw(text)?;
    Ok(json!({"text": text, "png": BASE64.encode(&picture.png), "pgm": BASE64.encode(&picture.pgm)}))
}

/// Serves the story at that port until `stop` ends.
///
/// # Errors
/// Something does not start.
pub async fn serve(stop: CancellationToken, ready: impl FnOnce(&StoryHost, SocketAddr)) -> Result<(), Box<dyn std::error::Error>> {
    let host = Arc::new(StoryHost::start(stop.clone()).await?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    ready(&host, listener.local_addr()?);
    let handler = move |request| Arc::clone(&host).answer(request);
    logi_site::http::serve(listener, handler, async move { stop.cancelled().await }).await;
    Ok(())
}

#[cfg(test)]
mod tests;
