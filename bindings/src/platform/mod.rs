//! What a phone's system does for the core: a trait that the app implements, and an adapter that puts it behind the
//! core's port.

mod device_keys;
mod device_value;
#[cfg(feature = "sealed-file")]
mod sealed_file;
mod secret_store;
mod software_keys;

use std::future::Future;
use std::time::Duration;

pub(crate) use self::device_keys::ForeignKeys;
pub use self::device_keys::{DeviceKeyError, DeviceKeys, Hardware, HeldKey, KeyRole, Presence, SignReason};
pub(crate) use self::device_value::FixedDeviceValue;
#[cfg(feature = "sealed-file")]
pub use self::sealed_file::sealed_file_store;
pub(crate) use self::secret_store::ForeignStore;
pub use self::secret_store::{SecretStore, SecretStoreError};
pub use self::software_keys::software_device_keys;

/// How long the platform may take for what needs no person. A phone's slowest answer is a new key in a secure element,
/// some seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// The answer of the platform, or `late` when none comes. What is late is cancelled.
async fn in_time<T, E>(work: impl Future<Output = Result<T, E>>, late: E) -> Result<T, E> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(late))
}
