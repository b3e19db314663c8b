//! The example website of the demo: "Northwind Books", which logs its visitors in through logi.
//!
//! It is a third party and stays one: it depends on no crate of logi and knows no endpoint but the provider's discovery
//! document. [`oidc`] is the part that a real website would take from a library, written out so that each check is visible.

pub mod http;
pub mod oidc;
mod pages;
mod sessions;
mod site;

pub use site::{Settings, Site};
