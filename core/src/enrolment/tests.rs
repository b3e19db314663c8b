//! Enrolment that loses answers, is dropped anywhere, or finds something of an earlier life.

use std::collections::BTreeSet;

use serde_json::json;

use crate::fakes::ScriptedAnswer;
use crate::golden::{self, KEY_SET, Phone, SCAN, answer, case, code_text, key_set_json, poll_at_most};
use crate::ports::{DeviceKey as _, HttpError, KeyError, KeyRole, StoreError};
use crate::{
    Authenticator, CallError, Choice, Config, Doubt, EnrolError, Installation, LoginError, OpenError, RefusalKind, ServerRefusal, Source,
    VaultError,
};

const BOOTSTRAP: &str = "POST /api/v1/auth/anonymous_bootstrap";
const ENOUGH: usize = 200;

fn enrolled() -> ScriptedAnswer {
    answer(case(&golden::bootstrap()["cases"], "a new account"))
}

fn serve(phone: &Phone) {
    phone.fakes.http.always(BOOTSTRAP, enrolled());
    phone.fakes.http.always(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
}

/// The different enrolments that were sent.
fn enrolments(phone: &Phone) -> BTreeSet<String> {
    let sent = phone.fakes.http.sent();
    sent.iter()
        .filter(|sent| format!("{} {}", sent.method, sent.path) == BOOTSTRAP)
        .map(|sent| sent.json().to_string())
        .collect()
}

#[tokio::test]
async fn sends_the_enrolment_of_the_contract_and_keeps_only_its_token() {
    let phone = Phone::fresh().await;
    serve(&phone);
    assert_eq!(phone.authenticator.installation().await, Ok(Installation::Fresh));
    let account = phone.authenticator.enrol().await.unwrap();
    assert_eq!((account.id, account.anonymous), (42, true));
    let sent = &phone.fakes.http.sent()[0];
    let mut expected = case(&golden::bootstrap()["cases"], "a new account")["request"]["body"].clone();
    expected["device_id"] = sent.json()["device_id"].clone();
    expected["root_subject"] = sent.json()["root_subject"].clone();
    assert_eq!(sent.json(), expected);
    assert_eq!(sent.header("authorization"), "");
    assert!(!sent.header("dpop").is_empty());
    assert_eq!(
        phone.authenticator.installation().await,
        Ok(Installation::Enrolled(account.clone()))
    );
    assert_eq!(phone.authenticator.enrol().await, Ok(account));
    assert_eq!(phone.fakes.http.lines(), [BOOTSTRAP, KEY_SET]);
    let secret = golden::text(&golden::keys()["device_secret"]).to_owned();
    let stored = phone
        .fakes
        .store
        .snapshot()
        .into_values()
        .map(|value| String::from_utf8(value).unwrap());
    assert!(stored.into_iter().all(|record| !record.contains(&secret)));
}

#[tokio::test]
async fn an_enrolment_dropped_at_any_point_and_started_again_gives_one_identity() {
    let mut finished = false;
    for polls in 0..ENOUGH {
        let phone = Phone::fresh().await;
        serve(&phone);
        finished = poll_at_most(polls, phone.authenticator.enrol()).is_some();
        let phone = phone.restarted().await;
        let found = phone.authenticator.installation().await.unwrap();
        let known = matches!(found, Installation::Fresh | Installation::Unanswered | Installation::Enrolled(_));
        assert!(known, "{polls}: {found:?}");
        phone.authenticator.enrol().await.unwrap();
        assert_eq!(enrolments(&phone).len(), 1, "{polls}");
        if finished {
            break;
        }
    }
    assert!(finished);
}

#[tokio::test]
async fn everything_is_durable_before_it_is_sent() {
    let phone = Phone::fresh().await;
    phone.fakes.http.once(BOOTSTRAP, ScriptedAnswer::silence());
    assert!(poll_at_most(ENOUGH, phone.authenticator.enrol()).is_none());
    let sent = phone.fakes.http.sent()[0].json();
    let stored = phone.fakes.store.snapshot().remove("installation").unwrap();
    let stored: serde_json::Value = serde_json::from_slice(&stored[2..]).unwrap();
    assert_eq!(stored["subject"], sent["root_subject"]);
    assert_eq!(stored["device_id"], sent["device_id"]);
    assert_eq!(stored["sent"], true);
}

#[tokio::test]
async fn sends_nothing_that_could_not_be_stored() {
    let phone = Phone::fresh().await;
    serve(&phone);
    phone.fakes.store.refuse_changes(Some(StoreError::Full));
    let full = EnrolError::Vault(VaultError::Store(StoreError::Full));
    assert_eq!(phone.authenticator.enrol().await, Err(full));
    assert!(phone.fakes.http.sent().is_empty());
    phone.fakes.store.refuse_changes(None);
    phone.authenticator.enrol().await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_is_healed_by_the_same_enrolment() {
    let phone = Phone::fresh().await;
    phone.fakes.http.once(BOOTSTRAP, ScriptedAnswer::fail(HttpError::TimedOut));
    phone
        .fakes
        .http
        .once(BOOTSTRAP, ScriptedAnswer::json(503, &json!({ "error": "temporarily_unavailable" })));
    for _ in 0..2 {
        assert!(matches!(phone.authenticator.enrol().await, Err(EnrolError::Call(_))));
        assert_eq!(phone.authenticator.installation().await, Ok(Installation::Unanswered));
    }
    serve(&phone);
    phone.authenticator.enrol().await.unwrap();
    assert_eq!(enrolments(&phone).len(), 1);
}

#[tokio::test]
async fn says_when_the_subject_is_taken_and_makes_no_other() {
    let phone = Phone::fresh().await;
    phone
        .fakes
        .http
        .always(BOOTSTRAP, ScriptedAnswer::json(409, &json!({ "error": "subject_taken" })));
    for _ in 0..2 {
        let refused = phone.authenticator.enrol().await.unwrap_err();
        let EnrolError::Call(CallError::Refused(ServerRefusal { kind, .. })) = refused else {
            panic!()
        };
        assert_eq!(kind, RefusalKind::SubjectTaken);
    }
    assert_eq!(enrolments(&phone).len(), 1);
}

#[tokio::test]
async fn takes_no_token_that_is_not_bound_to_its_key() {
    let phone = Phone::fresh().await;
    let mut body = case(&golden::bootstrap()["cases"], "a new account")["response"]["body"].clone();
    body["token_type"] = json!("Bearer");
    phone.fakes.http.once(BOOTSTRAP, ScriptedAnswer::json(200, &body));
    assert_eq!(
        phone.authenticator.enrol().await,
        Err(EnrolError::Call(CallError::BadAnswer { status: 200 }))
    );
    assert_eq!(phone.authenticator.installation().await, Ok(Installation::Unanswered));
}

#[tokio::test]
async fn a_phone_with_a_wrong_clock_enrols_by_the_servers_nonce_and_time() {
    let phone = Phone::fresh().await;
    phone.fakes.clock.set(1_795_251_603_000 - 600_000);
    let asks = ScriptedAnswer::json(401, &json!({ "error": "use_dpop_nonce" }))
        .with_header("DPoP-Nonce", "n")
        .with_header("Date", "Sat, 21 Nov 2026 09:00:03 GMT");
    phone.fakes.http.once(BOOTSTRAP, asks);
    serve(&phone);
    phone.authenticator.enrol().await.unwrap();
    assert_eq!(phone.fakes.http.lines(), [BOOTSTRAP, BOOTSTRAP, KEY_SET]);
    assert_eq!(enrolments(&phone).len(), 1);
}

#[tokio::test]
async fn asks_after_a_reinstallation_and_revives_nothing_silently() {
    let phone = Phone::enrolled().await;
    phone.fakes.marker.set(None);
    let phone = phone.restarted().await;
    assert_eq!(phone.authenticator.installation().await, Ok(Installation::Ask(Doubt::Reinstalled)));
    assert_eq!(phone.authenticator.enrol().await, Err(EnrolError::Undecided(Doubt::Reinstalled)));
    assert_eq!(phone.authenticator.whoami().await, Err(CallError::Undecided));
    let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    assert_eq!(flow.next_state().await, Err(LoginError::Call(CallError::Undecided)));
    assert!(phone.fakes.http.sent().is_empty());
    phone.authenticator.settle(Choice::ContinueAsBefore).await.unwrap();
    assert!(matches!(phone.authenticator.installation().await, Ok(Installation::Enrolled(_))));
    assert_eq!(phone.authenticator.settle(Choice::StartFresh).await, Err(EnrolError::NotInDoubt));
}

#[tokio::test]
async fn asks_when_the_store_is_lost_or_belongs_to_another_installation() {
    let phone = Phone::enrolled().await;
    phone.fakes.marker.set(Some(uuid::Uuid::from_bytes([9; 16])));
    assert_eq!(
        phone.authenticator.installation().await,
        Ok(Installation::Ask(Doubt::OtherInstallation))
    );
    phone.fakes.store.restore(std::collections::BTreeMap::default());
    assert_eq!(phone.authenticator.installation().await, Ok(Installation::Ask(Doubt::StoreLost)));
    assert_eq!(phone.authenticator.enrol().await, Err(EnrolError::Undecided(Doubt::StoreLost)));
    assert_eq!(
        phone.authenticator.settle(Choice::ContinueAsBefore).await,
        Err(EnrolError::CannotContinue)
    );
    phone.authenticator.settle(Choice::StartFresh).await.unwrap();
    assert_eq!(phone.authenticator.installation().await, Ok(Installation::Fresh));
}

#[tokio::test]
async fn starting_fresh_leaves_nothing_of_the_old_account_wherever_it_stops() {
    let mut finished = false;
    let old = Phone::enrolled().await.fakes.store.snapshot()["account"].clone();
    for polls in 0..ENOUGH {
        let phone = Phone::enrolled().await;
        phone.fakes.marker.set(None);
        finished = poll_at_most(polls, phone.authenticator.settle(Choice::StartFresh)).is_some();
        let phone = phone.restarted().await;
        if let Installation::Ask(_) = phone.authenticator.installation().await.unwrap() {
            phone.authenticator.settle(Choice::StartFresh).await.unwrap();
        }
        serve(&phone);
        if phone.fakes.store.snapshot().get("account") != Some(&old) {
            phone.authenticator.enrol().await.unwrap();
            let sent = phone.fakes.http.sent()[0].json();
            assert_ne!(sent["root_subject"], golden::keys()["root_subject"], "{polls}");
            for (name, key) in [("possession_key", "possession"), ("approval_key", "approval")] {
                assert_ne!(sent[name], golden::keys()["ec"][key]["public"], "{polls}");
            }
        }
        if finished {
            break;
        }
    }
    assert!(finished);
}

#[tokio::test]
async fn a_refused_token_is_replaced_by_enrolling_again() {
    let phone = Phone::enrolled().await;
    phone
        .fakes
        .http
        .once("GET /api/v1/me", ScriptedAnswer::json(401, &json!({ "error": "invalid_token" })));
    phone.authenticator.whoami().await.unwrap_err();
    assert!(matches!(
        phone.authenticator.installation().await,
        Ok(Installation::TokenRefused(_))
    ));
    serve(&phone);
    phone.authenticator.enrol().await.unwrap();
    assert!(matches!(phone.authenticator.installation().await, Ok(Installation::Enrolled(_))));
    assert_eq!(phone.fakes.http.sent()[1].json()["root_subject"], golden::keys()["root_subject"]);
}

#[tokio::test]
async fn refuses_to_open_the_data_of_another_server() {
    let phone = Phone::enrolled().await;
    let config = Config {
        issuer: "https://login.example".parse().unwrap(),
        ..Phone::config(&key_set_json())
    };
    let refused = Authenticator::open(config, phone.fakes.ports()).await.err();
    assert_eq!(
        refused,
        Some(OpenError::OtherIssuer {
            stored: "http://localhost:8080".to_owned()
        })
    );
}

/// A phone that was enrolled over the scripted server.
async fn enrolled_phone() -> Phone {
    let phone = Phone::fresh().await;
    serve(&phone);
    phone.authenticator.enrol().await.unwrap();
    phone
}

#[tokio::test]
async fn a_vanished_key_is_asked_about_and_never_made_again() {
    for role in [KeyRole::Possession, KeyRole::Approval] {
        let phone = enrolled_phone().await;
        phone.fakes.keys.remove(role).await.unwrap();
        if role == KeyRole::Possession {
            assert_eq!(phone.authenticator.whoami().await, Err(CallError::Key(KeyError::Missing)));
        } else {
            lose_at_an_approval(&phone).await;
        }
        assert_eq!(phone.fakes.keys.find(role).await, Err(KeyError::Missing), "it was made again");
        let phone = phone.restarted().await;
        let authenticator = &phone.authenticator;
        assert_eq!(authenticator.installation().await, Ok(Installation::Ask(Doubt::KeysLost)));
        assert_eq!(authenticator.enrol().await, Err(EnrolError::Undecided(Doubt::KeysLost)));
        assert_eq!(
            authenticator.settle(Choice::ContinueAsBefore).await,
            Err(EnrolError::CannotContinue)
        );
        authenticator.settle(Choice::StartFresh).await.unwrap();
        assert_eq!(authenticator.installation().await, Ok(Installation::Fresh));
        authenticator.enrol().await.unwrap();
        assert_eq!(enrolments(&phone).len(), 2, "the same identity under other keys");
        assert!(matches!(authenticator.installation().await, Ok(Installation::Enrolled(_))));
    }
}

async fn lose_at_an_approval(phone: &Phone) {
    phone.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
    let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    flow.next_state().await.unwrap();
    let refused = flow.approve(&["email", "preferred_name"]).await;
    assert_eq!(refused, Err(LoginError::Key(KeyError::Missing)));
}

#[tokio::test]
async fn a_key_that_a_new_fingerprint_ended_is_asked_about_and_one_unconfirmed_is_not() {
    let phone = enrolled_phone().await;
    phone.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
    let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    flow.next_state().await.unwrap();
    for (error, is_asked) in [
        (KeyError::NotConfirmed, false),
        (KeyError::Locked, false),
        (KeyError::Invalidated, true),
    ] {
        phone.fakes.keys.refuse_approvals(Some(error));
        assert_eq!(flow.approve(&["email", "preferred_name"]).await, Err(LoginError::Key(error)));
        let found = phone.authenticator.installation().await.unwrap();
        assert_eq!(found == Installation::Ask(Doubt::KeysLost), is_asked, "{error}");
    }
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
}
