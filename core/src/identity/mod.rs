//! Who this phone is: the root subject, the two device keys, proofs of possession, and the time as the server
//! has it.

mod account;
mod dpop;
mod jwk;
mod jws;
mod key_loss;
mod subject;
mod time;

pub use self::account::Account;
pub(crate) use self::dpop::{ProofOf, make_proof};
pub(crate) use self::jwk::{PublicJwk, thumbprint};
pub(crate) use self::jws::{Jws, read_own, sign_compact};
pub(crate) use self::key_loss::notice_loss;
pub(crate) use self::subject::make_subject;
pub(crate) use self::time::CoreTime;

#[cfg(test)]
mod tests;
