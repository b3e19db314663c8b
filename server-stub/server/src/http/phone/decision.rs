//! Verifies what a phone signed: a compact JWS whose header and payload hold exactly the protocol's members, each equal to the
//! server's own record. The record is written down as the JSON it must be and compared whole; only `iat` (recorded, not judged) and
//! `granted` (judged afterwards) come from the phone.

use super::members;
use super::presented::{self, Presented};
use super::refusal::Refusal;
use crate::keys::jws;
use logi_domain::field::Field;
use logi_domain::id::DeviceId;
use logi_domain::key::PublicKey;
use serde_json::{Map, Value, json};

/// Which of the two a phone may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `logi-approval+jwt`, under the approval key.
    Approval,
    /// `logi-denial+jwt`, under the possession key.
    Denial,
}

impl Kind {
    fn typ(self) -> &'static str {
        match self {
            Self::Approval => "logi-approval+jwt",
            Self::Denial => "logi-denial+jwt",
        }
    }

    fn decision(self) -> &'static str {
        match self {
            Self::Approval => "approve",
            Self::Denial => "deny",
        }
    }
}

/// The server's own record of what was presented, to whom.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Approval or denial.
    pub kind: Kind,
    /// The key that must have signed.
    pub key: &'a PublicKey,
    /// `aud`
    pub issuer: &'a str,
    /// The bound device.
    pub device_id: DeviceId,
    /// The stored bytes.
    pub presented: &'a str,
}

/// Verifies a decision against the record; returns the granted names as they were signed, none for a denial.
///
/// # Errors
/// `400 bad_binding`.
pub fn verify(compact: &str, record: &Record) -> Result<Vec<Field>, Refusal> {
    let decoded = jws::decode(compact).map_err(|_| Refusal::BadBinding("This is not a compact JWS."))?;
    let header = members::parse(&decoded.header_json).map(Value::Object);
    if header != Some(json!({"alg": "ES256", "typ": record.kind.typ(), "jwk": record.key.jwk()})) {
        return Err(Refusal::BadBinding("The header names another algorithm, type or key."));
    }
    if !jws::verify_es256(record.key, decoded.signing_input.as_bytes(), &decoded.signature) {
        return Err(Refusal::BadBinding("The signature does not verify."));
    }
    let payload = members::parse(&decoded.payload_json).ok_or(Refusal::BadBinding("The payload is not a JSON object."))?;
    check_payload(&payload, record)
}

fn check_payload(payload: &Map<String, Value>, record: &Record) -> Result<Vec<Field>, Refusal> {
    let shown = Presented::parse(record.presented)?;
    let mut expected = record.expected(&shown);
    for (name, is_form) in record.kind.said_by_the_phone() {
        let value = payload.get(*name).filter(|value| is_form(value));
        let value = value.ok_or(Refusal::BadBinding("The payload's members are not those of the protocol."))?;
        expected.insert((*name).to_owned(), value.clone());
    }
    if *payload != expected {
        return Err(Refusal::BadBinding("It was signed for something else than was presented."));
    }
    granted(payload).ok_or(Refusal::BadBinding("A field was granted that was not offered."))
}

type Form = fn(&Value) -> bool;

impl Kind {
    /// Members whose value is the phone's to say, with their form.
    fn said_by_the_phone(self) -> &'static [(&'static str, Form)] {
        match self {
            Self::Approval => &[("iat", Value::is_i64), ("granted", Value::is_array)],
            Self::Denial => &[("iat", Value::is_i64)],
        }
    }
}

impl Record<'_> {
    fn expected(&self, shown: &Presented) -> Map<String, Value> {
        let names: Vec<&str> = shown.fields.iter().map(|field| field.name.as_str()).collect();
        let members = [
            ("aud", json!(self.issuer)),
            ("jti", json!(shown.session)),
            ("device_id", json!(self.device_id.to_string())),
            ("client_id", json!(shown.application.client_id)),
            ("name", json!(shown.application.name)),
            ("domain", json!(shown.application.domain)),
            ("scopes", json!(shown.scopes)),
            ("fields", json!(names)),
            ("browser_label", json!(shown.browser.label)),
            ("country", json!(shown.browser.country)),
            ("relation", json!(shown.browser.relation)),
            ("presented", json!(presented::named(self.presented))),
            ("decision", json!(self.kind.decision())),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// `granted` as fields; an unknown name is none that was offered.
fn granted(payload: &Map<String, Value>) -> Option<Vec<Field>> {
    let names = payload
        .get("granted")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    names.iter().map(|name| Field::parse(name.as_str()?).ok()).collect()
}

#[cfg(test)]
mod tests;
