//! Public P-256 keys as they are stored and compared, and how far a device's key is trusted.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A JWK that is not a P-256 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a P-256 public key")]
pub struct InvalidKey;

/// A public JWK on P-256 (RFC 7517, RFC 7518 §6.2): exactly `kty`, `crv`, `x`, `y`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicJwk {
    /// `EC`.
    pub kty: String,
    /// `P-256`.
    pub crv: String,
    /// Coordinate, 32 bytes in unpadded base64url.
    pub x: String,
    /// Coordinate, 32 bytes in unpadded base64url.
    pub y: String,
}

/// A P-256 point as `x ‖ y`, 64 bytes. That it lies on the curve is checked by whoever verifies with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 64]);

impl PublicKey {
    /// Wraps the coordinates, for reading a row back.
    #[must_use]
    pub fn from_coordinates(xy: [u8; 64]) -> Self {
        Self(xy)
    }

    /// `x ‖ y`.
    #[must_use]
    pub fn coordinates(&self) -> &[u8; 64] {
        &self.0
    }

    /// The uncompressed SEC 1 point, 65 bytes.
    #[must_use]
    pub fn sec1(&self) -> [u8; 65] {
        let mut out = [4_u8; 65];
        for (to, from) in out.iter_mut().skip(1).zip(self.0) {
            *to = from;
        }
        out
    }

    /// The JWK.
    #[must_use]
    pub fn jwk(&self) -> PublicJwk {
        let (x, y) = self.0.split_at(32);
        PublicJwk {
            kty: "EC".into(),
            crv: "P-256".into(),
            x: BASE64URL_NOPAD.encode(x),
            y: BASE64URL_NOPAD.encode(y),
        }
    }

    /// The RFC 7638 thumbprint, 32 bytes.
    #[must_use]
    pub fn thumbprint(&self) -> [u8; 32] {
        let jwk = self.jwk();
        Sha256::digest(format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, jwk.x, jwk.y)).into()
    }

    /// The RFC 7638 thumbprint in unpadded base64url, `jkt` on the wire (RFC 9449 §6.1).
    #[must_use]
    pub fn jkt(&self) -> String {
        BASE64URL_NOPAD.encode(&self.thumbprint())
    }
}

impl TryFrom<&PublicJwk> for PublicKey {
    type Error = InvalidKey;

    fn try_from(jwk: &PublicJwk) -> Result<Self, InvalidKey> {
        if jwk.kty != "EC" || jwk.crv != "P-256" {
            return Err(InvalidKey);
        }
        let part = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok().filter(|b| b.len() == 32);
        let (x, y) = (part(&jwk.x).ok_or(InvalidKey)?, part(&jwk.y).ok_or(InvalidKey)?);
        [x, y].concat().try_into().map(Self).map_err(|_| InvalidKey)
    }
}

/// Where a device says its keys live, `hardware` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hardware {
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// Android's StrongBox.
    #[serde(rename = "strongbox")]
    StrongBox,
    /// A trusted execution environment.
    Tee,
    /// A software key.
    None,
}

/// How the approval key asks for its user, `presence` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// A biometric at each use.
    Biometric,
    /// The device's own lock.
    DeviceCredential,
    /// Nothing.
    None,
}

/// How far a device's keys are trusted; only [`KeyLevel::Attested`] is a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyLevel {
    /// A software key.
    None,
    /// The device says that its keys live in hardware.
    Claimed,
    /// The hardware's maker says so.
    Attested,
}

impl From<Hardware> for KeyLevel {
    fn from(hardware: Hardware) -> Self {
        match hardware {
            Hardware::None => Self::None,
            Hardware::SecureEnclave | Hardware::StrongBox | Hardware::Tee => Self::Claimed,
        }
    }
}

macro_rules! text_enum {
    ($name:ty, $what:literal, $($variant:path => $text:literal),+ $(,)?) => {
        impl $name {
            /// The wire and row text.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($variant => $text),+ }
            }

            /// Parses the wire and row text.
            ///
            /// # Errors
            /// [`crate::id::InvalidId`] for any other text.
            pub fn parse(text: &str) -> Result<Self, crate::id::InvalidId> {
                match text { $($text => Ok($variant),)+ _ => Err(crate::id::InvalidId { what: $what }) }
            }
        }
    };
}
pub(crate) use text_enum;

text_enum!(Hardware, "hardware", Hardware::SecureEnclave => "secure_enclave", Hardware::StrongBox => "strongbox", Hardware::Tee => "tee", Hardware::None => "none");
text_enum!(Presence, "presence", Presence::Biometric => "biometric", Presence::DeviceCredential => "device_credential", Presence::None => "none");
text_enum!(KeyLevel, "key level", KeyLevel::None => "none", KeyLevel::Claimed => "claimed", KeyLevel::Attested => "attested");

#[cfg(test)]
mod tests;
