//! Calls that are dropped, unanswered or cut off by the end of the process: the same bytes go out again, and no
//! login is signed twice.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{GRANTED, answering, presented};
use crate::fakes::{Fakes, ScriptedAnswer, SentRequest};
use crate::golden::{self, APPROVE, DENY, KEY_SET, Phone, SCAN, answer, case, code_text, key_set_json, poll_at_most, text};
use crate::ports::{HttpError, KeyRole};
use crate::{CallError, Decision, LoginError, LoginFlow, LoginState, RefusalKind, ServerRefusal, Source};

/// More polls than any step takes.
const ENOUGH: usize = 200;

fn approved() -> ScriptedAnswer {
    answer(case(&golden::approve()["cases"], "approved"))
}

fn bodies(fakes: &Fakes, line: &str) -> BTreeSet<String> {
    let is_line = |sent: &&SentRequest| format!("{} {}", sent.method, sent.path) == line;
    fakes
        .http
        .sent()
        .iter()
        .filter(is_line)
        .map(|sent| sent.json().to_string())
        .collect()
}

fn approvals(fakes: &Fakes) -> usize {
    fakes.keys.signed().iter().filter(|(role, _)| *role == KeyRole::Approval).count()
}

fn is_approved(state: &Result<Option<LoginState>, LoginError>) -> bool {
    matches!(state, Ok(Some(LoginState::Approved { receipt: Some(_), .. })))
}

#[tokio::test]
async fn a_scan_dropped_at_any_point_is_repeated_with_the_same_frame() {
    let mut finished = false;
    for polls in 0..ENOUGH {
        let phone = Phone::enrolled().await;
        phone.fakes.http.always(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
        let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
        finished = poll_at_most(polls, flow.next_state()).is_some();
        assert!(bodies(&phone.fakes, SCAN).len() <= 1);
        if finished {
            break;
        }
        // Dropped before the answer was taken the scan is repeated; after it the login is read.
        phone
            .fakes
            .http
            .always(golden::READ, answer(case(&golden::scan()["scan"], "first scan")));
        assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented(_)))), "{polls}");
        assert_eq!(bodies(&phone.fakes, SCAN).len(), 1);
    }
    assert!(finished);
}

#[tokio::test]
async fn an_approval_dropped_at_any_point_never_gives_two_different_signatures_out() {
    let mut finished = false;
    for polls in 0..ENOUGH {
        let (phone, flow) = presented().await;
        phone.fakes.http.always(APPROVE, approved());
        let whole = async {
            flow.approve(&GRANTED).await.unwrap();
            flow.next_state().await
        };
        finished = poll_at_most(polls, whole).is_some();
        drop(flow);
        let arrived = bodies(&phone.fakes, APPROVE).len();

        // The process ends here, and the person scans the same page again.
        let phone = phone.restarted().await;
        let repeated = if arrived == 0 {
            "first scan"
        } else {
            "a repeat after the approval"
        };
        phone.fakes.http.always(SCAN, answer(case(&golden::scan()["scan"], repeated)));
        let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
        let signed = approvals(&phone.fakes);
        let state = flow.next_state().await.unwrap().unwrap();
        if state.code() == "answering" {
            assert!(is_approved(&flow.next_state().await), "{polls}");
            assert_eq!(approvals(&phone.fakes), signed, "{polls}");
        } else if arrived == 0 {
            assert_eq!(state.code(), "presented", "{polls}");
            flow.approve(&GRANTED).await.unwrap();
            assert!(is_approved(&flow.next_state().await), "{polls}");
        } else {
            assert!(matches!(state, LoginState::Approved { receipt: None, .. }), "{polls}");
        }
        assert_eq!(bodies(&phone.fakes, APPROVE).len(), 1, "{polls}");
        if finished {
            break;
        }
    }
    assert!(finished);
}

#[tokio::test]
async fn an_approval_dropped_and_made_again_in_one_flow_gives_out_one_signature() {
    let mut finished = false;
    for polls in 0..ENOUGH {
        let (phone, flow) = presented().await;
        phone.fakes.http.always(APPROVE, approved());
        finished = poll_at_most(polls, flow.approve(&GRANTED)).is_some();
        let again = flow.approve(&GRANTED).await;
        assert!(matches!(again, Ok(()) | Err(LoginError::AlreadyDecided)), "{polls}: {again:?}");
        assert!(is_approved(&flow.next_state().await), "{polls}");
        assert_eq!(bodies(&phone.fakes, APPROVE).len(), 1, "{polls}");
        assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
        if finished {
            break;
        }
    }
    assert!(finished);
}

#[tokio::test]
async fn an_end_is_told_although_the_call_that_learnt_it_was_dropped() {
    let mut finished = false;
    for polls in 0..ENOUGH {
        let (phone, flow) = presented().await;
        phone.fakes.http.always(APPROVE, approved());
        phone.fakes.http.always(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
        flow.approve(&GRANTED).await.unwrap();
        phone.fakes.clock.advance_seconds(3600);
        match poll_at_most(polls, flow.next_state()) {
            Some(told) => {
                finished = true;
                assert!(is_approved(&told));
                break;
            }
            None => assert!(is_approved(&flow.next_state().await), "{polls}"),
        }
        assert_eq!(flow.next_state().await, Ok(None));
        flow.cancel();
        assert_eq!(flow.next_state().await, Ok(None));
    }
    assert!(finished);
}

#[tokio::test]
async fn an_end_that_was_learnt_is_told_in_place_of_a_cancellation() {
    let (phone, flow) = presented().await;
    phone.fakes.http.always(DENY, answer(case(&golden::deny()["cases"], "denied")));
    phone.fakes.http.always(KEY_SET, ScriptedAnswer::silence());
    flow.deny().await.unwrap();
    phone.fakes.clock.advance_seconds(3600);
    assert_eq!(poll_at_most(ENOUGH, flow.next_state()), None);
    flow.cancel();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Denied)));
    assert_eq!(flow.next_state().await, Ok(None));
}

#[tokio::test]
async fn an_approval_without_an_answer_repeats_its_bytes() {
    let (phone, flow) = presented().await;
    for lost in [HttpError::TimedOut, HttpError::Interrupted, HttpError::Unreachable] {
        phone.fakes.http.once(APPROVE, ScriptedAnswer::fail(lost));
    }
    phone.fakes.http.once(APPROVE, ScriptedAnswer::bytes(502, "<html>"));
    phone.fakes.http.once(APPROVE, ScriptedAnswer::bytes(200, "{\"state\""));
    flow.approve(&GRANTED).await.unwrap();
    for _ in 0..5 {
        assert!(matches!(flow.next_state().await, Err(LoginError::Call(_))));
        assert_eq!(flow.approve(&["email"]).await, Err(LoginError::AlreadyDecided));
        assert_eq!(flow.deny().await, Err(LoginError::AlreadyDecided));
    }
    phone.fakes.http.once(APPROVE, approved());
    assert!(is_approved(&flow.next_state().await));
    assert_eq!(bodies(&phone.fakes, APPROVE).len(), 1);
    assert_eq!(approvals(&phone.fakes), 1);
}

#[tokio::test]
async fn a_later_process_finds_the_decision_and_sends_it() {
    let (phone, flow) = presented().await;
    flow.approve(&GRANTED).await.unwrap();
    drop(flow);
    let phone = phone.restarted().await;
    phone.fakes.clock.advance_seconds(60);
    phone.fakes.http.once(APPROVE, approved());
    let flows = phone.authenticator.unanswered_logins().await.unwrap();
    let [flow] = flows.as_slice() else { panic!("{}", flows.len()) };
    assert_eq!(flow.next_state().await, Ok(Some(answering(Decision::Approve))));
    assert!(is_approved(&flow.next_state().await));
    assert_eq!(approvals(&phone.fakes), 1);
    assert_eq!(
        text(&phone.fakes.http.sent()[1].json()["approval"]),
        text(&golden::approve()["approval"])
    );
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn two_flows_of_one_login_sign_once() {
    let (phone, first) = presented().await;
    phone.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
    let second = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    second.next_state().await.unwrap();
    first.approve(&GRANTED).await.unwrap();
    assert_eq!(second.deny().await, Err(LoginError::AlreadyDecided));
    phone.fakes.http.always(APPROVE, approved());
    assert!(is_approved(&second.next_state().await));
    assert!(is_approved(&first.next_state().await));
    assert_eq!(bodies(&phone.fakes, APPROVE).len(), 1);
    assert_eq!(approvals(&phone.fakes), 1);
}

#[tokio::test]
async fn a_decision_that_came_too_late_learns_how_the_login_ended() {
    for (state, end) in [
        ("expired", LoginState::Expired),
        ("denied", LoginState::Denied),
        ("failed", LoginState::Failed),
    ] {
        let (phone, flow) = presented().await;
        let conflict = json!({ "error": "conflict", "message": "", "request_id": "r", "state": state });
        phone.fakes.http.once(APPROVE, ScriptedAnswer::json(409, &conflict));
        flow.approve(&GRANTED).await.unwrap();
        assert_eq!(flow.next_state().await, Ok(Some(end)));
        assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
    }
}

async fn refuse_approval(status: u16, body: &Value) -> (Phone, LoginFlow, LoginError) {
    let (phone, flow) = presented().await;
    phone.fakes.http.once(APPROVE, ScriptedAnswer::json(status, body));
    flow.approve(&GRANTED).await.unwrap();
    let error = flow.next_state().await.unwrap_err();
    (phone, flow, error)
}

#[tokio::test]
async fn a_refused_approval_stays_the_one_decision_of_its_login() {
    for (status, code) in [
        (400, "bad_binding"),
        (422, "missing_field"),
        (403, "anonymous_not_allowed"),
        (429, "rate_limited"),
        (503, "temporarily_unavailable"),
    ] {
        let (phone, flow, refused) = refuse_approval(status, &json!({ "error": code })).await;
        assert_eq!(refused.code(), code);
        assert_eq!(flow.deny().await, Err(LoginError::AlreadyDecided));
        assert_eq!(phone.authenticator.unanswered_logins().await.unwrap().len(), 1);
        phone.fakes.http.once(APPROVE, approved());
        assert!(is_approved(&flow.next_state().await));
        assert_eq!(bodies(&phone.fakes, APPROVE).len(), 1);
    }
}

#[tokio::test]
async fn a_login_the_server_does_not_know_is_forgotten() {
    let (phone, _, refused) = refuse_approval(404, &json!({ "error": "not_found" })).await;
    let LoginError::Call(CallError::Refused(ServerRefusal {
        kind: RefusalKind::NotFound,
        ..
    })) = refused
    else {
        panic!()
    };
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_decision_is_forgotten_when_no_server_can_know_its_login() {
    let (phone, flow) = presented().await;
    flow.approve(&GRANTED).await.unwrap();
    phone.fakes.clock.advance_seconds(24 * 3600 - 1);
    assert_eq!(phone.authenticator.unanswered_logins().await.unwrap().len(), 1);
    phone.fakes.clock.advance_seconds(1);
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn does_not_take_the_receipt_of_another_approval() {
    let (phone, flow) = presented().await;
    let mut body = case(&golden::approve()["cases"], "approved")["response"]["body"].clone();
    body["receipt"]["approval"] = golden::deny()["denial"].clone();
    phone.fakes.http.once(APPROVE, ScriptedAnswer::json(200, &body));
    flow.approve(&GRANTED).await.unwrap();
    assert_eq!(flow.next_state().await, Err(LoginError::Call(CallError::BadAnswer { status: 200 })));
}

#[tokio::test]
async fn a_login_cancelled_after_its_decision_is_still_answered_later() {
    let (phone, flow) = presented().await;
    flow.deny().await.unwrap();
    flow.cancel();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Cancelled)));
    phone.fakes.http.once(DENY, answer(case(&golden::deny()["cases"], "denied")));
    let flows = phone.authenticator.unanswered_logins().await.unwrap();
    assert_eq!(flows[0].next_state().await, Ok(Some(answering(Decision::Deny))));
    assert_eq!(flows[0].next_state().await, Ok(Some(LoginState::Denied)));
}
