//! A server that is away, locked, read-only or of another version.

use super::backend;
use crate::PostgresStore;
use crate::contract::given::{Login, NOW, client, proof};
use logi_domain::qr::Status;
use logi_store::{Clients, Housekeeping, QrSessions, StoreError};
use sqlx::{Connection, Executor, PgConnection};
use std::net::TcpListener;
use std::path::Path;

async fn refusal(url: &str) -> StoreError {
    PostgresStore::open(url).await.map(drop).unwrap_err()
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_says_what_to_do() {
    let store = backend::fresh().await;
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', TRUE, '\\x00', 0)";
    store.execute(newer).await.unwrap();
    let refused = refusal(&store.location()).await;
    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused:?}");
    assert!(refused.to_string().contains("newer version of logi-server"), "{refused}");
}

#[tokio::test]
async fn a_server_that_is_away_is_unavailable() {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let refused = refusal(&format!("postgres://logi@{free}/logi")).await;
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
}

#[tokio::test]
async fn a_locked_table_is_unavailable_and_keeps_the_session_as_it_was() {
    let store = backend::fresh().await;
    let (login, proof) = (Login::scanned(&store).await, proof());
    let mut other = PgConnection::connect(&store.location()).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    other.execute("LOCK TABLE qr_sessions IN SHARE MODE").await.unwrap();
    let refused = store.approve(&login.approval(), &proof).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(store.session(login.id).await.unwrap().unwrap().stored_status, Status::Scanned);
    assert!(
        store.approve(&login.approval(), &proof).await.unwrap(),
        "the refused call did not use its proof up"
    );
}

#[tokio::test]
async fn a_standby_that_only_reads_is_unavailable() {
    let store = backend::fresh().await;
    let login = Login::scanned(&store).await;
    store
        .execute("DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET default_transaction_read_only = on'; END $$")
        .await
        .unwrap();
    store.outlive_the_killed().await;
    let refused = store.cancel(login.id, NOW).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_lost_connection_is_made_anew() {
    let store = backend::fresh().await;
    let made = client(&store).await;
    store.outlive_the_killed().await;
    assert_eq!(store.clients().await.unwrap(), [made]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_start_on_a_new_database_both_serve() {
    let store = backend::fresh().await;
    store.execute("DROP SCHEMA public CASCADE").await.unwrap();
    store.execute("CREATE SCHEMA public").await.unwrap();
    let (one, other) = (store.location(), store.location());
    let one = tokio::spawn(async move { PostgresStore::open(&one).await });
    let other = tokio::spawn(async move { PostgresStore::open(&other).await });
    let (one, other) = (one.await.unwrap().unwrap(), other.await.unwrap().unwrap());
    let made = client(&one).await;
    assert_eq!(other.clients().await.unwrap(), [made]);
}

#[tokio::test]
async fn a_backup_is_refused_and_names_pg_dump() {
    let store = backend::fresh().await;
    let refused = store.backup(Path::new("logi.dump")).await.unwrap_err();
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let store = backend::fresh().await;
    store.close().await;
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
}
