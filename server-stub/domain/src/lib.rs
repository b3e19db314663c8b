//! The identity provider's types, states and transitions. No I/O and no `async`: time and randomness are arguments.
//!
//! | module | rule it holds |
//! |---|---|
//! | [`id`] | identifiers, one newtype each |
//! | [`time`] | Unix milliseconds and seconds |
//! | [`key`] | public P-256 keys, thumbprints, key levels |
//! | [`client`] | applications: redirect URIs, scopes, declared fields, sector |
//! | [`field`] | profile fields, the scopes that ask for them, consent decisions |
//! | [`account`] | accounts, devices and the enrolment decision |
//! | [`authorize`] | validation of an authorization request and where its errors go |
//! | [`qr`] | the QR session's states and transitions |
//! | [`frame`] | when a frame of a rotating code is accepted |
//! | [`grant`] | authorization codes, grants, access tokens |

pub mod account;
pub mod authorize;
pub mod client;
pub mod field;
pub mod frame;
pub mod grant;
pub mod id;
pub mod key;
pub mod qr;
pub mod time;
