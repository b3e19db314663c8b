//! A person logs in: from the press on the page to the user at the application.

use http::StatusCode;
use logi_harness::server::{Application, Demand};

use crate::scene::Scene;

#[tokio::test]
async fn an_approved_login_gives_the_application_its_user() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let mut events = scene.browser.events(&shown.session).await;
    assert_eq!(events.next().await.unwrap()["status"], "pending");

    let presented = phone.scan_presented(&scene.text(&shown)).await;
    let scanned = events.until("scanned").await;
    assert_eq!(scanned["platform"], "android");
    assert_eq!(scanned["words"].as_array().unwrap().len(), 2);

    let answer = phone.approve(&presented, &["email"]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.json()["state"], "approved");
    let approved = events.until("approved").await;

    let back = scene
        .browser
        .complete(&shown.session, approved["challenge"].as_str().unwrap())
        .await;
    assert_eq!(back.status, StatusCode::FOUND, "{}", back.body);
    let tokens = scene
        .party
        .log_in(&back.location(), scene.server.clock.now_seconds())
        .await
        .unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid email"));
    let fields = scene.party.provider.userinfo(&tokens).await.unwrap();
    assert_eq!(fields["email"], "robin@example.org");
    assert_eq!(fields["email_verified"], false);
    assert!(!fields.contains_key("full_name"));
}

#[tokio::test]
async fn the_phone_and_the_page_show_the_same_two_words() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    let answer = phone.scan(&scene.text(&shown)).await;
    let words = scene.browser.status_object(&shown.session).await["words"].clone();
    assert_eq!(answer.json()["words"], words);
}

#[tokio::test]
async fn a_public_application_logs_in_without_a_secret() {
    let application = Application {
        public: true,
        redirect_uris: vec!["http://127.0.0.1:53117/callback".into()],
        scopes: vec!["openid".into()],
        ..Application::default()
    };
    let scene = Scene::of(&application).await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await;
    let tokens = scene
        .party
        .log_in(&back.location(), scene.server.clock.now_seconds())
        .await
        .unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid"));
}

#[tokio::test]
async fn a_reload_in_the_middle_keeps_the_session_of_the_browser() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    scene.browser.open(&scene.party.authorization_url()).await;
    assert_eq!(scene.status(&shown).await, "scanned");
    phone.approve(&presented, &[]).await;
    let challenge = scene.challenge(&shown).await;
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn two_tabs_are_two_logins_and_each_ends_by_itself() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let first = scene.show().await;
    let second = scene.show().await;
    let presented = phone.scan_presented(&scene.text(&second)).await;
    phone.deny(&presented).await;
    assert_eq!(scene.status(&first).await, "pending");
    assert_eq!(scene.status(&second).await, "denied");
}

#[tokio::test]
async fn a_login_can_be_repeated_with_what_was_granted_before() {
    let application = Application {
        fields: vec![Demand {
            name: "email".into(),
            required: true,
            purpose: Some("Sign-in".into()),
        }],
        ..Application::default()
    };
    let scene = Scene::of(&application).await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &["email"]).await;
    scene.browser.complete(&shown.session, &challenge).await;
    let (_, presented) = scene.scanned(&phone).await;
    let email = presented.value["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["name"] == "email")
        .unwrap()
        .clone();
    assert_eq!(email["before"], "granted");
    assert_eq!(email["purpose"], "Sign-in");
    assert_eq!(email["required"], true);
}
