//! Logins from their beginning to their end, whatever becomes of the calls, the app's handles, or the process.

use std::sync::{Arc, Weak};

use logi_core::fakes::ScriptedAnswer;
use logi_core::golden::{self, APPROVE, DENY, SCAN, answer, case, scan_answer, sign_code, text};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::phone::{Phone, granted};
use super::platform::{Lie, Trouble};
use crate::{Decision, LoginError, LoginFlow, LoginState, SignReason, Source};

fn approved() -> ScriptedAnswer {
    answer(case(&golden::approve()["cases"], "approved"))
}

fn is_approved(state: &Result<Option<LoginState>, LoginError>) -> bool {
    matches!(state, Ok(Some(LoginState::Approved { receipt: Some(_), .. })))
}

/// One way for an app to leave a login: without a word, before or during a call, or with it.
async fn leave(flow: Arc<LoginFlow>, way: usize) {
    match way % 4 {
        0 => drop(flow),
        1 => {
            flow.cancel().unwrap();
            assert_eq!(flow.next_state().await, Ok(Some(LoginState::Cancelled)));
            assert_eq!(flow.next_state().await, Ok(None));
        }
        2 => {
            let pending = tokio::spawn({
                let flow = flow.clone();
                async move { flow.next_state().await }
            });
            tokio::task::yield_now().await;
            flow.cancel().unwrap();
            assert_eq!(pending.await.unwrap(), Ok(Some(LoginState::Cancelled)));
        }
        _ => assert_eq!(golden::poll_at_most(way % 20, flow.next_state()), None),
    }
}

#[tokio::test]
async fn ten_thousand_logins_opened_cancelled_and_dropped_leave_nothing_alive() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.always(SCAN, ScriptedAnswer::silence());
    let mut flows: Vec<Weak<LoginFlow>> = Vec::new();
    for way in 0..10_000 {
        let flow = phone.begin().await;
        flows.push(Arc::downgrade(&flow));
        leave(flow, way).await;
    }
    assert_eq!(flows.iter().filter(|flow| flow.strong_count() > 0).count(), 0, "handles");
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0, "tasks");
    assert_eq!(phone.keys.running(), 0, "calls of the platform");
    phone.restarted().await;
}

#[tokio::test]
async fn cancelling_while_a_signature_hangs_returns_and_the_late_signature_changes_nothing() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    let word = Arc::new(Notify::new());
    phone.keys.tell(Some(Lie::SignatureUpon(word.clone())));
    let approving = tokio::spawn({
        let flow = flow.clone();
        async move { flow.approve(granted()).await }
    });
    phone.keys.hanging.notified().await;
    flow.cancel().unwrap();
    assert_eq!(approving.await.unwrap(), Err(LoginError::Cancelled));
    assert_eq!(phone.keys.running(), 0);
    let stored = phone.store.values().clone();

    word.notify_one();
    while Handle::current().metrics().num_alive_tasks() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Cancelled)));
    assert_eq!(flow.next_state().await, Ok(None));
    assert_eq!(*phone.store.values(), stored);
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
    assert!(phone.sent("/approve").is_empty());
}

/// The second login: another session, of another application.
async fn present_other(phone: &Phone) -> Arc<LoginFlow> {
    let keys = golden::keys();
    let session = &keys["other_session_id"];
    let scan = format!("POST /api/v1/oauth/qr/{}/scan", text(session));
    let presented = scan_answer(|presented| {
        presented["session"] = session.clone();
        presented["application"]["name"] = json!("Reader");
        presented["application"]["domain"] = json!("reader.example");
    });
    phone.fakes.http.once(&scan, presented);
    let exp = u32::try_from(keys["exp"].as_u64().unwrap()).unwrap();
    let flow = phone.authenticator.begin(sign_code(session, exp), Source::Camera).await.unwrap();
    assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented { .. }))));
    flow
}

#[tokio::test]
async fn two_logins_at_once_answer_only_their_own() {
    let phone = Phone::enrolled().await;
    let (first, second) = (phone.present().await, present_other(&phone).await);
    let (one, other) = tokio::join!(first.approve(granted()), second.approve(granted()));
    assert_eq!((one, other), (Ok(()), Ok(())));
    let asked: Vec<SignReason> = phone.keys.approvals().into_iter().map(|(reason, _)| reason).collect();
    let shown = |application: &str, domain: &str| SignReason::Approve {
        application: application.to_owned(),
        domain: domain.to_owned(),
    };
    assert_eq!(asked, [shown("Notes", "notes.example"), shown("Reader", "reader.example")]);

    let other_session = second.session().unwrap();
    let ended = json!({ "error": "conflict", "message": "", "request_id": "r", "state": "expired" });
    phone.fakes.http.once(APPROVE, approved());
    let other_path = format!("/api/v1/oauth/qr/{other_session}/approve");
    phone
        .fakes
        .http
        .once(&format!("POST {other_path}"), ScriptedAnswer::json(409, &ended));
    let (one, other) = tokio::join!(first.next_state(), second.next_state());
    assert!(is_approved(&one));
    assert_eq!(other, Ok(Some(LoginState::Expired)));
    let bodies = [phone.sent("c1f90ae7/approve"), phone.sent(&other_path)].concat();
    let [own, others] = bodies.as_slice() else {
        panic!("{}", bodies.len())
    };
    assert_eq!(own["approval"], golden::approve()["approval"]);
    assert_ne!(own["approval"], others["approval"]);
}

#[tokio::test]
async fn what_was_approved_before_the_process_ended_is_sent_by_the_next_one_and_signed_once() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    flow.approve(granted()).await.unwrap();
    drop(flow);
    let phone = phone.restarted().await;
    assert!(phone.sent("/approve").is_empty());
    let unanswered = phone.authenticator.unanswered_logins().await.unwrap();
    let [flow] = unanswered.as_slice() else {
        panic!("{}", unanswered.len())
    };
    let told = LoginState::Answering {
        decision: Decision::Approve,
        application: "Notes".to_owned(),
        domain: "notes.example".to_owned(),
    };
    assert_eq!(flow.next_state().await, Ok(Some(told)));
    phone.fakes.http.once(APPROVE, approved());
    assert!(is_approved(&flow.next_state().await));
    assert_eq!(phone.sent("/approve"), [json!({ "approval": golden::approve()["approval"] })]);
    assert_eq!(phone.keys.approvals().len(), 1);
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_signed_but_not_stored_before_the_process_ended_was_not_decided() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    phone.store.meet(Some(Trouble::HangsToSave));
    assert_eq!(golden::poll_at_most(50, flow.approve(granted())), None);
    assert_eq!(phone.keys.approvals().len(), 1);
    drop(flow);
    phone.store.meet(None);
    let phone = phone.restarted().await;
    assert!(phone.authenticator.unanswered_logins().await.unwrap().is_empty());
    let flow = phone.present().await;
    phone.fakes.http.once(DENY, answer(case(&golden::deny()["cases"], "denied")));
    flow.deny().await.unwrap();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Denied)));
    assert_eq!(phone.sent("/approve"), Vec::<Value>::new());
}

#[tokio::test]
async fn the_platform_is_let_go_with_the_last_handle_that_can_call_it() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    phone.fakes.http.once(DENY, answer(case(&golden::deny()["cases"], "denied")));
    let (keys, store) = (Arc::downgrade(&phone.keys), Arc::downgrade(&phone.store));
    drop(phone);
    flow.deny().await.unwrap();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Denied)));
    assert!(keys.strong_count() > 0 && store.strong_count() > 0);
    drop(flow);
    assert_eq!((keys.strong_count(), store.strong_count()), (0, 0));
}
