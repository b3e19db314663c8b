//! What runs on the phone: identity, storage of keys, reading of codes, consent and approval. No user interface,
//! no database, no runtime of its own; time, randomness, network, storage and keys come in through [`ports`].
//!
//! ```text
//! ports ◀ vault ◀ identity ◀ api ◀ {enrolment, login, account, receipts} ◀ authenticator      qr sees ports only
//! ```
//!
//! The way in is [`Authenticator::open`]: [`Authenticator::enrol`] signs up, [`Authenticator::begin`] turns a
//! scanned text into a [`LoginFlow`], which is driven by [`LoginFlow::next_state`] and decided by
//! [`LoginFlow::approve`] or [`LoginFlow::deny`].

mod account;
pub mod adapters;
mod api;
mod authenticator;
mod enrolment;
mod error;
#[cfg(feature = "fakes")]
pub mod fakes;
#[cfg(feature = "fakes")]
pub mod golden;
pub mod id;
mod identity;
pub mod link_host;
mod login;
pub mod origin;
pub mod ports;
pub mod qr;
mod receipts;
pub mod secret;
mod vault;

pub use account::{Profile, ProfileValues};
pub use api::{CallError, Receipt, RefusalKind, ServerRefusal};
pub use authenticator::{Authenticator, Config, DevicePlatform};
pub use enrolment::{Choice, Doubt, EnrolError, Installation};
pub use error::OpenError;
pub use id::SessionId;
pub use identity::Account;
pub use login::{
    Application, Before, BeginError, Browser, Decision, Field, LoginError, LoginFlow, LoginState, Presentation, Relation, ReturnUrl, Source,
};
pub use ports::Ports;
pub use receipts::{ListedReceipt, ReceiptContent, ReceiptError, VerifiedReceipt};
pub use vault::VaultError;
