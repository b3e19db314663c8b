//! Clock and randomness of the operating system.

use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use rand::TryRng as _;

use crate::ports::{Clock, DeviceValue, DeviceValueError, Rng, RngError};

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port through which time comes in")]
    fn now_unix_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRng;

impl Rng for OsRng {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        rand::rngs::SysRng.try_fill_bytes(bytes).map_err(|_| RngError)
    }
}

/// A machine that has no value of its own to give.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDeviceValue;

#[async_trait]
impl DeviceValue for NoDeviceValue {
    async fn read(&self) -> Result<Vec<u8>, DeviceValueError> {
        Ok(Vec::new())
    }
}
