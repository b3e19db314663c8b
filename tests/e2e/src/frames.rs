//! A2 (R2): a photograph of a code is worth little, and a second phone is worth nothing.

use http::{Method, StatusCode};
use serde_json::json;

use crate::scene::{Scene, assert_refused};

#[tokio::test]
async fn refuses_a_frame_whose_time_is_over() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let photograph = scene.text(&shown);
    // A frame lasts 2 seconds and is taken for 5 more.
    scene.server.clock.advance(7);
    assert_refused(&phone.scan(&photograph).await, StatusCode::UNPROCESSABLE_ENTITY, "qr_stale");
    assert_eq!(scene.status(&shown).await, "pending");
    assert_eq!(phone.scan(&scene.text(&shown)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn takes_a_frame_to_the_last_millisecond_of_its_grace() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let text = shown.text_of(0);
    scene
        .server
        .clock
        .move_by_ms(shown.started_at_ms + 7_000 - 1 - scene.server.clock.now_ms());
    assert_eq!(phone.scan(&text).await.status, StatusCode::OK);
}

#[tokio::test]
async fn refuses_a_frame_that_is_not_shown_yet() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let now = scene.server.clock.now_ms();
    assert_refused(
        &phone.scan(&shown.text_at(now + 4_000)).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "qr_bad_frame",
    );
    assert_eq!(phone.scan(&shown.text_at(now + 2_000)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn refuses_a_guessed_frame_code_and_the_code_of_another_step() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let path = format!("/api/v1/oauth/qr/{}/scan", shown.session);
    let right = logi_harness::code::frame_code(&shown.frame_secret, 0);
    let other = logi_harness::code::frame_code(&shown.frame_secret, 1);
    let guessed = logi_harness::code::crockford(&[0; 16]);
    for code in [other, guessed] {
        let answer = phone.call(Method::POST, &path, Some(&json!({"step": 0, "code": code}))).await;
        assert_refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, "qr_bad_frame");
    }
    assert_eq!(
        phone
            .call(Method::POST, &path, Some(&json!({"step": 0, "code": right})))
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn an_extension_kills_every_frame_shown_before() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let photograph = scene.text(&shown);
    let again = scene.browser.extend_waiting(&scene.page, &shown).await;
    assert_ne!(again.frame_secret, shown.frame_secret);
    assert_refused(&phone.scan(&photograph).await, StatusCode::UNPROCESSABLE_ENTITY, "qr_bad_frame");
    assert_eq!(phone.scan(&scene.text(&again)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_second_phone_is_refused_and_both_sides_are_told() {
    let scene = Scene::open().await;
    let (first, second) = (scene.phone().await, scene.phone().await);
    let shown = scene.show().await;
    let presented = first.scan_presented(&scene.text(&shown)).await;
    assert_refused(&second.scan(&scene.text(&shown)).await, StatusCode::CONFLICT, "already_scanned");
    assert_eq!(scene.browser.status_object(&shown.session).await["second_scan"], true);
    let read = first.call(Method::GET, &format!("/api/v1/oauth/qr/{}", shown.session), None).await;
    assert_eq!(read.json()["second_scan"], true);
    assert_eq!(first.approve(&presented, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_second_phone_can_neither_read_nor_answer() {
    let scene = Scene::open().await;
    let (first, second) = (scene.phone().await, scene.phone().await);
    let (shown, presented) = scene.scanned(&first).await;
    let read = second.call(Method::GET, &format!("/api/v1/oauth/qr/{}", shown.session), None).await;
    assert_refused(&read, StatusCode::NOT_FOUND, "not_found");
    assert_refused(&second.approve(&presented, &[]).await, StatusCode::NOT_FOUND, "not_found");
    assert_refused(&second.deny(&presented).await, StatusCode::NOT_FOUND, "not_found");
    assert_eq!(scene.status(&shown).await, "scanned");
}

#[tokio::test]
async fn the_same_phone_may_scan_again_whatever_the_frame() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let text = scene.text(&shown);
    let first = phone.scan(&text).await.json();
    scene.server.clock.advance(120);
    let again = phone.scan(&text).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.json()["presented"], first["presented"]);
}

#[tokio::test]
async fn with_reduced_motion_a_frame_lasts_thirty_seconds_and_no_longer() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let answer = scene.browser.start(&scene.page, &json!({"reduced_motion": true})).await;
    assert_eq!(answer.json()["frame_seconds"], 30);
    let session = answer.json()["session_id"].as_str().unwrap().to_owned();
    let secret = logi_harness::keys::from_base64url(answer.json()["frame_secret"].as_str().unwrap());
    let frame = json!({"step": 0, "code": logi_harness::code::frame_code(&secret, 0)});
    scene.server.clock.advance(35);
    let late = phone
        .call(Method::POST, &format!("/api/v1/oauth/qr/{session}/scan"), Some(&frame))
        .await;
    assert_refused(&late, StatusCode::UNPROCESSABLE_ENTITY, "qr_stale");
}
