//! Where the sealing key comes from: 32 bytes from a file that only its owner may read, from an environment
//! variable, from a credential file; or, for what a person types, a passphrase through Argon2id.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::super::atomic_file::create;
use super::SealedFileError;
use crate::ports::Rng;

/// Memory (KiB), passes and lanes of Argon2id (RFC 9106 §4, second recommended option).
const ARGON2: (u32, u32, u32) = (64 * 1024, 3, 1);
/// More than any spelling of 32 bytes.
const MAX_TEXT: u64 = 256;

/// A key, or what one is made from. It never prints.
pub struct SealingKey(Source);

enum Source {
    Key(Zeroizing<[u8; 32]>),
    Passphrase(SecretString),
}

impl SealingKey {
    /// The key itself.
    #[must_use]
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self(Source::Key(Zeroizing::new(key)))
    }

    /// A passphrase that a person types. Never for what a machine holds: that is a key.
    #[must_use]
    pub const fn passphrase(passphrase: SecretString) -> Self {
        Self(Source::Passphrase(passphrase))
    }

    /// Reads a key file or a credential file: 32 bytes, or their spelling in hex, base64 or base64url.
    ///
    /// # Errors
    /// [`SealedFileError::BadKey`] when others than the owner may read it or it is not 32 bytes.
    pub fn read_file(path: &Path) -> Result<Self, SealedFileError> {
        let failed = |source| SealedFileError::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        refuse_shared(&file.metadata().map_err(failed)?)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(512));
        file.take(MAX_TEXT + 1).read_to_end(&mut bytes).map_err(failed)?;
        Self::parse(&bytes)
    }

    /// Reads the key file at `path`, or makes one that only its owner may read.
    ///
    /// # Errors
    /// As [`Self::read_file`], and when a new one cannot be made.
    pub fn load_or_make(path: &Path, rng: &dyn Rng) -> Result<Self, SealedFileError> {
        match Self::read_file(path) {
            Err(SealedFileError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                let mut key = Zeroizing::new([0; 32]);
                rng.fill(&mut *key)?;
                let failed = |source| SealedFileError::Io {
                    path: path.to_owned(),
                    source,
                };
                // Of two processes at once one makes it, and both read it.
                create(path, &*key).map_err(failed)?;
                Self::read_file(path)
            }
            other => other,
        }
    }

    /// Reads the environment variable `name`: the spelling of 32 bytes in hex, base64 or base64url.
    ///
    /// # Errors
    /// [`SealedFileError::BadKey`] when it is not set or spells something else.
    pub fn from_env(name: &str) -> Result<Self, SealedFileError> {
        let unset = SealedFileError::BadKey {
            reason: "the environment variable for it is not set",
        };
        let text = Zeroizing::new(std::env::var(name).map_err(|_| unset)?);
        Self::parse(text.as_bytes())
    }

    /// Reads the credential `name` that systemd or an orchestrator mounted (`$CREDENTIALS_DIRECTORY/name`).
    ///
    /// # Errors
    /// [`SealedFileError::BadKey`] when there is none, or it is not 32 bytes.
    pub fn from_credential(name: &str) -> Result<Self, SealedFileError> {
        let unset = SealedFileError::BadKey {
            reason: "CREDENTIALS_DIRECTORY is not set",
        };
        let folder = std::env::var_os("CREDENTIALS_DIRECTORY").ok_or(unset)?;
        Self::read_file(&PathBuf::from(folder).join(name))
    }

    fn parse(bytes: &[u8]) -> Result<Self, SealedFileError> {
        if let Ok(key) = bytes.try_into() {
            return Ok(Self(Source::Key(Zeroizing::new(key))));
        }
        let text = bytes.trim_ascii();
        let spellings = [&HEXLOWER_PERMISSIVE, &BASE64, &BASE64URL_NOPAD];
        let key = spellings.into_iter().find_map(|spelling| {
            let decoded = Zeroizing::new(spelling.decode(text).ok()?);
            <[u8; 32]>::try_from(decoded.as_slice()).ok()
        });
        let bad = SealedFileError::BadKey {
            reason: "it must be 32 bytes, or their spelling in hex or base64",
        };
        key.map(Self::from_bytes).ok_or(bad)
    }

    /// The key step: the 32 bytes to seal with.
    pub(super) fn derive(self, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, SealedFileError> {
        let passphrase = match self.0 {
            Source::Key(key) => return Ok(key),
            Source::Passphrase(passphrase) => passphrase,
        };
        let bad = |_| SealedFileError::BadKey {
            reason: "the passphrase cannot be stretched",
        };
        let (memory, passes, lanes) = ARGON2;
        let parameters = argon2::Params::new(memory, passes, lanes, Some(32)).map_err(bad)?;
        let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters);
        let mut key = Zeroizing::new([0; 32]);
        // EXPOSE: the one use of the passphrase.
        argon2
            .hash_password_into(passphrase.expose_secret().as_bytes(), salt, &mut *key)
            .map_err(bad)?;
        Ok(key)
    }
}

#[cfg(unix)]
fn refuse_shared(metadata: &std::fs::Metadata) -> Result<(), SealedFileError> {
    use std::os::unix::fs::PermissionsExt as _;

    let for_others = metadata.permissions().mode() & 0o077;
    if for_others != 0 {
        return Err(SealedFileError::BadKey {
            reason: "others may read its file: chmod 600 it",
        });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_shared(_: &std::fs::Metadata) -> Result<(), SealedFileError> {
    Ok(())
}
