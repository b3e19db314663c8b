//! Every SQL statement once. Both backends include this module and the compiler checks each statement against both schemas;
//! what differs between the databases is in the including crate's `dialect`.
//!
//! The including crate names its database (`Db`), its store (`Backend`, with `reader` and `writer`), `begin`, and `dialect`.

mod accounts;
mod approvals;
mod audit;
mod change;
mod clients;
mod enrolment;
mod error;
mod grants;
mod housekeeping;
mod parties;
mod proof;
mod rows;
mod session_row;
mod sessions;

pub(crate) use error::{corrupt, db};
pub(crate) use rows::JobRow;

/// A connection to the including crate's database.
type Connection = <crate::Db as sqlx::Database>::Connection;
