//! Rows as the database gives them, turned into the domain's types. What does not parse is reported, never skipped.

use super::error::{corrupt, unknown_text};
use logi_domain::field::Field;
use logi_domain::id::SecretHash;
use logi_domain::key::PublicKey;
use logi_domain::time::Millis;
use logi_store::{Job, StoreError};
use uuid::Uuid;

/// `jobs`.
pub(crate) struct JobRow {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    pub run_at: i64,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            payload: row.payload,
            attempts: row.attempts,
            run_at: Millis(row.run_at),
        }
    }
}

pub(super) fn hash(bytes: &[u8]) -> Result<SecretHash, StoreError> {
    digest(bytes).map(SecretHash)
}

pub(super) fn digest(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| corrupt("hash"))
}

pub(super) fn public_key(bytes: &[u8]) -> Result<PublicKey, StoreError> {
    bytes.try_into().map(PublicKey::from_coordinates).map_err(|_| corrupt("public key"))
}

/// Scopes as one text, as on the wire.
pub(super) fn scopes(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

pub(super) fn fields_text(fields: &[Field]) -> String {
    fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) fn fields(text: &str) -> Result<Vec<Field>, StoreError> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| Field::parse(word).map_err(unknown_text))
        .collect()
}

pub(super) fn small<T: TryFrom<i64>>(number: i64, what: &'static str) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| corrupt(what))
}

pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| corrupt(what))
}

pub(super) fn json_text<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Fault(error.into()))
}
