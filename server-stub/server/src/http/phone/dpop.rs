//! Verifies a DPoP proof (RFC 9449 §4.3) for one call. Cheap checks come before the signature, the signature before the time: only
//! a proof that is right in all but its time is asked to repeat with a nonce.

use super::members;
use crate::keys::jws;
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, HeaderName};
use logi_domain::key::{PublicJwk, PublicKey};
use logi_domain::time::Millis;
use logi_store::ProofUse;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The call's header.
pub const DPOP: HeaderName = HeaderName::from_static("dpop");

/// How far `iat` may be off where no nonce tells the time, in seconds.
const IAT_SECONDS: u64 = 60;
const LONGEST_JTI: usize = 256;

/// The call a proof must be for. It holds a token and does not print.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// As received.
    pub method: &'a str,
    /// Issuer and path, whatever proxy stands before.
    pub url: &'a str,
    /// The token the call carries; its hash must stand in the proof.
    pub token: Option<&'a str>,
    /// When the call arrived.
    pub now: Millis,
}

/// A proof that fits its call.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The key it was made by.
    pub key: PublicKey,
    /// What is kept of it so that it serves once.
    pub used: ProofUse,
}

/// Why a proof does not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFault {
    /// `invalid_dpop_proof`
    Invalid(&'static str),
    /// `use_dpop_nonce`
    UseNonce,
}

/// The proof of a call: none, or exactly one.
///
/// # Errors
/// [`ProofFault::Invalid`] where several were sent or one is no text.
pub fn proof_of(headers: &HeaderMap) -> Result<Option<&str>, ProofFault> {
    let mut sent = headers.get_all(DPOP).iter();
    match (sent.next(), sent.next()) {
        (None, _) => Ok(None),
        (Some(one), None) => one.to_str().map(Some).map_err(|_| ProofFault::Invalid("The proof is not a JWS.")),
        (Some(_), Some(_)) => Err(ProofFault::Invalid("The call carries several proofs.")),
    }
}

/// Verifies a proof; `is_valid_nonce` judges the nonce it carries, if any.
///
/// # Errors
/// [`ProofFault`].
pub fn verify(proof: &str, call: &Call, is_valid_nonce: impl FnOnce(&str) -> bool) -> Result<Proof, ProofFault> {
    let decoded = jws::decode(proof).map_err(|_| ProofFault::Invalid("The proof is not a JWS."))?;
    let key = key_of(&decoded.header_json).ok_or(ProofFault::Invalid("The proof's header is not that of a DPoP proof."))?;
    let claims = members::parse(&decoded.payload_json).ok_or(ProofFault::Invalid("The proof's payload is not a JSON object."))?;
    let jti = check_claims(&claims, call)?;
    if !jws::verify_es256(&key, decoded.signing_input.as_bytes(), &decoded.signature) {
        return Err(ProofFault::Invalid("The proof's signature does not verify."));
    }
    check_time(&claims, call.now, is_valid_nonce)?;
    let used = ProofUse {
        jkt: key.jkt(),
        jti_hash: Sha256::digest(jti).into(),
        expires_at: super::proof_memory::forgotten_at(call.now),
    };
    Ok(Proof { key, used })
}

/// The key of a header that is a DPoP proof's: no critical extension, no private part.
fn key_of(header_json: &[u8]) -> Option<PublicKey> {
    let mut header = members::parse(header_json)?;
    let is_proof = text(&header, "typ") == Some("dpop+jwt") && text(&header, "alg") == Some("ES256") && !header.contains_key("crit");
    let jwk = header.remove("jwk").filter(Value::is_object)?;
    let key = PublicKey::try_from(&serde_json::from_value::<PublicJwk>(jwk).ok()?).ok()?;
    is_proof.then_some(key)
}

/// Everything but the time; returns the `jti`.
fn check_claims<'a>(claims: &'a Map<String, Value>, call: &Call) -> Result<&'a str, ProofFault> {
    let jti = text(claims, "jti").filter(|jti| (1..=LONGEST_JTI).contains(&jti.len()));
    let jti = jti.ok_or(ProofFault::Invalid("The proof has no jti."))?;
    if text(claims, "htm") != Some(call.method) || text(claims, "htu").map(without_query) != Some(call.url) {
        return Err(ProofFault::Invalid("The proof is not for this call."));
    }
    let ath = call.token.map(|token| BASE64URL_NOPAD.encode(&Sha256::digest(token)));
    if ath.is_some() && text(claims, "ath") != ath.as_deref() {
        return Err(ProofFault::Invalid("The proof is not for this token."));
    }
    Ok(jti)
}

/// By the nonce where it is ours and alive, else by `iat`.
fn check_time(claims: &Map<String, Value>, now: Millis, is_valid_nonce: impl FnOnce(&str) -> bool) -> Result<(), ProofFault> {
    let iat = claims.get("iat").and_then(Value::as_i64);
    let iat = iat.ok_or(ProofFault::Invalid("The proof has no iat in whole seconds."))?;
    let is_timed_by_nonce = match claims.get("nonce") {
        None => false,
        Some(Value::String(nonce)) => is_valid_nonce(nonce),
        Some(_) => return Err(ProofFault::Invalid("The proof's nonce is not a text.")),
    };
    if is_timed_by_nonce || now.seconds().0.abs_diff(iat) <= IAT_SECONDS {
        Ok(())
    } else {
        Err(ProofFault::UseNonce)
    }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}

/// RFC 9449 §4.3: query and fragment are ignored.
fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
