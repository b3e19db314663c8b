//! The core as Swift, Kotlin and Python see it. Types of its own, one foreign trait and one adapter for each
//! capability of the platform, bodies of one line: every rule is in `logi-core`.
//!
//! Every export returns `Result`, so that a panic becomes an error in each language. Flows are pulled, cancellable,
//! and safe to drop.

mod account;
mod authenticator;
mod error;
mod log;
mod login;
mod platform;
mod receipts;
mod scanner;
#[cfg(test)]
mod tests;

pub use self::account::{Account, Nickname, Profile, ProfileValues};
pub use self::authenticator::{Authenticator, Choice, DevicePlatform, Doubt, Installation, Options};
pub use self::error::{
    AccountError, BeginError, EnrolError, KeyFault, LoginError, NetworkFault, OpenError, ReceiptError, RefusalKind, ServerRefusal,
    StoreFault,
};
pub use self::log::{LogError, LogLevel, LogSink, set_log_sink};
pub use self::login::{Application, Before, Browser, Decision, Field, LoginFlow, LoginRequest, LoginState, Relation, ReturnUrl, Source};
#[cfg(feature = "sealed-file")]
pub use self::platform::sealed_file_store;
pub use self::platform::{
    DeviceKeyError, DeviceKeys, Hardware, HeldKey, KeyRole, Presence, SecretStore, SecretStoreError, SignReason, software_device_keys,
};
pub use self::receipts::{ListedReceipt, Receipt, ReceiptContent, ReceiptTexts, VerifiedReceipt};
#[cfg(feature = "images")]
pub use self::scanner::read_image;
pub use self::scanner::{FrameLayout, FrameReading, FrameScanner, ScannerError, SeenCodes, read_picture};

uniffi::setup_scaffolding!();

/// Panics. The tests of every language see an error and a living process.
///
/// # Errors
/// Never; it does not return.
#[cfg(any(test, feature = "panic-probe"))]
#[expect(clippy::panic, clippy::missing_panics_doc, reason = "this is what it is for")]
#[uniffi::export]
pub fn panic_probe() -> Result<(), OpenError> {
    panic!("the panic probe")
}
