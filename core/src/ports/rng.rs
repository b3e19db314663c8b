//! Randomness.

/// A cryptographically secure random source.
pub trait Rng: Send + Sync {
    /// Fills `bytes` with random bytes.
    ///
    /// # Errors
    /// [`RngError`] when the source cannot answer; nothing in `bytes` may be used then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError>;
}

/// The random source of the device did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this device gives no random numbers")]
pub struct RngError;
