//! Private keys at rest: XChaCha20-Poly1305 under a 32-byte key, with the row's use and `kid` bound to the ciphertext.
//!
//! The sealing key is a file of 64 hexadecimal digits that only its owner can read: `sealing.key` in the data folder, made at the first
//! start, or one that the operator supplies; or a value from the environment. No slow derivation: it is a random key, not a passphrase.

use crate::config::SealingKeySource;
use crate::random;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER_PERMISSIVE;
use secrecy::ExposeSecret;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const NONCE_LENGTH: usize = 24;

/// The key that seals the others.
pub struct SealingKey {
    key: Zeroizing<[u8; 32]>,
    /// Where it came from, for messages.
    place: String,
}

/// Why keys stay sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The file cannot be read or written.
    #[error("cannot use the sealing key {file}: {reason}")]
    File {
        /// Which.
        file: PathBuf,
        /// Why, in the words of the system.
        reason: String,
    },
    /// Others can read the file.
    #[error("others can read the sealing key {file} (mode {mode:03o}): run chmod 600 {file}")]
    Permissions {
        /// Which.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not 64 hexadecimal digits.
    #[error("the sealing key {place} must be 64 hexadecimal digits")]
    Form {
        /// Where it came from.
        place: String,
    },
    /// The database holds sealed keys, and the file that opens them is gone.
    #[error("the sealing key {file} is missing, and the database holds keys that only it opens: restore it from its backup")]
    Missing {
        /// Where it was looked for.
        file: PathBuf,
    },
    /// The key opens nothing that is in the database.
    #[error("the sealing key {place} does not open the keys in the database: use the one they were sealed with")]
    Wrong {
        /// Where it came from.
        place: String,
    },
}

impl SealingKey {
    /// Finds the sealing key. Only where nothing was sealed yet is a missing file in the data folder made.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn find(source: &SealingKeySource, data: &Path, something_is_sealed: bool) -> Result<Self, SealError> {
        match source {
            // EXPOSE: decoded into the key.
            SealingKeySource::Value(value) => Self::parse(value.expose_secret(), "in LOGI_SEALING_KEY or sealing_key".to_owned()),
            SealingKeySource::File(file) => Self::read(file),
            SealingKeySource::DataFolder => {
                let file = data.join("sealing.key");
                match (file.exists(), something_is_sealed) {
                    (true, _) => Self::read(&file),
                    (false, true) => Err(SealError::Missing { file }),
                    (false, false) => {
                        make(&file).map_err(|error| SealError::File {
                            file: file.clone(),
                            reason: error.to_string(),
                        })?;
                        Self::read(&file)
                    }
                }
            }
        }
    }

    /// Seals `plain`, bound to `context`.
    ///
    /// # Errors
    /// [`SealError::Form`] where the cipher refuses, which it does for more than 256 GiB.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = random::bytes::<NONCE_LENGTH>();
        let payload = Payload {
            msg: plain,
            aad: context.as_bytes(),
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError::Form { place: self.place.clone() })?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`SealingKey::seal`] made for the same `context`.
    ///
    /// # Errors
    /// [`SealError::Wrong`].
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let wrong = || SealError::Wrong { place: self.place.clone() };
        let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_LENGTH>().ok_or_else(wrong)?;
        let payload = Payload {
            msg: ciphertext,
            aad: context.as_bytes(),
        };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload);
        plain.map(Zeroizing::new).map_err(|_| wrong())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }

    fn read(file: &Path) -> Result<Self, SealError> {
        let unreadable = |error: std::io::Error| SealError::File {
            file: file.to_owned(),
            reason: error.kind().to_string(),
        };
        let mode = std::fs::metadata(file).map_err(unreadable)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SealError::Permissions {
                file: file.to_owned(),
                mode,
            });
        }
        let text = Zeroizing::new(std::fs::read_to_string(file).map_err(unreadable)?);
        Self::parse(text.trim_end(), file.display().to_string())
    }

    fn parse(text: &str, place: String) -> Result<Self, SealError> {
        let decoded = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map(Zeroizing::new);
        let key = decoded.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        match key {
            Some(key) => Ok(Self {
                key: Zeroizing::new(key),
                place,
            }),
            None => Err(SealError::Form { place }),
        }
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

/// Writes a new key whole and durably before it gets its name; where another process was faster, its key stays.
fn make(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let new = folder.join(format!(".sealing.key.{}", random::uuid()));
    let text = Zeroizing::new(format!(
        "{}\n",
        data_encoding::HEXLOWER.encode(Zeroizing::new(random::bytes::<32>()).as_slice())
    ));
    let written = write_new(&new, text.as_bytes()).and_then(|()| match std::fs::hard_link(&new, file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => File::open(folder)?.sync_all(),
    });
    let removed = std::fs::remove_file(&new);
    written.and(removed)
}

fn write_new(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut handle = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    handle.write_all(content)?;
    handle.sync_all()
}
