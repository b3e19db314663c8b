//! The phone API over its routes: what is refused first, then what is served, then the golden files of `tests/wire`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its server fails"
)]

mod any_input;
mod approval;
mod call;
mod context;
mod country;
mod device;
mod enrolment;
mod flood;
mod golden;
mod order;
mod profile;
mod proof;
mod race;
mod scan;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;
mod world;
