//! The identity provider over HTTP: OAuth 2.0 and OpenID Connect for applications, the QR login for browsers and phones.
//!
//! | module | rule it holds |
//! |---|---|
//! | [`config`] | every setting: file, environment, validation |
//! | [`app`] | what a request sees: configuration, store, keys, clock, limits |
//! | [`clock`], [`random`] | the only sources of time and randomness |
//! | [`keys`] | signing and keyed hashing; private keys sealed at rest |
//! | [`context`] | where a request comes from |
//! | [`limits`] | how often somebody may ask |
//! | [`http`] | routes, envelopes of errors, bodies read strictly |
//! | [`claims`] | subjects, tokens and what they carry |
//! | [`frame`] | frame secrets and frame codes |
//! | [`hub`] | who waits for a change of a session |
//! | [`waiting`] | answers that leave their connection's buffers while they wait |
//! | [`pages`] | what a browser is shown |
//! | [`jobs`] | housekeeping that survives a restart |
//! | [`metrics`] | what is counted, on a listener of its own |
//! | [`serve`] | the HTTP/1 loop and its graceful end |
//! | [`openapi`] | the description of every endpoint |
//! | [`cli`] | the command line |

pub mod app;
pub mod claims;
pub mod cli;
pub mod clock;
pub mod config;
pub mod context;
pub mod frame;
pub mod http;
pub mod hub;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod logging;
pub mod metrics;
pub mod openapi;
pub mod pages;
pub mod random;
pub mod return_code;
pub mod serve;
pub mod waiting;

pub use app::{App, StartError};
pub use clock::{Clock, SystemClock};
pub use config::Config;
pub use keys::KeyOverrides;
pub use serve::Server;
