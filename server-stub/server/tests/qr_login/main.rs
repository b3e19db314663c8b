//! The browser's side of the QR login over HTTP. Each module is named after what it looks at, each test after what it refuses or keeps.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise"
)]

#[expect(dead_code, reason = "each test binary uses a part of it")]
#[path = "../support/mod.rs"]
mod support;

mod cable;
mod complete;
mod cookies;
mod csrf;
mod extend_and_cancel;
mod framing;
mod here;
mod limits;
mod start;
mod watching;
mod wire;
mod world;
