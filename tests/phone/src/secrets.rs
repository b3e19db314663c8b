//! Where a phone's secrets are: in a sealed file, or in the keyring of the desktop. A folder stays with the store it began with, and
//! neither stands in for the other.

use std::path::Path;
use std::sync::Arc;

use logi_core::adapters::{Keyring, KeyringError, SealedFile, SealedFileError, SealingKey};
use logi_core::ports::{Rng, SecretStore};

use crate::arguments::Store;

/// The sealed file in the folder.
const VAULT: &str = "vault";
/// The file that names the folder's entries in the keyring.
const ENTRIES: &str = "keyring";

/// Why there is no store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretsError {
    #[error("its secrets are in the keyring: say --store keyring")]
    InKeyring,
    #[error("its secrets are in a file: say --store file, or name another folder with --home")]
    InFile,
    #[error(transparent)]
    SealedFile(#[from] SealedFileError),
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

/// Opens the store of the phone in `home`.
pub(crate) fn open(home: &Path, store: Store, rng: &Arc<dyn Rng>) -> Result<Arc<dyn SecretStore>, SecretsError> {
    match store {
        Store::File if home.join(ENTRIES).exists() => Err(SecretsError::InKeyring),
        Store::Keyring if home.join(VAULT).exists() => Err(SecretsError::InFile),
        Store::File => {
            let key = SealingKey::load_or_make(&home.join("key"), &**rng)?;
            Ok(Arc::new(SealedFile::open(&home.join(VAULT), key, Arc::clone(rng))?))
        }
        Store::Keyring => Ok(Arc::new(Keyring::open(&home.join(ENTRIES), &**rng)?)),
    }
}
