//! What whole-flow tests are driven with. Nothing here shares code with the core or the server: the browser, the phone and the
//! relying party compute every message from the protocol's text, so that a mistake cannot be on both sides at once.

pub mod agent;
pub mod browser;
pub mod code;
pub mod keys;
pub mod phone;
pub mod relying_party;
