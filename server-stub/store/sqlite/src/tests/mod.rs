//! The contract on SQLite, and what only SQLite promises.

pub(crate) mod backend;
mod backup;
mod fault;
mod file;
