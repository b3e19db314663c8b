//! The file: who may read it, which version it is of, and how it is written.

use super::backend::{self, Fresh};
use crate::SqliteStore;
use crate::contract::given::{Login, client};
use logi_store::{Clients, Housekeeping, QrSessions, StoreError};
use std::path::Path;

async fn refusal(path: &Path) -> StoreError {
    SqliteStore::open(path).await.map(drop).unwrap_err()
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_says_what_to_do() {
    let store = backend::fresh().await;
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', TRUE, x'00', 0)";
    store.execute(newer).await.unwrap();
    store.close().await;
    let refused = refusal(&store.file()).await;
    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused:?}");
    assert!(refused.to_string().contains("newer version of logi-server"), "{refused}");
}

#[tokio::test]
async fn a_migration_that_was_changed_is_refused() {
    let store = backend::fresh().await;
    store
        .execute("UPDATE _sqlx_migrations SET checksum = x'00', success = FALSE")
        .await
        .unwrap();
    store.close().await;
    assert!(matches!(refusal(&store.file()).await, StoreError::Corrupt(_)));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let store = backend::fresh().await;
    let file = store.beside("notes.txt");
    let text = "not a database, but long enough to be mistaken for one ".repeat(40);
    std::fs::write(&file, &text).unwrap();
    assert!(matches!(refusal(&file).await, StoreError::Fault(_)));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_unavailable() {
    let store = backend::fresh().await;
    let refused = refusal(&store.beside("missing").join("logi.db")).await;
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_database_and_its_log() {
    use std::os::unix::fs::PermissionsExt;
    let store = backend::fresh().await;
    client(&store).await;
    for name in ["logi.db", "logi.db-wal", "logi.db-shm"] {
        let mode = std::fs::metadata(store.beside(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_power_cut() {
    let store = backend::fresh().await;
    let mut writer = store.writer().await.unwrap();
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *writer).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *writer).await.unwrap();
    assert_eq!((journal.as_str(), synchronous), ("wal", 2));
}

#[tokio::test]
async fn a_store_opened_again_holds_what_it_held() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    store.close().await;
    let again = SqliteStore::open(&store.file()).await.unwrap();
    assert!(again.session(login.id).await.unwrap().is_some());
    assert!(again.complete(&login.completion()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_start_on_a_new_file_both_serve() {
    let store = backend::fresh().await;
    for number in 0..16 {
        let file = store.beside(&format!("new-{number}.db"));
        let (one, other) = (file.clone(), file.clone());
        let one = tokio::spawn(async move { SqliteStore::open(&one).await });
        let other = tokio::spawn(async move { SqliteStore::open(&other).await });
        let (one, other) = (one.await.unwrap().unwrap(), other.await.unwrap().unwrap());
        let made = client(&one).await;
        assert_eq!(other.clients().await.unwrap(), [made]);
    }
}

#[tokio::test]
async fn a_store_in_memory_serves_and_forgets() {
    let store = SqliteStore::in_memory().await.unwrap();
    let login = Login::approved(&store).await;
    assert!(store.complete(&login.completion()).await.unwrap());
    let other = SqliteStore::in_memory().await.unwrap();
    assert!(other.clients().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_row_that_is_not_understood_is_reported() {
    let store: Fresh = backend::fresh().await;
    let made = client(&store).await;
    store
        .execute("UPDATE clients SET fields = '[{\"name\":\"shoe_size\"}]'")
        .await
        .unwrap();
    assert!(matches!(store.client(&made.id).await, Err(StoreError::Corrupt(_))));
}
