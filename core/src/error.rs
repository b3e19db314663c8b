//! Why an authenticator does not open. Every flow has its own errors beside it.

use crate::vault::VaultError;

/// Why what this phone remembers cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The vault belongs to another server.
    #[error("this device's data belongs to {stored}: use that server, or another place for the data")]
    OtherIssuer {
        /// The server it belongs to.
        stored: String,
    },
    /// The vault could not be read.
    #[error("this device's data cannot be used")]
    Vault(#[from] VaultError),
}
