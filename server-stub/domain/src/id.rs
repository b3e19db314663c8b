//! Identifiers, one newtype each, parsed at the edge.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// An identifier that does not have its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}")]
pub struct InvalidId {
    /// What was expected.
    pub what: &'static str,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID.
            #[must_use]
            pub fn new(value: Uuid) -> Self {
                Self(value)
            }

            /// Parses the hyphenated lower-case form.
            ///
            /// # Errors
            /// [`InvalidId`] for any other form.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let value = Uuid::try_parse(text).map_err(|_| InvalidId { what: $what })?;
                if value.hyphenated().to_string() == text { Ok(Self(value)) } else { Err(InvalidId { what: $what }) }
            }

            /// The UUID.
            #[must_use]
            pub fn uuid(self) -> Uuid {
                self.0
            }

            /// The 16 bytes, as they stand in signed inputs.
            #[must_use]
            pub fn bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

uuid_id!(
    /// A QR session, `session` on the wire.
    SessionId,
    "session id"
);
uuid_id!(
    /// `device_id`: chosen by the phone, not unique across accounts and not an identity.
    DeviceId,
    "device id"
);
uuid_id!(
    /// The server's own row of an enrolled device.
    DeviceRowId,
    "device row id"
);
uuid_id!(
    /// What an account allowed one application at one login; codes and tokens hang on it.
    GrantId,
    "grant id"
);

/// An account, `user.id` on the wire. It never leaves the server as a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

/// `client_id`: `logi_` and 32 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// Parses a client id.
    ///
    /// # Errors
    /// [`InvalidId`] for any other form.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let hex = text.strip_prefix("logi_").ok_or(InvalidId { what: "client_id" })?;
        let is_hex = hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId { what: "client_id" })
        }
    }

    /// Makes a client id from 16 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(format!("logi_{}", data_encoding::HEXLOWER.encode(&bytes)))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The account's identity for its whole life, made by the phone: 43 base64url characters of a SHA-256. It never leaves the server.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RootSubject(String);

impl RootSubject {
    /// Parses the unpadded base64url of 32 bytes.
    ///
    /// # Errors
    /// [`InvalidId`] for any other form.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        match data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.to_owned())),
            _ => Err(InvalidId { what: "root_subject" }),
        }
    }

    /// The text, for storage and for deriving subjects.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RootSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootSubject(…)")
    }
}

/// SHA-256 of a secret: what is stored of anything that is only compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretHash(pub [u8; 32]);

impl SecretHash {
    /// Hashes a secret's text.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(<sha2::Sha256 as sha2::Digest>::digest(secret.as_bytes()).into())
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

#[cfg(test)]
mod tests;
