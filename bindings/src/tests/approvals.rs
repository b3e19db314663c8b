//! The platform as it must not be, while a login is answered: nothing is decided, nothing is sent, and once it is mended
//! the same login is answered.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use logi_core::fakes::ScriptedAnswer;
use logi_core::golden::{self, APPROVE, DENY, READ, answer, case, line, poll_at_most};
use serde_json::json;
use tokio::time::Instant;

use super::phone::{Phone, granted};
use super::platform::{Lie, Trouble};
use crate::{
    AccountError, Choice, DeviceKeyError, Doubt, EnrolError, Installation, KeyFault, LogError, LogLevel, LogSink, LoginError, LoginFlow,
    LoginState, SecretStoreError, StoreFault, set_log_sink,
};

fn key(fault: KeyFault) -> Result<(), LoginError> {
    Err(LoginError::Key { fault })
}

fn store(fault: StoreFault) -> Result<(), LoginError> {
    Err(LoginError::Store { fault })
}

#[tokio::test]
async fn a_key_that_throws_or_answers_rubbish_decides_nothing() {
    let thrown = uniffi::UnexpectedUniFFICallbackError::new("thrown by the app");
    for (lie, fault) in [
        (Lie::Signature(Vec::new()), KeyFault::BadAnswer),
        (Lie::Signature(vec![1; 64]), KeyFault::BadAnswer),
        (Lie::SignatureOfOtherBytes, KeyFault::BadAnswer),
        (Lie::Error(DeviceKeyError::NotConfirmed), KeyFault::NotConfirmed),
        (Lie::Error(DeviceKeyError::Locked), KeyFault::Locked),
        (Lie::Error(thrown.into()), KeyFault::Unavailable),
    ] {
        let phone = Phone::enrolled().await;
        let flow = phone.present().await;
        phone.keys.tell(Some(lie));
        assert_eq!(flow.approve(granted()).await, key(fault));
        phone.keys.tell(None);
        phone.answer_at_last(&flow).await;
    }
}

#[tokio::test]
async fn a_key_that_is_gone_decides_nothing_and_is_asked_about() {
    for error in [DeviceKeyError::Invalidated, DeviceKeyError::Missing] {
        let phone = Phone::enrolled().await;
        let flow = phone.present().await;
        phone.keys.tell(Some(Lie::Error(error)));
        assert_eq!(flow.approve(granted()).await, key(KeyFault::Invalidated));
        let asks = Installation::Ask { doubt: Doubt::KeysLost };
        assert_eq!(phone.authenticator.installation().await, Ok(asks));
        assert!(phone.sent("/approve").is_empty());
    }
}

#[tokio::test]
async fn a_store_that_is_full_or_locked_decides_nothing() {
    for (trouble, fault) in [
        (Trouble::FailsToSave(SecretStoreError::Full), StoreFault::Full),
        (Trouble::FailsToSave(SecretStoreError::Locked), StoreFault::Locked),
        (Trouble::Fails(SecretStoreError::Locked), StoreFault::Locked),
        (Trouble::Fails(SecretStoreError::Damaged), StoreFault::Damaged { record: None }),
    ] {
        let phone = Phone::enrolled().await;
        let flow = phone.present().await;
        phone.store.meet(Some(trouble));
        assert_eq!(flow.approve(granted()).await, store(fault));
        phone.store.meet(None);
        phone.answer_at_last(&flow).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_decides_nothing_after_thirty_seconds() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    phone.store.meet(Some(Trouble::HangsToSave));
    let began = Instant::now();
    let late = StoreFault::Unavailable {
        reason: "other error".to_owned(),
    };
    assert_eq!(flow.approve(granted()).await, store(late));
    assert_eq!(began.elapsed(), Duration::from_secs(30));
    phone.store.meet(None);
    phone.answer_at_last(&flow).await;
}

#[tokio::test(start_paused = true)]
async fn a_denial_waits_thirty_seconds_and_an_approval_as_long_as_its_person_takes() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    phone.keys.tell(Some(Lie::Silence));
    let began = Instant::now();
    assert_eq!(flow.deny().await, key(KeyFault::Unavailable));
    assert_eq!(began.elapsed(), Duration::from_secs(30));

    let word = Arc::new(tokio::sync::Notify::new());
    phone.keys.tell(Some(Lie::SignatureUpon(word.clone())));
    let person = async {
        tokio::time::sleep(Duration::from_hours(1)).await;
        word.notify_one();
    };
    let (approved, ()) = tokio::join!(flow.approve(granted()), person);
    assert_eq!(approved, Ok(()));
    assert_eq!(phone.authenticator.unanswered_logins().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn keys_that_hang_when_they_are_to_be_removed_leave_the_question_open() {
    let phone = Phone::enrolled().await;
    phone.fakes.marker.set(None);
    let asks = Installation::Ask { doubt: Doubt::Reinstalled };
    assert_eq!(phone.authenticator.installation().await, Ok(asks.clone()));
    phone.keys.tell(Some(Lie::Silence));
    let late = EnrolError::Key {
        fault: KeyFault::Unavailable,
    };
    assert_eq!(phone.authenticator.settle(Choice::StartFresh).await, Err(late));
    assert_eq!(phone.authenticator.installation().await, Ok(asks));
    phone.keys.tell(None);
    phone.authenticator.settle(Choice::StartFresh).await.unwrap();
    assert_eq!(phone.authenticator.installation().await, Ok(Installation::Fresh));
}

#[tokio::test]
async fn older_bytes_send_an_acknowledged_answer_again_and_sign_no_other() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    flow.approve(granted()).await.unwrap();
    let older = phone.store.values().clone();
    phone
        .fakes
        .http
        .always(APPROVE, answer(case(&golden::approve()["cases"], "approved")));
    flow.next_state().await.unwrap();
    drop(flow);
    *phone.store.values() = older;
    let phone = phone.restarted().await;
    let unanswered = phone.authenticator.unanswered_logins().await.unwrap();
    for _ in 0..2 {
        unanswered[0].next_state().await.unwrap();
    }
    let [one, again] = phone.sent("/approve").try_into().unwrap();
    assert_eq!(one, again);
    assert_eq!(phone.keys.approvals().len(), 1);
}

#[tokio::test]
async fn an_older_token_is_refused_and_enrolling_gives_the_same_account_another() {
    let phone = Phone::enrolled().await;
    let (me, bootstrap) = (golden::me(), golden::bootstrap());
    let dead = ScriptedAnswer::json(401, &json!({ "error": "invalid_token" }));
    phone.fakes.http.once(&line(case(&me["cases"], "own user record")), dead);
    let account = phone.authenticator.enrol().await.unwrap();
    assert!(phone.authenticator.whoami().await.is_err());
    let refused = Installation::TokenRefused { account: account.clone() };
    assert_eq!(phone.authenticator.installation().await, Ok(refused));
    let again = case(&bootstrap["cases"], "a new account");
    phone.fakes.http.once(&line(again), answer(again));
    assert_eq!(phone.authenticator.enrol().await, Ok(account));
}

#[tokio::test]
async fn rubbish_in_a_record_is_named_and_left_alone() {
    let damaged = |record: &str| StoreFault::Damaged {
        record: Some(record.to_owned()),
    };
    for rubbish in [&b""[..], b"\0\x01", b"\0\x01[]", b"\xff"] {
        let phone = Phone::enrolled().await;
        for record in ["account", "decisions"] {
            phone.store.values().insert(record.to_owned(), rubbish.to_vec());
        }
        let stored = phone.store.values().clone();
        let account = AccountError::Store { fault: damaged("account") };
        let decisions = LoginError::Store {
            fault: damaged("decisions"),
        };
        assert_eq!(phone.authenticator.whoami().await, Err(account));
        assert_eq!(phone.authenticator.unanswered_logins().await.err(), Some(decisions));
        assert_eq!(*phone.store.values(), stored);
        assert!(phone.fakes.http.sent().is_empty());
    }
}

/// A sink that keeps what it is told and throws.
#[derive(Default)]
struct Throwing(Mutex<Vec<String>>);

impl LogSink for Throwing {
    fn log(&self, _: LogLevel, _: String, text: String) -> Result<(), LogError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        Err(uniffi::UnexpectedUniFFICallbackError::new("thrown by the sink").into())
    }
}

/// The lines that a sink of `level` is told when a key fails with these words of the app.
async fn told(phone: &Phone, flow: &LoginFlow, level: LogLevel, words: &str) -> Vec<String> {
    let sink = Arc::new(Throwing::default());
    set_log_sink(Some(sink.clone()), level).unwrap();
    phone
        .keys
        .tell(Some(Lie::Error(uniffi::UnexpectedUniFFICallbackError::new(words).into())));
    assert_eq!(flow.approve(granted()).await, key(KeyFault::Unavailable));
    set_log_sink(None, level).unwrap();
    assert_eq!(flow.approve(granted()).await, key(KeyFault::Unavailable));
    phone.keys.tell(None);
    let lines = sink.0.lock().unwrap().clone();
    assert_eq!(
        lines.iter().filter(|line| line.contains(words)).count(),
        usize::from(level == LogLevel::Debug)
    );
    lines
}

/// The log belongs to the process: a line may be of another test, but none of them says more than the words asked for.
#[tokio::test]
async fn a_log_sink_is_told_what_its_level_asks_for_and_loses_nothing_but_its_line_when_it_throws() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    let failed = |lines: &[String]| lines.iter().any(|line| line == "the key storage failed");
    assert!(!failed(&told(&phone, &flow, LogLevel::Error, "words at error").await));
    assert!(failed(&told(&phone, &flow, LogLevel::Warn, "words at warn").await));
    assert!(failed(&told(&phone, &flow, LogLevel::Debug, "words at debug").await));
    phone.answer_at_last(&flow).await;
}

/// A login whose screen is gone while the system asks for its person: the app dropped the call and the handle.
#[tokio::test]
async fn an_approval_dropped_while_its_person_is_asked_is_no_decision() {
    let phone = Phone::enrolled().await;
    let flow = phone.present().await;
    phone.keys.tell(Some(Lie::Silence));
    assert_eq!(poll_at_most(20, flow.approve(granted())), None);
    assert_eq!(phone.keys.running(), 0);
    phone.keys.tell(None);
    phone.fakes.http.once(READ, answer(case(&golden::scan()["scan"], "first scan")));
    assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented { .. }))));
    phone.fakes.http.once(DENY, answer(case(&golden::deny()["cases"], "denied")));
    flow.deny().await.unwrap();
    assert_eq!(flow.next_state().await, Ok(Some(LoginState::Denied)));
}
