//! A store in a folder that goes with it.

use crate::SqliteStore;
use std::path::PathBuf;
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

impl Fresh {
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("logi.db")
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

impl std::ops::Deref for Fresh {
    type Target = SqliteStore;

    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}
