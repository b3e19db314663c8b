//! Store and marker in memory, which can be made to fail.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::yield_once;
use crate::ports::{LaunchMarker, MarkerError, SecretStore, StoreError};

/// Secrets in memory.
#[derive(Default)]
pub struct MemoryStore(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    values: BTreeMap<String, Vec<u8>>,
    refuse: Option<StoreError>,
}

impl MemoryStore {
    /// From here on every change fails; `None` ends that.
    pub fn refuse_changes(&self, error: Option<StoreError>) {
        self.memory().refuse = error;
    }

    /// Everything stored.
    #[must_use]
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        self.memory().values.clone()
    }

    /// Replaces everything stored.
    pub fn restore(&self, values: BTreeMap<String, Vec<u8>>) {
        self.memory().values = values;
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Result<(), StoreError> {
        let mut memory = self.memory();
        if let Some(error) = memory.refuse {
            return Err(error);
        }
        change(&mut memory.values);
        Ok(())
    }
}

#[async_trait]
impl SecretStore for MemoryStore {
    async fn load(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        yield_once().await;
        Ok(self.memory().values.get(name).cloned().map(Zeroizing::new))
    }

    async fn save(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        yield_once().await;
        let saved = self.change(|values| {
            values.insert(name.to_owned(), value.to_vec());
        });
        yield_once().await;
        saved
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        yield_once().await;
        let removed = self.change(|values| {
            values.remove(name);
        });
        yield_once().await;
        removed
    }
}

/// A first-launch marker in memory.
#[derive(Debug, Default)]
pub struct MemoryMarker(Mutex<Option<Uuid>>);

impl MemoryMarker {
    /// Sets the marker, or removes it as uninstalling the app does.
    pub fn set(&self, marker: Option<Uuid>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = marker;
    }
}

#[async_trait]
impl LaunchMarker for MemoryMarker {
    async fn load(&self) -> Result<Option<Uuid>, MarkerError> {
        yield_once().await;
        Ok(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn save(&self, installation: Uuid) -> Result<(), MarkerError> {
        yield_once().await;
        self.set(Some(installation));
        yield_once().await;
        Ok(())
    }
}
