//! An extension or a cancellation that no longer applies changes nothing and answers 200 with the status object.

use crate::world::{Browser, World, text};
use data_encoding::BASE64URL_NOPAD;
use logi_domain::field::Field;
use logi_domain::id::SessionId;
use logi_domain::qr::QrSession;
use serde_json::Value;

async fn act(world: &World, browser: &Browser, id: SessionId, action: &str) -> Value {
    let answer = browser.post(world, &format!("/oauth/qr/{id}/{action}"), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The action answers with this status and leaves the row as it is.
async fn changes_nothing(world: &World, browser: &Browser, id: SessionId, (action, status): (&str, &str)) {
    let before: QrSession = world.row(id).await;
    assert_eq!(act(world, browser, id, action).await["status"], status, "{action}");
    assert_eq!(world.row(id).await, before, "{action} in {status}");
}

#[tokio::test]
async fn neither_moves_a_session_that_has_ended() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let denied = browser.session(&world).await;
    world.scan(denied).await;
    world.deny(denied).await;
    let completed = browser.approved(&world).await;
    assert_eq!(browser.complete(&world, completed).await.status, 302);
    let expired = browser.session(&world).await;
    world.scan(expired).await;
    world.clock().advance_ms(600_000);
    for action in ["extend", "cancel"] {
        for (id, status) in [(denied, "denied"), (completed, "completed"), (expired, "expired")] {
            changes_nothing(&world, &browser, id, (action, status)).await;
        }
    }
}

#[tokio::test]
async fn neither_takes_an_approval_back() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    changes_nothing(&world, &browser, id, ("extend", "approved")).await;
    changes_nothing(&world, &browser, id, ("cancel", "approved")).await;
}

#[tokio::test]
async fn there_is_no_phone_to_disown_before_a_scan() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    changes_nothing(&world, &browser, id, ("cancel", "pending")).await;
}

#[tokio::test]
async fn an_eleventh_extension_changes_nothing() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    for is_scanned in [false, true] {
        let id = browser.session(&world).await;
        if is_scanned {
            world.scan(id).await;
        }
        for _ in 0..10 {
            world.clock().advance_ms(590_000);
            act(&world, &browser, id, "extend").await;
        }
        assert_eq!(world.row(id).await.extensions, 10);
        changes_nothing(&world, &browser, id, ("extend", if is_scanned { "scanned" } else { "pending" })).await;
    }
}

#[tokio::test]
async fn an_extension_before_a_scan_kills_every_earlier_frame() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let started = browser.start(&world).await;
    let id = crate::world::id_of(&started);
    world.clock().advance_ms(540_000);
    let extended = act(&world, &browser, id, "extend").await;

    assert_ne!(extended["frame_secret"], started["frame_secret"]);
    assert_ne!(extended["qr_payload"], started["qr_payload"]);
    assert_eq!(
        extended["started_at_ms"].as_i64(),
        Some(started["started_at_ms"].as_i64().unwrap() + 540_000)
    );
    assert_eq!(extended["expires_at"].as_i64(), Some(started["expires_at"].as_i64().unwrap() + 540));
    let row = world.row(id).await;
    let secret = BASE64URL_NOPAD.decode(text(&extended["frame_secret"]).as_bytes()).unwrap();
    let page = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret), b"logi-frame-v1\0\0\x07");
    let code = logi_server::frame::code(world.app(), id, row.generation, 7);
    assert_eq!(code, page.as_ref()[..16], "page and server draw the same frame");
    assert_ne!(code, logi_server::frame::code(world.app(), id, 0, 7));
}

#[tokio::test]
async fn an_extension_after_a_scan_only_moves_the_end() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    let before = world.row(id).await;
    world.clock().advance_ms(541_000);
    let extended = act(&world, &browser, id, "extend").await;
    assert_eq!((extended["status"].as_str(), extended.get("frame_secret")), (Some("scanned"), None));
    let row = world.row(id).await;
    assert_eq!(
        (row.generation, row.started_at, row.expires_at.0),
        (before.generation, before.started_at, before.expires_at.0 + 541)
    );
}

#[tokio::test]
async fn a_disowned_phone_can_no_longer_approve() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    let status = act(&world, &browser, id, "cancel").await;
    assert_eq!(status["status"], "denied");
    let scan = world.row(id).await.scan.unwrap();
    let approval = logi_store::Approval {
        id,
        device: scan.device,
        account: scan.account,
        jws: "approval".into(),
        granted: vec![Field::Email],
        receipt: "receipt".into(),
        challenge: [0; 32],
        now: world.app().now(),
    };
    assert!(!world.app().store().approve(&approval, &crate::world::proof()).await.unwrap());
    assert_eq!(browser.complete(&world, id).await.status, 302);
}
