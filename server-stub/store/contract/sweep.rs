//! The sweep: what is written down, erased and removed, and what stays.

use super::given::{ADDRESS, Login, NOW, keyless, later, proof};
use crate::tests::backend;
use logi_domain::id::SecretHash;
use logi_domain::qr::{ROW_SECONDS, Status};
use logi_domain::time::Millis;
use logi_store::{Accounts, CodeIssue, Completion, Grants, Housekeeping, QrSessions, Swept};

const OVER: Millis = Millis((NOW.0 / 1000 + 600) * 1000);

async fn completed(store: &crate::Backend) -> (Login, Completion) {
    let login = Login::approved(store).await;
    let completion = login.completion();
    assert!(store.complete(&completion).await.unwrap());
    (login, completion)
}

#[tokio::test]
async fn a_session_is_not_expired_before_its_time() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    let early = Millis(OVER.0 - 1);
    assert!(store.sweep(early).await.unwrap().expired.is_empty());
    let session = store.session(login.id).await.unwrap().unwrap();
    assert_eq!(session.stored_status, Status::Pending);
    assert!(session.browser.address.is_some());
}

#[tokio::test]
async fn a_terminal_session_is_left_as_it_is() {
    let store = backend::fresh().await;
    let (login, _) = completed(&store).await;
    assert!(store.sweep(OVER).await.unwrap().expired.is_empty());
    assert_eq!(store.session(login.id).await.unwrap().unwrap().stored_status, Status::Completed);
}

#[tokio::test]
async fn open_sessions_are_expired_and_their_addresses_erased() {
    let store = backend::fresh().await;
    let mut ids = [
        Login::pending(&store).await.id,
        Login::scanned(&store).await.id,
        Login::approved(&store).await.id,
    ];
    let mut expired = store.sweep(OVER).await.unwrap().expired;
    ids.sort();
    expired.sort();
    assert_eq!(expired, ids);
    for id in ids {
        let session = store.session(id).await.unwrap().unwrap();
        assert_eq!((session.stored_status, session.browser.address), (Status::Expired, None));
    }
}

#[tokio::test]
async fn sweeping_again_finds_nothing() {
    let store = backend::fresh().await;
    Login::pending(&store).await;
    let much_later = later(ROW_SECONDS * 2);
    assert_ne!(store.sweep(much_later).await.unwrap(), Swept::default());
    assert_eq!(store.sweep(much_later).await.unwrap(), Swept::default());
}

#[tokio::test]
async fn a_session_is_removed_a_day_after_its_start() {
    let store = backend::fresh().await;
    let (login, _) = completed(&store).await;
    store.sweep(Millis(later(ROW_SECONDS).0 - 1)).await.unwrap();
    assert!(store.session(login.id).await.unwrap().is_some());
    store.sweep(later(ROW_SECONDS)).await.unwrap();
    assert_eq!(store.session(login.id).await.unwrap(), None);
}

#[tokio::test]
async fn receipts_consents_logins_and_audit_rows_outlive_the_session() {
    let store = backend::fresh().await;
    let (login, _) = completed(&store).await;
    store.sweep(later(ROW_SECONDS * 30)).await.unwrap();
    let account = login.phone.account;
    assert!(store.receipt(account, login.id).await.unwrap().is_some());
    assert_eq!(store.holdings(account, &login.client.id).await.unwrap().unwrap().consents.len(), 2);
    assert_eq!(store.logins(account).await.unwrap().len(), 1);
    assert_eq!(store.audit_rows().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_proof_is_remembered_for_its_whole_time() {
    let store = backend::fresh().await;
    let (login, proof) = (Login::pending(&store).await, proof());
    assert!(store.scan(&login.scanning(), &proof).await.unwrap());
    store.sweep(Millis(proof.expires_at.0 - 1)).await.unwrap();
    assert!(store.approve(&login.approval(), &proof).await.is_err());
    store.sweep(proof.expires_at).await.unwrap();
    assert!(store.approve(&login.approval(), &proof).await.unwrap());
}

#[tokio::test]
async fn a_used_code_is_recognised_for_a_day_after_its_end() {
    let store = backend::fresh().await;
    let (_, completion) = completed(&store).await;
    let end = completion.code.expires_at;
    let issue = CodeIssue {
        code: completion.code.hash,
        jti: "token".into(),
        token_expires_at: later(900),
        now: NOW,
    };
    assert!(store.redeem(&issue).await.unwrap());
    store.sweep(Millis(end.plus_seconds(ROW_SECONDS).0 - 1)).await.unwrap();
    assert!(store.code(&completion.code.hash).await.unwrap().unwrap().used_at.is_some());
    store.sweep(end.plus_seconds(ROW_SECONDS)).await.unwrap();
    assert_eq!(store.code(&completion.code.hash).await.unwrap(), None);
}

#[tokio::test]
async fn nothing_kept_holds_an_address_or_a_secret() {
    let store = backend::fresh().await;
    let pak = "logi_pak_0123456789abcdef0123456789abcdef";
    let mut enrolment = keyless(None);
    enrolment.pak_hash = SecretHash::of(pak);
    store.enrol(&enrolment, None).await.unwrap();
    let left = Login::pending(&store).await;
    assert!(holds(&store.dump().await, ADDRESS), "the test looks in the wrong place");
    completed(&store).await;
    store.sweep(OVER).await.unwrap();
    assert_eq!(store.session(left.id).await.unwrap().unwrap().stored_status, Status::Expired);
    let dump = store.dump().await;
    assert!(!holds(&dump, ADDRESS));
    assert!(!holds(&dump, pak));
}

fn holds(dump: &[u8], text: &str) -> bool {
    dump.windows(text.len()).any(|window| window == text.as_bytes())
}
