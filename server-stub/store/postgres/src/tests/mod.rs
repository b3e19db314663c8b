//! The contract on PostgreSQL, and what only PostgreSQL promises.

pub(crate) mod backend;
mod server;
