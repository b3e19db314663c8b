//! The server's published keys for codes and receipts (`/.well-known/logi-keys.json`), a JWK set of RFC 7517.
//! A key is taken only when its `kid` is the beginning of its own RFC 7638 thumbprint.

use std::collections::BTreeSet;
use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::VerifyingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::crockford;

/// The keys a phone holds to check codes and receipts with: its pins, or the last set fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Document", into = "Document")]
pub struct KeySet {
    keys: Vec<PublishedKey>,
}

impl KeySet {
    /// Reads the JSON `{"keys":[{kty, crv, x, y, alg, use, kid}]}`. Keys of another type, curve, algorithm or
    /// use are passed over (RFC 7517 §5).
    ///
    /// # Errors
    /// [`KeySetError`] when the document, or one key of our kind in it, is not well formed: a set is taken
    /// whole or not at all.
    pub fn parse(json: &[u8]) -> Result<Self, KeySetError> {
        let document: Document = serde_json::from_slice(json).map_err(|_| KeySetError::NotAKeySet)?;
        Self::try_from(document)
    }

    /// The key for `usage` with this `kid`.
    #[must_use]
    pub fn find(&self, kid: Kid, usage: KeyUse) -> Option<&PublishedKey> {
        self.keys.iter().find(|key| key.kid == kid && key.usage == usage)
    }

    /// Whether this very key is in the set, for the same use.
    #[must_use]
    pub fn holds(&self, key: &PublishedKey) -> bool {
        self.keys.contains(key)
    }

    /// All keys, in the order published.
    pub fn keys(&self) -> impl Iterator<Item = &PublishedKey> {
        self.keys.iter()
    }
}

/// One published ES256 key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    kid: Kid,
    usage: KeyUse,
    key: VerifyingKey,
}

impl PublishedKey {
    /// The key's name: the beginning of its thumbprint.
    #[must_use]
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// What the key signs.
    #[must_use]
    pub const fn usage(&self) -> KeyUse {
        self.usage
    }

    /// The P-256 public key.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

/// What a published key signs (`use`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// Codes.
    Qr,
    /// Receipts of approvals.
    Receipt,
}

impl KeyUse {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::Receipt => "receipt",
        }
    }
}

/// The name of a published key: the first 5 bytes of its RFC 7638 thumbprint, written as 8 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid([u8; 5]);

impl Kid {
    /// Reads the 8 characters of a `kid`; nothing when they are not its one spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crockford::decode(text).map(Self)
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::encode(&self.0))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

/// Why a document is not a key set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// Not JSON, or a member is missing, doubled or of another type.
    #[error("the server's key set cannot be read")]
    NotAKeySet,
    /// A point that is not on the curve, or not 32 bytes for each coordinate.
    #[error("a key in the server's key set is not a P-256 key")]
    NotAKey,
    /// A `kid` that is not the beginning of its key's thumbprint.
    #[error("a key in the server's key set carries another key's name")]
    WrongKid,
    /// Two keys with one `kid`.
    #[error("two keys in the server's key set carry one name")]
    DoubledKid,
}

#[derive(Serialize, Deserialize)]
struct Document {
    keys: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
    #[serde(default)]
    alg: String,
    #[serde(default, rename = "use")]
    usage: String,
    #[serde(default)]
    kid: String,
}

impl Jwk {
    /// The use of a key of our kind; nothing for any other kind.
    fn known_use(&self) -> Option<KeyUse> {
        if (self.kty.as_str(), self.crv.as_str(), self.alg.as_str()) != ("EC", "P-256", "ES256") {
            return None;
        }
        [KeyUse::Qr, KeyUse::Receipt].into_iter().find(|known| known.as_str() == self.usage)
    }

    fn to_key(&self, usage: KeyUse) -> Result<PublishedKey, KeySetError> {
        let kid = Kid::parse(&self.kid).ok_or(KeySetError::WrongKid)?;
        let mut point = vec![4_u8];
        for coordinate in [&self.x, &self.y] {
            let bytes = BASE64URL_NOPAD.decode(coordinate.as_bytes()).map_err(|_| KeySetError::NotAKey)?;
            if bytes.len() != 32 {
                return Err(KeySetError::NotAKey);
            }
            point.extend(bytes);
        }
        let key = VerifyingKey::from_sec1_bytes(&point).map_err(|_| KeySetError::NotAKey)?;
        if thumbprint(&self.x, &self.y).first_chunk() != Some(&kid.0) {
            return Err(KeySetError::WrongKid);
        }
        Ok(PublishedKey { kid, usage, key })
    }
}

/// RFC 7638 §3: SHA-256 of the required members in lexical order.
fn thumbprint(x: &str, y: &str) -> [u8; 32] {
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    Sha256::digest(members).into()
}

impl TryFrom<Document> for KeySet {
    type Error = KeySetError;

    fn try_from(document: Document) -> Result<Self, KeySetError> {
        let mut names = BTreeSet::new();
        let mut keys = Vec::new();
        for jwk in document.keys {
            let Some(usage) = jwk.known_use() else {
                continue;
            };
            let key = jwk.to_key(usage)?;
            if !names.insert(key.kid) {
                return Err(KeySetError::DoubledKid);
            }
            keys.push(key);
        }
        Ok(Self { keys })
    }
}

impl From<KeySet> for Document {
    fn from(set: KeySet) -> Self {
        Self {
            keys: set.keys.iter().map(Jwk::from).collect(),
        }
    }
}

impl From<&PublishedKey> for Jwk {
    fn from(published: &PublishedKey) -> Self {
        let point = published.key.to_sec1_point(false);
        let coordinate = |bytes: Option<&_>| bytes.map_or_else(String::new, |bytes: &p256::FieldBytes| BASE64URL_NOPAD.encode(bytes));
        Self {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x: coordinate(point.x()),
            y: coordinate(point.y()),
            alg: "ES256".to_owned(),
            usage: published.usage.as_str().to_owned(),
            kid: published.kid.to_string(),
        }
    }
}
