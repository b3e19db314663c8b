//! A login against a scripted server, word for word as `tests/wire` has it.

mod here;
mod lost_answers;
mod refused;
mod undecided;

use crate::golden::{self, APPROVE, DENY, Phone, SCAN, answer, case, text};
use crate::{Before, Decision, LoginError, LoginFlow, LoginState, Relation, Source};

pub(super) const GRANTED: [&str; 2] = ["email", "preferred_name"];

/// A phone to which the golden login is presented.
pub(super) async fn presented() -> (Phone, LoginFlow) {
    let phone = Phone::enrolled().await;
    phone.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
    let flow = phone.authenticator.begin(&golden::code_text(), Source::Scan).await.unwrap();
    assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented(_)))));
    // The time of the golden decisions.
    phone.fakes.clock.set(golden::keys()["approved_at_ms"].as_u64().unwrap());
    (phone, flow)
}

#[tokio::test]
async fn presents_what_the_server_recorded() {
    let (_, flow) = presented().await;
    let phone = Phone::enrolled().await;
    let scan = golden::scan();
    let first = case(&scan["scan"], "first scan");
    phone.fakes.http.once(SCAN, answer(first));
    let flow_again = phone.authenticator.begin(&golden::code_text(), Source::Scan).await.unwrap();
    let Some(LoginState::Presented(presented)) = flow_again.next_state().await.unwrap() else {
        panic!()
    };
    assert_eq!(phone.fakes.http.sent()[0].json(), first["request"]["body"]);
    assert_eq!(flow.session(), presented.session);
    assert_eq!(presented.words, ["you", "water"]);
    assert_eq!(presented.application.domain, "notes.example");
    assert_eq!(presented.browser.relation, Relation::SameCountry);
    assert_eq!(presented.expires_at, 1_795_252_200);
    assert!(!presented.second_scan);
    let asked: Vec<_> = presented.asked().iter().map(|field| field.name.clone()).collect();
    assert_eq!(asked, ["preferred_name", "email"]);
    assert_eq!(presented.fields[1].before, Some(Before::Refused));
    assert_eq!(presented.preset(), Vec::<&str>::new());
}

#[tokio::test]
async fn refuses_to_approve_what_was_not_presented() {
    let phone = Phone::enrolled().await;
    let flow = phone.authenticator.begin(&golden::code_text(), Source::Scan).await.unwrap();
    assert_eq!(flow.approve(&GRANTED).await, Err(LoginError::NotPresented));
    assert_eq!(flow.deny().await, Err(LoginError::NotPresented));
    assert!(phone.fakes.keys.signed().is_empty());
}

#[tokio::test]
async fn signs_the_approval_of_the_contract_and_shows_its_receipt() {
    let (phone, flow) = presented().await;
    let approve = golden::approve();
    let approved = case(&approve["cases"], "approved");
    phone.fakes.http.once(APPROVE, answer(approved));
    flow.approve(&GRANTED).await.unwrap();
    let state = flow.next_state().await.unwrap().unwrap();
    let LoginState::Approved {
        receipt: Some(receipt),
        return_url: None,
    } = state
    else {
        panic!("{state:?}")
    };
    let sent = phone.fakes.http.sent();
    assert_eq!(sent[1].json(), approved["request"]["body"]);
    assert_eq!(receipt.approval, text(&approve["approval"]));
    assert_eq!(flow.next_state().await, Ok(None));
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn signs_the_denial_of_the_contract_without_its_user() {
    let (phone, flow) = presented().await;
    let deny = golden::deny();
    let denied = case(&deny["cases"], "denied");
    phone.fakes.http.once(DENY, answer(denied));
    flow.deny().await.unwrap();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Denied)));
    assert_eq!(flow.next_state().await, Ok(None));
}

/// The state that a stored decision about the golden login gives.
pub(super) fn answering(decision: Decision) -> LoginState {
    LoginState::Answering {
        decision,
        application: text(&golden::presented()["value"]["application"]["name"]).to_owned(),
        domain: "notes.example".to_owned(),
    }
}
