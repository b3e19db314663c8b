//! Nonces for proofs (RFC 9449 §8), stateless: the time they were made and a MAC of it under a server key. Every answer to a call
//! with a proof carries a fresh one, errors included.

use super::dpop::DPOP;
use crate::App;
use crate::keys::{Keyring, Purpose};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderName, HeaderValue};
use logi_domain::time::Millis;
use subtle::ConstantTimeEq;

/// How long a nonce is valid, in milliseconds.
const LIFE_MS: i64 = 300_000;
const TIME_BYTES: usize = 8;
const TAG_BYTES: usize = 24;

/// The answer's header.
pub const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// Makes a nonce.
#[must_use]
pub fn make(keys: &Keyring, now: Millis) -> String {
    let time = now.0.to_be_bytes();
    let mut bytes = time.to_vec();
    bytes.extend(tag(keys, time));
    BASE64URL_NOPAD.encode(&bytes)
}

/// Whether a nonce is ours and at most five minutes old.
#[must_use]
pub fn is_valid(keys: &Keyring, nonce: &str, now: Millis) -> bool {
    let Ok(bytes) = BASE64URL_NOPAD.decode(nonce.as_bytes()) else {
        return false;
    };
    let Some((time, sent_tag)) = bytes.split_first_chunk::<TIME_BYTES>() else {
        return false;
    };
    let is_ours = bool::from(tag(keys, *time).as_slice().ct_eq(sent_tag));
    let age = now.0.saturating_sub(i64::from_be_bytes(*time));
    is_ours && (0..LIFE_MS).contains(&age)
}

fn tag(keys: &Keyring, time: [u8; TIME_BYTES]) -> Vec<u8> {
    let mut mac = keys.mac(Purpose::Nonce, &[&time]).to_vec();
    mac.truncate(TAG_BYTES);
    mac
}

/// Adds a fresh nonce to the answer of every call of a phone that carries a proof, whoever answers it.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let has_proof = request.uri().path().starts_with("/api/") && request.headers().contains_key(DPOP);
    let mut response = next.run(request).await;
    if has_proof && let Ok(nonce) = HeaderValue::from_str(&make(app.keys(), app.now())) {
        response.headers_mut().insert(DPOP_NONCE, nonce);
    }
    response
}
