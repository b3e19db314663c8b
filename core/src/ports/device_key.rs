//! The device's two P-256 keys. A private key never crosses this port: it signs where it lives.

use std::fmt;

use async_trait::async_trait;

/// Makes, names and uses the device's keys.
#[async_trait]
pub trait DeviceKey: Send + Sync {
    /// The key for `role`, made first when there is none. Enrolment alone asks so.
    ///
    /// # Errors
    /// [`KeyError`] when the key cannot be made or read.
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, KeyError>;

    /// The key for `role`. A key that vanished is never made anew here: the server would not know it.
    ///
    /// # Errors
    /// [`KeyError::Missing`] when there is none, and whatever else keeps it from being read.
    async fn find(&self, role: KeyRole) -> Result<HeldKey, KeyError>;

    /// Signs `payload` with the key for `role`: ES256, that is ECDSA over SHA-256 of `payload`, r‖s. For
    /// [`KeyRole::Approval`] the user's presence is part of signing; there is no other way to learn of it.
    ///
    /// # Errors
    /// [`KeyError`]; nothing was signed then.
    async fn sign(&self, role: KeyRole, payload: &[u8], reason: SignReason<'_>) -> Result<RawSignature, KeyError>;

    /// Destroys the key for `role`; no key there is fine.
    ///
    /// # Errors
    /// [`KeyError`] when the key may still be there.
    async fn remove(&self, role: KeyRole) -> Result<(), KeyError>;
}

/// A key that the device holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldKey {
    /// Its public half.
    pub public_key: PublicKey,
    /// Where its private half lives.
    pub hardware: Hardware,
    /// How it asks for its user.
    pub presence: Presence,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyRole {
    /// Signs proofs of possession and denials, without its user.
    Possession,
    /// Signs approvals, each with its user's presence.
    Approval,
}

/// What is being signed, for the operating system's prompt. The words are the app's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignReason<'a> {
    /// A call to the server (no prompt).
    Call,
    /// A refused login (no prompt).
    Deny,
    /// An approved login.
    Approve {
        /// The application's name as the server recorded it.
        application: &'a str,
        /// The host that the login returns to.
        domain: &'a str,
    },
}

/// r‖s, each 32 bytes big-endian.
pub type RawSignature = [u8; 64];

/// A P-256 public key by its affine coordinates, big-endian.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    x: [u8; 32],
    y: [u8; 32],
}

impl PublicKey {
    /// Reads an uncompressed SEC1 point: `04 ‖ x ‖ y`, on the curve.
    ///
    /// # Errors
    /// [`KeyError::NotAPoint`] for anything else.
    pub fn parse(sec1: &[u8]) -> Result<Self, KeyError> {
        let (Some([4]), Some(point)) = (sec1.get(..1), sec1.get(1..)) else {
            return Err(KeyError::NotAPoint);
        };
        p256::PublicKey::from_sec1_bytes(sec1).map_err(|_| KeyError::NotAPoint)?;
        let (x, y) = point.split_at_checked(32).ok_or(KeyError::NotAPoint)?;
        match (x.try_into(), y.try_into()) {
            (Ok(x), Ok(y)) => Ok(Self { x, y }),
            _ => Err(KeyError::NotAPoint),
        }
    }

    /// The x coordinate.
    #[must_use]
    pub const fn x(&self) -> &[u8; 32] {
        &self.x
    }

    /// The y coordinate.
    #[must_use]
    pub const fn y(&self) -> &[u8; 32] {
        &self.y
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(P-256)")
    }
}

/// Where a private key lives (`hardware` of the enrolment), the strongest place first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hardware {
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// Android's `StrongBox`.
    Strongbox,
    /// A trusted execution environment.
    Tee,
    /// Software: the key can be copied by whoever reads the storage.
    None,
}

impl Hardware {
    /// The word of the protocol.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecureEnclave => "secure_enclave",
            Self::Strongbox => "strongbox",
            Self::Tee => "tee",
            Self::None => "none",
        }
    }
}

/// How a key asks for its user (`presence` of the enrolment).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A fingerprint or a face.
    Biometric,
    /// The device's own code or password.
    DeviceCredential,
    /// Not at all.
    None,
}

impl Presence {
    /// The word of the protocol.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Biometric => "biometric",
            Self::DeviceCredential => "device_credential",
            Self::None => "none",
        }
    }
}

/// Why a key could not be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The user did not confirm.
    #[error("not confirmed")]
    NotConfirmed,
    /// The key is gone for good, as after a new fingerprint was added.
    #[error("the key of this device is no longer valid: enrol this device again")]
    Invalidated,
    /// There is no key for this role.
    #[error("this device has no key yet: enrol it first")]
    Missing,
    /// Bytes that are not a P-256 point or key.
    #[error("not a P-256 key")]
    NotAPoint,
    /// Bytes that are not this key's signature of what was to be signed.
    #[error("the key storage of this device gave something that is no signature")]
    BadSignature,
    /// The device is locked.
    #[error("the key storage of this device is locked: unlock it and try again")]
    Locked,
    /// The device's key storage did not answer.
    #[error("the key storage of this device does not answer")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_bytes_that_are_no_point_on_the_curve() {
        let mut off_curve = [1_u8; 65];
        off_curve[0] = 4;
        for bytes in [&[][..], &[4], &[4; 64], &off_curve, &[0; 65]] {
            assert_eq!(PublicKey::parse(bytes), Err(KeyError::NotAPoint));
        }
    }
}
