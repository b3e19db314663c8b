//! The requests of `tests/wire` as they stand there, and their answers byte for byte but for what varies.

use super::call::Call;
use super::device::{Device, Key, keys};
use super::support::wire;
use super::world::{STARTED, World, golden_client, used_proof};
use logi_domain::account::Authenticated;
use logi_domain::field::{Consent, Decision, Field, Profile};
use logi_domain::grant::{AuthorizationCode, Grant};
use logi_domain::id::{ClientId, GrantId, SecretHash, SessionId};
use logi_domain::key::KeyLevel;
use logi_domain::qr::{Locale, Relation};
use logi_domain::time::Millis;
use logi_server::random;
use logi_store::{Approval, Completion, ScanBinding};
use serde_json::{Value, json};

fn ms(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap()
}

/// Sends the case's request at its time and asserts the whole answer.
async fn assert_answer(world: &World, case: &Value) {
    let (request, expected) = (&case["request"], &case["response"]);
    if let Some(at) = case["at_ms"].as_i64() {
        world.set_ms(at);
    }
    let mut call = Call::new(text(request, "/method"), text(request, "/path"));
    for (name, value) in request["headers"].as_object().unwrap() {
        call = call.header(name, value.as_str().unwrap());
    }
    call.body = match &request["body"] {
        Value::Null => String::new(),
        Value::String(raw) => raw.clone(),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => other.to_string(),
    };
    let answer = world.send(call).await;
    let name = &case["name"];
    let varies: Vec<&str> = case["varies"]
        .as_array()
        .map(|v| v.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    assert_eq!(
        answer.status,
        u16::try_from(ms(&expected["status"])).unwrap(),
        "{name}: {}",
        answer.body
    );
    for (header, value) in expected["headers"].as_object().unwrap() {
        let found = answer.header(header).unwrap_or_else(|| panic!("{name}: no {header}"));
        if !varies.contains(&format!("/headers/{header}").as_str()) {
            assert_eq!(found, value.as_str().unwrap(), "{name}: {header}");
        }
    }
    let (mut found, mut body) = (answer.body, expected["body"].clone());
    for pointer in varies.iter().filter_map(|pointer| pointer.strip_prefix("/body")) {
        let example = body.pointer_mut(pointer).unwrap().take();
        let value = found.pointer_mut(pointer).unwrap_or_else(|| panic!("{name}: no {pointer}")).take();
        assert_eq!(
            std::mem::discriminant(&example),
            std::mem::discriminant(&value),
            "{name}: {pointer}"
        );
    }
    assert_eq!(found, body, "{name}");
}

fn session_id() -> SessionId {
    SessionId::parse(keys()["session_id"].as_str().unwrap()).unwrap()
}

fn profile() -> Profile {
    Profile {
        preferred_name: Some("Mina".into()),
        full_name: Some("Kim Mina".into()),
        email: Some("mina@mail.example".into()),
        phone_number: None,
    }
}

async fn found(world: &World, pak: &str) -> Authenticated {
    world.app.store().device_by_pak(&SecretHash::of(pak)).await.unwrap().unwrap()
}

/// The phones of the golden files, enrolled.
async fn with_phones() -> World {
    let world = World::new().await;
    let account = world.plant(&Device::golden()).await;
    world.plant(&Device::other()).await;
    let keyless = keys()["keyless_pak"].as_str().unwrap().to_owned();
    world.plant_keyless(&random::uuid().to_string(), &keyless, None).await;
    world.set_profile(account, &profile()).await;
    world
}

/// Binds a login to the golden phone with these presented bytes.
async fn bind(world: &World, id: SessionId, presented: &str) {
    let here = world.session(id).await.here;
    let phone = found(world, &Device::golden().pak).await;
    let binding = ScanBinding {
        id,
        generation: 0,
        here,
        device: phone.device.row,
        account: phone.account.id,
        platform: "android".into(),
        words: "you water".into(),
        presented: presented.into(),
        relation: Relation::SameCountry,
        now: world.app.now(),
    };
    assert!(world.app.store().scan(&binding, &used_proof()).await.unwrap());
}

/// The golden login in the state the case is about.
async fn with_login(state: &str) -> World {
    with_login_opened(state, false).await
}

/// The same, opened on the browser's own device or not.
async fn with_login_opened(state: &str, here: bool) -> World {
    let world = with_phones().await;
    let id = session_id();
    world.login_as(id, &golden_client("client"), Locale::En).await;
    if here {
        assert!(world.app.store().mark_here(id, world.app.now()).await.unwrap());
    }
    if state == "pending" {
        return world;
    }
    world.set_ms(ms(&keys()["scanned_at_ms"]));
    bind(&world, id, text(&wire("presented.json"), "/json")).await;
    world.set_ms(ms(&keys()["approved_at_ms"]));
    let phone = Device::golden();
    match state {
        "scanned" | "expired" => {}
        "denied" => {
            world.deny(&phone, id, text(&wire("deny.json"), "/denial")).await.ok();
        }
        _ => {
            world.approve(&phone, id, text(&wire("approve.json"), "/approval")).await.ok();
        }
    }
    match state {
        "completed" => complete(&world, id, &[]).await,
        "failed" => assert!(world.app.store().fail(id, world.app.now()).await.unwrap()),
        _ => {}
    }
    world
}

async fn complete(world: &World, id: SessionId, consents: &[(Field, Decision)]) {
    let session = world.session(id).await;
    let account = session.scan.unwrap().account;
    let completion = Completion {
        id,
        code: AuthorizationCode {
            hash: SecretHash(random::bytes()),
            grant: Grant {
                id: GrantId::new(random::uuid()),
                account,
                client_id: session.request.client_id,
                sub: "sub".into(),
                scopes: session.request.scopes,
                fields: Vec::new(),
                auth_time: world.app.now().seconds(),
                revoked_at: None,
            },
            redirect_uri: session.request.redirect_uri,
            code_challenge: session.request.code_challenge,
            nonce: None,
            expires_at: world.app.now().plus_seconds(600),
            used_at: None,
        },
        consents: consents
            .iter()
            .map(|(field, decision)| Consent {
                field: *field,
                decision: *decision,
            })
            .collect(),
        browser_label: session.browser.label,
        country: session.browser.country,
        now: world.app.now(),
    };
    assert!(world.app.store().complete(&completion).await.unwrap());
}

/// The golden phone decided against its full name at an earlier login of the application.
async fn with_history() -> World {
    let world = with_phones().await;
    let phone = Device::golden();
    world.set_ms(STARTED.0 - 86_400_000);
    let earlier = world.login(&golden_client("client")).await;
    let presented = world.scanned(&phone, earlier).await;
    world
        .approve(&phone, earlier, &world.approval(&phone, &presented, &["email"]))
        .await
        .ok();
    complete(&world, earlier, &[(Field::FullName, Decision::Refused)]).await;
    world.set_ms(STARTED.0);
    world
}

#[tokio::test]
async fn refusals_of_proofs_and_tokens() {
    for case in wire("dpop.json")["answers"].as_array().unwrap() {
        assert_answer(&with_phones().await, case).await;
    }
}

#[tokio::test]
async fn enrolment() {
    for case in wire("bootstrap.json")["cases"].as_array().unwrap() {
        let level = case["minimum_key_level"].as_str().map(|level| KeyLevel::parse(level).unwrap());
        let world = World::with(|config| config.minimum_key_level = level.unwrap_or(KeyLevel::Claimed)).await;
        store_before_enrolment(&world, text(case, "/stored")).await;
        assert_answer(&world, case).await;
    }
}

async fn store_before_enrolment(world: &World, stored: &str) {
    let phone = Device::golden();
    let (other_id, secret) = (keys()["other_device_id"].clone(), keys()["device_secret"].clone());
    let (other_id, secret) = (other_id.as_str().unwrap(), secret.as_str().unwrap());
    let other_keys = Device {
        possession: Key::generate(),
        approval: Key::generate(),
        pak: "logi_pak_other".into(),
        ..phone.clone()
    };
    match stored {
        "nothing" => {}
        "this subject with these keys" => {
            world.plant(&phone).await;
        }
        "this subject with other keys" => {
            world.plant(&other_keys).await;
        }
        "this device_id under another subject and other keys" => {
            world
                .plant(&Device {
                    subject: Device::new().subject,
                    ..other_keys
                })
                .await;
        }
        "a keyless record of this device_id" => {
            world.plant_keyless(other_id, "logi_pak_earlier", None).await;
        }
        "a keyless record of this device_id and secret" => {
            world.plant_keyless(other_id, "logi_pak_earlier", Some(secret)).await;
        }
        "a keyless record of this device_id and another secret" => {
            world.plant_keyless(other_id, "logi_pak_earlier", Some("another")).await;
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_user_record_and_the_profile() {
    for case in wire("me.json")["cases"].as_array().unwrap() {
        assert_answer(&with_phones().await, case).await;
    }
    let world = with_phones().await;
    let account = found(&world, &Device::golden().pak).await.account.id;
    world.set_profile(account, &Profile::default()).await;
    for case in wire("profile.json")["cases"].as_array().unwrap() {
        match ms(&case["response"]["status"]) {
            200 => assert_answer(&world, case).await,
            _ => assert_answer(&with_phones().await, case).await,
        }
    }
}

#[tokio::test]
async fn scans() {
    let file = wire("scan.json");
    for case in file["scan"].as_array().unwrap() {
        // No provider can be linked yet, so no server state answers with some.
        if case["response"]["body"]["link"].as_array().is_none_or(Vec::is_empty) {
            assert_answer(&before_scan(case).await, case).await;
        }
    }
}

#[tokio::test]
async fn scans_of_a_login_on_its_own_device() {
    for case in wire("here.json")["scan"].as_array().unwrap() {
        let world = with_history().await;
        world.login_as(session_id(), &golden_client("client"), Locale::En).await;
        if case["here"] == true {
            assert!(world.app.store().mark_here(session_id(), world.app.now()).await.unwrap());
        }
        if case["session_state"] == "scanned" {
            world.set_ms(ms(&keys()["scanned_at_ms"]));
            let scan = json!({ "here": true });
            let path = format!("/api/v1/oauth/qr/{}/scan", session_id());
            assert_eq!(world.post_as(&Device::golden(), &path, &scan).await.status, 200);
        }
        assert_answer(&world, case).await;
        let bound = case["response"]["status"] == 200;
        assert_eq!(world.session(session_id()).await.scan.is_some(), bound, "{}", case["name"]);
    }
}

async fn before_scan(case: &Value) -> World {
    let name = text(case, "/name");
    let state = case["session_state"].as_str();
    if let Some(state @ ("scanned" | "denied")) = state {
        return bound_to_another(state).await;
    }
    let world = if case["response"]["status"] == 200 {
        with_history().await
    } else {
        with_phones().await
    };
    let mut client = golden_client("client");
    if case["response"]["body"]["error"] == "anonymous_not_allowed" {
        client.id = ClientId::from_random([8; 16]);
        client.allow_anonymous = Some(false);
        world.app.store().insert_client(&client).await.unwrap();
    }
    world.login_as(session_id(), &client, Locale::En).await;
    let phone = Device::golden();
    if name.starts_with("a repeat") {
        world.set_ms(ms(&keys()["scanned_at_ms"]));
        let presented = world.scanned(&phone, session_id()).await;
        if name.contains("another device tried") {
            assert_eq!(world.scan(&Device::other(), session_id()).await.status, 409);
        }
        if name.contains("after the approval") {
            world
                .approve(&phone, session_id(), &world.approval(&phone, &presented, &["email"]))
                .await
                .ok();
        }
    }
    if name.starts_with("more than 20") {
        world.set_ms(ms(&case["at_ms"]));
        let guess = json!({"step": 0, "code": "00000000000000000000000000"});
        for _ in 0..20 {
            let answer = world
                .post_as(&phone, &format!("/api/v1/oauth/qr/{}/scan", session_id()), &guess)
                .await;
            assert_eq!(answer.status, 422);
        }
    }
    world
}

/// The login of a third phone, scanned or denied by it.
async fn bound_to_another(state: &str) -> World {
    let world = with_phones().await;
    world.login_as(session_id(), &golden_client("client"), Locale::En).await;
    world.set_ms(ms(&keys()["scanned_at_ms"]));
    let (golden, other) = (found(&world, &Device::golden().pak).await, Device::other());
    assert_ne!(golden.device.device_id.to_string(), other.id);
    let third = world.phone().await;
    let presented = world.scanned(&third, session_id()).await;
    if state == "denied" {
        world.deny(&third, session_id(), &world.denial(&third, &presented)).await.ok();
    }
    world
}

#[tokio::test]
async fn reads() {
    for case in wire("scan.json")["read"].as_array().unwrap() {
        let name = text(case, "/name");
        let state = match case["response"]["body"]["state"].as_str() {
            Some(state) => state,
            None if name.contains("before any scan") => "pending",
            None => "scanned",
        };
        let world = with_login(state).await;
        if name.contains("another device tried") {
            assert!(world.app.store().note_second_scan(session_id(), world.app.now()).await.unwrap());
        }
        if name.contains("after an extension") {
            extend(&world, ms(&case["response"]["body"]["expires_at"])).await;
        }
        assert_answer(&world, case).await;
    }
}

async fn extend(world: &World, expires_at: i64) {
    let extension = logi_store::Extension {
        id: session_id(),
        old_expires_at: world.session(session_id()).await.expires_at,
        expires_at: logi_domain::time::Seconds(expires_at),
        new_generation_from: None,
        now: Millis((expires_at - 600) * 1000),
    };
    assert!(world.app.store().extend(&extension).await.unwrap());
}

#[tokio::test]
async fn approvals() {
    for case in wire("approve.json")["cases"].as_array().unwrap() {
        let world = with_login(case["session_state"].as_str().unwrap_or("scanned")).await;
        assert_answer(&world, case).await;
    }
}

#[tokio::test]
async fn approvals_of_a_login_on_its_own_device() {
    for case in wire("here.json")["approve"].as_array().unwrap() {
        let world = with_login_opened(case["session_state"].as_str().unwrap(), true).await;
        assert_answer(&world, case).await;
    }
}

#[tokio::test]
async fn denials() {
    for case in wire("deny.json")["cases"].as_array().unwrap() {
        let world = with_login(case["session_state"].as_str().unwrap_or("scanned")).await;
        assert_answer(&world, case).await;
    }
}

#[tokio::test]
async fn decisions_for_something_else_leave_the_login_as_it_was() {
    let world = with_login("scanned").await;
    let (phone, before) = (Device::golden(), world.session(session_id()).await);
    for case in wire("approve.json")["bad_binding"].as_array().unwrap() {
        let answer = world.approve(&phone, session_id(), text(case, "/approval")).await;
        assert_eq!(answer.refusal(), (400, "bad_binding"), "{}", case["name"]);
        assert_eq!(world.session(session_id()).await, before, "{}", case["name"]);
    }
    for case in wire("deny.json")["bad_binding"].as_array().unwrap() {
        let answer = world.deny(&phone, session_id(), text(case, "/denial")).await;
        assert_eq!(answer.refusal(), (400, "bad_binding"), "{}", case["name"]);
        assert_eq!(world.session(session_id()).await, before, "{}", case["name"]);
    }
}

#[tokio::test]
async fn approvals_of_less_than_was_offered() {
    for case in wire("approve.json")["accepted"].as_array().unwrap() {
        let world = with_login("scanned").await;
        world.approve(&Device::golden(), session_id(), text(case, "/approval")).await.ok();
        let granted = world.session(session_id()).await.decided.unwrap().granted;
        assert_eq!(json!(granted), case["granted"], "{}", case["name"]);
    }
}

#[tokio::test]
async fn receipts() {
    for case in wire("receipt.json")["cases"].as_array().unwrap() {
        let world = match text(case, "/name") {
            "none" => with_phones().await,
            _ => with_two_receipts().await,
        };
        assert_answer(&world, case).await;
    }
}

/// The golden login, and an earlier one.
async fn with_two_receipts() -> World {
    let listed = wire("receipt.json")["cases"][0]["response"]["body"]["receipts"].clone();
    let world = with_phones().await;
    for (place, id, at) in [
        ("/1", text(&listed, "/1/id"), STARTED.0 - 60_000),
        ("/0", text(&listed, "/0/id"), STARTED.0),
    ] {
        world.set_ms(at);
        let id = SessionId::parse(id).unwrap();
        world.login_as(id, &golden_client("client"), Locale::En).await;
        bind(&world, id, text(&wire("presented.json"), "/json")).await;
        let phone = found(&world, &Device::golden().pak).await;
        let approval = Approval {
            id,
            device: phone.device.row,
            account: phone.account.id,
            jws: text(&listed, &format!("{place}/approval")).into(),
            granted: vec![Field::PreferredName, Field::Email],
            receipt: text(&listed, &format!("{place}/receipt")).into(),
            challenge: random::bytes(),
            now: world.app.now(),
        };
        assert!(world.app.store().approve(&approval, &used_proof()).await.unwrap());
    }
    world
}

#[tokio::test]
async fn the_key_set() {
    for case in wire("keyset.json")["cases"].as_array().unwrap() {
        assert_answer(&World::new().await, case).await;
    }
}
