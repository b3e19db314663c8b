//! The server as the core sees it: calls under proof of possession, answers as types, refusals as one enum, and
//! which of its keys are trusted.

mod client;
mod error;
mod key_ring;
mod receipt;
pub(crate) mod wire;

pub(crate) use self::client::{Authorization, Call, Client, ClientPorts};
pub use self::error::{CallError, RefusalKind, ServerRefusal};
pub(crate) use self::key_ring::KeyRing;
pub use self::receipt::Receipt;

#[cfg(test)]
mod tests;
