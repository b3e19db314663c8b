//! The virtual phone: a command-line authenticator on the real core and real HTTP, which testers point at any server.
//!
//! It holds no rule of the protocol. It opens the core on a folder, shows what the core presents, and hands it the person's
//! decision. What it prints and how it exits is a contract for scripts; `docs/guide` has it.

mod arguments;
mod commands;
mod consent;
mod device;
mod login;
mod outcome;
mod profile;
mod receipts;
mod screen;
mod secrets;
mod settle;
mod terminal;

pub use arguments::{Arguments, Store};
pub use commands::run;
pub use device::{Phone, PhoneError};
pub use login::{Decide, Seen};
pub use outcome::Outcome;
pub use profile::parse_changes;
pub use screen::Screen;
