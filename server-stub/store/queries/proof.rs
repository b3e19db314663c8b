//! Used DPoP proofs: one insert in the transaction of the change it authorises.

use super::Connection;
use super::error::db;
use logi_store::{ProofUse, StoreError};

/// Uses a proof up.
///
/// # Errors
/// [`StoreError::ProofReplayed`]; the caller's transaction must end with it.
pub(super) async fn use_up(connection: &mut Connection, proof: &ProofUse) -> Result<(), StoreError> {
    let inserted = sqlx::query!(
        "INSERT INTO dpop_proofs (jkt, jti_hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT (jkt, jti_hash) DO NOTHING",
        proof.jkt,
        proof.jti_hash.as_slice(),
        proof.expires_at.0
    )
    .execute(connection)
    .await
    .map_err(db)?
    .rows_affected();
    if inserted == 1 { Ok(()) } else { Err(StoreError::ProofReplayed) }
}
