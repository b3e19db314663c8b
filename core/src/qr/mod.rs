//! From a camera frame to a request whose origin, freshness and signature are verified, without a network
//! call: frame or picture → text ([`FrameReader`], [`read_still`]) → [`CodeText`] → [`verify_scan`].
//! The keys are given ([`KeySet`]); nothing here fetches them.

mod code;
mod crockford;
mod key_set;
mod verify;

pub use code::{CodeText, FrameCode};
pub use key_set::{KeySet, KeySetError, KeyUse, Kid, PublishedKey};
pub use verify::{Refusal, VerifiedLink, VerifiedRequest, verify_link, verify_scan};

#[cfg(test)]
mod tests;
