//! The signed decisions that are not acknowledged. One per login, written before it is sent, repeated as it is,
//! removed when the server has answered what became of the login.

use std::sync::Arc;

use futures_util::lock::{Mutex, MutexGuard};

use crate::id::SessionId;
use crate::vault::{DecisionRecord, DecisionsRecord, Vault, VaultError};

/// Seconds after which no server knows the login any more.
const FORGOTTEN: u64 = 24 * 3600;

pub(super) struct Journal {
    vault: Arc<Vault>,
    deciding: Mutex<()>,
}

impl Journal {
    pub(super) fn new(vault: Arc<Vault>) -> Self {
        Self {
            vault,
            deciding: Mutex::new(()),
        }
    }

    /// Held from looking for an earlier decision until the new one is durable, so that no login is signed twice.
    pub(super) async fn deciding(&self) -> MutexGuard<'_, ()> {
        self.deciding.lock().await
    }

    /// The decisions that a server may still want, oldest first.
    pub(super) async fn list(&self, now: u64) -> Result<Vec<DecisionRecord>, VaultError> {
        let stored = self.vault.load::<DecisionsRecord>().await?.unwrap_or_default();
        let wanted = |decision: &DecisionRecord| is_wanted(decision, now);
        Ok(stored.decisions.into_iter().filter(wanted).collect())
    }

    pub(super) async fn find(&self, session: SessionId, now: u64) -> Result<Option<DecisionRecord>, VaultError> {
        Ok(self.list(now).await?.into_iter().find(|decision| decision.session == session))
    }

    pub(super) async fn add(&self, decision: DecisionRecord, now: u64) -> Result<(), VaultError> {
        let add = |stored: Option<DecisionsRecord>| {
            let mut stored = stored.unwrap_or_default();
            stored.decisions.retain(|decision| is_wanted(decision, now));
            stored.decisions.push(decision);
            Some(stored)
        };
        self.vault.update(add).await
    }

    pub(super) async fn remove(&self, session: SessionId) -> Result<(), VaultError> {
        let remove = |stored: Option<DecisionsRecord>| {
            let mut stored = stored?;
            let before = stored.decisions.len();
            stored.decisions.retain(|decision| decision.session != session);
            (stored.decisions.len() != before).then_some(stored)
        };
        self.vault.update(remove).await
    }
}

fn is_wanted(decision: &DecisionRecord, now: u64) -> bool {
    now.abs_diff(decision.decided_at) < FORGOTTEN
}
