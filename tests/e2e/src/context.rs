//! A1 (R1a): where a request comes from is what the server saw, whatever the browser or the phone say.

use http::StatusCode;
use logi_harness::server::{Application, Options};
use serde_json::{Value, json};

use crate::scene::Scene;

#[tokio::test]
async fn what_the_phone_is_shown_of_the_browser_is_what_the_server_saw() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (_, presented) = scene.scanned(&phone).await;
    let browser = &presented.value["browser"];
    assert_eq!(browser["label"], "Firefox on Linux");
    assert_eq!(browser["country"], "unknown");
    assert_eq!(browser["relation"], "same_network");
    assert_eq!(presented.value["application"]["domain"], "notes.example");
    assert!(!String::from_utf8(presented.bytes).unwrap().contains("127.0.0.1"));
}

#[tokio::test]
async fn values_of_the_client_overwrite_nothing() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let claims = json!({
        "browser": {"label": "Your own phone", "country": "KR", "relation": "same_network"},
        "country": "KR", "relation": "same_network", "name": "Your bank", "domain": "bank.example",
    });
    let answer = scene.browser.start(&scene.page, &claims).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let secret = logi_harness::keys::from_base64url(answer.json()["frame_secret"].as_str().unwrap());
    let text = logi_harness::code::code_text(answer.json()["qr_payload"].as_str().unwrap(), &secret, 0);
    let presented = phone.scan_presented(&text).await;
    assert_eq!(presented.value["browser"]["label"], "Firefox on Linux");
    assert_eq!(presented.value["browser"]["country"], "unknown");
    assert_eq!(presented.value["application"]["name"], "Notes");
    assert_eq!(presented.value["application"]["domain"], "notes.example");
}

#[tokio::test]
async fn a_forwarded_address_is_believed_from_a_trusted_proxy_only() {
    let forwarded = ("x-forwarded-for", "203.0.113.7");
    let plain = Scene::open().await;
    assert_eq!(relation_when_forwarded(&plain, forwarded).await, "same_network");
    let proxied = Scene::with(&Options::default().with("trusted_proxies", "127.0.0.1"), &Application::default()).await;
    assert_eq!(relation_when_forwarded(&proxied, forwarded).await, "unknown");
}

/// The relation of a browser behind that header to a phone without it.
async fn relation_when_forwarded(scene: &Scene, header: (&str, &str)) -> Value {
    let mut browser = logi_harness::browser::Browser::new(&scene.server.issuer);
    browser.agent = browser.agent.with(header.0, header.1);
    let page = browser.open(&scene.party.authorization_url()).await;
    let shown = browser.show(&page).await;
    let phone = scene.phone().await;
    phone.scan_presented(&scene.text(&shown)).await.value["browser"]["relation"].clone()
}
