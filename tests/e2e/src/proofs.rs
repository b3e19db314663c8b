//! A16 (R16): a stolen token is worth nothing without the phone's key, and a proof is worth one call.

use http::{Method, StatusCode};
use logi_harness::keys::Key;
use logi_harness::phone::{Proof, ScriptedPhone};
use serde_json::json;

use crate::scene::{Scene, assert_refused};
use logi_harness::agent::Answer;
use logi_harness::server::TestServer;

const ME: &str = "/api/v1/me";

async fn read_with(phone: &ScriptedPhone, proof: Option<&Proof>) -> Answer {
    let authorization = format!("DPoP {}", phone.pak);
    let proof = proof.map(|proof| phone.proof(proof));
    let mut headers = vec![("authorization", authorization.as_str())];
    headers.extend(proof.as_deref().map(|proof| ("dpop", proof)));
    phone.send(Method::GET, ME, &headers, None).await
}

#[tokio::test]
async fn refuses_a_token_without_proof() {
    let server = TestServer::start().await;
    let phone = server.phone().await;
    let answer = read_with(&phone, None).await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "invalid_dpop_proof");
    assert!(answer.header("www-authenticate").unwrap().starts_with("DPoP"));
}

#[tokio::test]
async fn refuses_a_bound_token_as_a_bearer() {
    let server = TestServer::start().await;
    let phone = server.phone().await;
    let bearer = format!("Bearer {}", phone.pak);
    let answer = phone.send(Method::GET, ME, &[("authorization", &bearer)], None).await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "invalid_token");
}

#[tokio::test]
async fn refuses_a_proof_for_another_call_another_token_another_key_or_another_time() {
    let server = TestServer::start().await;
    let phone = server.phone().await;
    let good = Proof::of("GET", ME);
    let wrong = [
        Proof {
            method: "POST".into(),
            ..good.clone()
        },
        Proof {
            path: "/api/v1/me/profile".into(),
            ..good.clone()
        },
        Proof {
            url: Some(format!("http://127.0.0.1:1{ME}")),
            ..good.clone()
        },
        Proof {
            key: Some(Key::make()),
            ..good.clone()
        },
        good.clone().without_token(),
    ];
    for proof in wrong {
        assert_refused(
            &read_with(&phone, Some(&proof)).await,
            StatusCode::UNAUTHORIZED,
            "invalid_dpop_proof",
        );
    }
    for late_by in [61, -61] {
        let answer = read_with(&phone, Some(&Proof { late_by, ..good.clone() })).await;
        assert_refused(&answer, StatusCode::UNAUTHORIZED, "use_dpop_nonce");
        assert!(answer.header("dpop-nonce").is_some());
    }
    assert_eq!(read_with(&phone, Some(&good)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn refuses_a_proof_that_was_used_before() {
    let server = TestServer::start().await;
    let phone = server.phone().await;
    let proof = Proof {
        jti: Some("once".into()),
        ..Proof::of("GET", ME)
    };
    assert_eq!(read_with(&phone, Some(&proof)).await.status, StatusCode::OK);
    assert_refused(
        &read_with(&phone, Some(&proof)).await,
        StatusCode::UNAUTHORIZED,
        "invalid_dpop_proof",
    );
}

#[tokio::test]
async fn a_replayed_approval_call_changes_nothing() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let path = format!("/api/v1/oauth/qr/{}/deny", shown.session);
    let proof = phone.proof(&Proof::of("POST", &path));
    let authorization = format!("DPoP {}", phone.pak);
    let headers = [("authorization", authorization.as_str()), ("dpop", proof.as_str())];
    let wrong = json!({"denial": "not.a.jws"}).to_string();
    assert_refused(
        &phone.send(Method::POST, &path, &headers, Some(wrong)).await,
        StatusCode::BAD_REQUEST,
        "bad_binding",
    );
    assert_eq!(scene.status(&shown).await, "scanned");
    assert_eq!(phone.deny(&presented).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_phone_with_a_wrong_clock_is_timed_by_the_servers_nonce() {
    let server = TestServer::start().await;
    let phone = server.phone().await;
    let late = Proof {
        late_by: 600,
        ..Proof::of("GET", ME)
    };
    let refused = read_with(&phone, Some(&late)).await;
    let nonce = refused.header("dpop-nonce").unwrap().to_owned();
    let answered = read_with(
        &phone,
        Some(&Proof {
            nonce: Some(nonce.clone()),
            ..late.clone()
        }),
    )
    .await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    server.clock.advance(301);
    let old = read_with(
        &phone,
        Some(&Proof {
            nonce: Some(nonce),
            ..late
        }),
    )
    .await;
    assert_refused(&old, StatusCode::UNAUTHORIZED, "use_dpop_nonce");
}

#[tokio::test]
async fn a_nonce_of_another_server_counts_as_none() {
    let (server, other) = (TestServer::start().await, TestServer::start().await);
    let phone = server.phone().await;
    let foreign = read_with(&other.phone().await, None).await;
    drop(foreign);
    let late = Proof {
        late_by: 600,
        nonce: Some("vpdstG5gsMkPeSNYtGaycHWoTsVzu4rvqutMwG7jJmo".into()),
        ..Proof::of("GET", ME)
    };
    assert_refused(&read_with(&phone, Some(&late)).await, StatusCode::UNAUTHORIZED, "use_dpop_nonce");
}

#[tokio::test]
async fn an_approval_needs_a_key_bound_token() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let approval = json!({"approval": phone.sign_approval(&phone.approval_payload(&presented, &[]))}).to_string();
    let path = format!("/api/v1/oauth/qr/{}/approve", shown.session);
    let none = phone.send(Method::POST, &path, &[], Some(approval.clone())).await;
    assert_refused(&none, StatusCode::UNAUTHORIZED, "invalid_token");

    let keyless = json!({"device_id": phone.device_id, "device_platform": "ios"}).to_string();
    let answer = phone
        .send(Method::POST, "/api/v1/auth/anonymous_bootstrap", &[], Some(keyless))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let bearer = format!("Bearer {}", answer.json()["access_token"].as_str().unwrap());
    let refused = phone.send(Method::POST, &path, &[("authorization", &bearer)], Some(approval)).await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "device_key_required");
    assert_eq!(scene.status(&shown).await, "scanned");
}

#[tokio::test]
async fn a_new_token_of_the_same_phone_kills_the_one_before() {
    let server = TestServer::start().await;
    let mut phone = server.phone().await;
    let old = phone.pak.clone();
    let answer = phone.enrol().await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_refused(
        &read_with(&phone, Some(&Proof::of("GET", ME))).await,
        StatusCode::UNAUTHORIZED,
        "invalid_token",
    );
    phone.pak = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_ne!(phone.pak, old);
    assert_eq!(read_with(&phone, Some(&Proof::of("GET", ME))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_known_subject_with_other_keys_is_refused() {
    let server = TestServer::start().await;
    let known = server.phone().await;
    let mut thief = ScriptedPhone::new(&server.issuer, server.now());
    thief.root_subject.clone_from(&known.root_subject);
    assert_refused(&thief.enrol().await, StatusCode::CONFLICT, "subject_taken");
    let mut clone = ScriptedPhone::new(&server.issuer, server.now());
    clone.possession = known.possession.clone();
    assert_refused(&clone.enrol().await, StatusCode::CONFLICT, "subject_taken");
}
