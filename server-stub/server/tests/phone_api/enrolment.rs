//! The table of enrolment: what is taken, what is found again, what is new.

use super::call::{Answer, Call};
use super::device::{Device, Key};
use super::world::World;
use logi_domain::key::KeyLevel;
use serde_json::{Value, json};

const BOOTSTRAP: &str = "/api/v1/auth/anonymous_bootstrap";

async fn keyless(world: &World, device_id: &str, secret: Option<&str>) -> Answer {
    let mut body = json!({"device_id": device_id, "device_platform": "ios"});
    if let Some(secret) = secret {
        body["device_secret"] = json!(secret);
    }
    world.send(Call::new("POST", BOOTSTRAP).json(&body)).await
}

#[tokio::test]
async fn a_subject_with_another_key_is_taken() {
    let world = World::new().await;
    let phone = world.phone().await;
    let other_possession = Device {
        possession: Key::generate(),
        ..phone.clone()
    };
    let other_approval = Device {
        approval: Key::generate(),
        ..phone.clone()
    };
    let other_keys = Device {
        possession: Key::generate(),
        approval: Key::generate(),
        ..phone.clone()
    };
    for thief in [other_possession, other_approval, other_keys] {
        let answer = world.bootstrap(&thief, &World::enrolment_of(&thief)).await;
        assert_eq!(answer.refusal(), (409, "subject_taken"));
    }
    assert_eq!(world.get_as(&phone, "/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn a_key_with_another_subject_is_taken() {
    let world = World::new().await;
    let phone = world.phone().await;
    let stranger = Device {
        subject: Device::new().subject,
        ..phone.clone()
    };
    let answer = world.bootstrap(&stranger, &World::enrolment_of(&stranger)).await;
    assert_eq!(answer.refusal(), (409, "subject_taken"));
    let mixed = Device {
        subject: world.phone().await.subject,
        ..phone.clone()
    };
    let answer = world.bootstrap(&mixed, &World::enrolment_of(&mixed)).await;
    assert_eq!(answer.refusal(), (409, "subject_taken"));
}

#[tokio::test]
async fn keys_need_a_proof_of_the_possession_key() {
    let world = World::new().await;
    let phone = Device::new();
    let body = World::enrolment_of(&phone);
    let bare = world.send(Call::new("POST", BOOTSTRAP).json(&body)).await;
    assert_eq!(bare.refusal(), (401, "invalid_dpop_proof"));
    for key in [Key::generate(), phone.approval.clone()] {
        let other = Device {
            possession: key,
            ..phone.clone()
        };
        assert_eq!(world.bootstrap(&other, &body).await.refusal(), (400, "bad_binding"));
    }
}

#[tokio::test]
async fn a_key_below_the_servers_level_is_refused() {
    let world = World::new().await;
    let phone = Device::new();
    let mut body = World::enrolment_of(&phone);
    body["hardware"] = json!("none");
    assert_eq!(world.bootstrap(&phone, &body).await.refusal(), (403, "device_key_refused"));
    let strict = world.another_node(|config| config.minimum_key_level = KeyLevel::Attested).await;
    let claimed = World::enrolment_of(&phone);
    assert_eq!(strict.bootstrap(&phone, &claimed).await.refusal(), (403, "device_key_refused"));
    let lenient = world.another_node(|config| config.minimum_key_level = KeyLevel::None).await;
    assert_eq!(lenient.bootstrap(&phone, &body).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_no_enrolment_changes_nothing() {
    let world = World::new().await;
    let phone = Device::new();
    let good = World::enrolment_of(&phone);
    let mut bad: Vec<Value> = Vec::new();
    for member in [
        "root_subject",
        "possession_key",
        "approval_key",
        "hardware",
        "presence",
        "device_id",
        "device_platform",
    ] {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(member);
        bad.push(body);
    }
    let jwk = phone.approval.jwk();
    for (member, value) in [
        ("device_id", json!(phone.id.to_uppercase())),
        ("device_id", json!(7)),
        ("device_platform", json!("iOS")),
        ("device_name", json!("a\u{7}b")),
        ("device_name", json!("n".repeat(101))),
        ("root_subject", json!(format!("{}=", phone.subject))),
        ("approval_key", phone.possession.jwk()),
        ("approval_key", json!([jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]])),
        ("approval_key", json!({"kty": "EC", "crv": "P-256", "x": jwk["y"], "y": jwk["x"]})),
        (
            "approval_key",
            json!({"kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"], "kid": "1"}),
        ),
        ("backup_codes", json!(true)),
    ] {
        let mut body = good.clone();
        body[member] = value;
        bad.push(body);
    }
    bad.push(json!([phone.id, "ios", null, null, null, null, null, null, null, null]));
    for body in bad {
        assert_eq!(world.bootstrap(&phone, &body).await.refusal(), (400, "invalid_request"), "{body}");
    }
    assert_eq!(world.bootstrap(&phone, &good).await.status, 200);
}

#[tokio::test]
async fn a_wrong_or_homeless_secret_opens_nothing() {
    let world = World::new().await;
    let phone = Device::new();
    assert_eq!(
        keyless(&world, &phone.id, Some("wrong")).await.refusal(),
        (401, "invalid_device_secret")
    );
    let made = keyless(&world, &phone.id, None).await.ok();
    let secret = made["device_secret"].as_str().unwrap();
    assert_eq!(
        keyless(&world, &phone.id, Some("wrong")).await.refusal(),
        (401, "invalid_device_secret")
    );
    assert_eq!(
        keyless(&world, &Device::new().id, Some(secret)).await.refusal(),
        (401, "invalid_device_secret")
    );
    let answer = keyless(&world, &phone.id, Some("wrong")).await;
    assert_eq!(answer.header("WWW-Authenticate"), None);
}

#[tokio::test]
async fn the_secret_of_a_record_with_keys_opens_nothing() {
    let world = World::new().await;
    let phone = Device::new();
    let answer = world.bootstrap(&phone, &World::enrolment_of(&phone)).await.ok();
    let secret = answer["device_secret"].as_str().unwrap();
    assert_eq!(
        keyless(&world, &phone.id, Some(secret)).await.refusal(),
        (401, "invalid_device_secret")
    );
}

#[tokio::test]
async fn a_keyless_record_never_gains_keys() {
    let world = World::new().await;
    let phone = Device::new();
    let published = keyless(&world, &phone.id, None).await.ok();
    let mut body = World::enrolment_of(&phone);
    body["device_secret"] = published["device_secret"].clone();
    let keyed = world.bootstrap(&phone, &body).await.ok();
    assert_ne!(keyed["user"]["id"], published["user"]["id"]);
    let bearer = format!("Bearer {}", published["access_token"].as_str().unwrap());
    let scan = Call::new("GET", "/api/v1/me/profile").header("Authorization", &bearer);
    assert_eq!(world.send(scan).await.refusal(), (403, "device_key_required"));
}

#[tokio::test]
async fn a_lost_answer_is_repeated_and_earlier_tokens_die() {
    let world = World::new().await;
    let mut phone = Device::new();
    let body = World::enrolment_of(&phone);
    let lost = world.bootstrap(&phone, &body).await.ok();
    let again = world.bootstrap(&phone, &body).await.ok();
    assert_eq!(again["user"], lost["user"]);
    assert_ne!(again["access_token"], lost["access_token"]);
    assert_ne!(again["device_secret"], lost["device_secret"]);
    phone.pak = lost["access_token"].as_str().unwrap().into();
    assert_eq!(world.get_as(&phone, "/api/v1/me").await.refusal(), (401, "invalid_token"));
    phone.pak = again["access_token"].as_str().unwrap().into();
    assert_eq!(world.get_as(&phone, "/api/v1/me").await.ok(), again["user"]);
    assert_eq!(again["token_type"], "DPoP");
    assert!(again.get("expires_in").is_none());
}

#[tokio::test]
async fn a_device_id_is_not_unique() {
    let world = World::new().await;
    let first = world.phone().await;
    let second = Device {
        id: first.id.clone(),
        ..Device::new()
    };
    let answer = world.bootstrap(&second, &World::enrolment_of(&second)).await.ok();
    let own = world.get_as(&first, "/api/v1/me").await.ok();
    assert_ne!(answer["user"]["id"], own["id"]);
}

#[tokio::test]
async fn a_published_client_keeps_account_and_secret() {
    let world = World::new().await;
    let phone = Device::new();
    let made = keyless(&world, &phone.id, None).await.ok();
    assert_eq!(made["token_type"], "Bearer");
    let secret = made["device_secret"].as_str().unwrap();
    for _ in 0..2 {
        let again = keyless(&world, &phone.id, Some(secret)).await.ok();
        assert_eq!(again["user"], made["user"]);
        assert_ne!(again["access_token"], made["access_token"]);
        assert!(again.get("device_secret").is_none());
    }
    let dead = Call::new("GET", "/api/v1/me").header("Authorization", &format!("Bearer {}", made["access_token"].as_str().unwrap()));
    assert_eq!(world.send(dead).await.refusal(), (401, "invalid_token"));
    let fresh = keyless(&world, &phone.id, None).await.ok();
    assert_ne!(fresh["user"]["id"], made["user"]["id"]);
}
