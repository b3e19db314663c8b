//! RS256 keys for tokens. ring signs; the `rsa` crate only makes a key once, which ring cannot.

use super::{SigningFailed, jws};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use rsa::pkcs8::EncodePrivateKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 112 bits of security (NIST SP 800-57 part 1 table 2), enough for tokens that live 15 minutes.
const MODULUS_BITS: usize = 2048;

/// Bytes that are no RSA key.
#[derive(Clone, Copy, Debug)]
pub(super) struct InvalidRsaKey;

pub(super) struct TokenKey {
    pair: KeyPair,
    random: SystemRandom,
    public: PublicKeyComponents<Vec<u8>>,
    kid: String,
}

/// An entry of `jwks.json` (RFC 7517, RFC 7518 §6.3.1).
#[derive(Serialize)]
pub(super) struct RsaJwk<'a> {
    kty: &'static str,
    #[serde(rename = "use")]
    key_use: &'static str,
    alg: &'static str,
    kid: &'a str,
    n: String,
    e: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'a str,
    kid: &'a str,
}

#[derive(Deserialize)]
struct ReadHeader {
    alg: String,
    typ: String,
    kid: String,
}

impl TokenKey {
    /// A new key in PKCS#8. Takes some hundred milliseconds.
    pub fn generate_pkcs8() -> Result<Zeroizing<Vec<u8>>, InvalidRsaKey> {
        #[expect(clippy::disallowed_methods, reason = "the generator wants a random source, not bytes")]
        let mut random = rand::rng();
        let key = rsa::RsaPrivateKey::new(&mut random, MODULUS_BITS).map_err(|_| InvalidRsaKey)?;
        let document = key.to_pkcs8_der().map_err(|_| InvalidRsaKey)?;
        Ok(Zeroizing::new(document.as_bytes().to_vec()))
    }

    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, InvalidRsaKey> {
        let pair = KeyPair::from_pkcs8(pkcs8).map_err(|_| InvalidRsaKey)?;
        let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let kid = kid_of(&public);
        Ok(Self {
            pair,
            random: SystemRandom::new(),
            public,
            kid,
        })
    }

    pub fn kid(&self) -> &str {
        &self.kid
    }

    pub fn jwk(&self) -> RsaJwk<'_> {
        RsaJwk {
            kty: "RSA",
            key_use: "sig",
            alg: "RS256",
            kid: &self.kid,
            n: BASE64URL_NOPAD.encode(&self.public.n),
            e: BASE64URL_NOPAD.encode(&self.public.e),
        }
    }

    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, SigningFailed> {
        let header = Header {
            alg: "RS256",
            typ,
            kid: &self.kid,
        };
        let input = jws::signing_input(&header, claims).map_err(|_| SigningFailed)?;
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &self.random, input.as_bytes(), &mut signature)
            .map_err(|_| SigningFailed)?;
        Ok(jws::compact(input, &signature))
    }
}

/// The claims, if one of the keys signed exactly this `typ` with RS256.
pub(super) fn verify(keys: &[TokenKey], token: &str, typ: &str) -> Option<serde_json::Value> {
    let parts = jws::split(token).ok()?;
    let header: ReadHeader = serde_json::from_slice(&parts.header_json).ok()?;
    if header.alg != "RS256" || header.typ != typ {
        return None;
    }
    let key = keys.iter().find(|key| key.kid == header.kid)?;
    key.public
        .verify(&RSA_PKCS1_2048_8192_SHA256, parts.signing_input.as_bytes(), &parts.signature)
        .ok()?;
    serde_json::from_slice(&parts.payload_json).ok()
}

/// 16 hexadecimal digits of the RFC 7638 thumbprint.
fn kid_of(public: &PublicKeyComponents<Vec<u8>>) -> String {
    let (n, e) = (BASE64URL_NOPAD.encode(&public.n), BASE64URL_NOPAD.encode(&public.e));
    let thumbprint = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
    let (first, _) = thumbprint.split_at(8);
    HEXLOWER.encode(first)
}
