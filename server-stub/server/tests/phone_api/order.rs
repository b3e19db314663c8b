//! The order of checks is part of the contract: each call here is wrong in two ways, and the earlier one is told.

use super::call::{Answer, Call};
use super::device::{Device, Key};
use super::world::{World, golden_client};
use logi_domain::field::Profile;
use logi_domain::id::{ClientId, SessionId};
use logi_domain::key::KeyLevel;
use logi_domain::qr::Status;
use serde_json::{Value, json};

const BAD_FRAME: fn() -> Value = || json!({"step": 0, "code": "00000000000000000000000000"});

struct Login {
    world: World,
    phone: Device,
    id: SessionId,
    presented: Vec<u8>,
}

impl Login {
    /// Scanned by a phone with an e-mail address, which the application requires.
    async fn scanned() -> Self {
        Self::scanned_in(World::new().await).await
    }

    async fn scanned_in(world: World) -> Self {
        let phone = world.phone().await;
        let id = world.login(&golden_client("client")).await;
        let body = json!({"email": "mina@mail.example"});
        world
            .send(world.call_as(&phone, "PUT", "/api/v1/me/profile").json(&body))
            .await
            .ok();
        let presented = world.scanned(&phone, id).await;
        Self {
            world,
            phone,
            id,
            presented,
        }
    }

    fn approval(&self, granted: &[&str]) -> String {
        self.world.approval(&self.phone, &self.presented, granted)
    }

    fn denial(&self) -> String {
        self.world.denial(&self.phone, &self.presented)
    }

    async fn approve(&self, approval: &str) -> (u16, String) {
        answered(self.world.approve(&self.phone, self.id, approval).await)
    }

    async fn deny(&self, denial: &str) -> (u16, String) {
        answered(self.world.deny(&self.phone, self.id, denial).await)
    }

    async fn status(&self) -> Status {
        self.world.session(self.id).await.status(self.world.app.now())
    }
}

fn answered(answer: Answer) -> (u16, String) {
    let Answer { status, body, .. } = answer;
    let state = body["state"].as_str().filter(|_| status == 409);
    let code = body["error"].as_str().unwrap_or_default();
    (status, state.map_or_else(|| code.to_owned(), |state| format!("{code} {state}")))
}

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.into())
}

#[tokio::test]
async fn who_calls_is_asked_before_what_is_sent() {
    let world = World::new().await;
    let unknown = "/api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7";
    let bearer = format!("Bearer {}", world.keyless_token().await);
    for action in ["scan", "approve", "deny"] {
        let call = Call::new("POST", &format!("{unknown}/{action}")).raw("not JSON");
        assert_eq!(answered(world.send(call.clone()).await), is(401, "invalid_token"));
        let keyless = call.header("Authorization", &bearer);
        assert_eq!(answered(world.send(keyless).await), is(403, "device_key_required"));
    }
}

#[tokio::test]
async fn a_repeated_scan_is_answered_whatever_the_frame() {
    let login = Login::scanned().await;
    let path = format!("/api/v1/oauth/qr/{}/scan", login.id);
    for state in ["scanned", "approved", "approved"] {
        let answer = login.world.post_as(&login.phone, &path, &BAD_FRAME()).await.ok();
        assert_eq!(answer["state"], state);
        login.approve(&login.approval(&["email"])).await;
    }
    login.world.advance_ms(600_000);
    let answer = login.world.post_as(&login.phone, &path, &BAD_FRAME()).await.ok();
    assert_eq!(answer["state"], "expired");
}

#[tokio::test]
async fn a_repeated_scan_is_answered_before_policy() {
    let login = Login::scanned().await;
    let strict = login
        .world
        .another_node(|config| config.minimum_key_level = KeyLevel::Attested)
        .await;
    assert_eq!(strict.scan(&login.phone, login.id).await.ok()["state"], "scanned");
}

#[tokio::test]
async fn the_frame_is_judged_before_policy_and_state() {
    let login = Login::scanned().await;
    let other = login.world.phone().await;
    let path = format!("/api/v1/oauth/qr/{}/scan", login.id);
    let answer = login.world.post_as(&other, &path, &BAD_FRAME()).await;
    assert_eq!(answered(answer), is(422, "qr_bad_frame"));
    assert!(!login.world.session(login.id).await.second_scan);
    let strict = login
        .world
        .another_node(|config| config.minimum_key_level = KeyLevel::Attested)
        .await;
    let answer = strict.post_as(&other, &path, &BAD_FRAME()).await;
    assert_eq!(answered(answer), is(422, "qr_bad_frame"));
}

#[tokio::test]
async fn policy_is_judged_before_the_other_phone_is_told_of() {
    let login = Login::scanned().await;
    let other = login.world.phone().await;
    let strict = login
        .world
        .another_node(|config| config.minimum_key_level = KeyLevel::Attested)
        .await;
    assert_eq!(answered(strict.scan(&other, login.id).await), is(403, "device_key_refused"));
    assert!(!login.world.session(login.id).await.second_scan);
    assert_eq!(answered(login.world.scan(&other, login.id).await), is(409, "already_scanned"));
}

#[tokio::test]
async fn policy_is_judged_before_expiry_at_scan() {
    let world = World::new().await;
    let phone = world.phone().await;
    let mut client = golden_client("client");
    client.id = ClientId::from_random([3; 16]);
    client.allow_anonymous = Some(false);
    world.app.store().insert_client(&client).await.unwrap();
    let (refused, expired) = (world.login(&client).await, world.login(&golden_client("client")).await);
    world.advance_ms(600_000);
    assert_eq!(answered(world.scan(&phone, refused).await), is(403, "anonymous_not_allowed"));
    assert_eq!(answered(world.scan(&phone, expired).await), is(409, "conflict expired"));
}

#[tokio::test]
async fn the_bound_device_is_asked_before_anything_of_the_decision() {
    let login = Login::scanned().await;
    let other = login.world.phone().await;
    for approval in [login.approval(&["email"]), "x".into()] {
        assert_eq!(
            answered(login.world.approve(&other, login.id, &approval).await),
            is(404, "not_found")
        );
        assert_eq!(answered(login.world.deny(&other, login.id, &approval).await), is(404, "not_found"));
    }
    let approval = login.approval(&["email"]);
    assert_eq!(login.approve(&approval).await.0, 200);
    assert_eq!(
        answered(login.world.approve(&other, login.id, &approval).await),
        is(404, "not_found")
    );
}

#[tokio::test]
async fn the_same_bytes_are_answered_before_state_and_policy() {
    let login = Login::scanned().await;
    let approval = login.approval(&["email"]);
    let first = login.world.approve(&login.phone, login.id, &approval).await.ok();
    login.world.advance_ms(600_000);
    assert_eq!(login.status().await, Status::Expired);
    assert_eq!(login.world.approve(&login.phone, login.id, &approval).await.ok(), first);
    let strict = login
        .world
        .another_node(|config| config.minimum_key_level = KeyLevel::Attested)
        .await;
    assert_eq!(strict.approve(&login.phone, login.id, &approval).await.ok(), first);
    assert_eq!(login.status().await, Status::Expired);
}

#[tokio::test]
async fn the_state_is_told_before_the_approval_is_judged() {
    let login = Login::scanned().await;
    assert_eq!(login.deny(&login.denial()).await.0, 200);
    for approval in ["x".to_owned(), login.approval(&[]), login.approval(&["email"])] {
        assert_eq!(login.approve(&approval).await, is(409, "conflict denied"));
    }
    let expired = Login::scanned().await;
    expired.world.advance_ms(600_000);
    for decision in ["x".to_owned(), expired.approval(&["email"])] {
        assert_eq!(expired.approve(&decision).await, is(409, "conflict expired"));
        assert_eq!(expired.deny(&decision).await, is(409, "conflict expired"));
    }
}

#[tokio::test]
async fn the_binding_is_judged_before_required_fields() {
    let login = Login::scanned().await;
    let forged = Device {
        approval: Key::generate(),
        ..login.phone.clone()
    };
    assert_eq!(
        login.approve(&login.world.approval(&forged, &login.presented, &[])).await,
        is(400, "bad_binding")
    );
    assert_eq!(login.approve(&login.approval(&["phone_number"])).await, is(400, "bad_binding"));
    assert_eq!(login.approve(&login.approval(&[])).await, is(422, "missing_field"));
    assert_eq!(login.status().await, Status::Scanned);
}

#[tokio::test]
async fn required_fields_are_judged_before_policy() {
    let login = Login::scanned().await;
    let strict = login
        .world
        .another_node(|config| config.minimum_key_level = KeyLevel::Attested)
        .await;
    let lacking = login.approval(&[]);
    assert_eq!(
        answered(strict.approve(&login.phone, login.id, &lacking).await),
        is(422, "missing_field")
    );
    let whole = login.approval(&["email"]);
    assert_eq!(
        answered(strict.approve(&login.phone, login.id, &whole).await),
        is(403, "device_key_refused")
    );
    assert_eq!(login.status().await, Status::Scanned);
    assert_eq!(login.approve(&whole).await.0, 200);
}

#[tokio::test]
async fn the_binding_is_judged_before_policy_at_a_denial() {
    let login = Login::scanned().await;
    let strict = login
        .world
        .another_node(|config| config.minimum_key_level = KeyLevel::Attested)
        .await;
    let forged = Device {
        possession: Key::generate(),
        ..login.phone.clone()
    };
    let forgery = login.world.denial(&forged, &login.presented);
    assert_eq!(
        answered(strict.deny(&login.phone, login.id, &forgery).await),
        is(400, "bad_binding")
    );
    assert_eq!(
        answered(strict.deny(&login.phone, login.id, &login.denial()).await),
        is(403, "device_key_refused")
    );
    assert_eq!(login.status().await, Status::Scanned);
    assert_eq!(login.deny(&login.denial()).await.0, 200);
}

#[tokio::test]
async fn a_suspended_account_decides_nothing_but_hears_what_it_decided() {
    let login = Login::scanned_in(World::on_file().await).await;
    let (approval, denial) = (login.approval(&["email"]), login.denial());
    login.world.execute("UPDATE accounts SET status = 'suspended'").await;
    assert_eq!(login.approve(&approval).await, is(403, "device_key_refused"));
    assert_eq!(login.deny(&denial).await, is(403, "device_key_refused"));
    assert_eq!(login.status().await, Status::Scanned);
    login.world.execute("UPDATE accounts SET status = 'active'").await;
    assert_eq!(login.deny(&denial).await.0, 200);
    login.world.execute("UPDATE accounts SET status = 'suspended'").await;
    assert_eq!(login.deny(&denial).await.0, 200);
    assert_eq!(login.status().await, Status::Denied);
}

#[tokio::test]
async fn an_application_that_stopped_taking_anonymous_accounts_is_judged_as_it_is_at_the_decision() {
    let login = Login::scanned_in(World::on_file().await).await;
    login.world.execute("UPDATE clients SET allow_anonymous = FALSE").await;
    assert_eq!(login.approve(&login.approval(&["email"])).await, is(403, "anonymous_not_allowed"));
    assert_eq!(login.deny(&login.denial()).await, is(403, "anonymous_not_allowed"));
    assert_eq!(login.status().await, Status::Scanned);
}

#[tokio::test]
async fn a_removed_account_calls_nothing() {
    let login = Login::scanned_in(World::on_file().await).await;
    login.world.execute("DELETE FROM accounts").await;
    assert_eq!(login.approve(&login.approval(&["email"])).await, is(401, "invalid_token"));
    assert_eq!(login.deny(&login.denial()).await, is(401, "invalid_token"));
}

#[tokio::test]
async fn a_value_set_after_the_scan_was_not_presented_and_cannot_be_granted() {
    let login = Login::scanned().await;
    let account = login.world.session(login.id).await.scan.unwrap().account;
    let profile = Profile {
        email: Some("mina@mail.example".into()),
        phone_number: Some("+82 10 0000 0000".into()),
        ..Profile::default()
    };
    login.world.set_profile(account, &profile).await;
    assert_eq!(
        login.approve(&login.approval(&["email", "phone_number"])).await,
        is(400, "bad_binding")
    );
    assert_eq!(login.approve(&login.approval(&["email"])).await.0, 200);
}
