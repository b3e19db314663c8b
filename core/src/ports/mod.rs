//! What the core needs from the outside, as traits: time, randomness, network, storage, keys. Every rule of
//! the core runs against these, so a test replaces the outside whole.

mod clock;
mod device_key;
mod device_value;
mod http;
mod launch_marker;
mod rng;
mod secret_store;

use std::sync::Arc;

pub use self::clock::Clock;
pub use self::device_key::{DeviceKey, Hardware, HeldKey, KeyError, KeyRole, Presence, PublicKey, RawSignature, SignReason};
pub use self::device_value::{DeviceValue, DeviceValueError};
pub use self::http::{Http, HttpError, HttpRequest, HttpResponse};
pub use self::launch_marker::{LaunchMarker, MarkerError};
pub use self::rng::{Rng, RngError};
pub use self::secret_store::{SecretStore, StoreError};

/// All ports of one authenticator.
#[derive(Clone)]
pub struct Ports {
    /// The device's clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub rng: Arc<dyn Rng>,
    /// The network.
    pub http: Arc<dyn Http>,
    /// Where the vault's records lie.
    pub secrets: Arc<dyn SecretStore>,
    /// The device's two signing keys.
    pub keys: Arc<dyn DeviceKey>,
    /// A value that only this device has.
    pub device_value: Arc<dyn DeviceValue>,
    /// What is deleted together with the app.
    pub marker: Arc<dyn LaunchMarker>,
}
