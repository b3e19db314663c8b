//! Completing, and what it gives.

use super::given::{Login, NOW, later, proof, secret};
use crate::tests::backend;
use logi_domain::field::{Consent, Decision, Field};
use logi_domain::qr::{Relation, Status};
use logi_domain::time::Millis;
use logi_store::{Accounts, CodeIssue, Completion, Grants, Housekeeping, QrSessions, StoreError};
use std::sync::Arc;

/// The first millisecond after a session.
const OVER: Millis = Millis((NOW.0 / 1000 + 600) * 1000);

fn issue(completion: &Completion, jti: &str) -> CodeIssue {
    CodeIssue {
        code: completion.code.hash,
        jti: jti.into(),
        token_expires_at: later(900),
        now: later(1),
    }
}

/// Nothing of the completion is in the store.
async fn assert_nothing_was_given(store: &crate::Backend, completion: &Completion) {
    assert_eq!(store.code(&completion.code.hash).await.unwrap(), None);
    let grant = completion.grant();
    assert!(
        store
            .holdings(grant.account, &grant.client_id)
            .await
            .unwrap()
            .unwrap()
            .consents
            .is_empty()
    );
    assert!(store.logins(grant.account).await.unwrap().is_empty());
    assert!(store.audit_rows().await.unwrap().is_empty());
}

#[tokio::test]
async fn only_an_approved_session_gives_a_code() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    let completion = login.completion();
    assert!(!store.complete(&completion).await.unwrap());
    login.scan(&store).await;
    assert!(!store.complete(&completion).await.unwrap());
    assert_nothing_was_given(&store, &completion).await;
}

#[tokio::test]
async fn a_denied_session_gives_no_code() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert!(store.deny(&login.denial(), &proof()).await.unwrap());
    assert!(!store.complete(&login.completion()).await.unwrap());
    assert_nothing_was_given(&store, &login.completion()).await;
}

#[tokio::test]
async fn an_approval_whose_time_ran_out_gives_no_code() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let mut late = login.completion();
    late.now = OVER;
    assert!(!store.complete(&late).await.unwrap());
    assert_nothing_was_given(&store, &late).await;
}

#[tokio::test]
async fn a_session_is_completed_once() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    assert!(store.complete(&login.completion()).await.unwrap());
    let second = login.completion();
    assert!(!store.complete(&second).await.unwrap());
    assert_eq!(store.code(&second.code.hash).await.unwrap(), None);
    assert_eq!(store.logins(login.phone.account).await.unwrap().len(), 1);
    assert_eq!(store.audit_rows().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_completion_that_fails_at_its_code_changes_nothing() {
    let store = backend::fresh().await;
    let first = Login::approved(&store).await;
    let given = first.completion();
    assert!(store.complete(&given).await.unwrap());
    let second = Login::approved(&store).await;
    let mut completion = second.completion();
    completion.code.hash = given.code.hash;
    assert!(matches!(store.complete(&completion).await, Err(StoreError::Conflict)));
    let session = store.session(second.id).await.unwrap().unwrap();
    assert_eq!(session.stored_status, Status::Approved);
    assert!(
        store
            .holdings(second.phone.account, &second.client.id)
            .await
            .unwrap()
            .unwrap()
            .consents
            .is_empty()
    );
    assert!(store.complete(&second.completion()).await.unwrap());
}

#[tokio::test]
async fn a_completion_for_another_account_is_refused() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let mut completion = login.completion();
    completion.code.grant.account = super::given::phone(&store).await.account;
    assert!(!store.complete(&completion).await.unwrap());
    assert_nothing_was_given(&store, &completion).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_approvals_at_once_one_wins_and_one_code_comes_out() {
    let store = Arc::new(backend::fresh().await);
    let login = Login::scanned(&store).await;
    let race: Vec<_> = (0..100)
        .map(|_| {
            let (store, approval, completion) = (Arc::clone(&store), login.approval(), login.completion());
            tokio::spawn(async move {
                let approved = store.approve(&approval, &proof()).await.unwrap();
                let completed = store.complete(&completion).await.unwrap();
                (approved, completed.then_some(completion.code.hash), completion.code.hash)
            })
        })
        .collect();
    let (mut approved, mut codes, mut asked) = (0, Vec::new(), Vec::new());
    for task in race {
        let (won, code, hash) = task.await.unwrap();
        approved += usize::from(won);
        codes.extend(code);
        asked.push(hash);
    }
    assert_eq!((approved, codes.len()), (1, 1));
    let mut stored = Vec::new();
    for hash in asked {
        stored.extend(store.code(&hash).await.unwrap().map(|code| code.hash));
    }
    assert_eq!(stored, codes);
    assert_eq!(store.receipts(login.phone.account).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_an_approval_and_a_denial_at_once_one_wins() {
    let store = Arc::new(backend::fresh().await);
    for _ in 0..16 {
        let login = Login::scanned(&store).await;
        let (one, other, approval, denial) = (Arc::clone(&store), Arc::clone(&store), login.approval(), login.denial());
        let approve = tokio::spawn(async move { one.approve(&approval, &proof()).await.unwrap() });
        let deny = tokio::spawn(async move { other.deny(&denial, &proof()).await.unwrap() });
        let (approved, denied) = (approve.await.unwrap(), deny.await.unwrap());
        assert_ne!(approved, denied);
        let expected = if approved { Status::Approved } else { Status::Denied };
        assert_eq!(store.session(login.id).await.unwrap().unwrap().stored_status, expected);
        assert_eq!(store.complete(&login.completion()).await.unwrap(), approved);
    }
}

#[tokio::test]
async fn completing_gives_code_consents_login_and_audit_row_together() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    let session = store.session(login.id).await.unwrap().unwrap();
    assert_eq!(session.stored_status, Status::Completed);
    assert_eq!(store.code(&completion.code.hash).await.unwrap().as_ref(), Some(&completion.code));
    let logins = store.logins(login.phone.account).await.unwrap();
    let entry = &logins[0];
    assert_eq!((logins.len(), &entry.client_id, entry.at), (1, &login.client.id, NOW));
    assert_eq!((entry.browser_label.as_str(), entry.country.as_str()), ("Firefox on Windows", "KR"));
    assert_eq!(entry.relation, Relation::SameNetwork);
    let audit = store.audit_rows().await.unwrap();
    let event = &audit[0].event;
    assert_eq!((event.kind.as_str(), event.account), ("login.completed", Some(login.phone.account)));
    assert_eq!((&event.client_id, event.session), (&Some(login.client.id.clone()), Some(login.id)));
}

#[tokio::test]
async fn a_later_decision_about_a_field_replaces_the_earlier_one() {
    let store = backend::fresh().await;
    let first = Login::approved(&store).await;
    assert!(store.complete(&first.completion()).await.unwrap());
    let second = Login::between(&store, first.client.clone(), first.phone).await;
    second.scan(&store).await;
    second.approve(&store).await;
    let mut completion = second.completion();
    completion.consents = vec![Consent {
        field: Field::PhoneNumber,
        decision: Decision::Granted,
    }];
    assert!(store.complete(&completion).await.unwrap());
    let granted = |field| Consent {
        field,
        decision: Decision::Granted,
    };
    let consents = store
        .holdings(first.phone.account, &first.client.id)
        .await
        .unwrap()
        .unwrap()
        .consents;
    assert_eq!(consents, [granted(Field::Email), granted(Field::PhoneNumber)]);
}

#[tokio::test]
async fn an_unknown_code_gives_nothing() {
    let store = backend::fresh().await;
    assert_eq!(store.code(&secret()).await.unwrap(), None);
    let issue = CodeIssue {
        code: secret(),
        jti: "token".into(),
        token_expires_at: later(900),
        now: NOW,
    };
    assert!(!store.redeem(&issue).await.unwrap());
    assert_eq!(store.grant_of_token("token", NOW).await.unwrap(), None);
}

#[tokio::test]
async fn a_code_is_redeemed_once() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    assert!(store.redeem(&issue(&completion, "first")).await.unwrap());
    assert!(!store.redeem(&issue(&completion, "second")).await.unwrap());
    assert_eq!(store.grant_of_token("second", NOW).await.unwrap(), None);
    let code = store.code(&completion.code.hash).await.unwrap().unwrap();
    assert_eq!(code.used_at, Some(later(1)));
}

#[tokio::test]
async fn a_code_is_not_redeemed_after_its_end() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    let mut late = issue(&completion, "late");
    late.now = completion.code.expires_at;
    assert!(!store.redeem(&late).await.unwrap());
}

#[tokio::test]
async fn a_revoked_grant_takes_its_code_and_its_tokens_along() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    store.revoke_grant(completion.grant().id, NOW).await.unwrap();
    assert!(!store.redeem(&issue(&completion, "after")).await.unwrap());

    let other = Login::approved(&store).await.completion();
    assert!(store.complete(&other).await.unwrap());
    assert!(store.redeem(&issue(&other, "before")).await.unwrap());
    assert!(store.grant_of_token("before", later(2)).await.unwrap().is_some());
    store.revoke_grant(other.grant().id, later(2)).await.unwrap();
    store.revoke_grant(other.grant().id, later(3)).await.unwrap();
    assert_eq!(store.grant_of_token("before", later(2)).await.unwrap(), None);
    let code = store.code(&other.code.hash).await.unwrap().unwrap();
    assert_eq!(code.grant.revoked_at, Some(later(2)));
}

#[tokio::test]
async fn a_token_leads_to_its_grant_until_its_end() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    assert!(store.redeem(&issue(&completion, "token")).await.unwrap());
    assert_eq!(
        store.grant_of_token("token", later(899)).await.unwrap().as_ref(),
        Some(completion.grant())
    );
    assert_eq!(store.grant_of_token("token", later(900)).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_redemptions_at_once_one_wins() {
    let store = Arc::new(backend::fresh().await);
    let login = Login::approved(&store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    let race: Vec<_> = (0..20)
        .map(|number| {
            let (store, issue) = (Arc::clone(&store), issue(&completion, &format!("token {number}")));
            tokio::spawn(async move { store.redeem(&issue).await.unwrap() })
        })
        .collect();
    let mut won = 0;
    for task in race {
        won += usize::from(task.await.unwrap());
    }
    assert_eq!(won, 1);
}
