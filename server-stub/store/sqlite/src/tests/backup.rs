//! Backups: whole, private, and never over something.

use super::backend;
use crate::SqliteStore;
use crate::contract::given::{ADDRESS, Login, NOW};
use logi_store::{Housekeeping, QrSessions, StoreError, verify_audit_chain};
use std::sync::Arc;

#[tokio::test]
async fn a_file_that_exists_is_not_overwritten() {
    let store = backend::fresh().await;
    let file = store.beside("backup.db");
    std::fs::write(&file, "precious").unwrap();
    assert!(matches!(store.backup(&file).await, Err(StoreError::Conflict)));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_leaves_no_file() {
    let store = backend::fresh().await;
    let missing = store.beside("missing").join("backup.db");
    assert!(matches!(store.backup(&missing).await, Err(StoreError::Fault(_))));
    let file = store.beside("backup.db");
    store.close().await;
    assert!(store.backup(&file).await.is_err());
    assert!(!file.exists());
}

#[tokio::test]
async fn a_backup_is_the_whole_store_and_serves() {
    let store = backend::fresh().await;
    let login = Login::approved(&store).await;
    let done = Login::approved(&store).await;
    assert!(store.complete(&done.completion()).await.unwrap());
    let file = store.beside("backup.db");
    store.backup(&file).await.unwrap();
    assert!(store.complete(&login.completion()).await.unwrap());

    let restored = SqliteStore::open(&file).await.unwrap();
    assert_eq!(
        restored.logins(done.phone.account).await.unwrap(),
        store.logins(done.phone.account).await.unwrap()
    );
    assert_eq!(verify_audit_chain(&restored.audit_rows().await.unwrap()), Ok(()));
    assert!(
        restored.logins(login.phone.account).await.unwrap().is_empty(),
        "later than the backup"
    );
    assert!(restored.complete(&login.completion()).await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let store = backend::fresh().await;
    let file = store.beside("backup.db");
    store.backup(&file).await.unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_backup_holds_nothing_that_was_erased() {
    let store = backend::fresh().await;
    let login = Login::pending(&store).await;
    login.scan(&store).await;
    let file = store.beside("backup.db");
    store.backup(&file).await.unwrap();
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(ADDRESS.len()).any(|window| window == ADDRESS.as_bytes()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logins_go_on_during_a_backup() {
    let store = Arc::new(backend::fresh().await);
    let login = Login::approved(&store).await;
    let (serving, id) = (Arc::clone(&store), login.id);
    let backup = tokio::spawn({
        let (store, file) = (Arc::clone(&store), store.beside("backup.db"));
        async move { store.backup(&file).await }
    });
    assert!(serving.complete(&login.completion()).await.unwrap());
    backup.await.unwrap().unwrap();
    let restored = SqliteStore::open(&store.beside("backup.db")).await.unwrap();
    assert_eq!(verify_audit_chain(&restored.audit_rows().await.unwrap()), Ok(()));
    let status = restored.session(id).await.unwrap().unwrap().status(NOW);
    let logins = restored.logins(login.phone.account).await.unwrap().len();
    assert_eq!(logins, usize::from(status == logi_domain::qr::Status::Completed));
}
