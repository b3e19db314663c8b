//! A secret store in one file, sealed with XChaCha20-Poly1305 under a 32-byte key. Every change replaces the file
//! whole; a file that was changed from outside, cut, or sealed under another key does not open.
//!
//! ```text
//! "LOGISEAL" ‖ version 1 ‖ salt (16) ‖ nonce (24) ‖ sealed entries        all before the entries is authenticated
//! ```

mod entries;
mod key;

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

pub use self::entries::Entries;
pub use self::key::SealingKey;
use super::atomic_file::{Disk, RealDisk, beside, replace};
use crate::ports::{Rng, RngError, SecretStore, StoreError};

const MAGIC: &[u8; 9] = b"LOGISEAL\x01";
const SALT: usize = 16;
const NONCE: usize = 24;
const HEAD: usize = MAGIC.len() + SALT;
/// Larger than any vault; a larger file is not read.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// What fits into such a file beside its head.
const MAX_ENTRIES: usize = 16 * 1024 * 1024 - 1024;

/// Secrets in one sealed file. While it is open no other process opens it. A call does its input and output on the
/// thread that polls it.
pub struct SealedFile {
    path: PathBuf,
    key: Zeroizing<[u8; 32]>,
    salt: [u8; SALT],
    rng: Arc<dyn Rng>,
    disk: Box<dyn Disk + Send + Sync>,
    changing: Mutex<()>,
    _lock: File,
}

/// Why a sealed file does not open.
#[derive(Debug, thiserror::Error)]
pub enum SealedFileError {
    /// Another process has it open.
    #[error("{} is in use by another process: end that one first", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is not one of ours, is cut, was changed, or is sealed under another key.
    #[error("the sealed file was damaged or belongs to another key")]
    Damaged,
    /// A key that is not 32 bytes, or is readable by others.
    #[error("the sealing key cannot be used: {reason}")]
    BadKey {
        /// What is wrong with it, and what to do.
        reason: &'static str,
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

impl SealedFile {
    /// Opens the file, or makes an empty one.
    ///
    /// A passphrase is stretched here, which takes about a tenth of a second and 64 MiB: call it off the main thread.
    ///
    /// # Errors
    /// [`SealedFileError`]; a wrong key shows here, not at first use.
    pub fn open(path: &Path, key: SealingKey, rng: Arc<dyn Rng>) -> Result<Self, SealedFileError> {
        Self::open_on(path, key, rng, Box::new(RealDisk))
    }

    fn open_on(path: &Path, key: SealingKey, rng: Arc<dyn Rng>, disk: Box<dyn Disk + Send + Sync>) -> Result<Self, SealedFileError> {
        let failed = |source| SealedFileError::Io {
            path: path.to_owned(),
            source,
        };
        let lock = lock(path)?;
        let sealed = match read_bounded(path) {
            Ok(sealed) => Some(sealed),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let mut salt = [0; SALT];
        match &sealed {
            Some(sealed) => salt = *read_head(sealed)?.0,
            None => rng.fill(&mut salt)?,
        }
        let key = key.derive(&salt)?;
        let is_new = sealed.is_none();
        if let Some(sealed) = sealed {
            unseal(&sealed, &key)?;
        }
        let file = Self {
            path: path.to_owned(),
            key,
            salt,
            rng,
            disk,
            changing: Mutex::new(()),
            _lock: lock,
        };
        if is_new {
            let sealed = file.seal(&Entries::default()).map_err(|_| RngError)?;
            replace(&*file.disk, path, &sealed).map_err(failed)?;
        }
        Ok(file)
    }

    fn read(&self) -> Result<Entries, StoreError> {
        let sealed = read_bounded(&self.path).map_err(|error| read_error(&error))?;
        unseal(&sealed, &self.key).map_err(|_| StoreError::Damaged)
    }

    fn change(&self, change: impl FnOnce(&mut Entries) -> bool) -> Result<(), StoreError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.read()?;
        if !change(&mut entries) {
            return Ok(());
        }
        let sealed = self.seal(&entries)?;
        replace(&*self.disk, &self.path, &sealed).map_err(|error| read_error(&error))
    }

    /// What the file is to hold. More than a later [`Self::open`] would read does not get that far.
    fn seal(&self, entries: &Entries) -> Result<Vec<u8>, StoreError> {
        let failed = StoreError::Unavailable(ErrorKind::Other);
        let mut nonce = [0; NONCE];
        self.rng.fill(&mut nonce).map_err(|_| failed)?;
        let mut sealed = MAGIC.to_vec();
        sealed.extend(self.salt);
        let clear = entries.write().filter(|clear| clear.len() < MAX_ENTRIES).ok_or(StoreError::Full)?;
        let payload = Payload { msg: &clear, aad: &sealed };
        let cipher = XChaCha20Poly1305::new(&Key::from(*self.key));
        let body = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| failed)?;
        sealed.extend(nonce);
        sealed.extend(body);
        Ok(sealed)
    }
}

#[async_trait]
impl SecretStore for SealedFile {
    async fn load(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        Ok(self.read()?.take(name))
    }

    async fn save(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.change(|entries| entries.insert(name, value))
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.change(|entries| entries.take(name).is_some())
    }
}

/// Opens the bytes of a sealed file with the key that its key step gave.
///
/// # Errors
/// [`SealedFileError::Damaged`] for anything but a whole, unchanged file under this key.
pub fn unseal(sealed: &[u8], key: &[u8; 32]) -> Result<Entries, SealedFileError> {
    let (_, nonce, body) = read_head(sealed)?;
    let head = sealed.get(..HEAD).ok_or(SealedFileError::Damaged)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let opened = cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: head });
    let clear = Zeroizing::new(opened.map_err(|_| SealedFileError::Damaged)?);
    Entries::read(&clear).ok_or(SealedFileError::Damaged)
}

type Head<'a> = (&'a [u8; SALT], &'a [u8; NONCE], &'a [u8]);

fn read_head(sealed: &[u8]) -> Result<Head<'_>, SealedFileError> {
    let split = || {
        let rest = sealed.strip_prefix(MAGIC)?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (nonce, body) = rest.split_first_chunk()?;
        Some((salt, nonce, body))
    };
    split().ok_or(SealedFileError::Damaged)
}

/// The lock that keeps a second process out. It lies beside the file, which is replaced and so cannot carry it.
fn lock(path: &Path) -> Result<File, SealedFileError> {
    let lock_path = beside(path, "lock");
    let failed = |source| SealedFileError::Io {
        path: lock_path.clone(),
        source,
    };
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&lock_path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SealedFileError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

fn read_bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_error(error: &std::io::Error) -> StoreError {
    let kind = error.kind();
    if kind == ErrorKind::StorageFull || kind == ErrorKind::QuotaExceeded {
        StoreError::Full
    } else if kind == ErrorKind::NotFound {
        StoreError::Damaged
    } else {
        StoreError::Unavailable(kind)
    }
}

#[cfg(test)]
mod tests;
