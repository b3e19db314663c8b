//! What network, keys and store can fail with, in every flow.

use logi_core::VaultError;
use logi_core::ports::{HttpError, KeyError, MarkerError, StoreError};

/// Why no answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum NetworkFault {
    /// The address is neither `https` nor `http` to this machine itself.
    #[error("the address is not secure")]
    NotSecure,
    /// No connection: the name is unknown, nobody listens, the network is off.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server's certificate is not trusted, or its TLS is too old.
    #[error("the server's identity could not be proven")]
    NotTrusted,
    /// The connection or the answer took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The connection broke before the answer was whole.
    #[error("the connection broke before the answer was complete")]
    Interrupted,
    /// The answer is longer than any answer may be.
    #[error("the server's answer is too large")]
    TooLarge,
}

/// Why a device key could not be made or used. Nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum KeyFault {
    /// The person did not confirm.
    #[error("not confirmed")]
    NotConfirmed,
    /// The key is gone for good, as after a new fingerprint was added, or cannot be found any more. No other is made in
    /// its place: the server would not know it.
    #[error("the key of this device is no longer valid")]
    Invalidated,
    /// The device is locked.
    #[error("the key storage of this device is locked: unlock it and try again")]
    Locked,
    /// The key storage gave something that is no key or no signature.
    #[error("the key storage of this device gave something that cannot be used")]
    BadAnswer,
    /// The key storage did not answer.
    #[error("the key storage of this device does not answer")]
    Unavailable,
}

/// Why what this phone remembers could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum StoreFault {
    /// The device is locked, or access was refused.
    #[error("the secret store is locked: unlock the device and try again")]
    Locked,
    /// No space is left.
    #[error("no space is left on this device: free some and try again")]
    Full,
    /// A record is not of its form, or the whole store was changed from outside.
    #[error("this device's data is damaged")]
    Damaged {
        /// The record; nothing where it is the whole store.
        record: Option<String>,
    },
    /// A record was written by a newer version of this app.
    #[error("this device's data was written by a newer version: update the app")]
    NewerVersion {
        /// The record.
        record: String,
        /// The version found.
        found: u16,
        /// The newest version this app reads.
        known: u16,
    },
    /// The store, or the folder of the first-launch marker, did not do what it was asked.
    #[error("this device's data cannot be used ({reason})")]
    Unavailable {
        /// What kind of failure it was.
        reason: String,
    },
}

impl From<HttpError> for NetworkFault {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NotSecure => Self::NotSecure,
            HttpError::Unreachable => Self::Unreachable,
            HttpError::NotTrusted => Self::NotTrusted,
            HttpError::TimedOut => Self::TimedOut,
            HttpError::Interrupted => Self::Interrupted,
            HttpError::TooLarge => Self::TooLarge,
        }
    }
}

impl From<KeyError> for KeyFault {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotConfirmed => Self::NotConfirmed,
            // Keys are made at enrolment. One that is missing later was there, and is gone.
            KeyError::Invalidated | KeyError::Missing => Self::Invalidated,
            KeyError::Locked => Self::Locked,
            KeyError::NotAPoint | KeyError::BadSignature => Self::BadAnswer,
            KeyError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<VaultError> for StoreFault {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NewerVersion { record, found, known } => Self::NewerVersion {
                record: record.to_owned(),
                found,
                known,
            },
            VaultError::Damaged { record } => Self::Damaged {
                record: Some(record.to_owned()),
            },
            VaultError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for StoreFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::Locked,
            StoreError::Full => Self::Full,
            StoreError::Damaged => Self::Damaged { record: None },
            StoreError::Unavailable(kind) => Self::Unavailable { reason: kind.to_string() },
        }
    }
}

impl From<MarkerError> for StoreFault {
    fn from(error: MarkerError) -> Self {
        match error {
            MarkerError::Damaged => Self::Damaged {
                record: Some("marker".to_owned()),
            },
            MarkerError::Unavailable(kind) => Self::Unavailable { reason: kind.to_string() },
        }
    }
}
