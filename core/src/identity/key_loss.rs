//! A key that is gone for good, as after a new fingerprint, is remembered: no key is made in its place, and the person
//! is asked.

use crate::ports::KeyError;
use crate::vault::{KeysLostRecord, Vault};

/// Passes `used` on. A key that is gone is remembered on the way, for `installation` to ask about.
pub(crate) async fn notice_loss<T>(vault: &Vault, used: Result<T, KeyError>) -> Result<T, KeyError> {
    if matches!(used, Err(KeyError::Invalidated | KeyError::Missing)) && vault.save(&KeysLostRecord {}).await.is_err() {
        tracing::warn!("a lost key could not be remembered; it is noticed again when it is used again");
    }
    used
}
