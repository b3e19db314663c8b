//! A8 (R8a, R8b) and A9 (R9): what a phone signs: only what was presented, once, and never more than was offered.

use super::device::{Device, Key, base64url, sha256};
use super::world::{World, golden_client};
use data_encoding::BASE64URL_NOPAD;
use logi_domain::client::Client;
use logi_domain::field::{DeclaredField, Field};
use logi_domain::id::{ClientId, SessionId};
use logi_domain::key::{PublicJwk, PublicKey};
use logi_domain::qr::Status;
use logi_server::keys::jws;
use serde_json::{Value, json};

/// Asks for preferred and full name, both optional.
async fn client_of_names(world: &World) -> Client {
    let mut client = golden_client("client");
    client.id = ClientId::from_random([5; 16]);
    client.allowed_scopes = vec!["openid".into(), "profile:basic".into()];
    client.fields = vec![DeclaredField {
        name: Field::PreferredName,
        required: false,
        purpose: Some("To greet you".into()),
    }];
    world.app.store().insert_client(&client).await.unwrap();
    client
}

async fn scanned(world: &World) -> (Device, SessionId, Vec<u8>) {
    let phone = world.phone().await;
    let body = json!({"preferred_name": "Mina", "full_name": "Kim Mina"});
    world
        .send(world.call_as(&phone, "PUT", "/api/v1/me/profile").json(&body))
        .await
        .ok();
    let id = world.login(&world_client(world).await).await;
    let presented = world.scanned(&phone, id).await;
    (phone, id, presented)
}

async fn world_client(world: &World) -> Client {
    let id = ClientId::from_random([5; 16]);
    match world.app.store().client(&id).await.unwrap() {
        Some(client) => client,
        None => client_of_names(world).await,
    }
}

async fn status(world: &World, id: SessionId) -> Status {
    world.session(id).await.status(world.app.now())
}

#[tokio::test]
async fn an_approval_of_something_else_leaves_the_login_as_it_was() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let before = world.session(id).await;
    let genuine = phone.decision(world.app.issuer(), &presented, Some(&["full_name"]));
    for (member, value) in [
        ("aud", json!("https://api.1pass.dev")),
        ("jti", json!("0b6f4a52-93d1-4c1e-8a77-5d2e9f30b1c4")),
        ("device_id", json!("0b6f4a52-93d1-4c1e-8a77-5d2e9f30b1c4")),
        ("client_id", json!("logi_f6148f92cd7d6fd83d95e28634760691")),
        ("name", json!("Notes ")),
        ("domain", json!("notes.example.evil.example")),
        ("scopes", json!(["openid"])),
        ("fields", json!(["full_name"])),
        ("granted", json!(["full_name", "email"])),
        ("granted", json!(["full_name", "preferred_name"])),
        ("granted", json!(["full_name", "full_name"])),
        ("granted", json!("full_name")),
        ("browser_label", json!("Safari on macOS")),
        ("country", json!("FR")),
        ("relation", json!("same_network")),
        ("presented", json!(base64url(&[0; 32]))),
        ("decision", json!("deny")),
        ("iat", json!("1")),
        ("note", json!("x")),
    ] {
        let mut payload = genuine.clone();
        payload[member] = value;
        let approval = phone.approval.jws("logi-approval+jwt", &payload);
        assert_eq!(
            world.approve(&phone, id, &approval).await.refusal(),
            (400, "bad_binding"),
            "{payload}"
        );
        assert_eq!(world.session(id).await, before);
    }
    for member in genuine.as_object().unwrap().keys() {
        let mut payload = genuine.clone();
        payload.as_object_mut().unwrap().remove(member);
        let approval = phone.approval.jws("logi-approval+jwt", &payload);
        assert_eq!(
            world.approve(&phone, id, &approval).await.refusal(),
            (400, "bad_binding"),
            "{member}"
        );
    }
    assert_eq!(world.session(id).await, before);
}

#[tokio::test]
async fn an_approval_by_another_key_or_of_another_type_is_refused() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let payload = phone.decision(world.app.issuer(), &presented, Some(&[]));
    let named = |key: &Key, typ: &str, alg: &str| json!({"alg": alg, "typ": typ, "jwk": key.jwk()});
    let stranger = Key::generate();
    for approval in [
        phone.possession.jws("logi-approval+jwt", &payload),
        stranger.jws("logi-approval+jwt", &payload),
        stranger.sign(&named(&phone.approval, "logi-approval+jwt", "ES256"), &payload),
        phone.approval.jws("logi-denial+jwt", &payload),
        phone.approval.jws("dpop+jwt", &payload),
        phone.approval.sign(&named(&phone.approval, "logi-approval+jwt", "none"), &payload),
        phone.approval.sign(&json!({"alg": "ES256", "typ": "logi-approval+jwt"}), &payload),
    ] {
        assert_eq!(world.approve(&phone, id, &approval).await.refusal(), (400, "bad_binding"));
    }
    assert_eq!(status(&world, id).await, Status::Scanned);
}

#[tokio::test]
async fn an_approval_for_one_login_does_not_serve_another() {
    let world = World::new().await;
    let (phone, first, presented) = scanned(&world).await;
    let second = world.login(&world_client(&world).await).await;
    world.scan(&phone, second).await.ok();
    let approval = world.approval(&phone, &presented, &[]);
    assert_eq!(world.approve(&phone, second, &approval).await.refusal(), (400, "bad_binding"));
    assert_eq!(world.approve(&phone, first, &approval).await.status, 200);
    assert_eq!(world.approve(&phone, second, &approval).await.refusal(), (400, "bad_binding"));
}

#[tokio::test]
async fn an_approval_for_one_server_does_not_serve_another() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let staging = world.another_node(|config| config.issuer = "https://staging.example".into()).await;
    let approval = world.approval(&phone, &presented, &[]);
    assert_eq!(staging.approve(&phone, id, &approval).await.refusal(), (400, "bad_binding"));
}

#[tokio::test]
async fn a_denial_needs_the_possession_key_and_grants_nothing() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let payload = phone.decision(world.app.issuer(), &presented, None);
    let granting = phone.decision(world.app.issuer(), &presented, Some(&[]));
    let mut denying_with_grant = granting.clone();
    denying_with_grant["decision"] = json!("deny");
    for denial in [
        phone.approval.jws("logi-denial+jwt", &payload),
        phone.possession.jws("logi-approval+jwt", &payload),
        phone.possession.jws("logi-denial+jwt", &granting),
        phone.possession.jws("logi-denial+jwt", &denying_with_grant),
        world.approval(&phone, &presented, &[]),
    ] {
        assert_eq!(world.deny(&phone, id, &denial).await.refusal(), (400, "bad_binding"));
    }
    assert_eq!(status(&world, id).await, Status::Scanned);
}

#[tokio::test]
async fn a_denied_login_is_never_approved() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let denial = world.denial(&phone, &presented);
    assert_eq!(world.deny(&phone, id, &denial).await.ok(), json!({"state": "denied"}));
    let approval = world.approval(&phone, &presented, &[]);
    let answer = world.approve(&phone, id, &approval).await;
    assert_eq!((answer.refusal(), &answer.body["state"]), ((409, "conflict"), &json!("denied")));
    assert_eq!(world.deny(&phone, id, &denial).await.ok(), json!({"state": "denied"}));
    assert_eq!(
        world.deny(&phone, id, &world.denial(&phone, &presented)).await.refusal(),
        (409, "conflict")
    );
    let session = world.session(id).await;
    assert_eq!((session.stored_status, session.decided.unwrap().challenge), (Status::Denied, None));
    assert_eq!(world.get_as(&phone, "/api/v1/me/receipts").await.ok(), json!({"receipts": []}));
}

#[tokio::test]
async fn an_approved_login_is_not_denied_afterwards() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let approval = world.approval(&phone, &presented, &[]);
    world.approve(&phone, id, &approval).await.ok();
    let answer = world.deny(&phone, id, &world.denial(&phone, &presented)).await;
    assert_eq!((answer.refusal(), &answer.body["state"]), ((409, "conflict"), &json!("approved")));
    assert_eq!(world.deny(&phone, id, &approval).await.refusal(), (409, "conflict"));
}

#[tokio::test]
async fn another_approval_of_the_same_login_is_refused() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let first = world
        .approve(&phone, id, &world.approval(&phone, &presented, &["full_name"]))
        .await
        .ok();
    let answer = world
        .approve(&phone, id, &world.approval(&phone, &presented, &["preferred_name"]))
        .await;
    assert_eq!((answer.refusal(), &answer.body["state"]), ((409, "conflict"), &json!("approved")));
    let session = world.session(id).await;
    assert_eq!(session.decided.unwrap().granted, [Field::FullName]);
    assert_eq!(
        world.get_as(&phone, "/api/v1/me/receipts").await.ok()["receipts"],
        json!([first["receipt"]])
    );
}

#[tokio::test]
async fn grants_exactly_what_was_signed() {
    for granted in [&[][..], &["preferred_name"], &["full_name"], &["preferred_name", "full_name"]] {
        let world = World::new().await;
        let (phone, id, presented) = scanned(&world).await;
        world.approve(&phone, id, &world.approval(&phone, &presented, granted)).await.ok();
        let stored = world.session(id).await.decided.unwrap().granted;
        assert_eq!(stored.iter().map(|field| field.as_str()).collect::<Vec<_>>(), granted);
    }
}

#[tokio::test]
async fn a_receipt_is_read_by_its_account_only() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let approved = world.approve(&phone, id, &world.approval(&phone, &presented, &[])).await.ok();
    let path = format!("/api/v1/me/receipts/{id}");
    let other = world.phone().await;
    assert_eq!(world.get_as(&other, &path).await.refusal(), (404, "not_found"));
    assert_eq!(world.get_as(&other, "/api/v1/me/receipts").await.ok(), json!({"receipts": []}));
    assert_eq!(world.get_as(&phone, "/api/v1/me/receipts/x").await.refusal(), (404, "not_found"));
    assert_eq!(world.get_as(&phone, &path).await.ok(), approved["receipt"]);
}

#[tokio::test]
async fn a_receipt_names_the_approval_and_its_key_and_verifies_under_the_receipt_key() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    world.advance_ms(5_999);
    let approval = world.approval(&phone, &presented, &["full_name"]);
    let receipt = world.approve(&phone, id, &approval).await.ok()["receipt"].clone();
    assert_eq!((&receipt["id"], &receipt["approval"]), (&json!(id), &json!(approval)));
    let compact = receipt["receipt"].as_str().unwrap();
    let decoded = jws::decode(compact).unwrap();
    let golden: PublicJwk = serde_json::from_value(super::device::keys()["ec"]["receipt"]["public"].clone()).unwrap();
    let key = PublicKey::try_from(&golden).unwrap();
    assert!(jws::verify_es256(&key, decoded.signing_input.as_bytes(), &decoded.signature));
    let part = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
    assert_eq!(
        part(&decoded.header_json),
        json!({"alg": "ES256", "typ": "logi-receipt+jwt", "kid": "AQ7EPAH9"})
    );
    let jwk: PublicJwk = serde_json::from_value(phone.approval.jwk()).unwrap();
    let expected = json!({
        "iss": world.app.issuer(), "jti": id, "iat": world.now_s(), "approval": sha256(&approval),
        "jkt": PublicKey::try_from(&jwk).unwrap().jkt(),
    });
    assert_eq!(part(&decoded.payload_json), expected);
    assert!(
        !String::from_utf8_lossy(&BASE64URL_NOPAD.decode(compact.split('.').nth(1).unwrap().as_bytes()).unwrap()).contains(&phone.subject)
    );
}

#[tokio::test]
async fn a_challenge_is_made_at_approval_and_no_phone_sees_it() {
    let world = World::new().await;
    let (phone, id, presented) = scanned(&world).await;
    let answer = world.approve(&phone, id, &world.approval(&phone, &presented, &[])).await.ok();
    let challenge = world.session(id).await.decided.unwrap().challenge.unwrap();
    assert_ne!(challenge, [0; 32]);
    assert!(!answer.to_string().contains(&base64url(&challenge)));
}
