//! A25 (R25): what is granted is what the application gets, field by field.

use http::{Method, StatusCode};
use logi_harness::phone::Presented;
use logi_harness::server::{Application, Demand};
use serde_json::{Value, json};

use crate::scene::{Scene, assert_refused};

fn field<'presented>(presented: &'presented Presented, name: &str) -> &'presented Value {
    presented.value["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["name"] == name)
        .unwrap()
}

#[tokio::test]
async fn tokens_carry_what_was_granted_and_nothing_else() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &["full_name", "phone_number"]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let tokens = scene.party.log_in(&back, scene.server.clock.now_seconds()).await.unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid profile:basic phone"));
    let fields = scene.party.provider.userinfo(&tokens).await.unwrap();
    assert_eq!(fields["full_name"], "Robin Kim");
    assert_eq!(fields["phone_number"], "+82 2 1234 5678");
    for refused in ["preferred_name", "email", "email_verified"] {
        assert!(!fields.contains_key(refused), "{refused}");
        assert!(!tokens.id_token.claims.contains_key(refused), "{refused}");
    }
}

#[tokio::test]
async fn nothing_granted_leaves_the_id_and_says_nothing_of_what_was_refused() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let tokens = scene.party.log_in(&back, scene.server.clock.now_seconds()).await.unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid"));
    let fields = scene.party.provider.userinfo(&tokens).await.unwrap();
    for name in ["preferred_name", "full_name", "email", "phone_number"] {
        assert!(!fields.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn a_field_that_was_not_offered_cannot_be_granted() {
    let application = Application {
        scopes: vec!["openid".into(), "email".into()],
        ..Application::default()
    };
    let scene = Scene::of(&application).await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    assert_refused(
        &phone.approve(&presented, &["email", "phone_number"]).await,
        StatusCode::BAD_REQUEST,
        "bad_binding",
    );
    assert_eq!(scene.status(&shown).await, "scanned");
}

#[tokio::test]
async fn a_field_without_a_value_cannot_be_granted() {
    let scene = Scene::open().await;
    let phone = scene.server.phone().await;
    let (_, presented) = scene.scanned(&phone).await;
    assert_eq!(field(&presented, "email")["value_present"], false);
    assert_refused(&phone.approve(&presented, &["email"]).await, StatusCode::BAD_REQUEST, "bad_binding");
}

#[tokio::test]
async fn a_required_field_must_be_granted() {
    let required = Demand {
        name: "email".into(),
        required: true,
        purpose: Some("Receipts".into()),
    };
    let scene = Scene::of(&Application {
        fields: vec![required],
        ..Application::default()
    })
    .await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    assert_refused(
        &phone.approve(&presented, &["full_name"]).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "missing_field",
    );
    assert_eq!(scene.status(&shown).await, "scanned");
    assert_eq!(phone.approve(&presented, &["email"]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_decided_before_is_remembered_and_only_a_new_field_is_new() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &["email"]).await;
    scene.browser.complete(&shown.session, &challenge).await;
    let (_, presented) = scene.scanned(&phone).await;
    assert_eq!(field(&presented, "email")["before"], "granted");
    assert_eq!(field(&presented, "full_name")["before"], "refused");

    let (_, other) = (scene.phone().await, scene.phone().await);
    let (_, fresh) = scene.scanned(&other).await;
    assert_eq!(field(&fresh, "email")["before"], Value::Null);
}

#[tokio::test]
async fn a_changed_profile_does_not_change_what_was_presented() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    phone.call(Method::PUT, "/api/v1/me/profile", Some(&json!({}))).await;
    let read = phone.call(Method::GET, &format!("/api/v1/oauth/qr/{}", shown.session), None).await;
    let bytes = logi_harness::keys::from_base64url(read.json()["presented"].as_str().unwrap());
    assert_eq!(bytes, presented.bytes);
}

#[tokio::test]
async fn an_application_that_takes_no_anonymous_accounts_says_so_at_the_scan() {
    let scene = Scene::of(&Application {
        allow_anonymous: Some(false),
        ..Application::default()
    })
    .await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let refused = phone.scan(&scene.text(&shown)).await;
    assert_refused(&refused, StatusCode::FORBIDDEN, "anonymous_not_allowed");
    assert!(refused.json()["link"].is_array());
    assert_eq!(scene.status(&shown).await, "pending");
}
