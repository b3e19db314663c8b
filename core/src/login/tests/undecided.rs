//! What a person may decide about, and what becomes of a login that is left, read again or refused.

use serde_json::{Value, json};

use super::{GRANTED, presented};
use crate::fakes::ScriptedAnswer;
use crate::golden::{self, DENY, Phone, READ, SCAN, answer, case, code_text, poll_at_most, scan_answer};
use crate::ports::{KeyError, KeyRole, StoreError};
use crate::{CallError, LoginError, LoginState, RefusalKind, ServerRefusal, Source, VaultError};

fn approvals(phone: &Phone) -> usize {
    phone
        .fakes
        .keys
        .signed()
        .iter()
        .filter(|(role, _)| *role == KeyRole::Approval)
        .count()
}

#[tokio::test]
async fn refuses_a_field_that_was_not_offered() {
    let (phone, flow) = presented().await;
    for granted in [&["address", "email"][..], &["email", "Email"], &["email", ""]] {
        assert!(matches!(flow.approve(granted).await, Err(LoginError::FieldNotOffered { .. })));
    }
    assert_eq!(approvals(&phone), 0);
}

#[tokio::test]
async fn refuses_to_leave_out_a_required_field() {
    let (phone, flow) = presented().await;
    let refused = Err(LoginError::FieldRequired { field: "email".to_owned() });
    assert_eq!(flow.approve(&["preferred_name"]).await, refused);
    assert_eq!(flow.approve(&[]).await, refused);
    assert_eq!(approvals(&phone), 0);
}

#[tokio::test]
async fn refuses_to_grant_a_field_without_a_value() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.once(
        SCAN,
        scan_answer(|presented| presented["fields"][2]["value_present"] = json!(false)),
    );
    let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    flow.next_state().await.unwrap();
    let refused = Err(LoginError::FieldNotSet { field: "email".to_owned() });
    assert_eq!(flow.approve(&["email"]).await, refused);
    assert_eq!(flow.approve(&[]).await, refused);
    assert_eq!(approvals(&phone), 0);
}

#[tokio::test]
async fn presents_nothing_that_could_deceive_or_is_about_another_login() {
    let other = golden::keys()["other_session_id"].clone();
    let changes: [&dyn Fn(&mut Value); 5] = [
        &|presented| presented["session"] = other.clone(),
        &|presented| presented["application"]["name"] = json!("No\u{1b}[2Jtes"),
        &|presented| presented["application"]["domain"] = json!("bank.example\u{202e}"),
        &|presented| presented["fields"][2]["purpose"] = json!("a\nb"),
        &|presented| presented["browser"] = json!({}),
    ];
    for change in changes {
        let phone = Phone::enrolled().await;
        phone.fakes.http.once(SCAN, scan_answer(change));
        let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
        assert_eq!(flow.next_state().await, Err(LoginError::Call(CallError::BadAnswer { status: 200 })));
        assert_eq!(flow.approve(&GRANTED).await, Err(LoginError::NotPresented));
    }
}

#[tokio::test]
async fn does_not_take_another_presentation_for_the_one_that_was_shown() {
    let (phone, flow) = presented().await;
    phone
        .fakes
        .http
        .once(READ, scan_answer(|presented| presented["application"]["name"] = json!("Bank")));
    assert_eq!(flow.next_state().await, Err(LoginError::Call(CallError::BadAnswer { status: 200 })));
}

#[tokio::test]
async fn reads_on_while_nothing_is_decided_and_sees_every_end() {
    for (state, end) in [
        (
            "approved",
            LoginState::Approved {
                receipt: None,
                return_url: None,
            },
        ),
        ("denied", LoginState::Denied),
        ("expired", LoginState::Expired),
        ("completed", LoginState::Completed),
        ("failed", LoginState::Failed),
    ] {
        let (phone, flow) = presented().await;
        let mut body = case(&golden::scan()["scan"], "first scan")["response"]["body"].clone();
        body["second_scan"] = json!(true);
        body["expires_at"] = json!(1_795_252_800);
        phone.fakes.http.once(READ, ScriptedAnswer::json(200, &body));
        let Some(LoginState::Presented(again)) = flow.next_state().await.unwrap() else {
            panic!()
        };
        assert!(again.second_scan);
        assert_eq!(again.expires_at, 1_795_252_800);
        body["state"] = json!(state);
        phone.fakes.http.once(READ, ScriptedAnswer::json(200, &body));
        assert_eq!(flow.next_state().await, Ok(Some(end)));
        assert_eq!(flow.next_state().await, Ok(None));
        assert_eq!(flow.approve(&GRANTED).await, Err(LoginError::NotPresented));
    }
}

#[tokio::test]
async fn says_what_the_server_refused_at_the_scan() {
    for (name, kind) in [
        ("an unequal code", RefusalKind::QrBadFrame),
        ("an equal but late code", RefusalKind::QrStale),
        ("another device is bound", RefusalKind::AlreadyScanned),
        (
            "the session expired meanwhile",
            RefusalKind::Conflict {
                state: "expired".to_owned(),
            },
        ),
        ("a token without keys", RefusalKind::DeviceKeyRequired),
        ("an unknown session", RefusalKind::NotFound),
        (
            "the same where nothing can be linked",
            RefusalKind::AnonymousNotAllowed { link: Vec::new() },
        ),
    ] {
        let phone = Phone::enrolled().await;
        phone.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], name)));
        let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
        let refused = flow.next_state().await.unwrap_err();
        let LoginError::Call(CallError::Refused(ServerRefusal { kind: refused, .. })) = refused else {
            panic!("{name}")
        };
        assert_eq!(refused, kind, "{name}");
    }
}

#[tokio::test]
async fn decides_nothing_when_the_user_does_not_confirm() {
    let (phone, flow) = presented().await;
    phone.fakes.keys.refuse_approvals(Some(KeyError::NotConfirmed));
    assert_eq!(flow.approve(&GRANTED).await, Err(LoginError::Key(KeyError::NotConfirmed)));
    phone.fakes.http.once(DENY, answer(case(&golden::deny()["cases"], "denied")));
    flow.deny().await.unwrap();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Denied)));
}

#[tokio::test]
async fn sends_nothing_that_could_not_be_stored() {
    let (phone, flow) = presented().await;
    phone.fakes.store.refuse_changes(Some(StoreError::Full));
    let full = Err(LoginError::Vault(VaultError::Store(StoreError::Full)));
    assert_eq!(flow.approve(&GRANTED).await, full);
    assert_eq!(phone.fakes.http.sent().len(), 1);
    phone.fakes.store.refuse_changes(None);
    flow.approve(&GRANTED).await.unwrap();
}

#[tokio::test]
async fn a_cancelled_login_returns_at_once_and_sends_nothing_more() {
    let (phone, flow) = presented().await;
    phone.fakes.http.once(READ, ScriptedAnswer::silence());
    let calls = {
        let mut pending = std::pin::pin!(flow.next_state());
        assert_eq!(poll_at_most(20, pending.as_mut()), None);
        let calls = phone.fakes.http.sent().len();
        flow.cancel();
        assert_eq!(pending.await, Ok(Some(LoginState::Cancelled)));
        calls
    };
    assert_eq!(flow.next_state().await, Ok(None));
    assert_eq!(flow.approve(&GRANTED).await, Err(LoginError::Cancelled));
    assert_eq!(flow.deny().await, Err(LoginError::Cancelled));
    assert_eq!(phone.fakes.http.sent().len(), calls);
    assert_eq!(approvals(&phone), 0);
}
