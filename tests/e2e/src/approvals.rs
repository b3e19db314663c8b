//! A8 (R8a, R8b), A9 (R9) and A15 (R15b): what was presented is what is approved, once, by the device it was presented to.

use http::StatusCode;
use logi_harness::keys::Key;
use serde_json::{Value, json};

use crate::scene::{Scene, assert_refused};

#[tokio::test]
async fn refuses_an_approval_that_differs_from_what_was_presented_in_any_value() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let good = phone.approval_payload(&presented, &["email"]);
    let wrong: &[(&str, Value)] = &[
        ("aud", json!("https://api.1pass.dev")),
        ("jti", json!("0b6f4a52-93d1-4c1e-8a77-5d2e9f30b1c4")),
        ("device_id", json!("3d813cbb-47fb-4a3b-91df-831e1593ac29")),
        ("client_id", json!("logi_5341ef810bbb8b493cf74c9d2a390be6")),
        ("name", json!("Notes!")),
        ("domain", json!("notes.example.evil.example")),
        ("scopes", json!(["openid"])),
        ("fields", json!(["email"])),
        ("granted", json!(["email", "address"])),
        ("granted", json!(["email", "preferred_name"])),
        ("granted", json!(["email", "email"])),
        ("granted", json!("email")),
        ("browser_label", json!("Safari on iPhone")),
        ("country", json!("KR")),
        ("relation", json!("same_country")),
        ("presented", json!("eqPqa7oq375IKpzuMQNWHlZyeT5I5wrL0bi_EwAeQ9M")),
        ("decision", json!("deny")),
        ("iat", json!("now")),
    ];
    for (name, value) in wrong {
        let mut payload = good.clone();
        assert_ne!(&payload[*name], value, "{name} is not wrong");
        payload[*name] = value.clone();
        let answer = phone.send_approval(&shown.session, &phone.sign_approval(&payload)).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, "bad_binding");
    }
    for name in good.as_object().unwrap().keys() {
        let mut payload = good.clone();
        payload.as_object_mut().unwrap().remove(name);
        let answer = phone.send_approval(&shown.session, &phone.sign_approval(&payload)).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, "bad_binding");
    }
    let mut more = good.clone();
    more["amount"] = json!(1);
    assert_refused(
        &phone.send_approval(&shown.session, &phone.sign_approval(&more)).await,
        StatusCode::BAD_REQUEST,
        "bad_binding",
    );
    assert_eq!(scene.status(&shown).await, "scanned");
    assert_eq!(
        phone.send_approval(&shown.session, &phone.sign_approval(&good)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn refuses_an_approval_by_another_key_or_for_another_purpose() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let payload = phone.approval_payload(&presented, &[]);
    let stranger = Key::make();
    let header = |typ: &str, key: &Key| json!({"alg": "ES256", "typ": typ, "jwk": key.jwk()});
    let typ = "logi-approval+jwt";
    let mut more = header(typ, &phone.approval);
    more["kid"] = json!("1");
    let wrong = [
        stranger.sign_jws(&header(typ, &stranger), &payload),
        stranger.sign_jws(&header(typ, &phone.approval), &payload),
        phone.possession.sign_jws(&header(typ, &phone.possession), &payload),
        phone.approval.sign_jws(&header("logi-denial+jwt", &phone.approval), &payload),
        phone.approval.sign_jws(&header("JWT", &phone.approval), &payload),
        phone
            .approval
            .sign_jws(&json!({"alg": "none", "typ": typ, "jwk": phone.approval.jwk()}), &payload),
        phone.approval.sign_jws(&more, &payload),
        "not.a.jws".to_owned(),
    ];
    for approval in wrong {
        assert_refused(
            &phone.send_approval(&shown.session, &approval).await,
            StatusCode::BAD_REQUEST,
            "bad_binding",
        );
    }
    assert_eq!(scene.status(&shown).await, "scanned");
}

#[tokio::test]
async fn an_approval_for_one_login_is_refused_by_another() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (_, first) = scene.scanned(&phone).await;
    let (second_shown, _) = scene.scanned(&phone).await;
    let approval = phone.sign_approval(&phone.approval_payload(&first, &[]));
    assert_refused(
        &phone.send_approval(&second_shown.session, &approval).await,
        StatusCode::BAD_REQUEST,
        "bad_binding",
    );
    assert_eq!(scene.status(&second_shown).await, "scanned");
}

#[tokio::test]
async fn the_same_approval_again_gives_the_first_answer_and_no_second_code() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let approval = phone.sign_approval(&phone.approval_payload(&presented, &[]));
    let first = phone.send_approval(&shown.session, &approval).await;
    let again = phone.send_approval(&shown.session, &approval).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    let challenge = scene.challenge(&shown).await;
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
    let late = phone.send_approval(&shown.session, &approval).await;
    assert_eq!((late.status, late.json()), (StatusCode::OK, first.json()));
    assert_eq!(scene.status(&shown).await, "completed");
}

#[tokio::test]
async fn another_approval_after_the_first_is_a_conflict() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    phone.approve(&presented, &[]).await;
    let other = phone.approve(&presented, &["email"]).await;
    assert_refused(&other, StatusCode::CONFLICT, "conflict");
    assert_eq!(other.json()["state"], "approved");
    assert_refused(&phone.deny(&presented).await, StatusCode::CONFLICT, "conflict");
    assert_eq!(scene.status(&shown).await, "approved");
}

#[tokio::test]
async fn an_approval_after_a_denial_gives_no_code() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    phone.deny(&presented).await;
    let late = phone.approve(&presented, &[]).await;
    assert_refused(&late, StatusCode::CONFLICT, "conflict");
    assert_eq!(late.json()["state"], "denied");
    assert_eq!(scene.status(&shown).await, "denied");
}

#[tokio::test]
async fn an_approval_after_expiry_gives_no_code() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    scene.server.clock.advance(600);
    let late = phone.approve(&presented, &[]).await;
    assert_refused(&late, StatusCode::CONFLICT, "conflict");
    assert_eq!(late.json()["state"], "expired");
    assert_eq!(scene.status(&shown).await, "expired");
}

#[tokio::test]
async fn the_receipt_of_an_approval_is_kept_for_the_phone_that_gave_it() {
    let scene = Scene::open().await;
    let (phone, stranger) = (scene.phone().await, scene.phone().await);
    let (shown, presented) = scene.scanned(&phone).await;
    let answer = phone.approve(&presented, &[]).await.json();
    let listed = phone.call(http::Method::GET, "/api/v1/me/receipts", None).await.json();
    assert_eq!(listed["receipts"][0], answer["receipt"]);
    let path = format!("/api/v1/me/receipts/{}", shown.session);
    assert_eq!(phone.call(http::Method::GET, &path, None).await.json(), answer["receipt"]);
    assert_refused(
        &stranger.call(http::Method::GET, &path, None).await,
        StatusCode::NOT_FOUND,
        "not_found",
    );
}
