//! A16 (R16): A stolen token is worth nothing without the key it is bound to, and a proof serves one call once (RFC 9449).

use super::call::Call;
use super::device::{Device, Key, base64url, sha256};
use super::world::World;
use serde_json::{Value, json};

const ME: &str = "/api/v1/me";
const PROFILE: &str = "/api/v1/me/profile";

/// A read with these claims, signed by the phone.
async fn read_with(world: &World, phone: &Device, claims: &Value) -> (u16, String) {
    let call = Call::new("GET", ME)
        .header("Authorization", &format!("DPoP {}", phone.pak))
        .header("DPoP", &phone.proof(claims));
    refused(world, call).await
}

/// Status and code; asserts what every refusal of a proof carries.
async fn refused(world: &World, call: Call) -> (u16, String) {
    let has_proof = call.headers.iter().any(|(name, _)| name == "DPoP");
    let answer = world.send(call).await;
    assert_eq!(answer.header("DPoP-Nonce").is_some(), has_proof);
    let (status, code) = answer.refusal();
    if status == 401 {
        assert_eq!(answer.header("WWW-Authenticate"), Some(format!("DPoP error=\"{code}\"").as_str()));
        assert!(answer.body["message"].is_string() && answer.body["request_id"].is_string());
    }
    (status, code.to_owned())
}

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.into())
}

#[tokio::test]
async fn refuses_a_call_without_a_token() {
    let world = World::new().await;
    let phone = world.phone().await;
    assert_eq!(refused(&world, Call::new("GET", ME)).await, is(401, "invalid_token"));
    for value in ["", "DPoP", "Basic bG9naQ==", &format!("DPoP{}", phone.pak), &phone.pak] {
        let call = Call::new("GET", ME).header("Authorization", value);
        assert_eq!(refused(&world, call).await, is(401, "invalid_token"), "{value}");
    }
    let twice = world
        .call_as(&phone, "GET", ME)
        .header("Authorization", &format!("DPoP {}", phone.pak));
    assert_eq!(refused(&world, twice).await, is(401, "invalid_token"));
}

#[tokio::test]
async fn refuses_a_token_that_no_device_has() {
    let world = World::new().await;
    let mut phone = world.phone().await;
    phone.pak = format!("logi_pak_{}", base64url(&[9; 32]));
    assert_eq!(refused(&world, world.call_as(&phone, "GET", ME)).await, is(401, "invalid_token"));
}

#[tokio::test]
async fn refuses_a_bound_token_as_a_bearer() {
    let world = World::new().await;
    let phone = world.phone().await;
    let bearer = format!("Bearer {}", phone.pak);
    let bare = Call::new("GET", ME).header("Authorization", &bearer);
    assert_eq!(refused(&world, bare).await, is(401, "invalid_token"));
    let claims = phone.claims("GET", &world.url(ME), world.now_s());
    let proven = Call::new("GET", ME)
        .header("Authorization", &bearer)
        .header("DPoP", &phone.proof(&claims));
    assert_eq!(refused(&world, proven).await, is(401, "invalid_token"));
}

#[tokio::test]
async fn refuses_a_bound_token_without_a_proof() {
    let world = World::new().await;
    let phone = world.phone().await;
    let call = Call::new("GET", ME).header("Authorization", &format!("DPoP {}", phone.pak));
    assert_eq!(refused(&world, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn refuses_two_proofs() {
    let world = World::new().await;
    let phone = world.phone().await;
    let second = phone.proof(&phone.claims("GET", &world.url(ME), world.now_s()));
    let call = world.call_as(&phone, "GET", ME).header("DPoP", &second);
    assert_eq!(refused(&world, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn refuses_a_replayed_proof_of_a_read() {
    let world = World::new().await;
    let phone = world.phone().await;
    let call = world.call_as(&phone, "GET", ME);
    assert_eq!(world.send(call.clone()).await.status, 200);
    assert_eq!(refused(&world, call.clone()).await, is(401, "invalid_dpop_proof"));
    world.advance_ms(59_000);
    assert_eq!(refused(&world, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn refuses_a_replayed_proof_of_a_refused_call() {
    let world = World::new().await;
    let phone = world.phone().await;
    let call = world.call_as(&phone, "PUT", PROFILE).json(&json!({"email": 1}));
    assert_eq!(refused(&world, call.clone()).await, is(400, "invalid_request"));
    assert_eq!(refused(&world, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn refuses_a_replayed_proof_of_a_change_on_another_node() {
    let world = World::new().await;
    let phone = world.phone().await;
    let call = world.call_as(&phone, "PUT", PROFILE).json(&json!({"preferred_name": "Mina"}));
    assert_eq!(world.send(call.clone()).await.status, 200);
    let other = world.another_node(|_| {}).await;
    assert_eq!(refused(&other, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn refuses_a_replayed_enrolment() {
    let world = World::new().await;
    let phone = Device::new();
    let path = "/api/v1/auth/anonymous_bootstrap";
    let mut claims = phone.claims("POST", &world.url(path), world.now_s());
    claims.as_object_mut().unwrap().remove("ath");
    let call = Call::new("POST", path)
        .header("DPoP", &phone.proof(&claims))
        .json(&World::enrolment_of(&phone));
    assert_eq!(world.send(call.clone()).await.status, 200);
    assert_eq!(refused(&world, call.clone()).await, is(401, "invalid_dpop_proof"));
    let other = world.another_node(|_| {}).await;
    assert_eq!(refused(&other, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn refuses_a_proof_for_another_url() {
    let world = World::new().await;
    let phone = world.phone().await;
    let path_of = |origin: &str| format!("{origin}{ME}");
    for url in [
        world.url(PROFILE),
        world.url("/api/v1/me/"),
        path_of("https://localhost:8080"),
        path_of("http://localhost:8081"),
        path_of("http://localhost"),
        path_of("http://LOCALHOST:8080"),
        path_of("http://evil.example"),
        ME.to_owned(),
    ] {
        let claims = phone.claims("GET", &url, world.now_s());
        assert_eq!(read_with(&world, &phone, &claims).await, is(401, "invalid_dpop_proof"), "{url}");
    }
}

#[tokio::test]
async fn refuses_a_proof_for_another_method() {
    let world = World::new().await;
    let phone = world.phone().await;
    for method in ["POST", "PUT", "get", ""] {
        let claims = phone.claims(method, &world.url(ME), world.now_s());
        assert_eq!(read_with(&world, &phone, &claims).await, is(401, "invalid_dpop_proof"), "{method}");
    }
}

#[tokio::test]
async fn refuses_a_proof_by_another_key() {
    let world = World::new().await;
    let phone = world.phone().await;
    for key in [Key::generate(), phone.approval.clone(), world.phone().await.possession] {
        let thief = Device {
            possession: key,
            ..phone.clone()
        };
        assert_eq!(
            refused(&world, world.call_as(&thief, "GET", ME)).await,
            is(401, "invalid_dpop_proof")
        );
    }
}

#[tokio::test]
async fn refuses_a_proof_for_another_token() {
    let world = World::new().await;
    let phone = world.phone().await;
    let mut claims = phone.claims("GET", &world.url(ME), world.now_s());
    claims["ath"] = json!(sha256(&world.phone().await.pak));
    assert_eq!(read_with(&world, &phone, &claims).await, is(401, "invalid_dpop_proof"));
    let mut claims = phone.claims("GET", &world.url(ME), world.now_s());
    claims.as_object_mut().unwrap().remove("ath");
    assert_eq!(read_with(&world, &phone, &claims).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn asks_for_a_nonce_where_iat_is_beyond_a_minute() {
    let world = World::new().await;
    let phone = world.phone().await;
    for off in [-61, 61, -86_400, i64::MIN, i64::MAX] {
        let claims = phone.claims("GET", &world.url(ME), world.now_s().saturating_add(off));
        assert_eq!(read_with(&world, &phone, &claims).await, is(401, "use_dpop_nonce"), "{off}");
    }
    for off in [-60, 60] {
        let claims = phone.claims("GET", &world.url(ME), world.now_s() + off);
        assert_eq!(read_with(&world, &phone, &claims).await.0, 200, "{off}");
    }
}

#[tokio::test]
async fn a_foreign_nonce_counts_as_none() {
    let world = World::new().await;
    let phone = world.phone().await;
    let ours = world.get_as(&phone, ME).await.header("DPoP-Nonce").unwrap().to_owned();
    let mut changed = ours.clone();
    changed.replace_range(42..43, if ours.ends_with('A') { "E" } else { "A" });
    for nonce in [
        changed.as_str(),
        "",
        "x",
        &base64url(&[0; 32]),
        &base64url(&world.app.now().0.to_be_bytes()),
        ours.get(..40).unwrap(),
    ] {
        let mut claims = phone.claims("GET", &world.url(ME), world.now_s() - 61);
        claims["nonce"] = json!(nonce);
        assert_eq!(read_with(&world, &phone, &claims).await, is(401, "use_dpop_nonce"), "{nonce}");
        let mut claims = phone.claims("GET", &world.url(ME), world.now_s());
        claims["nonce"] = json!(nonce);
        assert_eq!(read_with(&world, &phone, &claims).await.0, 200, "{nonce}");
    }
}

#[tokio::test]
async fn a_nonce_older_than_five_minutes_counts_as_none() {
    let world = World::new().await;
    let phone = world.phone().await;
    let nonce = world.get_as(&phone, ME).await.header("DPoP-Nonce").unwrap().to_owned();
    world.advance_ms(300_000);
    let mut claims = phone.claims("GET", &world.url(ME), world.now_s() - 61);
    claims["nonce"] = json!(nonce);
    assert_eq!(read_with(&world, &phone, &claims).await, is(401, "use_dpop_nonce"));
}

#[tokio::test]
async fn a_phone_ten_minutes_off_is_served_with_a_nonce() {
    let world = World::new().await;
    let phone = world.phone().await;
    for off in [-600, 600] {
        let claims = phone.claims("GET", &world.url(ME), world.now_s() + off);
        let call = Call::new("GET", ME)
            .header("Authorization", &format!("DPoP {}", phone.pak))
            .header("DPoP", &phone.proof(&claims));
        let nonce = world.send(call).await.header("DPoP-Nonce").unwrap().to_owned();
        world.advance_ms(299_000);
        let mut claims = phone.claims("GET", &world.url(ME), world.now_s() + off);
        claims["nonce"] = json!(nonce);
        assert_eq!(read_with(&world, &phone, &claims).await.0, 200, "{off}");
        assert_eq!(read_with(&world, &phone, &claims).await, is(401, "invalid_dpop_proof"), "{off}");
    }
}

#[tokio::test]
async fn a_nonce_excuses_nothing_but_the_time() {
    let world = World::new().await;
    let phone = world.phone().await;
    let nonce = world.get_as(&phone, ME).await.header("DPoP-Nonce").unwrap().to_owned();
    let mut claims = phone.claims("POST", &world.url(ME), world.now_s());
    claims["nonce"] = json!(nonce);
    assert_eq!(read_with(&world, &phone, &claims).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn compares_with_the_issuer_whatever_proxy_stands_before() {
    let world = World::new().await;
    let phone = world.phone().await;
    let call = world
        .call_as(&phone, "GET", ME)
        .header("Host", "10.0.0.7:3000")
        .header("X-Forwarded-Proto", "https");
    assert_eq!(world.send(call).await.status, 200);
    let claims = phone.claims("GET", &format!("http://10.0.0.7:3000{ME}"), world.now_s());
    let call = Call::new("GET", ME)
        .header("Host", "10.0.0.7:3000")
        .header("Authorization", &format!("DPoP {}", phone.pak))
        .header("DPoP", &phone.proof(&claims));
    assert_eq!(refused(&world, call).await, is(401, "invalid_dpop_proof"));
}

#[tokio::test]
async fn a_published_clients_token_opens_only_its_own_record() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.keyless_token().await);
    let session = "/api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7";
    for (method, path) in [
        ("GET", PROFILE.to_owned()),
        ("PUT", PROFILE.to_owned()),
        ("GET", "/api/v1/me/receipts".to_owned()),
        ("GET", "/api/v1/me/receipts/7c9e6679-7425-40de-944b-e07fc1f90ae7".to_owned()),
        ("GET", session.to_owned()),
        ("POST", format!("{session}/scan")),
        ("POST", format!("{session}/approve")),
        ("POST", format!("{session}/deny")),
    ] {
        let call = Call::new(method, &path).header("Authorization", &bearer);
        assert_eq!(refused(&world, call).await, is(403, "device_key_required"), "{method} {path}");
    }
    let call = Call::new("GET", ME).header("Authorization", &bearer);
    assert_eq!(world.send(call).await.ok()["anonymous"], true);
}

#[tokio::test]
async fn the_code_and_receipt_keys_are_public_and_cacheable() {
    let world = World::new().await;
    let answer = world.send(Call::new("GET", "/.well-known/logi-keys.json")).await;
    assert_eq!(answer.header("Cache-Control"), Some("public, max-age=3600"));
    assert_eq!(answer.header("DPoP-Nonce"), None);
    assert_eq!(answer.ok()["keys"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_from_no_route_carries_a_nonce_too() {
    let world = World::new().await;
    let phone = world.phone().await;
    for (method, path, status) in [
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", ME, 405),
        ("PUT", "/api/v1/me/receipts", 405),
    ] {
        let answer = world.send(world.call_as(&phone, method, path)).await;
        assert_eq!(answer.status, status);
        assert!(answer.header("DPoP-Nonce").is_some(), "{method} {path}");
    }
    assert_eq!(world.send(Call::new("GET", "/api/v1/nothing")).await.header("DPoP-Nonce"), None);
}
