//! Public P-256 keys as JWK (RFC 7517, RFC 7518 §6.2.1) and their thumbprints (RFC 7638).

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ports::{KeyError, PublicKey};

/// A public key of a device, its members in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicJwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl PublicJwk {
    /// The key itself; nothing unless it is a P-256 point in its one spelling.
    pub(crate) fn to_key(&self) -> Result<PublicKey, KeyError> {
        if (self.kty.as_str(), self.crv.as_str()) != ("EC", "P-256") {
            return Err(KeyError::NotAPoint);
        }
        let mut point = vec![4];
        for coordinate in [&self.x, &self.y] {
            let bytes = BASE64URL_NOPAD.decode(coordinate.as_bytes()).map_err(|_| KeyError::NotAPoint)?;
            if bytes.len() != 32 {
                return Err(KeyError::NotAPoint);
            }
            point.extend(bytes);
        }
        PublicKey::parse(&point)
    }
}

impl From<&PublicKey> for PublicJwk {
    fn from(key: &PublicKey) -> Self {
        Self {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x: BASE64URL_NOPAD.encode(key.x()),
            y: BASE64URL_NOPAD.encode(key.y()),
        }
    }
}

/// RFC 7638 §3: base64url of SHA-256 over the required members in lexical order.
pub(crate) fn thumbprint(key: &PublicKey) -> String {
    let jwk = PublicJwk::from(key);
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, jwk.x, jwk.y);
    BASE64URL_NOPAD.encode(&Sha256::digest(members))
}
