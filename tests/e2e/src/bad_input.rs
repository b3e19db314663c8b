//! Bodies that are too large, no JSON, of the wrong type, with unknown or duplicate members: each refused by its name, nothing changed.

use http::{Method, StatusCode};
use logi_harness::phone::Proof;

use crate::scene::{Scene, assert_refused};

#[tokio::test]
async fn a_phones_body_is_read_strictly() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let path = format!("/api/v1/oauth/qr/{}/scan", shown.session);
    let code = logi_harness::code::frame_code(&shown.frame_secret, 0);
    let bodies = [
        String::new(),
        "step=0".to_owned(),
        "[]".to_owned(),
        format!(r#"{{"step":"0","code":"{code}"}}"#),
        format!(r#"{{"step":0.5,"code":"{code}"}}"#),
        format!(r#"{{"step":-1,"code":"{code}"}}"#),
        format!(r#"{{"step":0,"code":"{code}","here":true}}"#),
        format!(r#"{{"step":0,"step":0,"code":"{code}"}}"#),
        format!(r#"{{"code":"{code}"}}"#),
        r#"{"step":0,"code":"short"}"#.to_owned(),
        r#"{"step":0,"code":null}"#.to_owned(),
    ];
    for body in bodies {
        let proof = phone.proof(&Proof::of("POST", &path));
        let authorization = format!("DPoP {}", phone.pak);
        let headers = [("authorization", authorization.as_str()), ("dpop", proof.as_str())];
        let answer = phone.send(Method::POST, &path, &headers, Some(body.clone())).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, "invalid_request");
        assert!(answer.json()["request_id"].is_string(), "{body}");
    }
    assert_eq!(scene.status(&shown).await, "pending");
}

#[tokio::test]
async fn a_body_of_a_megabyte_is_too_large_for_phone_and_browser() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let large = serde_json::json!({"approval": "a".repeat(1024 * 1024)});
    let shown = scene.show().await;
    let answer = phone
        .call(Method::POST, &format!("/api/v1/oauth/qr/{}/approve", shown.session), Some(&large))
        .await;
    assert_refused(&answer, StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    let start = scene
        .browser
        .start(&scene.page, &serde_json::json!({"state": "a".repeat(1024 * 1024)}))
        .await;
    assert_eq!(start.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", start.body);
}

#[tokio::test]
async fn start_validates_the_whole_request_again() {
    let scene = Scene::open().await;
    let wrong = [
        ("client_id", "logi_5341ef810bbb8b493cf74c9d2a390be6"),
        ("redirect_uri", "https://evil.example/callback"),
        ("code_challenge_method", "plain"),
        ("code_challenge", "short"),
        ("scope", "openid everything"),
        ("response_type", "token"),
    ];
    for (name, value) in wrong {
        let answer = scene.browser.start(&scene.page, &serde_json::json!({name: value})).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}: {}", answer.body);
        assert!(!answer.error().is_empty());
    }
}

#[tokio::test]
async fn a_duplicate_parameter_of_authorize_is_refused_without_a_redirect_elsewhere() {
    let scene = Scene::open().await;
    for name in ["client_id", "redirect_uri"] {
        let url = format!("{}&{name}=https://evil.example", scene.party.authorization_url());
        let answer = scene.browser.visit(&url).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::BAD_REQUEST, None));
    }
}

#[tokio::test]
async fn a_refusal_names_the_request_for_its_operator() {
    let scene = Scene::open().await;
    let answer = scene.browser.start(&scene.page, &serde_json::json!({"scope": ""})).await;
    let json = answer.json();
    for member in ["error", "error_description", "error_uri", "request_id"] {
        assert!(json[member].is_string(), "{member}: {json}");
    }
    assert_eq!(answer.header("x-logi-request-id"), json["request_id"].as_str());
}
