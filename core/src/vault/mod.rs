//! What the phone remembers: versioned records in the secret store. A record of a newer version is refused,
//! never guessed at; one of an older version stays readable for ever and is written back in the newest form
//! at its next change. Nothing is cached: what is not durable is not remembered.

mod record;
mod records;

use std::sync::Arc;

use futures_util::lock::Mutex;
use zeroize::Zeroizing;

pub(crate) use self::record::Record;
pub use self::record::VaultError;
pub(crate) use self::records::{
    AccountRecord, DecidedRecord, DecisionRecord, DecisionsRecord, InstallationRecord, IssuerRecord, KeySetRecord, KeysLostRecord,
};
use crate::ports::SecretStore;

/// The records of one installation.
pub(crate) struct Vault {
    secrets: Arc<dyn SecretStore>,
    /// Held over every read-and-write of one record, so that two flows do not undo each other.
    changing: Mutex<()>,
}

impl Vault {
    pub(crate) fn new(secrets: Arc<dyn SecretStore>) -> Self {
        Self {
            secrets,
            changing: Mutex::new(()),
        }
    }

    /// The record as it was last saved, or nothing.
    pub(crate) async fn load<R: Record>(&self) -> Result<Option<R>, VaultError> {
        match self.secrets.load(R::NAME).await? {
            Some(bytes) => record::decode(&bytes).map(Some),
            None => Ok(None),
        }
    }

    /// Saves the record in place of the last one. An unreadable or newer one is not overwritten.
    pub(crate) async fn save<R: Record>(&self, record: &R) -> Result<(), VaultError> {
        let _changing = self.changing.lock().await;
        self.load::<R>().await?;
        self.write(record).await
    }

    /// Changes the record and saves what `change` makes of it; nothing is saved when it makes nothing.
    pub(crate) async fn update<R: Record, F>(&self, change: F) -> Result<(), VaultError>
    where
        F: FnOnce(Option<R>) -> Option<R> + Send,
    {
        let _changing = self.changing.lock().await;
        match change(self.load().await?) {
            Some(changed) => self.write(&changed).await,
            None => Ok(()),
        }
    }

    /// Forgets the record, whatever its version.
    pub(crate) async fn remove<R: Record>(&self) -> Result<(), VaultError> {
        let _changing = self.changing.lock().await;
        Ok(self.secrets.remove(R::NAME).await?)
    }

    async fn write<R: Record>(&self, record: &R) -> Result<(), VaultError> {
        let bytes: Zeroizing<Vec<u8>> = record::encode(record)?;
        Ok(self.secrets.save(R::NAME, &bytes).await?)
    }
}

#[cfg(test)]
mod tests;
