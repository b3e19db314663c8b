//! The hash chain of the audit log: each row's hash covers the hash before it and every value of its own, so that a changed,
//! removed or inserted row shows.
//!
//! The hashed bytes are `previous (32) ‖ sequence (i64) ‖ at (i64, milliseconds) ‖ kind ‖ account ‖ client ‖ session`, integers
//! big-endian; texts have their length as u32 before them, and each of the last three is `00` where absent, else `01` and the
//! value (i64, text, 16 bytes).

use crate::record::{AuditEvent, AuditRow};
use logi_domain::time::Millis;
use sha2::{Digest, Sha256};

/// An audit log whose rows do not follow from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit log is broken at row {sequence}")]
pub struct BrokenAudit {
    /// The first row that does not fit.
    pub sequence: i64,
}

/// The hash of the row with these values.
#[must_use]
pub fn audit_hash(previous: &[u8; 32], sequence: i64, event: &AuditEvent, at: Millis) -> [u8; 32] {
    let mut input = Vec::with_capacity(160);
    input.extend_from_slice(previous);
    input.extend_from_slice(&sequence.to_be_bytes());
    input.extend_from_slice(&at.0.to_be_bytes());
    push_text(&mut input, &event.kind);
    match event.account {
        None => input.push(0),
        Some(account) => {
            input.push(1);
            input.extend_from_slice(&account.0.to_be_bytes());
        }
    }
    match &event.client_id {
        None => input.push(0),
        Some(client) => {
            input.push(1);
            push_text(&mut input, client.as_str());
        }
    }
    match event.session {
        None => input.push(0),
        Some(session) => {
            input.push(1);
            input.extend_from_slice(&session.bytes());
        }
    }
    Sha256::digest(&input).into()
}

fn push_text(input: &mut Vec<u8>, text: &str) {
    // A kind or client id is far below 4 GiB.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    input.extend_from_slice(&length.to_be_bytes());
    input.extend_from_slice(text.as_bytes());
}

/// Checks a whole log, oldest row first.
///
/// # Errors
/// [`BrokenAudit`] at the first row that does not follow from the one before it.
pub fn verify_audit_chain(rows: &[AuditRow]) -> Result<(), BrokenAudit> {
    let mut previous = [0_u8; 32];
    for (expected, row) in (1_i64..).zip(rows) {
        let follows = row.sequence == expected && row.previous == previous;
        if !follows || row.hash != audit_hash(&previous, row.sequence, &row.event, row.at) {
            return Err(BrokenAudit { sequence: expected });
        }
        previous = row.hash;
    }
    Ok(())
}
