//! How a login ends otherwise: the table "Expiry / denial / errors" of the seed, row by row, and what the browser may still do.

use http::StatusCode;

use crate::scene::{Scene, assert_page_without_redirect, assert_sent_back_with};

#[tokio::test]
async fn a_denied_login_sends_access_denied() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    assert_eq!(phone.deny(&presented).await.json()["state"], "denied");
    assert_eq!(scene.status(&shown).await, "denied");
    assert_sent_back_with(&scene.browser.complete_with(&shown.session, None).await, "access_denied", &scene);
}

#[tokio::test]
async fn an_expired_login_sends_access_denied() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    scene.server.clock.advance(600);
    assert_eq!(scene.status(&shown).await, "expired");
    assert_sent_back_with(&scene.browser.complete_with(&shown.session, None).await, "access_denied", &scene);
}

#[tokio::test]
async fn a_changed_browser_nonce_is_a_400_page_and_no_redirect() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let host = scene.browser.host();
    let nonce = scene.browser.agent.cookie(&host, "qr_browser_nonce").unwrap();
    scene
        .browser
        .agent
        .set_cookie(&host, "qr_browser_nonce", Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    assert_page_without_redirect(&scene.browser.complete(&shown.session, &challenge).await, StatusCode::BAD_REQUEST);
    scene.browser.agent.set_cookie(&host, "qr_browser_nonce", Some(&nonce));
    assert_eq!(scene.status(&shown).await, "approved");
}

#[tokio::test]
async fn a_session_used_twice_sends_access_denied() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
    assert_sent_back_with(&scene.browser.complete(&shown.session, &challenge).await, "access_denied", &scene);
}

#[tokio::test]
async fn a_login_that_nobody_answered_yet_is_a_409_page() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    assert_page_without_redirect(&scene.browser.complete_with(&shown.session, None).await, StatusCode::CONFLICT);
    phone.scan(&scene.text(&shown)).await;
    assert_page_without_redirect(&scene.browser.complete_with(&shown.session, None).await, StatusCode::CONFLICT);
    assert_eq!(scene.status(&shown).await, "scanned");
}

#[tokio::test]
async fn not_my_phone_ends_the_login_and_the_phone_is_told() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let answer = scene.browser.cancel(&scene.page, &shown.session).await;
    assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::OK, Some("denied")));
    let refused = phone.approve(&presented, &[]).await;
    assert_eq!((refused.status, refused.error().as_str()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(refused.json()["state"], "denied");
}

#[tokio::test]
async fn an_extended_login_outlives_its_first_ten_minutes() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    scene.server.clock.advance(590);
    let answer = scene.browser.extend(&scene.page, &shown.session).await;
    assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::OK, Some("scanned")));
    scene.server.clock.advance(300);
    assert_eq!(phone.approve(&presented, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_login_is_extended_ten_times_at_most() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    for _ in 0..10 {
        scene.server.clock.advance(540);
        assert!(scene.browser.extend(&scene.page, &shown.session).await.json()["qr_payload"].is_string());
    }
    scene.server.clock.advance(540);
    let eleventh = scene.browser.extend(&scene.page, &shown.session).await;
    assert_eq!(
        (eleventh.status, eleventh.json()["status"].as_str()),
        (StatusCode::OK, Some("pending"))
    );
    scene.server.clock.advance(60);
    assert_eq!(scene.status(&shown).await, "expired");
}

#[tokio::test]
async fn a_laptop_that_slept_wakes_to_an_expired_login() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    scene.server.clock.advance(3 * 3600);
    assert_eq!(scene.status(&shown).await, "expired");
    let refused = phone.approve(&presented, &[]).await;
    assert_eq!(
        (refused.status, refused.json()["state"].as_str()),
        (StatusCode::CONFLICT, Some("expired"))
    );
}
