//! The device's clock. It may be wrong: `identity` corrects it by what the server says.

/// The wall clock of the device.
pub trait Clock: Send + Sync {
    /// Milliseconds since the Unix epoch, as the device believes.
    fn now_unix_ms(&self) -> u64;
}
