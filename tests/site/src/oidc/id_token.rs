//! The id_token: RS256 under a key of the provider, for this website, this attempt and this moment (Core §3.1.3.7).

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// How far two clocks may stand apart, in seconds.
const SKEW: i64 = 60;

/// The provider's public keys (RFC 7517).
#[derive(Clone, Debug, Deserialize)]
pub struct KeySet {
    keys: Vec<Key>,
}

#[derive(Clone, Debug, Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl KeySet {
    /// Whether a key of that name is there.
    pub fn has(&self, kid: &str) -> bool {
        self.find(kid).is_some()
    }

    fn find(&self, kid: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.kty == "RSA" && key.kid.as_deref() == Some(kid))
    }
}

/// What an id_token is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'login> {
    /// The provider.
    pub issuer: &'login str,
    /// This website.
    pub client_id: &'login str,
    /// The attempt's nonce.
    pub nonce: &'login str,
    /// The access token beside it, for `at_hash`.
    pub access_token: Option<&'login str>,
    /// Unix seconds.
    pub now: i64,
}

/// A verified id_token.
#[derive(Clone, Debug)]
pub struct IdToken {
    /// The visitor's id at this website.
    pub subject: String,
    /// Every claim, `sub` included.
    pub claims: Map<String, Value>,
}

/// Why an id_token does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// Not a signed JWT of the expected form and algorithm.
    #[error("the id_token is malformed")]
    Malformed,
    /// The header names no key.
    #[error("the id_token names no key")]
    MissingKid,
    /// The provider has no such key.
    #[error("the id_token is signed with an unknown key")]
    UnknownKid,
    /// The signature is not the key's.
    #[error("the id_token's signature is wrong")]
    BadSignature,
    /// Another provider's.
    #[error("the id_token is another provider's")]
    IssuerMismatch,
    /// For another website.
    #[error("the id_token is for another website")]
    AudienceMismatch,
    /// Too old.
    #[error("the id_token has expired")]
    Expired,
    /// From the future.
    #[error("the id_token is from the future")]
    NotYet,
    /// An answer to another attempt.
    #[error("the id_token answers another login")]
    NonceMismatch,
    /// Beside another access token.
    #[error("the id_token belongs to another access token")]
    AccessTokenMismatch,
    /// A claim is not there.
    #[error("the id_token lacks a claim")]
    MissingClaim,
}

/// Verifies an id_token in the order of the claims' importance: key, signature, issuer, audience, time, attempt, subject.
///
/// # Errors
/// The first check that fails.
pub fn verify_id_token(token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<IdToken, IdTokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(IdTokenError::Malformed)?;
    let (_, payload) = signed.split_once('.').ok_or(IdTokenError::Malformed)?;
    let kid = kid_of(token)?.ok_or(IdTokenError::MissingKid)?;
    let key = keys.find(&kid).ok_or(IdTokenError::UnknownKid)?;
    verify_signature(key, signed, signature)?;
    let claims = object_in(payload)?;
    check_audience(&claims, expected)?;
    check_time(&claims, expected.now)?;
    if text(&claims, "nonce") != Some(expected.nonce) {
        return Err(IdTokenError::NonceMismatch);
    }
    if let (Some(hash), Some(access_token)) = (text(&claims, "at_hash"), expected.access_token)
        && hash != half_hash(access_token)
    {
        return Err(IdTokenError::AccessTokenMismatch);
    }
    let subject = text(&claims, "sub")
        .filter(|subject| !subject.is_empty())
        .ok_or(IdTokenError::MissingClaim)?
        .to_owned();
    Ok(IdToken { subject, claims })
}

/// The `kid` in a token's header.
pub(super) fn kid_of(token: &str) -> Result<Option<String>, IdTokenError> {
    let (header, _) = token.split_once('.').ok_or(IdTokenError::Malformed)?;
    let header = object_in(header)?;
    if text(&header, "alg") != Some("RS256") {
        return Err(IdTokenError::Malformed);
    }
    Ok(text(&header, "kid").map(str::to_owned))
}

fn verify_signature(key: &Key, signed: &str, signature: &str) -> Result<(), IdTokenError> {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok());
    let (Some(n), Some(e)) = (number(&key.n), number(&key.e)) else {
        return Err(IdTokenError::UnknownKid);
    };
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| IdTokenError::Malformed)?;
    RsaPublicKeyComponents { n: &n, e: &e }
        .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
        .map_err(|_| IdTokenError::BadSignature)
}

fn check_audience(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), IdTokenError> {
    if text(claims, "iss") != Some(expected.issuer) {
        return Err(IdTokenError::IssuerMismatch);
    }
    let is_for_us = match claims.get("aud") {
        Some(Value::String(one)) => one == expected.client_id,
        Some(Value::Array(several)) => {
            let names_us = several.iter().any(|one| one.as_str() == Some(expected.client_id));
            names_us && (several.len() == 1 || claims.contains_key("azp"))
        }
        Some(_) | None => false,
    };
    let is_from_us = claims.get("azp").is_none_or(|azp| azp.as_str() == Some(expected.client_id));
    if is_for_us && is_from_us {
        Ok(())
    } else {
        Err(IdTokenError::AudienceMismatch)
    }
}

fn check_time(claims: &Map<String, Value>, now: i64) -> Result<(), IdTokenError> {
    let seconds = |name| claims.get(name).and_then(Value::as_i64).ok_or(IdTokenError::MissingClaim);
    if now > seconds("exp")?.saturating_add(SKEW) {
        return Err(IdTokenError::Expired);
    }
    if seconds("iat")? > now.saturating_add(SKEW) {
        return Err(IdTokenError::NotYet);
    }
    Ok(())
}

fn object_in(part: &str) -> Result<Map<String, Value>, IdTokenError> {
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| IdTokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| IdTokenError::Malformed)
}

fn text<'claims>(claims: &'claims Map<String, Value>, name: &str) -> Option<&'claims str> {
    claims.get(name).and_then(Value::as_str)
}

/// Core §3.1.3.6: the left half of the hash.
fn half_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token.as_bytes());
    let (left, _) = digest.split_at(digest.len() / 2);
    BASE64URL_NOPAD.encode(left)
}

#[cfg(test)]
mod tests;
