//! From a camera frame to a request whose origin, freshness and signature are verified, without a network
//! call: frame or picture → text ([`FrameReader`], [`read_picture`]) → [`CodeText`] → [`verify_scan`].
//! The keys are given ([`KeySet`]); nothing here fetches them.

mod code;
mod crockford;
mod finder;
mod ink;
mod key_set;
mod ladder;
mod luma;
mod mesh;
#[cfg(feature = "images")]
mod still;
mod symbol;
mod threshold;
mod verify;

pub use code::{CodeText, FrameCode};
pub use key_set::{KeySet, KeySetError, KeyUse, Kid, PublishedKey};
pub use ladder::{FrameReader, read_picture};
pub use luma::{FrameError, LumaFrame, Rotation};
#[cfg(feature = "images")]
pub use still::{PictureError, read_still};
pub use verify::{HereContext, Refusal, VerifiedHere, VerifiedLink, VerifiedRequest, verify_here, verify_link, verify_scan};

#[cfg(test)]
mod tests;
