//! A value that only this device has, as one ingredient of the root subject.

use async_trait::async_trait;

/// Reads the device's own value.
#[async_trait]
pub trait DeviceValue: Send + Sync {
    /// At most 65 535 bytes that differ from device to device; empty where the platform has none.
    ///
    /// # Errors
    /// [`DeviceValueError`] when the platform has a value but does not answer.
    async fn read(&self) -> Result<Vec<u8>, DeviceValueError>;
}

/// The platform did not give the device's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this device does not give its own value: try again")]
pub struct DeviceValueError;
