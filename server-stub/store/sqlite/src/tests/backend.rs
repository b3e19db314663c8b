//! A store in a folder that goes with it.

use crate::SqliteStore;
use logi_store::Housekeeping;
use sqlx::{AssertSqlSafe, Executor};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) struct Fresh {
    pub store: SqliteStore,
    folder: TempDir,
}

pub(crate) async fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("logi.db")).await.unwrap();
    Fresh { store, folder }
}

/// Opens the store at a [`Fresh::location`].
pub(crate) async fn open(location: &str) -> SqliteStore {
    SqliteStore::open(Path::new(location)).await.unwrap()
}

impl Fresh {
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("logi.db")
    }

    pub fn location(&self) -> String {
        self.file().to_str().unwrap().to_owned()
    }

    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub async fn execute(&self, statement: &str) -> Result<(), sqlx::Error> {
        self.store.writer.take().await?.execute(AssertSqlSafe(statement)).await.map(drop)
    }

    pub async fn count(&self, statement: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .fetch_one(&mut *self.store.readers.take().await.unwrap())
            .await
            .unwrap()
    }

    /// Does not wait for the disk, for a test with thousands of writes that are not about it.
    pub async fn hurry(&self) {
        self.execute("PRAGMA synchronous = OFF").await.unwrap();
    }

    /// The killed process was the only one at work on its changes.
    pub async fn outlive_the_killed(&self) {
        self.store.ping().await.unwrap();
    }

    /// Takes the triggers away, as somebody with the file in hand can.
    pub async fn disarm_audit_log(&self) {
        for trigger in ["audit_log_is_not_updated", "audit_log_is_not_deleted_from"] {
            self.execute(&format!("DROP TRIGGER {trigger}")).await.unwrap();
        }
    }

    /// Every byte on disk: the database with its log.
    pub async fn dump(&self) -> Vec<u8> {
        let mut dump = Vec::new();
        let mut entries = tokio::fs::read_dir(self.folder.path()).await.unwrap();
        while let Some(entry) = entries.next_entry().await.unwrap() {
            dump.extend(tokio::fs::read(entry.path()).await.unwrap());
        }
        dump
    }
}

impl std::ops::Deref for Fresh {
    type Target = SqliteStore;

    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}
