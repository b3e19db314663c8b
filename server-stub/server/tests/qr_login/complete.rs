//! `complete`, step by step in the protocol's order: what it refuses, what it leaves as it was, and the one code it hands out.

use crate::support::{Answer, TestApp};
use crate::world::{Browser, World, challenge, enrol, id_of, keys, location, start_body_with};
use data_encoding::BASE64URL_NOPAD;
use logi_domain::account::{Enrolment, EnrolmentIdentity, EnrolmentOutcome, Platform};
use logi_domain::client::ClientStatus;
use logi_domain::field::{Consent, Decision, Field};
use logi_domain::id::{DeviceId, DeviceRowId, SecretHash, SessionId};
use logi_store::NewSession;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The redirect is `access_denied` with `state` and `iss`, and nothing else.
fn assert_denied(answer: &Answer) {
    let (uri, query) = location(answer);
    assert_eq!(uri, "https://notes.example/callback");
    let names: Vec<&str> = query.keys().map(String::as_str).collect();
    assert_eq!(names, ["error", "error_description", "iss", "state"]);
    assert_eq!(
        (query["error"].as_str(), query["iss"].as_str()),
        ("access_denied", "http://localhost:8080")
    );
}

/// A page, not a redirect, in this status.
fn assert_page(answer: &Answer, status: u16) {
    assert_eq!((answer.status, answer.header("location")), (status, None), "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
}

async fn complete_with(world: &World, browser: &Browser, id: SessionId, query: &str) -> Answer {
    browser.get(world, &format!("/oauth/qr/{id}/complete{query}")).await
}

#[tokio::test]
async fn another_browser_gets_no_code_even_with_the_proof() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    let mut other = Browser::open(&world);
    other.session(&world).await;
    assert_page(&other.complete(&world, id).await, 400);
    assert_eq!(world.stored(id).await, "approved");
}

#[tokio::test]
async fn the_cookies_are_judged_before_the_state() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    browser.complete(&world, id).await;
    assert_page(&Browser::open(&world).complete(&world, id).await, 400);
}

#[tokio::test]
async fn before_the_approval_there_is_a_page_and_no_redirect() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    assert_page(&browser.complete(&world, id).await, 409);
    world.scan(id).await;
    assert_page(&browser.complete(&world, id).await, 409);
    assert_eq!(world.stored(id).await, "scanned");
}

#[tokio::test]
async fn a_denied_login_goes_back_without_a_code() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    world.deny(id).await;
    assert_denied(&browser.complete(&world, id).await);
    assert_eq!(world.stored(id).await, "denied");
}

#[tokio::test]
async fn an_approval_whose_time_ran_out_gives_no_code() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    world.clock().advance_ms(600_000);
    assert_denied(&browser.complete(&world, id).await);
    assert_eq!(world.stored(id).await, "approved", "the sweeper writes it down, not a reader");
}

#[tokio::test]
async fn a_second_completion_gets_no_second_code() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    assert!(location(&browser.complete(&world, id).await).1.contains_key("code"));
    assert_denied(&browser.complete(&world, id).await);
    assert_denied(&complete_with(&world, &browser, id, "").await);
    assert_eq!(world.app().store().logins(world.account).await.unwrap().len(), 1);
}

#[tokio::test]
async fn of_a_hundred_completions_at_once_one_gets_the_code() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    let all = (0..100).map(|_| browser.complete(&world, id));
    let answers = futures_util::future::join_all(all).await;
    let with_code = answers.iter().filter(|answer| location(answer).1.contains_key("code")).count();
    assert_eq!(with_code, 1);
    assert_eq!(world.app().store().logins(world.account).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_wrong_or_missing_proof_leaves_the_approval_as_it_was() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    let issuer = world.app().issuer().to_owned();
    let good = browser.proof(&issuer, id, &challenge());
    let other = SessionId::new(Uuid::nil());
    let queries = [
        String::new(),
        "?proof=".into(),
        "?proof=x".into(),
        format!("?proof={}", &good[..good.len() - 2]),
        format!("?proof={good}AA"),
        format!("?proof={good}=="),
        format!("?proof={good}&proof={good}"),
        format!("?proof={}", browser.clone().with_key("stranger").proof(&issuer, id, &challenge())),
        format!("?proof={}", browser.proof("https://evil.example", id, &challenge())),
        format!("?proof={}", browser.proof(&issuer, other, &challenge())),
        format!("?proof={}", browser.proof(&issuer, id, &[0; 32])),
        format!("?proof={}", BASE64URL_NOPAD.encode(&[0; 64])),
    ];
    for query in queries {
        assert_page(&complete_with(&world, &browser, id, &query).await, 400);
        assert_eq!(world.stored(id).await, "approved", "{query}");
    }
    assert!(
        location(&complete_with(&world, &browser, id, &format!("?proof={good}")).await)
            .1
            .contains_key("code")
    );
}

#[tokio::test]
async fn a_head_request_uses_nothing_up() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    let proof = browser.proof(world.app().issuer(), id, &challenge());
    let request = browser.request("HEAD", &format!("/oauth/qr/{id}/complete?proof={proof}"), None);
    assert_eq!(world.send(request).await.status, 405);
    assert_eq!(world.stored(id).await, "approved");
}

/// An approved session of this application and browser, planted as if it had been started before what has changed since.
async fn planted(world: &World, browser: &mut Browser, redirect_uri: &str) -> SessionId {
    let id = SessionId::new(Uuid::new_v4());
    let mut template = world.row(browser.session(world).await).await;
    template.request.redirect_uri = redirect_uri.into();
    let session = NewSession {
        id,
        request: template.request,
        locale: template.locale,
        browser: template.browser,
        started_at: template.started_at,
        frame_seconds: 2,
        expires_at: template.expires_at,
    };
    world.app().store().insert_session(&session).await.unwrap();
    browser.list(world, id);
    id
}

#[tokio::test]
async fn a_redirect_uri_removed_meanwhile_fails_the_login() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = planted(&world, &mut browser, "https://notes.example/removed").await;
    world.scan(id).await;
    world.approve(id, &[]).await;
    let (uri, query) = location(&browser.complete(&world, id).await);
    assert_eq!(
        (uri.as_str(), query["error"].as_str()),
        ("https://notes.example/removed", "access_denied")
    );
    assert_eq!(world.stored(id).await, "failed");
}

#[tokio::test]
async fn an_application_suspended_meanwhile_fails_the_login() {
    let world = World::over(TestApp::open().await, ClientStatus::Suspended).await;
    // Started where it was not suspended yet: both servers have the keys of the contract.
    let earlier = World::new().await;
    let mut browser = Browser::open(&earlier);
    let row = earlier.row(browser.session(&earlier).await).await;
    let session = NewSession {
        id: row.id,
        request: row.request,
        locale: row.locale,
        browser: row.browser,
        started_at: row.started_at,
        frame_seconds: 2,
        expires_at: row.expires_at,
    };
    world.app().store().insert_session(&session).await.unwrap();
    world.scan(row.id).await;
    world.approve(row.id, &[]).await;
    assert_denied(&browser.complete(&world, row.id).await);
    assert_eq!(world.stored(row.id).await, "failed");
}

#[tokio::test]
async fn a_device_removed_meanwhile_fails_the_login() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let (other, _) = enrol(
        world.app(),
        "other_device_possession",
        "other_device_approval",
        &json!("A".repeat(43)),
    )
    .await;
    let id = browser.session(&world).await;
    world.scan_as(id, other, world.account).await;
    world.approve(id, &[]).await;
    assert_denied(&browser.complete(&world, id).await);
    assert_eq!(world.stored(id).await, "failed");
}

#[tokio::test]
async fn an_account_without_an_identity_fails_the_login() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let row = DeviceRowId::new(Uuid::new_v4());
    let keyless = Enrolment {
        row,
        device_id: DeviceId::new(Uuid::new_v4()),
        platform: Platform::Ios,
        device_name: None,
        identity: EnrolmentIdentity::Keyless { presented: None },
        pak_hash: SecretHash::of("keyless pak"),
        secret_hash: SecretHash::of("keyless secret"),
        now: world.app().now(),
    };
    let EnrolmentOutcome::Created(account) = world.app().store().enrol(&keyless, None).await.unwrap() else {
        panic!("not created");
    };
    let id = browser.session(&world).await;
    world.scan_as(id, row, account.id).await;
    world.approve(id, &[]).await;
    assert_denied(&browser.complete(&world, id).await);
    assert_eq!(world.stored(id).await, "failed");
}

#[tokio::test]
async fn a_browser_without_a_key_completes_by_its_cookies_alone() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = id_of(&browser.start_with(&world, &start_body_with("browser_key", Value::Null)).await);
    world.scan(id).await;
    world.approve(id, &[]).await;
    assert!(location(&complete_with(&world, &browser, id, "").await).1.contains_key("code"));
}

#[tokio::test]
async fn the_code_gives_exactly_what_was_granted_of_what_was_asked() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    world.clock().advance_ms(5_000);
    world.approve(id, &[Field::PreferredName]).await;
    world.clock().advance_ms(650);
    let (uri, query) = location(&browser.complete(&world, id).await);
    assert_eq!(uri, "https://notes.example/callback");
    let request = world.row(id).await.request;
    let want = BTreeMap::from([("iss", "http://localhost:8080"), ("state", request.state.as_deref().unwrap())]);
    assert!(
        want.iter().all(|(name, value)| query[*name] == *value) && query.len() == 3,
        "{query:?}"
    );

    let code = &query["code"];
    assert_eq!(BASE64URL_NOPAD.decode(code.as_bytes()).unwrap().len(), 32);
    let stored = world.app().store().code(&SecretHash::of(code)).await.unwrap().unwrap();
    assert_eq!(stored.grant.scopes, ["openid", "profile:basic"]);
    assert_eq!(stored.grant.fields, [Field::PreferredName]);
    assert_eq!(stored.grant.account, world.account);
    assert_eq!(
        stored.grant.auth_time,
        logi_domain::time::Millis(world.app().now().0 - 650).seconds()
    );
    assert_eq!(
        (stored.redirect_uri, stored.nonce, stored.code_challenge),
        (request.redirect_uri, request.nonce, request.code_challenge)
    );
    assert_eq!(stored.expires_at, world.app().now().plus_seconds(600));
    assert_ne!(stored.grant.sub, keys()["root_subject"], "the root subject never leaves the server");
}

#[tokio::test]
async fn decisions_are_remembered_for_fields_that_could_be_decided() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    let client = world.row(id).await.request.client_id;
    assert_eq!(
        world
            .app()
            .store()
            .holdings(world.account, &client)
            .await
            .unwrap()
            .unwrap()
            .consents,
        [],
        "nothing before it is complete"
    );
    browser.complete(&world, id).await;
    let mut consents = world
        .app()
        .store()
        .holdings(world.account, &client)
        .await
        .unwrap()
        .unwrap()
        .consents;
    consents.sort_by_key(|consent| consent.field);
    let decided = |field, decision| Consent { field, decision };
    assert_eq!(
        consents,
        [
            decided(Field::PreferredName, Decision::Granted),
            decided(Field::Email, Decision::Granted),
            decided(Field::PhoneNumber, Decision::Refused),
        ],
        "full_name had no value: it is asked when it has one"
    );
}

#[tokio::test]
async fn the_login_is_logged_without_an_address() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    browser.complete(&world, id).await;
    let logins = world.app().store().logins(world.account).await.unwrap();
    assert_eq!(logins.len(), 1);
    assert_eq!(
        (logins[0].browser_label.as_str(), logins[0].country.as_str()),
        ("Firefox on Linux", "unknown")
    );
    let audit = world.app().store().audit_rows().await.unwrap();
    assert!(audit.iter().any(|row| row.event.session == Some(id)));
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_a_page_that_says_try_again() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    world.app().store().close().await;
    let answer = browser.complete(&world, id).await;
    assert_page(&answer, 503);
    assert!(answer.header("retry-after").is_some());
    for path in [format!("/oauth/qr/{id}/status"), format!("/oauth/qr/{id}/events")] {
        let answer = browser.get(&world, &path).await;
        crate::world::assert_refused(&answer, 503, "temporarily_unavailable");
        assert!(answer.header("retry-after").is_some());
    }
}
