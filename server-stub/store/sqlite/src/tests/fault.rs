//! A database that is locked or full for the moment: the caller is told so, and nothing changes.

use super::backend::{self, Fresh};
use crate::contract::given::{ADDRESS, Login, proof};
use logi_domain::qr::Status;
use logi_domain::time::Millis;
use logi_store::{Housekeeping, QrSessions, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use std::sync::Arc;

/// No page more than there are; the setting ends with the connection.
async fn fill_disk(store: &Fresh) {
    let pages = store.count("PRAGMA page_count").await;
    store.execute(&format!("PRAGMA max_page_count = {pages}")).await.unwrap();
}

async fn free_disk(store: &Fresh) {
    store.execute("PRAGMA max_page_count = 1000000").await.unwrap();
}

/// Another process that writes and does not end.
async fn lock(store: &Fresh) -> SqliteConnection {
    store.execute("PRAGMA busy_timeout = 0").await.unwrap();
    let mut other = SqliteConnectOptions::new().filename(store.file()).connect().await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    other
}

async fn status(store: &Fresh, login: &Login) -> Status {
    store.session(login.id).await.unwrap().unwrap().stored_status
}

#[tokio::test]
async fn a_locked_database_is_unavailable_and_keeps_the_session_as_it_was() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    let other = lock(&store).await;
    let refused = store.approve(&login.approval(), &proof()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(matches!(
        store.cancel(login.id, login.scanning().now).await,
        Err(StoreError::Unavailable(_))
    ));
    assert_eq!(status(&store, &login).await, Status::Scanned, "readers do not wait for the lock");
    store.ping().await.unwrap();
    other.close().await.unwrap();
    login.approve(&store).await;
}

#[tokio::test]
async fn the_proof_of_a_call_refused_by_a_lock_is_not_used_up() {
    let store = backend::fresh().await;
    let (login, proof) = (Login::scanned(&store).await, proof());
    let other = lock(&store).await;
    store.approve(&login.approval(), &proof).await.unwrap_err();
    other.close().await.unwrap();
    assert!(store.approve(&login.approval(), &proof).await.unwrap());
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_keeps_the_session_as_it_was() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    fill_disk(&store).await;
    let mut approval = login.approval();
    approval.jws = "a".repeat(40_000);
    let refused = store.approve(&approval, &proof()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(status(&store, &login).await, Status::Scanned);
    assert!(store.receipts(login.phone.account).await.unwrap().is_empty());
    free_disk(&store).await;
    assert!(store.approve(&approval, &proof()).await.unwrap());
}

#[tokio::test]
async fn a_disk_that_fills_in_the_middle_of_complete_gives_nothing() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    fill_disk(&store).await;
    let mut completion = login.completion();
    completion.browser_label = "b".repeat(40_000);
    let refused = store.complete(&completion).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(status(&store, &login).await, Status::Approved);
    assert!(store.logins(login.phone.account).await.unwrap().is_empty());
    assert!(store.audit_rows().await.unwrap().is_empty());
    free_disk(&store).await;
    assert!(store.complete(&completion).await.unwrap());
}

/// However far it came: each round lets it take one step more.
#[tokio::test]
async fn a_caller_that_goes_away_in_the_middle_leaves_all_or_nothing_and_the_next_one_is_served() {
    let store = backend::fresh().await;
    for steps in 0..60 {
        let (login, proof) = (Login::scanned(&store).await, proof());
        let approval = login.approval();
        tokio::select! {
            biased;
            approved = store.approve(&approval, &proof) => assert!(approved.unwrap()),
            () = wait(steps) => {}
        }
        let approved = match store.approve(&approval, &proof).await {
            Ok(is_first) => is_first,
            Err(StoreError::ProofReplayed) => true,
            Err(error) => panic!("{error}"),
        };
        assert!(approved, "neither of the two approved");
        assert_eq!(status(&store, &login).await, Status::Approved);
        assert_eq!(store.receipts(login.phone.account).await.unwrap().len(), 1);
    }
}

async fn wait(steps: u32) {
    for _ in 0..steps {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn more_callers_than_connections_are_all_served() {
    let store = Arc::new(backend::fresh().await);
    let calls = (0..64).map(|_| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { (store.ping().await, store.lease(Millis(0), Millis(0), 1).await) })
    });
    for call in calls.collect::<Vec<_>>() {
        let (read, written) = call.await.unwrap();
        read.unwrap();
        assert!(written.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let store = backend::fresh().await;
    store.close().await;
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn a_sweep_beside_a_reader_succeeds_and_a_later_one_forgets_what_was_erased() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    let mut reader = SqliteConnectOptions::new().filename(store.file()).connect().await.unwrap();
    reader.execute("BEGIN").await.unwrap();
    reader.execute("SELECT count(*) FROM qr_sessions").await.unwrap();
    let over = login.scanning().now.plus_seconds(600);
    assert_eq!(store.sweep(over).await.unwrap().expired, [login.id]);
    let holds_address = async || store.dump().await.windows(ADDRESS.len()).any(|window| window == ADDRESS.as_bytes());
    assert!(holds_address().await, "the reader still holds the log");
    reader.close().await.unwrap();
    store.sweep(over).await.unwrap();
    assert!(!holds_address().await);
    let timeout: i64 = sqlx::query_scalar("PRAGMA busy_timeout")
        .fetch_one(&mut *store.writer().await.unwrap())
        .await
        .unwrap();
    assert_eq!(timeout, 2000);
}
