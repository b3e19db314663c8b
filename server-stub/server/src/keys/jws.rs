//! Compact JWS (RFC 7515 §3.1) in the one form that is used here: three parts of strict unpadded base64url, signatures as fixed bytes.

use data_encoding::BASE64URL_NOPAD;
use logi_domain::key::PublicKey;
use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, agree_ephemeral};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::Serialize;

/// Text that is no compact JWS of the expected size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a compact JWS")]
pub struct Malformed;

/// The parts of an ES256 JWS, decoded and not yet believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The protected header, JSON.
    pub header_json: Vec<u8>,
    /// The payload, JSON.
    pub payload_json: Vec<u8>,
    /// What is signed.
    pub signing_input: &'a str,
    /// r‖s
    pub signature: [u8; 64],
}

/// Takes an ES256 JWS apart. Non-canonical base64url (padding, spare bits, white space) is refused, so one JWS has one text.
///
/// # Errors
/// [`Malformed`].
pub fn decode(compact: &str) -> Result<Decoded<'_>, Malformed> {
    let parts = split(compact)?;
    Ok(Decoded {
        header_json: parts.header_json,
        payload_json: parts.payload_json,
        signing_input: parts.signing_input,
        signature: parts.signature.try_into().map_err(|_| Malformed)?,
    })
}

/// Verifies an ES256 signature, r‖s; high s passes, as JOSE allows it.
#[must_use]
pub fn verify_es256(key: &PublicKey, input: &[u8], signature: &[u8; 64]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.sec1())
        .verify(input, signature)
        .is_ok()
}

/// The parts of a JWS of any algorithm.
pub(super) struct Parts<'a> {
    pub header_json: Vec<u8>,
    pub payload_json: Vec<u8>,
    pub signing_input: &'a str,
    pub signature: Vec<u8>,
}

pub(super) fn split(compact: &str) -> Result<Parts<'_>, Malformed> {
    let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Malformed);
    let (signing_input, signature) = compact.rsplit_once('.').ok_or(Malformed)?;
    let (header, payload) = signing_input.split_once('.').ok_or(Malformed)?;
    Ok(Parts {
        header_json: decode(header)?,
        payload_json: decode(payload)?,
        signing_input,
        signature: decode(signature)?,
    })
}

/// The signing input of a header and a payload.
pub(super) fn signing_input(header: &impl Serialize, payload: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut input = BASE64URL_NOPAD.encode(&serde_json::to_vec(header)?);
    input.push('.');
    BASE64URL_NOPAD.encode_append(&serde_json::to_vec(payload)?, &mut input);
    Ok(input)
}

/// The compact form.
pub(super) fn compact(mut signing_input: String, signature: &[u8]) -> String {
    signing_input.push('.');
    BASE64URL_NOPAD.encode_append(signature, &mut signing_input);
    signing_input
}

/// Whether the key is a point of the curve, so that signatures can be verified with it: a key agreement, whose outcome is thrown
/// away, is ring's one public check of a point.
///
/// # Errors
/// [`ring::error::Unspecified`] where the system has no randomness.
pub fn is_on_curve(key: &PublicKey) -> Result<bool, ring::error::Unspecified> {
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())?;
    Ok(agree_ephemeral(own, &agreement::UnparsedPublicKey::new(&ECDH_P256, key.sec1()), |_| ()).is_ok())
}
