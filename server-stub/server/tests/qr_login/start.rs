//! A start validates the whole authorize request again and answers JSON whatever is amiss.

use crate::support::TestApp;
use crate::world::{Browser, World, assert_refused, id_of, keys, start_body, start_body_with, text};
use http::Request;
use logi_domain::client::ClientStatus;
use logi_domain::qr::Locale;
use serde_json::{Value, json};

async fn refused(world: &World, body: &Value, code: &str) {
    let answer = Browser::open(world).post(world, "/oauth/qr/start", Some(body)).await;
    assert_refused(&answer, 400, code);
    assert!(answer.header_all("set-cookie").is_empty());
}

#[tokio::test]
async fn refuses_an_application_that_may_not_log_anybody_in() {
    for status in [ClientStatus::Pending, ClientStatus::Suspended] {
        let world = World::over(TestApp::open().await, status).await;
        refused(&world, &start_body(), "unauthorized_client").await;
    }
}

#[tokio::test]
async fn refuses_a_request_that_authorize_would_refuse() {
    let world = World::new().await;
    for (name, value, code) in [
        ("client_id", json!("x"), "invalid_client"),
        ("redirect_uri", json!("https://notes.example/callback?x=1"), "invalid_request"),
        ("redirect_uri", json!("https://evil.example/callback"), "invalid_request"),
        ("code_challenge", json!("short"), "invalid_request"),
        ("code_challenge_method", json!("plain"), "invalid_request"),
        ("prompt", json!("none"), "login_required"),
        ("response_mode", json!("fragment"), "invalid_request"),
        ("request", json!("x.y.z"), "request_not_supported"),
        ("scope", json!("email"), "invalid_scope"),
    ] {
        refused(&world, &start_body_with(name, value), code).await;
    }
}

#[tokio::test]
async fn refuses_members_of_a_wrong_type() {
    let world = World::new().await;
    for (name, value) in [
        ("client_id", json!(5)),
        ("state", json!(["x"])),
        ("locale", json!({})),
        ("reduced_motion", json!("true")),
        ("reduced_motion", json!(1)),
        ("browser_key", json!("x")),
        ("browser_key", json!({})),
    ] {
        refused(&world, &start_body_with(name, value), "invalid_request").await;
    }
}

#[tokio::test]
async fn refuses_a_browser_key_that_is_no_public_key() {
    let world = World::new().await;
    let good = keys()["ec"]["browser"]["public"].clone();
    let with = |name: &str, value: Value| {
        let mut key = good.clone();
        key[name] = value;
        key
    };
    for key in [
        with("kty", json!("RSA")),
        with("crv", json!("P-384")),
        with("x", json!("")),
        with("x", json!("AAAA")),
        with("y", good["x"].clone()),
        with("x", json!(format!("{}=", text(&good["x"])))),
        with("d", json!("AAAA")),
    ] {
        refused(&world, &start_body_with("browser_key", key), "invalid_request").await;
    }
}

#[tokio::test]
async fn refuses_a_body_that_is_no_json_object_of_bounded_size() {
    let world = World::new().await;
    let browser = Browser::open(&world);
    let send = async |content_type: &str, body: String| {
        let mut request: Request<_> = browser.request("POST", "/oauth/qr/start", Some(&json!({})));
        request.headers_mut().insert("content-type", content_type.parse().unwrap());
        *request.body_mut() = body.into();
        world.send(request).await
    };
    let full = start_body().to_string();
    assert_refused(&send("text/plain", full.clone()).await, 400, "invalid_request");
    assert_refused(&send("application/json", "[]".into()).await, 400, "invalid_request");
    assert_refused(&send("application/json", full[1..].into()).await, 400, "invalid_request");
    assert_refused(
        &send("application/json", full.replacen('{', r#"{"client_id":"x","#, 1)).await,
        400,
        "invalid_request",
    );
    assert_refused(
        &send("application/json", full.replacen('{', r#"{"state":"x","#, 1)).await,
        400,
        "invalid_request",
    );
    assert_refused(
        &send("application/json", format!("{full}{}", " ".repeat(70_000))).await,
        413,
        "too_large",
    );
}

#[tokio::test]
async fn a_browsers_export_of_its_key_is_taken_as_it_is() {
    let world = World::new().await;
    let mut key = keys()["ec"]["browser"]["public"].clone();
    key["ext"] = json!(true);
    key["key_ops"] = json!(["verify"]);
    let mut browser = Browser::open(&world);
    let started = browser.start_with(&world, &start_body_with("browser_key", key)).await;
    let stored = world.row(id_of(&started)).await.browser.key;
    assert_eq!(stored, Some(crate::world::public_key("browser")));
}

#[tokio::test]
async fn stores_what_the_server_saw_and_nothing_the_page_says_of_itself() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let mut body = start_body_with("country", json!("KR"));
    body["label"] = json!("Trustworthy");
    body["address"] = json!("192.0.2.7");
    let started = browser.start_with(&world, &body).await;
    let seen = world.row(id_of(&started)).await.browser;
    assert_eq!((seen.label.as_str(), seen.country.as_str()), ("Firefox on Linux", "unknown"));
    assert!(seen.address.is_some_and(|address| address.to_string() != "192.0.2.7"));
}

#[tokio::test]
async fn the_language_is_the_pages_then_the_requests_then_the_browsers() {
    let world = World::new().await;
    for (locale, ui_locales, accept, want) in [
        (json!("ko"), json!("en"), "en", Locale::Ko),
        (Value::Null, json!("fr ko"), "en", Locale::Ko),
        (Value::Null, Value::Null, "ko-KR,en;q=0.5", Locale::Ko),
        (json!("fr"), Value::Null, "ko", Locale::Ko),
        (Value::Null, Value::Null, "fr", Locale::En),
    ] {
        let mut browser = Browser::open(&world);
        let mut body = start_body_with("locale", locale);
        body["ui_locales"] = ui_locales;
        let mut request = browser.request("POST", "/oauth/qr/start", Some(&body));
        request.headers_mut().insert("accept-language", accept.parse().unwrap());
        let answer = world.send(request).await;
        browser.keep_all(&answer);
        assert_eq!(world.row(id_of(&answer.json())).await.locale, want, "{body}");
    }
}

#[tokio::test]
async fn a_code_lives_ten_minutes_from_its_own_second() {
    let world = World::new().await;
    let started = Browser::open(&world).start(&world).await;
    assert_eq!(
        started["expires_at"].as_i64(),
        Some(started["started_at_ms"].as_i64().unwrap() / 1000 + 600)
    );
}
