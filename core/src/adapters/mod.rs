//! Ports for a machine without a phone's hardware: desktop, server, continuous integration. Each but the smallest
//! is behind a feature.

mod atomic_file;
#[cfg(all(feature = "keyring", any(target_os = "linux", target_os = "macos", windows)))]
mod keyring;
mod marker;
#[cfg(feature = "http")]
mod reqwest_http;
#[cfg(feature = "sealed-file")]
pub mod sealed_file;
#[cfg(feature = "software-key")]
mod software_key;
mod system;

#[cfg(all(feature = "keyring", any(target_os = "linux", target_os = "macos", windows)))]
pub use self::keyring::{Keyring, KeyringError};
pub use self::marker::FileMarker;
#[cfg(feature = "http")]
pub use self::reqwest_http::ReqwestHttp;
#[cfg(feature = "sealed-file")]
pub use self::sealed_file::{SealedFile, SealedFileError, SealingKey};
#[cfg(feature = "software-key")]
pub use self::software_key::SoftwareKeys;
pub use self::system::{NoDeviceValue, OsRng, SystemClock};
