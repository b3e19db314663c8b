//! The browser's own public key, and what it signs so that only this browser can complete.

use super::start::invalid;
use crate::http::error::OauthError;
use crate::keys::jws;
use crate::keys::jws::is_on_curve;
use data_encoding::BASE64URL_NOPAD;
use logi_domain::id::SessionId;
use logi_domain::key::{PublicJwk, PublicKey};
use serde_json::Value;

const PROOF_TAG: &[u8] = b"logi-complete-v1\0";

/// A key of the right form, not yet known to be a point of the curve.
pub(super) struct BrowserKey(PublicKey);

impl BrowserKey {
    /// Reads a public JWK on P-256. What a browser's export adds (`ext`, `key_ops`) is ignored (RFC 7517 §4); a private part is refused.
    ///
    /// # Errors
    /// `400 invalid_request`.
    pub fn parse(value: &Value) -> Result<Self, OauthError> {
        let jwk = value.as_object().ok_or_else(refuse)?;
        if jwk.contains_key("d") {
            return Err(invalid("browser_key holds a private key: send the public one, and make a new pair"));
        }
        let text = |name| jwk.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(refuse);
        let public = PublicJwk {
            kty: text("kty")?,
            crv: text("crv")?,
            x: text("x")?,
            y: text("y")?,
        };
        PublicKey::try_from(&public).map(Self).map_err(|_| refuse())
    }

    /// The key, once it is known that signatures can be verified with it.
    ///
    /// # Errors
    /// `400 invalid_request` where the point is not on the curve.
    pub fn verified(self) -> Result<PublicKey, OauthError> {
        if !is_on_curve(&self.0).map_err(|_| OauthError::internal())? {
            return Err(refuse());
        }
        Ok(self.0)
    }
}

/// Whether `proof` is the key's ES256 signature over this session's challenge on this origin.
#[must_use]
pub(super) fn proves(key: &PublicKey, proof: &str, origin: &str, (session, challenge): (SessionId, &[u8; 32])) -> bool {
    let signature = BASE64URL_NOPAD
        .decode(proof.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    let input = proof_input(origin, session, challenge);
    match (signature, input) {
        (Some(signature), Some(input)) => jws::verify_es256(key, &input, &signature),
        _ => false,
    }
}

/// `logi-complete-v1` 00 ‖ origin with a u16 length ‖ session ‖ challenge.
fn proof_input(origin: &str, session: SessionId, challenge: &[u8; 32]) -> Option<Vec<u8>> {
    let length = u16::try_from(origin.len()).ok()?;
    Some([PROOF_TAG, &length.to_be_bytes(), origin.as_bytes(), &session.bytes(), challenge].concat())
}

fn refuse() -> OauthError {
    invalid("browser_key must be a public JWK on P-256")
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    #[test]
    fn proofs_sign_the_bytes_of_the_contract() {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let golden = read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/complete.json")));
        let keys = read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json")));
        let key = BrowserKey::parse(&keys["ec"]["browser"]["public"]).unwrap().verified().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let cases = golden["signatures"].as_array().unwrap();
        assert!(!cases.is_empty());
        for case in cases {
            let parts = &case["parts"];
            let (origin, proof) = (text(&parts["origin"]), text(&case["signature"]));
            let session = SessionId::parse(&text(&parts["session_id"])).unwrap();
            let challenge: [u8; 32] = BASE64URL_NOPAD
                .decode(text(&parts["challenge"]).as_bytes())
                .unwrap()
                .try_into()
                .unwrap();
            let input = proof_input(&origin, session, &challenge).unwrap();
            assert_eq!(HEXLOWER.encode(&input), text(&case["input_hex"]));
            assert!(proves(&key, &proof, &origin, (session, &challenge)));
            assert!(!proves(&key, &proof, "https://evil.example", (session, &challenge)));
        }
    }
}
