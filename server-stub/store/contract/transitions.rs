//! The transitions of a QR session: who may move it, from where, until when.

use super::given::{Login, NOW, later, new_session, phone, proof};
use crate::tests::backend;
use logi_domain::field::Field;
use logi_domain::id::SessionId;
use logi_domain::qr::{MAX_EXTENSIONS, QrSession, Status};
use logi_domain::time::{Millis, Seconds};
use logi_store::{Clients, Extension, Housekeeping, QrSessions, ScanBinding, StoreError, extended_expiry};
use uuid::Uuid;

async fn read(store: &crate::Backend, login: &Login) -> QrSession {
    store.session(login.id).await.unwrap().unwrap()
}

async fn status(store: &crate::Backend, login: &Login) -> Status {
    read(store, login).await.stored_status
}

/// The last millisecond of a session and the first after it.
const LAST: Millis = Millis((NOW.0 / 1000 + 600) * 1000 - 1);
const OVER: Millis = Millis(LAST.0 + 1);

#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let store = backend::fresh().await;
    assert_eq!(store.session(SessionId::new(Uuid::new_v4())).await.unwrap(), None);
}

#[tokio::test]
async fn a_second_phone_does_not_bind() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    let mut other = login.scanning();
    other.device = phone(&store).await.row;
    assert!(!store.scan(&other, &proof()).await.unwrap());
    assert!(read(&store, &login).await.is_bound_to(login.phone.row));
}

#[tokio::test]
async fn a_scan_of_an_earlier_generation_is_refused() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(store.extend(&extension(&login, Some(0), later(60))).await.unwrap());
    assert!(!store.scan(&login.scanning(), &proof()).await.unwrap());
    assert_eq!(status(&store, &login).await, Status::Pending);
}

#[tokio::test]
async fn a_login_of_the_own_device_is_not_bound_by_a_frame_nor_another_by_a_link() {
    let store = backend::fresh().await;
    let (marked, ordinary) = (Login::pending(&store).await, Login::pending(&store).await);
    assert!(store.mark_here(marked.id, NOW).await.unwrap());
    assert!(!store.scan(&marked.scanning(), &proof()).await.unwrap());
    assert!(!store.scan(&opened(&ordinary), &proof()).await.unwrap());
    assert_eq!(status(&store, &marked).await, Status::Pending);
    assert_eq!(status(&store, &ordinary).await, Status::Pending);
}

#[tokio::test]
async fn nothing_but_a_pending_login_is_marked() {
    let store = backend::fresh().await;
    let scanned = Login::scanned(&store).await;
    assert!(!store.mark_here(scanned.id, NOW).await.unwrap());
    assert!(!read(&store, &scanned).await.here);
    let late = Login::pending(&store).await;
    assert!(!store.mark_here(late.id, OVER).await.unwrap());
    assert!(!read(&store, &late).await.here);
    assert!(!store.mark_here(SessionId::new(Uuid::new_v4()), NOW).await.unwrap());
}

#[tokio::test]
async fn a_mark_stays_through_an_extension_and_is_the_link_that_binds() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(store.mark_here(login.id, NOW).await.unwrap());
    assert!(store.mark_here(login.id, LAST).await.unwrap());
    assert!(store.extend(&extension(&login, Some(0), later(60))).await.unwrap());
    let mut scan = opened(&login);
    scan.generation = 1;
    assert!(store.scan(&scan, &proof()).await.unwrap());
    assert!(read(&store, &login).await.here);
}

fn opened(login: &Login) -> ScanBinding {
    ScanBinding {
        here: true,
        ..login.scanning()
    }
}

#[tokio::test]
async fn a_scan_after_the_end_is_refused() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    let mut late = login.scanning();
    late.now = OVER;
    assert!(!store.scan(&late, &proof()).await.unwrap());
}

#[tokio::test]
async fn a_scan_in_the_last_millisecond_binds() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    let mut late = login.scanning();
    late.now = LAST;
    assert!(store.scan(&late, &proof()).await.unwrap());
}

#[tokio::test]
async fn a_replayed_proof_does_not_scan() {
    let store = backend::fresh().await;
    let (login, proof) = (Login::pending(&store).await, proof());
    let other = Login::between(&store, login.client.clone(), login.phone).await;
    assert!(store.scan(&other.scanning(), &proof).await.unwrap());
    let refused = store.scan(&login.scanning(), &proof).await;
    assert!(matches!(refused, Err(StoreError::ProofReplayed)));
    assert_eq!(status(&store, &login).await, Status::Pending);
}

#[tokio::test]
async fn a_lost_transition_still_uses_its_proof_up() {
    let store = backend::fresh().await;
    let (login, proof) = (Login::scanned(&store).await, proof());
    assert!(!store.scan(&login.scanning(), &proof).await.unwrap());
    let refused = store.approve(&login.approval(), &proof).await;
    assert!(matches!(refused, Err(StoreError::ProofReplayed)));
    assert_eq!(status(&store, &login).await, Status::Scanned);
}

#[tokio::test]
async fn the_same_jti_under_another_key_is_another_proof() {
    let store = backend::fresh().await;
    let (login, first) = (Login::pending(&store).await, proof());
    let mut second = first.clone();
    second.jkt = "another thumbprint".into();
    assert!(store.scan(&login.scanning(), &first).await.unwrap());
    assert!(store.approve(&login.approval(), &second).await.unwrap());
}

#[tokio::test]
async fn a_scan_fixes_what_was_presented_and_erases_the_address() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(read(&store, &login).await.browser.address.is_some());
    login.scan(&store).await;
    let session = read(&store, &login).await;
    let scan = session.scan.unwrap();
    assert_eq!(session.browser.address, None);
    assert_eq!((scan.presented, scan.words), (login.scanning().presented, login.scanning().words));
    assert_eq!((scan.account, scan.at), (login.phone.account, NOW));
}

#[tokio::test]
async fn a_second_scan_is_news_once() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert!(store.note_second_scan(login.id, NOW).await.unwrap());
    assert!(!store.note_second_scan(login.id, NOW).await.unwrap());
    assert!(read(&store, &login).await.second_scan);
}

#[tokio::test]
async fn nobody_approves_what_was_not_scanned() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(!store.approve(&login.approval(), &proof()).await.unwrap());
    assert!(store.receipts(login.phone.account).await.unwrap().is_empty());
}

#[tokio::test]
async fn another_phone_does_not_approve_or_deny() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    let other = phone(&store).await;
    let (mut approval, mut denial) = (login.approval(), login.denial());
    (approval.device, approval.account, denial.device) = (other.row, other.account, other.row);
    assert!(!store.approve(&approval, &proof()).await.unwrap());
    assert!(!store.deny(&denial, &proof()).await.unwrap());
    assert_eq!(status(&store, &login).await, Status::Scanned);
}

#[tokio::test]
async fn nobody_approves_after_the_end() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    let mut late = login.approval();
    late.now = OVER;
    assert!(!store.approve(&late, &proof()).await.unwrap());
    assert!(store.receipts(login.phone.account).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_approves_twice() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    assert!(!store.approve(&login.approval(), &proof()).await.unwrap());
    assert_eq!(store.receipts(login.phone.account).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_approves_after_a_denial() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert!(store.deny(&login.denial(), &proof()).await.unwrap());
    assert!(!store.approve(&login.approval(), &proof()).await.unwrap());
    assert_eq!(status(&store, &login).await, Status::Denied);
}

#[tokio::test]
async fn nobody_denies_or_cancels_after_an_approval() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    assert!(!store.deny(&login.denial(), &proof()).await.unwrap());
    assert!(!store.cancel(login.id, NOW).await.unwrap());
    assert_eq!(status(&store, &login).await, Status::Approved);
}

#[tokio::test]
async fn a_replayed_proof_neither_approves_nor_denies() {
    let store = backend::fresh().await;
    let (login, used) = (Login::pending(&store).await, proof());
    assert!(store.scan(&login.scanning(), &used).await.unwrap());
    assert!(matches!(
        store.approve(&login.approval(), &used).await,
        Err(StoreError::ProofReplayed)
    ));
    assert!(matches!(store.deny(&login.denial(), &used).await, Err(StoreError::ProofReplayed)));
    assert_eq!(status(&store, &login).await, Status::Scanned);
}

#[tokio::test]
async fn an_approval_keeps_its_bytes_and_makes_its_receipt() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    let approval = login.approval();
    assert!(store.approve(&approval, &proof()).await.unwrap());
    let decided = read(&store, &login).await.decided.unwrap();
    assert_eq!(
        (decided.jws.as_str(), decided.granted.as_slice()),
        (approval.jws.as_str(), [Field::Email].as_slice())
    );
    assert_eq!(
        (decided.receipt, decided.challenge),
        (Some(approval.receipt.clone()), Some(approval.challenge))
    );
    let receipt = store.receipt(login.phone.account, login.id).await.unwrap().unwrap();
    assert_eq!(
        (receipt.approval, receipt.receipt, receipt.at),
        (approval.jws, approval.receipt, NOW)
    );
}

#[tokio::test]
async fn a_receipt_is_its_accounts_alone() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let other = phone(&store).await;
    assert_eq!(store.receipt(other.account, login.id).await.unwrap(), None);
    assert!(store.receipts(other.account).await.unwrap().is_empty());
}

#[tokio::test]
async fn receipts_come_newest_first() {
    let store = backend::fresh().await;
    let first = Login::approved(&store).await;
    let second = Login::between(&store, first.client.clone(), first.phone).await;
    second.scan(&store).await;
    let mut approval = second.approval();
    approval.now = later(1);
    assert!(store.approve(&approval, &proof()).await.unwrap());
    let ids: Vec<_> = store
        .receipts(first.phone.account)
        .await
        .unwrap()
        .into_iter()
        .map(|r| r.id)
        .collect();
    assert_eq!(ids, [second.id, first.id]);
}

#[tokio::test]
async fn a_denial_keeps_its_bytes_and_grants_nothing() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert!(store.deny(&login.denial(), &proof()).await.unwrap());
    let session = read(&store, &login).await;
    let decided = session.decided.unwrap();
    assert_eq!((decided.jws, decided.granted, decided.receipt), (login.denial().jws, vec![], None));
    assert!(store.receipts(login.phone.account).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_browser_cancels_only_what_was_scanned() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(!store.cancel(login.id, NOW).await.unwrap());
    login.scan(&store).await;
    assert!(!store.cancel(login.id, OVER).await.unwrap());
    assert!(store.cancel(login.id, NOW).await.unwrap());
    assert!(!store.cancel(login.id, NOW).await.unwrap());
    assert!(!store.approve(&login.approval(), &proof()).await.unwrap());
    let session = read(&store, &login).await;
    assert_eq!((session.stored_status, session.decided), (Status::Denied, None));
}

fn extension(login: &Login, new_generation_from: Option<u16>, now: Millis) -> Extension {
    Extension {
        id: login.id,
        old_expires_at: Seconds(NOW.seconds().0 + 600),
        expires_at: extended_expiry(now),
        new_generation_from,
        now,
    }
}

#[tokio::test]
async fn nobody_extends_after_the_end() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(!store.extend(&extension(&login, Some(0), OVER)).await.unwrap());
    login.scan(&store).await;
    assert!(!store.extend(&extension(&login, None, OVER)).await.unwrap());
}

#[tokio::test]
async fn an_extension_read_before_another_one_changes_nothing() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(store.extend(&extension(&login, Some(0), later(60))).await.unwrap());
    assert!(!store.extend(&extension(&login, Some(0), later(61))).await.unwrap());
    assert_eq!(read(&store, &login).await.expires_at, extended_expiry(later(60)));
}

#[tokio::test]
async fn an_extension_of_the_other_state_changes_nothing() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(!store.extend(&extension(&login, None, later(60))).await.unwrap());
    login.scan(&store).await;
    assert!(!store.extend(&extension(&login, Some(0), later(60))).await.unwrap());
    login.approve(&store).await;
    assert!(!store.extend(&extension(&login, None, later(60))).await.unwrap());
    assert_eq!(read(&store, &login).await.extensions, 0);
}

#[tokio::test]
async fn an_extension_in_pending_starts_a_new_generation() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    assert!(store.extend(&extension(&login, Some(0), later(60))).await.unwrap());
    let session = read(&store, &login).await;
    assert_eq!((session.generation, session.started_at, session.extensions), (1, later(60), 1));
    assert_eq!(session.created_at, NOW);
}

#[tokio::test]
async fn an_extension_in_scanned_only_moves_the_end() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert!(store.extend(&extension(&login, None, later(60))).await.unwrap());
    let session = read(&store, &login).await;
    assert_eq!((session.generation, session.started_at), (0, NOW));
    assert_eq!(session.expires_at, extended_expiry(later(60)));
}

#[tokio::test]
async fn the_eleventh_extension_is_refused() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    for step in 0..=i64::from(MAX_EXTENSIONS) {
        let mut next = extension(&login, None, later((step + 1) * 60));
        next.old_expires_at = read(&store, &login).await.expires_at;
        assert_eq!(
            store.extend(&next).await.unwrap(),
            step < i64::from(MAX_EXTENSIONS),
            "extension {step}"
        );
    }
}

#[tokio::test]
async fn only_an_approved_session_fails() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert!(!store.fail(login.id, NOW).await.unwrap());
    login.approve(&store).await;
    assert!(!store.fail(login.id, OVER).await.unwrap());
    assert!(store.fail(login.id, NOW).await.unwrap());
    assert!(!store.complete(&login.completion()).await.unwrap());
    assert_eq!(status(&store, &login).await, Status::Failed);
}

#[tokio::test]
async fn a_swept_session_stays_expired() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    assert_eq!(store.sweep(OVER).await.unwrap().expired, [login.id]);
    assert!(!store.approve(&login.approval(), &proof()).await.unwrap());
    assert!(!store.deny(&login.denial(), &proof()).await.unwrap());
    assert!(!store.cancel(login.id, NOW).await.unwrap());
    assert_eq!(status(&store, &login).await, Status::Expired);
}

#[tokio::test]
async fn a_session_comes_back_as_it_was_started() {
    let store = backend::fresh().await;
    let client = super::given::new_client();
    store.insert_client(&client).await.unwrap();
    let new = new_session(&client);
    store.insert_session(&new).await.unwrap();
    let session = store.session(new.id).await.unwrap().unwrap();
    assert_eq!(
        (session.request, session.locale, session.browser),
        (new.request, new.locale, new.browser)
    );
    assert_eq!(
        (session.started_at, session.created_at, session.expires_at),
        (NOW, NOW, new.expires_at)
    );
    assert_eq!((session.frame_seconds, session.generation, session.extensions), (2, 0, 0));
    assert_eq!((session.stored_status, session.second_scan), (Status::Pending, false));
    assert_eq!((session.scan, session.decided), (None, None));
}

#[tokio::test]
async fn a_session_id_is_used_once() {
    let store = backend::fresh().await;
    let client = super::given::client(&store).await;
    let new = new_session(&client);
    store.insert_session(&new).await.unwrap();
    assert!(matches!(store.insert_session(&new).await, Err(StoreError::Conflict)));
}
