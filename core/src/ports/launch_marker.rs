//! The first-launch marker: a name that is deleted together with the app, kept outside the secret store,
//! which on some systems outlives it.

use async_trait::async_trait;
use uuid::Uuid;

/// Keeps one UUID where uninstalling the app removes it.
#[async_trait]
pub trait LaunchMarker: Send + Sync {
    /// The marker, or nothing before the first launch.
    ///
    /// # Errors
    /// [`MarkerError`] when it is unknown whether there is one.
    async fn load(&self) -> Result<Option<Uuid>, MarkerError>;

    /// Sets the marker, durably.
    ///
    /// # Errors
    /// [`MarkerError`] when it may not have been set.
    async fn save(&self, installation: Uuid) -> Result<(), MarkerError>;
}

/// The marker cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkerError {
    /// What lies there is not a marker.
    #[error("the first-launch marker is damaged")]
    Damaged,
    /// The operating system refused.
    #[error("the first-launch marker cannot be used ({0})")]
    Unavailable(std::io::ErrorKind),
}
