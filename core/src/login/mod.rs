//! One login, from a scanned code or a same-device link to a decision that the server acknowledged.
//!
//! ```text
//! Scanned ──verify──▶ Verified ──scan──▶ Presented ──approve, deny──▶ Decided ──send──▶ over
//! (text)   (no call)   (code)    (call)  (what the   (sign, store)    (signed   (call, the same
//!                                        user sees)                    bytes)    bytes each time)
//! ```
//!
//! Each stage is a type made only from the one before: what was not presented cannot be approved. What a user
//! interface watches is the flat [`LoginState`]. A signed decision is stored before it is sent and is repeated as
//! it is, also by a later process; no login is signed twice. The approval of a same-device login is answered with
//! the address that leads back into the browser.

mod begin;
mod error;
mod flow;
mod journal;
mod presentation;
mod presented;
mod return_url;
mod stage;
mod state;

pub use self::begin::Source;
pub(crate) use self::begin::{LoginPorts, Logins};
pub use self::error::{BeginError, LoginError};
pub use self::flow::LoginFlow;
pub use self::presentation::{Application, Before, Browser, Field, Presentation, Relation};
pub use self::return_url::ReturnUrl;
pub use self::state::{Decision, LoginState};

#[cfg(test)]
mod tests;
