//! A change that is one conditional statement: it says whether it found the row as it expected it.

use super::error::db;
use super::proof;
use crate::{Backend, Db, begin};
use logi_store::{ProofUse, StoreError};
use sqlx::Database;
use sqlx::query::Query;

type Statement<'a> = Query<'a, Db, <Db as Database>::Arguments>;

/// Carries a statement out, which is a transaction of its own; whether it changed its row.
pub(super) async fn once(store: &Backend, statement: Statement<'_>) -> Result<bool, StoreError> {
    let done = statement.execute(&mut *store.writer().await?).await.map_err(db)?;
    Ok(done.rows_affected() == 1)
}

/// The same, asked for by a phone: its proof is used up with it, also where another was faster.
pub(super) async fn once_with_proof(store: &Backend, proof: &ProofUse, statement: Statement<'_>) -> Result<bool, StoreError> {
    let mut writer = store.writer().await?;
    let mut transaction = begin(&mut writer).await?;
    proof::use_up(&mut transaction, proof).await?;
    let done = statement.execute(&mut *transaction).await.map_err(db)?;
    transaction.commit().await.map_err(db)?;
    Ok(done.rows_affected() == 1)
}
