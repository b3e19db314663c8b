//! The device's own value, given once when the authenticator is opened.

use async_trait::async_trait;
use logi_core::ports::{DeviceValue, DeviceValueError};

pub(crate) struct FixedDeviceValue(Vec<u8>);

impl FixedDeviceValue {
    pub(crate) const fn new(value: Vec<u8>) -> Self {
        Self(value)
    }
}

#[async_trait]
impl DeviceValue for FixedDeviceValue {
    async fn read(&self) -> Result<Vec<u8>, DeviceValueError> {
        Ok(self.0.clone())
    }
}
