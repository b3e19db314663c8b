//! P-256 keys in the hands of a test: public JWKs, thumbprints, signatures of 64 bytes, compact JWS.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rand::TryRng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A key pair that a test may do anything with.
#[derive(Clone, Debug)]
pub struct Key(SigningKey);

impl Key {
    /// A fresh key.
    pub fn make() -> Self {
        loop {
            // A number outside the group's order is rarer than anything.
            if let Ok(key) = SigningKey::from_slice(&random::<32>()) {
                return Self(key);
            }
        }
    }

    /// The key of a private JWK.
    ///
    /// # Panics
    /// The JWK holds no private P-256 key.
    pub fn from_jwk(jwk: &Value) -> Self {
        let d = jwk["d"].as_str().expect("a private key");
        let bytes = BASE64URL_NOPAD.decode(d.as_bytes()).expect("base64url");
        Self(SigningKey::from_slice(&bytes).expect("a private key"))
    }

    /// The public JWK: `kty`, `crv`, `x`, `y`.
    pub fn jwk(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
    }

    /// The thumbprint of RFC 7638.
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        base64url(&Sha256::digest(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)))
    }

    /// r‖s over SHA-256 of the input.
    pub fn sign(&self, input: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(input);
        signature.to_bytes().into()
    }

    /// A compact JWS (RFC 7515) over that header and payload, in the order of their members.
    pub fn sign_jws(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| base64url(value.to_string().as_bytes());
        let input = format!("{}.{}", part(header), part(payload));
        let signature = base64url(&self.sign(input.as_bytes()));
        format!("{input}.{signature}")
    }

    fn coordinates(&self) -> (String, String) {
        let point = self.0.verifying_key().to_sec1_point(false);
        let text = |part: Option<&_>| base64url(part.map_or(&[][..], |part: &p256::FieldBytes| part.as_slice()));
        (text(point.x()), text(point.y()))
    }
}

/// Unpadded base64url.
pub fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The bytes of unpadded base64url.
///
/// # Panics
/// The text is something else.
pub fn from_base64url(text: &str) -> Vec<u8> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .unwrap_or_else(|_| panic!("{text} is no base64url"))
}

/// Fresh random bytes.
///
/// # Panics
/// The operating system has no randomness.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system has randomness");
    bytes
}
