//! JWS in compact serialisation (RFC 7515 §7.1) with ES256 and nothing else: made with a device key, and taken
//! apart again.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::jwk::PublicJwk;
use crate::ports::{DeviceKey, KeyError, KeyRole, PublicKey, RawSignature, SignReason};

/// The header of everything a device key signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JwsHeader {
    pub(crate) alg: String,
    pub(crate) typ: String,
    pub(crate) jwk: PublicJwk,
}

/// Signs `payload` under the key for `role`, and takes the signature only when it is one.
pub(crate) async fn sign_compact<P: Serialize + Sync>(
    keys: &dyn DeviceKey,
    role: KeyRole,
    (typ, reason): (&str, SignReason<'_>),
    payload: &P,
) -> Result<String, KeyError> {
    let public = keys.find(role).await?.public_key;
    let header = JwsHeader {
        alg: "ES256".to_owned(),
        typ: typ.to_owned(),
        jwk: PublicJwk::from(&public),
    };
    let mut jws = format!("{}.{}", encode_json(&header)?, encode_json(payload)?);
    let signature = keys.sign(role, jws.as_bytes(), reason).await?;
    if !is_signature(&signature, jws.as_bytes(), &public) {
        return Err(KeyError::BadSignature);
    }
    jws.push('.');
    jws.push_str(&BASE64URL_NOPAD.encode(&signature));
    Ok(jws)
}

fn is_signature(signature: &RawSignature, input: &[u8], key: &PublicKey) -> bool {
    let verified = verifying_key(key).zip(Signature::from_slice(signature).ok());
    verified.is_some_and(|(key, signature)| key.verify(input, &signature).is_ok())
}

fn encode_json<T: Serialize>(value: &T) -> Result<String, KeyError> {
    let json = serde_json::to_vec(value).map_err(|_| KeyError::Unavailable)?;
    Ok(BASE64URL_NOPAD.encode(&json))
}

/// A compact JWS taken apart. Nothing in it is verified until [`Jws::verify`].
pub(crate) struct Jws<'a> {
    input: &'a str,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Signature,
}

impl<'a> Jws<'a> {
    /// Reads three base64url parts, the last of them 64 bytes.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (input, signature) = text.rsplit_once('.')?;
        let (header, payload) = input.split_once('.')?;
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).ok();
        Some(Self {
            input,
            header: decode(header)?,
            payload: decode(payload)?,
            signature: Signature::from_slice(&decode(signature)?).ok()?,
        })
    }

    /// The header, read as `T`.
    pub(crate) fn header<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.header).ok()
    }

    /// The payload, read as `T`, of a JWS that `key` signed; nothing otherwise.
    pub(crate) fn verify<T: DeserializeOwned>(&self, key: &VerifyingKey) -> Option<T> {
        key.verify(self.input.as_bytes(), &self.signature).ok()?;
        serde_json::from_slice(&self.payload).ok()
    }
}

/// The payload of what a device signed with the very key it names, and that key.
pub(crate) fn read_own<T: DeserializeOwned>(text: &str, typ: &str) -> Option<(T, PublicKey)> {
    let jws = Jws::parse(text)?;
    let header: JwsHeader = jws.header()?;
    let key = header.jwk.to_key().ok()?;
    let is_named = header.alg == "ES256" && header.typ == typ;
    let payload = jws.verify(&verifying_key(&key)?)?;
    is_named.then_some((payload, key))
}

/// The key to verify with.
pub(crate) fn verifying_key(key: &PublicKey) -> Option<VerifyingKey> {
    let mut point = vec![4];
    point.extend(key.x());
    point.extend(key.y());
    VerifyingKey::from_sec1_bytes(&point).ok()
}
