//! Opening an authenticator.

use logi_core::link_host::LinkHostError;
use logi_core::origin::OriginError;
use logi_core::ports::HttpError;
use logi_core::qr::KeySetError;

use super::{NetworkFault, StoreFault};

/// Why an authenticator does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum OpenError {
    /// `issuer` is not the address of a server.
    #[error("the issuer is {reason}")]
    BadIssuer {
        /// What is wrong with it.
        reason: String,
    },
    /// `link_host` is not a host for same-device links of this issuer.
    #[error("the link host cannot be used: {reason}")]
    BadLinkHost {
        /// What is wrong with it.
        reason: String,
    },
    /// `pins` is not a key set.
    #[error("the pins cannot be used: {reason}")]
    BadPins {
        /// What is wrong with them.
        reason: String,
    },
    /// What is stored belongs to another server.
    #[error("this device's data belongs to {stored}: use that server, or another place for the data")]
    OtherIssuer {
        /// The server it belongs to.
        stored: String,
    },
    /// TLS could not be set up.
    #[error("the network cannot be used: {fault}")]
    Network {
        /// Why not.
        fault: NetworkFault,
    },
    /// What this phone remembers could not be read.
    #[error("{fault}")]
    Store {
        /// Why not.
        fault: StoreFault,
    },
}

impl From<logi_core::OpenError> for OpenError {
    fn from(error: logi_core::OpenError) -> Self {
        match error {
            logi_core::OpenError::OtherIssuer { stored } => Self::OtherIssuer { stored },
            logi_core::OpenError::Vault(error) => Self::Store { fault: error.into() },
        }
    }
}

impl From<OriginError> for OpenError {
    fn from(error: OriginError) -> Self {
        Self::BadIssuer { reason: error.to_string() }
    }
}

impl From<LinkHostError> for OpenError {
    fn from(error: LinkHostError) -> Self {
        Self::BadLinkHost { reason: error.to_string() }
    }
}

impl From<KeySetError> for OpenError {
    fn from(error: KeySetError) -> Self {
        Self::BadPins { reason: error.to_string() }
    }
}

impl From<HttpError> for OpenError {
    fn from(error: HttpError) -> Self {
        Self::Network { fault: error.into() }
    }
}
