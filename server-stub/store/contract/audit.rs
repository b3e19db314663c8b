//! The audit log: it only grows, and a change of it shows.

use super::given::{Login, NOW, later};
use crate::tests::backend::{self, Fresh};
use logi_domain::id::AccountId;
use logi_store::{AuditEvent, BrokenAudit, Housekeeping, QrSessions, StoreError, verify_audit_chain};
use std::sync::Arc;

fn event(kind: &str) -> AuditEvent {
    AuditEvent {
        kind: kind.into(),
        account: Some(AccountId(7)),
        client_id: None,
        session: None,
    }
}

async fn three_rows() -> Fresh {
    let store = backend::fresh().await;
    for kind in ["first", "second", "third"] {
        store.audit(&event(kind), NOW).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_row_is_neither_updated_nor_deleted() {
    let store = three_rows().await;
    assert!(
        store
            .execute("UPDATE audit_log SET kind = 'other' WHERE sequence = 2")
            .await
            .is_err()
    );
    assert!(store.execute("DELETE FROM audit_log WHERE sequence = 2").await.is_err());
    assert_eq!(store.audit_rows().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_changed_row_shows() {
    let store = three_rows().await;
    for change in [
        "kind = 'other'",
        "account_id = 8",
        "recorded_at = 5",
        "client_id = NULL, session_id = NULL, account_id = NULL",
    ] {
        let tampered = three_rows().await;
        tampered.disarm_audit_log().await;
        tampered
            .execute(&format!("UPDATE audit_log SET {change} WHERE sequence = 2"))
            .await
            .unwrap();
        let rows = tampered.audit_rows().await.unwrap();
        assert_eq!(verify_audit_chain(&rows), Err(BrokenAudit { sequence: 2 }), "{change}");
    }
    assert_eq!(verify_audit_chain(&store.audit_rows().await.unwrap()), Ok(()));
}

#[tokio::test]
async fn a_removed_row_shows() {
    let store = three_rows().await;
    store.disarm_audit_log().await;
    store.execute("DELETE FROM audit_log WHERE sequence = 2").await.unwrap();
    let rows = store.audit_rows().await.unwrap();
    assert_eq!(verify_audit_chain(&rows), Err(BrokenAudit { sequence: 2 }));
}

#[tokio::test]
async fn a_log_cut_off_at_its_end_is_refused() {
    let store = three_rows().await;
    store.disarm_audit_log().await;
    store.execute("DELETE FROM audit_log WHERE sequence = 3").await.unwrap();
    assert!(matches!(store.audit_rows().await, Err(StoreError::Corrupt(_))));
}

#[tokio::test]
async fn an_untouched_log_verifies() {
    let store = backend::fresh().await;
    assert_eq!(verify_audit_chain(&store.audit_rows().await.unwrap()), Ok(()));
    let login = Login::approved(&store).await;
    assert!(store.complete(&login.completion()).await.unwrap());
    store.audit(&event("key.made"), later(1)).await.unwrap();
    let rows = store.audit_rows().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.sequence).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((&rows[1].event, rows[1].at), (&event("key.made"), later(1)));
    assert_eq!(verify_audit_chain(&rows), Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_written_at_once_form_one_chain() {
    let store = Arc::new(backend::fresh().await);
    let writers: Vec<_> = (0..24)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.audit(&event(&format!("kind {number}")), NOW).await.unwrap() })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let rows = store.audit_rows().await.unwrap();
    assert_eq!((rows.len(), verify_audit_chain(&rows)), (24, Ok(())));
}
