//! What a fault of the database means to the caller.

use crate::dialect;
use logi_domain::id::InvalidId;
use logi_store::StoreError;

/// Sorts a fault: for the moment, a value that exists, or anything else.
#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum")]
pub(crate) fn db(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(fault) if fault.is_unique_violation() => StoreError::Conflict,
        sqlx::Error::Database(fault) if dialect::is_unavailable(fault.as_ref()) => StoreError::Unavailable(error.into()),
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => {
            StoreError::Unavailable(error.into())
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => corrupt("value"),
        _ => StoreError::Fault(error.into()),
    }
}

/// A row that the domain does not understand.
pub(crate) fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(format!("the database holds a {what} that this version does not understand"))
}

/// For texts that the domain parses.
pub(super) fn unknown_text(error: InvalidId) -> StoreError {
    corrupt(error.what)
}
