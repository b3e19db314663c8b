//! core

pub mod origin;
pub mod qr;
