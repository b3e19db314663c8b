//! The form of a record: its version as u16 big-endian, then the version's JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::ports::StoreError;

/// Something the vault keeps under one name.
///
/// A new version gets the next number, its own type, and an arm in `read` that makes it from the older body;
/// the golden bytes of every version stay under `testdata/vault`.
pub(crate) trait Record: Serialize + Sized + Send + Sync {
    /// Its name in the secret store.
    const NAME: &'static str;
    /// The version written.
    const VERSION: u16;

    /// Reads the body of `version`, which is at least 1 and at most [`Self::VERSION`]; nothing when it is not
    /// of that version's form.
    fn read(version: u16, body: &[u8]) -> Option<Self>;
}

/// Why the vault cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// A record was written by a newer version of this program.
    #[error("this device's data was written by a newer version: update the app")]
    NewerVersion {
        /// The record's name.
        record: &'static str,
        /// The version found.
        found: u16,
        /// The newest version this program reads.
        known: u16,
    },
    /// A record is not of its form.
    #[error("this device's data is damaged")]
    Damaged {
        /// The record's name.
        record: &'static str,
    },
    /// The secret store did not do what it was asked.
    #[error("this device's data cannot be used")]
    Store(#[from] StoreError),
}

/// Enough for every record with secrets, so that no buffer with them is given back while it grows.
const CAPACITY: usize = 16 * 1024;

pub(super) fn encode<R: Record>(record: &R) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(CAPACITY));
    bytes.extend(R::VERSION.to_be_bytes());
    serde_json::to_writer(&mut *bytes, record).map_err(|_| VaultError::Damaged { record: R::NAME })?;
    Ok(bytes)
}

pub(super) fn decode<R: Record>(bytes: &[u8]) -> Result<R, VaultError> {
    let damaged = VaultError::Damaged { record: R::NAME };
    let (version, body) = bytes.split_first_chunk::<2>().ok_or(damaged)?;
    let version = u16::from_be_bytes(*version);
    if version > R::VERSION {
        return Err(VaultError::NewerVersion {
            record: R::NAME,
            found: version,
            known: R::VERSION,
        });
    }
    if version == 0 {
        return Err(damaged);
    }
    R::read(version, body).ok_or(damaged)
}

/// Reads a body that is the JSON of `R` as it is written today.
pub(super) fn read_json<R: DeserializeOwned>(body: &[u8]) -> Option<R> {
    serde_json::from_slice(body).ok()
}
