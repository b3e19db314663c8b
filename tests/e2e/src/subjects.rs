//! A26 (R26): each application knows its visitors by ids of its own, is answered where it registered, and by the issuer it asked.

use http::StatusCode;
use logi_harness::browser::Browser;
use logi_harness::phone::ScriptedPhone;
use logi_harness::relying_party::RelyingParty;
use logi_harness::server::{Application, TestServer};
use logi_site::oidc::{FetchError, LoginError};

use crate::scene::{Scene, party_at, phone_with_profile};

/// A whole login; the id that the application learns.
async fn subject_of(server: &TestServer, party: &RelyingParty, phone: &ScriptedPhone) -> String {
    let browser = Browser::new(&server.issuer);
    let page = browser.open(&party.authorization_url()).await;
    let shown = browser.show(&page).await;
    let presented = phone.scan_presented(&shown.text_at(server.clock.now_ms())).await;
    assert_eq!(phone.approve(&presented, &[]).await.status, StatusCode::OK);
    let challenge = browser.status_object(&shown.session).await["challenge"]
        .as_str()
        .unwrap()
        .to_owned();
    let back = browser.complete(&shown.session, &challenge).await.location();
    party.log_in(&back, server.clock.now_seconds()).await.unwrap().id_token.subject
}

fn at(redirect_uri: &str) -> Application {
    Application {
        redirect_uris: vec![redirect_uri.into()],
        ..Application::default()
    }
}

#[tokio::test]
async fn a_visitor_has_another_id_at_each_sector_and_the_same_within_one() {
    let server = TestServer::start().await;
    let phone = phone_with_profile(&server).await;
    let notes = party_at(&server, &at("https://notes.example/callback")).await;
    let notes_again = party_at(&server, &at("https://notes.example/other")).await;
    let books = party_at(&server, &at("https://books.example/callback")).await;
    let at_notes = subject_of(&server, &notes, &phone).await;
    assert_eq!(subject_of(&server, &notes, &phone).await, at_notes);
    assert_eq!(subject_of(&server, &notes_again, &phone).await, at_notes);
    assert_ne!(subject_of(&server, &books, &phone).await, at_notes);
    assert_ne!(subject_of(&server, &notes, &phone_with_profile(&server).await).await, at_notes);
    assert!(!at_notes.contains(&phone.root_subject));
}

#[tokio::test]
async fn refuses_a_redirect_that_differs_in_one_character() {
    let scene = Scene::open().await;
    for other in [
        "https://notes.example/callback/",
        "https://notes.example/callback?x=1",
        "https://notes.example/Callback",
        "https://notes.example:444/callback",
        "http://notes.example/callback",
    ] {
        let mut url = scene.party.authorization_url();
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .into_owned()
            .map(|(name, value)| {
                if name == "redirect_uri" {
                    (name, other.to_owned())
                } else {
                    (name, value)
                }
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
        let answer = scene.browser.visit(url.as_str()).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::BAD_REQUEST, None),
            "{other}"
        );
    }
}

#[tokio::test]
async fn a_code_is_worth_nothing_to_another_application_or_without_the_verifier() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let code = scene.party.code_in(&back).unwrap();
    let thief = party_at(&scene.server, &Application::default()).await;
    let now = scene.server.clock.now_seconds();
    for attempt in [
        thief.provider.exchange(&thief.client, &scene.party.attempt, &code, now).await,
        scene.party.provider.exchange(&scene.party.client, &thief.attempt, &code, now).await,
    ] {
        assert!(
            matches!(attempt, Err(LoginError::Fetch(FetchError::Refused { ref error, .. })) if error == "invalid_grant"),
            "{attempt:?}"
        );
    }
}

#[tokio::test]
async fn a_code_used_twice_takes_back_what_it_gave() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &["email"]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let now = scene.server.clock.now_seconds();
    let tokens = scene.party.log_in(&back, now).await.unwrap();
    assert!(scene.party.provider.userinfo(&tokens).await.is_ok());
    assert!(scene.party.log_in(&back, now).await.is_err());
    assert!(scene.party.provider.userinfo(&tokens).await.is_err());
}

#[tokio::test]
async fn an_access_token_dies_after_a_quarter_of_an_hour() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let tokens = scene.party.log_in(&back, scene.server.clock.now_seconds()).await.unwrap();
    scene.server.clock.advance(899);
    assert!(scene.party.provider.userinfo(&tokens).await.is_ok());
    scene.server.clock.advance(1);
    assert!(scene.party.provider.userinfo(&tokens).await.is_err());
}
