//! A29 (R29): one cannot lock another out: whatever an attacker sends, the victim's own login works. Counted, not timed.

use super::device::Device;
use super::world::{World, golden_client};
use logi_domain::id::SessionId;
use logi_domain::qr::Status;
use serde_json::json;

async fn logs_in(world: &World, phone: &Device, id: SessionId) {
    let presented = world.scanned(phone, id).await;
    world.approve(phone, id, &world.approval(phone, &presented, &[])).await.ok();
    assert_eq!(world.session(id).await.stored_status, Status::Approved);
}

#[tokio::test]
async fn ten_thousand_bad_scans_leave_the_victims_login_working() {
    let world = World::new().await;
    let victim = world.phone().await;
    let client = golden_client("public_client");
    let id = world.login(&client).await;
    let guess = json!({"step": 0, "code": "00000000000000000000000000"});
    let path = format!("/api/v1/oauth/qr/{id}/scan");
    let (mut bad, mut limited) = (0, 0);
    for _ in 0..10 {
        let attacker = world.phone().await;
        for _ in 0..1_000 {
            match world.post_as(&attacker, &path, &guess).await.refusal() {
                (422, "qr_bad_frame") => bad += 1,
                (429, "rate_limited") => limited += 1,
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!((bad, limited), (200, 9_800));
    assert!(!world.session(id).await.second_scan);
    logs_in(&world, &victim, id).await;
}

#[tokio::test]
async fn ten_thousand_logins_begun_by_an_attacker_leave_the_victims_login_working() {
    let world = World::new().await;
    let victim = world.phone().await;
    let client = golden_client("public_client");
    for _ in 0..10_000 {
        world.login(&client).await;
    }
    let id = world.login(&client).await;
    logs_in(&world, &victim, id).await;
}

#[tokio::test]
async fn a_thousand_enrolments_of_an_attacker_leave_the_victims_token_alive() {
    let world = World::new().await;
    let victim = world.phone().await;
    for _ in 0..1_000 {
        let body = json!({"device_id": victim.id, "device_platform": "ios"});
        let call = super::call::Call::new("POST", "/api/v1/auth/anonymous_bootstrap").json(&body);
        assert_eq!(world.send(call).await.status, 200);
    }
    let id = world.login(&golden_client("public_client")).await;
    logs_in(&world, &victim, id).await;
}
