//! Only the browser that began a login can end it: cookies, CSRF token, browser key (rows "Browser hijacking" and "CSRF" of the seed).

use http::{Method, StatusCode};
use logi_harness::browser::{Browser, complete_input};
use logi_harness::keys::{Key, base64url};
use serde_json::json;

use crate::scene::{Scene, assert_page_without_redirect, assert_refused};

#[tokio::test]
async fn complete_from_another_browser_is_a_400_page() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let (mut thief, _) = scene.another_browser().await;
    thief.key = scene.browser.key.clone();
    assert_page_without_redirect(&thief.complete(&shown.session, &challenge).await, StatusCode::BAD_REQUEST);
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn the_session_cookie_of_one_browser_with_the_nonce_of_another_is_a_400_page() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let (thief, page) = scene.another_browser().await;
    thief.show(&page).await;
    let host = scene.browser.host();
    let list = scene.browser.agent.cookie(&host, "qr_session_uuid");
    thief.agent.set_cookie(&host, "qr_session_uuid", list.as_deref());
    assert_page_without_redirect(&thief.complete(&shown.session, &challenge).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_changed_session_cookie_is_a_400_page() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let host = scene.browser.host();
    let list = scene.browser.agent.cookie(&host, "qr_session_uuid").unwrap();
    for changed in [format!("{list}A"), list[1..].to_owned(), String::new()] {
        scene.browser.agent.set_cookie(&host, "qr_session_uuid", Some(&changed));
        assert_page_without_redirect(&scene.browser.complete(&shown.session, &challenge).await, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn a_missing_or_wrong_proof_of_the_browser_key_is_a_400_page_and_changes_nothing() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let issuer = &scene.server.issuer;
    let good = complete_input(issuer, &shown.session, &challenge);
    let other_challenge = complete_input(issuer, &shown.session, &base64url(&[7; 32]));
    let other_origin = complete_input("http://localhost:1", &shown.session, &challenge);
    let proofs = [
        None,
        Some(base64url(&Key::make().sign(&good))),
        Some(base64url(&scene.browser.key.sign(&other_challenge))),
        Some(base64url(&scene.browser.key.sign(&other_origin))),
        Some(base64url(&[0; 64])),
        Some("short".into()),
    ];
    for proof in proofs {
        let answer = scene.browser.complete_with(&shown.session, proof.as_deref()).await;
        assert_page_without_redirect(&answer, StatusCode::BAD_REQUEST);
    }
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn another_browser_sees_and_changes_nothing_of_a_session() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    let (stranger, page) = scene.another_browser().await;
    stranger.show(&page).await;
    assert_eq!(stranger.status(&shown.session).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.extend(&page, &shown.session).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.cancel(&page, &shown.session).await.status, StatusCode::NOT_FOUND);
    let events = format!("{}/oauth/qr/{}/events", scene.server.issuer, shown.session);
    assert_eq!(
        stranger.agent.send(Method::GET, &events, &[], None).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(scene.status(&shown).await, "pending");
}

#[tokio::test]
async fn a_start_without_the_pages_token_is_refused() {
    let scene = Scene::open().await;
    let body = serde_json::Value::Object(scene.page.request.clone()).to_string();
    let url = format!("{}/oauth/qr/start", scene.server.issuer);
    let origin = ("origin", scene.server.issuer.as_str());
    let json = ("content-type", "application/json");
    let token = ("x-csrf-token", scene.page.csrf.as_str());
    let attempts: [&[(&str, &str)]; 5] = [
        &[json, origin],
        &[json, origin, ("x-csrf-token", "A2GyVnA1G4Vxa6qKkE-CtMHKs9AHKS1XS4TK_bnY_kY")],
        &[json, token],
        &[json, token, ("origin", "http://evil.example")],
        &[json, token, origin, ("sec-fetch-site", "cross-site")],
    ];
    for headers in attempts {
        let answer = scene.browser.agent.send(Method::POST, &url, headers, Some(body.clone())).await;
        assert_refused(&answer, StatusCode::FORBIDDEN, "invalid_csrf_token");
    }
}

#[tokio::test]
async fn the_token_of_one_page_cookie_is_worth_nothing_with_another() {
    let scene = Scene::open().await;
    let (other, other_page) = scene.another_browser().await;
    let mut mixed = scene.page.clone();
    mixed.csrf = other_page.csrf;
    assert_refused(
        &scene.browser.start(&mixed, &json!({})).await,
        StatusCode::FORBIDDEN,
        "invalid_csrf_token",
    );
    drop(other);
}

#[tokio::test]
async fn a_browser_keeps_its_newest_eight_sessions() {
    let scene = Scene::open().await;
    let mut shown = Vec::new();
    for _ in 0..9 {
        shown.push(scene.show().await);
    }
    assert_eq!(scene.browser.status(&shown[0].session).await.status, StatusCode::NOT_FOUND);
    for listed in &shown[1..] {
        assert_eq!(scene.status(listed).await, "pending");
    }
}

#[tokio::test]
async fn a_browser_without_cookies_is_told_nothing() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    let bare = Browser::new(&scene.server.issuer);
    assert_eq!(bare.status(&shown.session).await.status, StatusCode::NOT_FOUND);
    assert_page_without_redirect(&bare.complete_with(&shown.session, None).await, StatusCode::BAD_REQUEST);
}
