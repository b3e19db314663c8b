//! A secret store in the keyring of a desktop: the Secret Service of Linux (GNOME Keyring, `KWallet`), the Keychain of macOS, the
//! Credential Manager of Windows. A value is nowhere else. A keyring that is locked or absent is said, and nothing stands in for it.
//!
//! A locked keyring asks its person to unlock it where it can; only where that fails is it [`StoreError::Locked`]. A call does its
//! input and output, and that wait, on the thread that polls it.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store as NativeStore;
use async_trait::async_trait;
use data_encoding::HEXLOWER;
use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};
#[cfg(windows)]
use windows_native_keyring_store::Store as NativeStore;
#[cfg(target_os = "linux")]
use zbus_secret_service_keyring_store::Store as NativeStore;
use zeroize::Zeroizing;

use crate::ports::{Rng, RngError, SecretStore, StoreError};

/// Secrets in the default keyring. Which entries are its own says a small file, which holds no secret; while it is open no other
/// process opens it.
pub struct Keyring {
    store: Arc<NativeStore>,
    service: String,
    _lock: File,
}

/// Why there is no keyring to open.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// Nothing on this machine answers for a keyring.
    #[error("no keyring answers on this machine: start one (on Linux a Secret Service such as GNOME Keyring or KWallet)")]
    Absent(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another process has it open.
    #[error("{} is in use by another process: end that one first", path.display())]
    InUse {
        /// The file that names the entries.
        path: PathBuf,
    },
    /// The file names no entries.
    #[error("{} does not name entries of a keyring", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// No randomness.
    #[error("no random numbers")]
    Rng(#[from] RngError),
    /// The operating system refused.
    #[error("{} cannot be used", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
}

impl Keyring {
    /// Opens the entries that the file at `path` names, or makes it with a name of their own. Whether the keyring is locked shows at
    /// first use.
    ///
    /// # Errors
    /// [`KeyringError`]; without a keyring no file is made.
    pub fn open(path: &Path, rng: &dyn Rng) -> Result<Self, KeyringError> {
        let store = NativeStore::new().map_err(|error| KeyringError::Absent(Box::new(error)))?;
        let failed = |source| KeyringError::Io {
            path: path.to_owned(),
            source,
        };
        let mut file = lock(path)?;
        let mut service = String::new();
        file.read_to_string(&mut service).map_err(failed)?;
        // A crash can leave the file empty; nothing was stored then.
        if service.is_empty() {
            service = make_service(rng)?;
            file.write_all(service.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        }
        if !is_service(&service) {
            return Err(KeyringError::Damaged { path: path.to_owned() });
        }
        Ok(Self {
            store,
            service,
            _lock: file,
        })
    }

    #[cfg(not(windows))]
    fn entry(&self, name: &str) -> Result<Entry, StoreError> {
        self.store.build(&self.service, name, None).map_err(refused)
    }

    /// A credential that Windows would otherwise carry to other machines of its domain.
    #[cfg(windows)]
    fn entry(&self, name: &str) -> Result<Entry, StoreError> {
        let of_this_machine = std::collections::HashMap::from([("persistence", "Local")]);
        self.store.build(&self.service, name, Some(&of_this_machine)).map_err(refused)
    }
}

#[async_trait]
impl SecretStore for Keyring {
    async fn load(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match self.entry(name)?.get_secret() {
            Ok(value) => Ok(Some(Zeroizing::new(value))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    async fn save(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.entry(name)?.set_secret(value).map_err(refused)
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }
}

const SERVICE: &str = "logi ";

fn make_service(rng: &dyn Rng) -> Result<String, RngError> {
    let mut id = [0; 16];
    rng.fill(&mut id)?;
    Ok(format!("{SERVICE}{}", HEXLOWER.encode(&id)))
}

fn is_service(text: &str) -> bool {
    let id = text.strip_prefix(SERVICE).and_then(|id| HEXLOWER.decode(id.as_bytes()).ok());
    id.is_some_and(|id| id.len() == 16)
}

fn lock(path: &Path) -> Result<File, KeyringError> {
    let failed = |source| KeyringError::Io {
        path: path.to_owned(),
        source,
    };
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(KeyringError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// What the keyring's answer means. Its text is dropped: some of these errors hold the value.
#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum")]
#[expect(clippy::needless_pass_by_value, reason = "for map_err, and the value ends here")]
fn refused(error: Error) -> StoreError {
    match error {
        Error::NoStorageAccess(_) => StoreError::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) | Error::Ambiguous(_) => StoreError::Damaged,
        Error::TooLong(..) => StoreError::Unavailable(ErrorKind::FileTooLarge),
        Error::PlatformFailure(_) => StoreError::Unavailable(ErrorKind::NotConnected),
        _ => StoreError::Unavailable(ErrorKind::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_entries_of_its_own() {
        let rng = crate::fakes::SeededRng::new(1);
        let (one, other) = (make_service(&rng).unwrap(), make_service(&rng).unwrap());
        assert_ne!(one, other);
        assert!(is_service(&one) && is_service(&other));
        for text in [
            "",
            "logi ",
            "logi 00",
            one.get(..36).unwrap(),
            &one.to_uppercase(),
            &format!("{one}\n"),
        ] {
            assert!(!is_service(text), "{text:?}");
        }
    }

    #[test]
    fn an_answer_of_the_keyring_is_told_by_its_kind_and_without_the_value() {
        for (error, told) in [
            (Error::NoStorageAccess("locked".into()), StoreError::Locked),
            (Error::BadEncoding(b"value".to_vec()), StoreError::Damaged),
            (Error::Ambiguous(Vec::new()), StoreError::Damaged),
            (
                Error::TooLong("secret".into(), 2560),
                StoreError::Unavailable(ErrorKind::FileTooLarge),
            ),
            (
                Error::PlatformFailure("gone".into()),
                StoreError::Unavailable(ErrorKind::NotConnected),
            ),
            (Error::NoDefaultStore, StoreError::Unavailable(ErrorKind::Other)),
        ] {
            assert_eq!(refused(error), told);
        }
    }
}
