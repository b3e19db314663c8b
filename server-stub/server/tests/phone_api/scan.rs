//! A2 (R2): the first call of a login: frames, a second phone, limits, what is shown.

use super::device::Device;
use super::world::{World, golden_client};
use axum::body::Body;
use logi_domain::id::SessionId;
use logi_domain::qr::{Locale, Status};
use serde_json::{Value, json};

async fn begun() -> (World, Device, SessionId) {
    let world = World::new().await;
    let phone = world.phone().await;
    let id = world.login(&golden_client("client")).await;
    (world, phone, id)
}

async fn scan_with(world: &World, phone: &Device, id: SessionId, frame: &Value) -> super::call::Answer {
    world.post_as(phone, &format!("/api/v1/oauth/qr/{id}/scan"), frame).await
}

async fn status(world: &World, id: SessionId) -> Status {
    world.session(id).await.status(world.app.now())
}

#[tokio::test]
async fn refuses_a_frame_shown_too_long_ago() {
    let (world, phone, id) = begun().await;
    let frame = world.frame_at(id, 0, 0);
    world.advance_ms(6_999);
    let other = world.phone().await;
    let late = world.login(&golden_client("client")).await;
    world.advance_ms(1);
    assert_eq!(scan_with(&world, &phone, id, &frame).await.refusal(), (422, "qr_stale"));
    assert_eq!(status(&world, id).await, Status::Pending);
    world.advance_ms(6_998);
    let in_time = world.frame_at(late, 0, 0);
    assert_eq!(scan_with(&world, &other, late, &in_time).await.status, 200);
}

/// Within its last moments, as the server's clock says when the request arrives.
const JUST_IN_TIME_MS: i64 = 6_999;

#[tokio::test]
async fn judges_a_frame_by_the_time_its_request_arrived_however_long_the_server_takes() {
    let (world, phone, id) = begun().await;
    let frame = world.frame_at(id, 0, 0);
    world.advance_ms(JUST_IN_TIME_MS);
    let call = world.call_as(&phone, "POST", &format!("/api/v1/oauth/qr/{id}/scan")).json(&frame);
    world.advance_after_a_reading(20_000);
    assert_eq!(world.send(call).await.ok()["state"], "scanned");
}

#[tokio::test]
async fn judges_a_frame_from_the_future_by_the_time_its_request_arrived() {
    let (world, phone, id) = begun().await;
    let frame = world.frame_at(id, 0, 2);
    world.advance_ms(1_999);
    let call = world.call_as(&phone, "POST", &format!("/api/v1/oauth/qr/{id}/scan")).json(&frame);
    world.advance_after_a_reading(20_000);
    assert_eq!(world.send(call).await.refusal(), (422, "qr_bad_frame"));
}

#[tokio::test]
async fn a_body_that_is_withheld_wins_no_time_for_its_frame() {
    let (world, phone, id) = begun().await;
    let frame = world.frame_at(id, 0, 0).to_string();
    world.advance_ms(JUST_IN_TIME_MS);
    let call = world
        .call_as(&phone, "POST", &format!("/api/v1/oauth/qr/{id}/scan"))
        .json(&json!({}));
    let clock = world.clock();
    let body = futures_util::stream::once(async move {
        clock.advance_ms(1);
        Ok::<_, std::convert::Infallible>(frame)
    });
    let answer = call.send_body(Body::from_stream(body), &world.router).await;
    assert_eq!(answer.refusal(), (422, "qr_stale"));
    assert_eq!(status(&world, id).await, Status::Pending);
}

#[tokio::test]
async fn refuses_a_frame_from_the_future() {
    let (world, phone, id) = begun().await;
    world.advance_ms(1_999);
    let frame = world.frame_at(id, 0, 2);
    assert_eq!(scan_with(&world, &phone, id, &frame).await.refusal(), (422, "qr_bad_frame"));
    assert_eq!(status(&world, id).await, Status::Pending);
    world.advance_ms(1);
    assert_eq!(scan_with(&world, &phone, id, &frame).await.status, 200);
}

#[tokio::test]
async fn refuses_a_code_that_was_never_shown() {
    let (world, phone, id) = begun().await;
    let other = world.login(&golden_client("client")).await;
    let shown = world.frame_at(id, 0, 0);
    for frame in [
        json!({"step": 0, "code": "00000000000000000000000000"}),
        json!({"step": 1, "code": shown["code"]}),
        world.frame_at(other, 0, 0),
        world.frame_at(id, 1, 0),
        json!({"here": true}),
    ] {
        assert_eq!(
            scan_with(&world, &phone, id, &frame).await.refusal(),
            (422, "qr_bad_frame"),
            "{frame}"
        );
    }
    assert_eq!(status(&world, id).await, Status::Pending);
}

#[tokio::test]
async fn a_bad_code_is_told_nothing_about_its_time() {
    let (world, phone, id) = begun().await;
    world.advance_ms(60_000);
    let frame = json!({"step": 0, "code": "00000000000000000000000000"});
    assert_eq!(scan_with(&world, &phone, id, &frame).await.refusal(), (422, "qr_bad_frame"));
}

#[tokio::test]
async fn earlier_frames_are_dead_after_an_extension() {
    let (world, phone, id) = begun().await;
    let earlier = world.frame_at(id, 0, 0);
    let session = world.session(id).await;
    let extension = logi_store::Extension {
        id,
        old_expires_at: session.expires_at,
        expires_at: logi_store::extended_expiry(world.app.now()),
        new_generation_from: Some(0),
        now: world.app.now(),
    };
    assert!(world.app.store().extend(&extension).await.unwrap());
    assert_eq!(scan_with(&world, &phone, id, &earlier).await.refusal(), (422, "qr_bad_frame"));
    assert_eq!(world.scan(&phone, id).await.status, 200);
}

#[tokio::test]
async fn a_second_phone_is_refused_and_both_sides_are_told() {
    let (world, phone, id) = begun().await;
    let first = world.scan(&phone, id).await.ok();
    assert!(first.get("second_scan").is_none());
    let second = world.phone().await;
    assert_eq!(world.scan(&second, id).await.refusal(), (409, "already_scanned"));
    assert!(world.session(id).await.second_scan);
    let read = world.get_as(&phone, &format!("/api/v1/oauth/qr/{id}")).await.ok();
    assert_eq!(read["second_scan"], true);
    assert_eq!(read["presented"], first["presented"]);
    assert_eq!(world.scan(&second, id).await.refusal(), (409, "already_scanned"));
    assert_eq!(status(&world, id).await, Status::Scanned);
}

#[tokio::test]
async fn a_second_device_of_the_same_account_is_a_second_phone() {
    let (world, phone, id) = begun().await;
    world.scan(&phone, id).await.ok();
    let twin = Device {
        pak: world.phone().await.pak,
        ..phone.clone()
    };
    assert_eq!(world.scan(&twin, id).await.refusal(), (401, "invalid_dpop_proof"));
    assert!(!world.session(id).await.second_scan);
}

#[tokio::test]
async fn another_phone_cannot_read_a_bound_login() {
    let (world, phone, id) = begun().await;
    let path = format!("/api/v1/oauth/qr/{id}");
    assert_eq!(world.get_as(&phone, &path).await.refusal(), (404, "not_found"));
    world.scan(&phone, id).await.ok();
    let other = world.phone().await;
    assert_eq!(world.get_as(&other, &path).await.refusal(), (404, "not_found"));
    for unknown in [
        SessionId::new(uuid::Uuid::nil()).to_string(),
        id.to_string().to_uppercase(),
        "x".into(),
        "%00".into(),
        "%ff".into(),
    ] {
        let answer = world.get_as(&phone, &format!("/api/v1/oauth/qr/{unknown}")).await;
        assert_eq!(answer.refusal(), (404, "not_found"), "{unknown}");
    }
}

#[tokio::test]
async fn a_device_may_scan_twenty_times_a_minute() {
    let (world, phone, id) = begun().await;
    let frame = json!({"step": 0, "code": "00000000000000000000000000"});
    for _ in 0..20 {
        assert_eq!(scan_with(&world, &phone, id, &frame).await.status, 422);
    }
    let answer = world.scan(&phone, id).await;
    assert_eq!(answer.refusal(), (429, "rate_limited"));
    let wait: i64 = answer.header("Retry-After").unwrap().parse().unwrap();
    assert!(answer.header("DPoP-Nonce").is_some());
    assert_eq!(status(&world, id).await, Status::Pending);
    let other = world.phone().await;
    assert_eq!(world.scan(&other, world.login(&golden_client("client")).await).await.status, 200);
    world.advance_ms(wait * 1000);
    assert_eq!(world.scan(&phone, id).await.status, 200);
}

#[tokio::test]
async fn an_anonymous_account_is_told_that_it_must_be_linked() {
    let world = World::new().await;
    let phone = world.phone().await;
    let mut client = golden_client("client");
    client.id = logi_domain::id::ClientId::from_random([3; 16]);
    client.allow_anonymous = None;
    world.app.store().insert_client(&client).await.unwrap();
    let id = world.login(&client).await;
    let answer = world.scan(&phone, id).await;
    assert_eq!(answer.refusal(), (403, "anonymous_not_allowed"));
    assert_eq!(answer.body["link"], json!([]));
    assert_eq!(status(&world, id).await, Status::Pending);
    client.id = logi_domain::id::ClientId::from_random([4; 16]);
    client.allowed_scopes = vec!["openid".into()];
    world.app.store().insert_client(&client).await.unwrap();
    let id = world.login(&client).await;
    assert_eq!(world.scan(&phone, id).await.status, 200);
}

#[tokio::test]
async fn the_words_are_of_the_pages_language() {
    let world = World::new().await;
    let phone = world.phone().await;
    let id = SessionId::new(uuid::Uuid::from_u128(9));
    world.login_as(id, &golden_client("client"), Locale::Ko).await;
    let words = world.scan(&phone, id).await.ok()["words"].clone();
    let hangul = |word: &Value| word.as_str().unwrap().chars().all(|c| ('가'..='힣').contains(&c));
    assert_eq!(words.as_array().unwrap().len(), 2);
    assert!(words.as_array().unwrap().iter().all(hangul), "{words}");
    let row = world.session(id).await.scan.unwrap();
    assert_eq!(
        row.words.split(' ').collect::<Vec<_>>(),
        serde_json::from_value::<Vec<String>>(words).unwrap()
    );
}

#[tokio::test]
async fn a_repeat_reads_an_extended_login() {
    let (world, phone, id) = begun().await;
    let first = world.scan(&phone, id).await.ok();
    world.advance_ms(540_000);
    let session = world.session(id).await;
    let extension = logi_store::Extension {
        id,
        old_expires_at: session.expires_at,
        expires_at: logi_store::extended_expiry(world.app.now()),
        new_generation_from: None,
        now: world.app.now(),
    };
    assert!(world.app.store().extend(&extension).await.unwrap());
    let again = world.scan(&phone, id).await.ok();
    assert_eq!(again["presented"], first["presented"]);
    assert_eq!(again["expires_at"], first["expires_at"].as_i64().unwrap() + 540);
}
