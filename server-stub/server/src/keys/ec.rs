//! An ES256 signing key and its public JWK with a `kid` of 8 Crockford characters.

use super::{SigningFailed, code_text, jws};
use logi_domain::key::PublicKey;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::Serialize;
use zeroize::Zeroizing;

/// Bytes that are no private key on P-256, or do not fit their public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a private key on P-256")]
pub struct InvalidPrivateKey;

/// A private key as its two parts, for servers whose keys are given.
#[derive(Clone)]
pub struct EcPrivate {
    /// `d`
    pub private: Zeroizing<[u8; 32]>,
    /// `x ‖ y`
    pub public: PublicKey,
}

/// A signing key.
pub(super) struct EcKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    public: PublicKey,
    kid: String,
}

/// An entry of a key set (RFC 7517).
#[derive(Serialize)]
pub(super) struct EcJwk<'a> {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
    alg: &'static str,
    #[serde(rename = "use")]
    key_use: &'static str,
    kid: &'a str,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'a str,
    kid: &'a str,
}

impl EcKey {
    /// A new key in PKCS#8.
    pub fn generate_pkcs8() -> Result<Zeroizing<Vec<u8>>, InvalidPrivateKey> {
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map(|document| Zeroizing::new(document.as_ref().to_vec()))
            .map_err(|_| InvalidPrivateKey)
    }

    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, InvalidPrivateKey> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random).map_err(|_| InvalidPrivateKey)?;
        Self::new(pair, random)
    }

    pub fn from_parts(key: &EcPrivate) -> Result<Self, InvalidPrivateKey> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            key.private.as_slice(),
            &key.public.sec1(),
            &random,
        )
        .map_err(|_| InvalidPrivateKey)?;
        Self::new(pair, random)
    }

    fn new(pair: EcdsaKeyPair, random: SystemRandom) -> Result<Self, InvalidPrivateKey> {
        let point = pair.public_key().as_ref();
        let coordinates = point
            .get(1..)
            .and_then(|xy| <[u8; 64]>::try_from(xy).ok())
            .ok_or(InvalidPrivateKey)?;
        let public = PublicKey::from_coordinates(coordinates);
        let kid = kid_of(&public);
        Ok(Self { pair, random, public, kid })
    }

    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub fn jwk(&self, key_use: &'static str) -> EcJwk<'_> {
        let public = self.public.jwk();
        EcJwk {
            kty: "EC",
            crv: "P-256",
            x: public.x,
            y: public.y,
            alg: "ES256",
            key_use,
            kid: &self.kid,
        }
    }

    pub fn sign_jws(&self, typ: &str, payload: &impl Serialize) -> Result<String, SigningFailed> {
        let header = Header {
            alg: "ES256",
            typ,
            kid: &self.kid,
        };
        let input = jws::signing_input(&header, payload).map_err(|_| SigningFailed)?;
        let signature = self.sign(input.as_bytes())?;
        Ok(jws::compact(input, &signature))
    }

    /// r‖s with s in the lower half of the order, so that a code's signature has one form.
    pub fn sign_low_s(&self, input: &[u8]) -> Result<[u8; 64], SigningFailed> {
        let mut signature = self.sign(input)?;
        let (_, s) = signature.split_at_mut(32);
        if *s > HALF_ORDER[..] {
            negate(s);
        }
        Ok(signature)
    }

    fn sign(&self, input: &[u8]) -> Result<[u8; 64], SigningFailed> {
        let signature = self.pair.sign(&self.random, input).map_err(|_| SigningFailed)?;
        signature.as_ref().try_into().map_err(|_| SigningFailed)
    }
}

/// The first 5 bytes of the RFC 7638 thumbprint in Crockford base32.
fn kid_of(public: &PublicKey) -> String {
    let thumbprint = public.thumbprint();
    let (first, _) = thumbprint.split_at(5);
    code_text::crockford(first)
}

/// The order n of P-256, big-endian (SEC 2 §2.4.2).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
    0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// ⌊n / 2⌋
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b,
    0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
];

/// s := n − s. Signatures are public, so this need not run in constant time.
fn negate(s: &mut [u8]) {
    let mut borrow = 0_u16;
    for (digit, order) in s.iter_mut().zip(ORDER).rev() {
        let difference = 0x100 + u16::from(order) - u16::from(*digit) - borrow;
        let [high, low] = difference.to_be_bytes();
        *digit = low;
        borrow = 1 - u16::from(high);
    }
}
