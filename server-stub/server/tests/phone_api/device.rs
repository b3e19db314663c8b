//! A phone's keys and what it signs with them, from the protocol's text alone.

use super::support::wire;
use data_encoding::BASE64URL_NOPAD;
use logi_server::random;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// `tests/wire/keys.json`
pub fn keys() -> Value {
    wire("keys.json")
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

pub fn sha256(text: &str) -> String {
    base64url(&Sha256::digest(text))
}

/// A P-256 key that signs compact JWS.
#[derive(Clone)]
pub struct Key(Arc<EcdsaKeyPair>);

impl Key {
    pub fn generate() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        Self(Arc::new(
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap(),
        ))
    }

    /// A key of `tests/wire/keys.json`.
    pub fn golden(name: &str) -> Self {
        let jwk = &keys()["ec"][name]["private"];
        let part = |name: &str| BASE64URL_NOPAD.decode(jwk[name].as_str().unwrap().as_bytes()).unwrap();
        let public = [vec![4], part("x"), part("y")].concat();
        let pair =
            EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &part("d"), &public, &SystemRandom::new());
        Self(Arc::new(pair.unwrap()))
    }

    pub fn jwk(&self) -> Value {
        let point = self.0.public_key().as_ref();
        json!({"kty": "EC", "crv": "P-256", "x": base64url(&point[1..33]), "y": base64url(&point[33..])})
    }

    pub fn sign(&self, header: &Value, payload: &Value) -> String {
        let input = format!(
            "{}.{}",
            base64url(header.to_string().as_bytes()),
            base64url(payload.to_string().as_bytes())
        );
        let signature = self.0.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", base64url(signature.as_ref()))
    }

    pub fn jws(&self, typ: &str, payload: &Value) -> String {
        self.sign(&json!({"alg": "ES256", "typ": typ, "jwk": self.jwk()}), payload)
    }
}

/// An installed phone.
#[derive(Clone)]
pub struct Device {
    pub id: String,
    pub subject: String,
    pub possession: Key,
    pub approval: Key,
    pub pak: String,
}

impl Device {
    /// A phone that no server knows.
    pub fn new() -> Self {
        Self {
            id: random::uuid().to_string(),
            subject: base64url(&random::bytes::<32>()),
            possession: Key::generate(),
            approval: Key::generate(),
            pak: String::new(),
        }
    }

    /// The phone of `tests/wire`.
    pub fn golden() -> Self {
        Self {
            id: keys()["device_id"].as_str().unwrap().into(),
            subject: keys()["root_subject"].as_str().unwrap().into(),
            possession: Key::golden("possession"),
            approval: Key::golden("approval"),
            pak: keys()["pak"].as_str().unwrap().into(),
        }
    }

    /// The second phone of `tests/wire`, of another account.
    pub fn other() -> Self {
        Self {
            id: keys()["other_device_id"].as_str().unwrap().into(),
            subject: base64url(&[7; 32]),
            possession: Key::golden("other_device_possession"),
            approval: Key::golden("other_device_approval"),
            pak: keys()["other_pak"].as_str().unwrap().into(),
        }
    }

    /// The claims of a fresh proof for a call with this phone's token.
    pub fn claims(&self, method: &str, url: &str, iat: i64) -> Value {
        json!({"jti": base64url(&random::bytes::<16>()), "htm": method, "htu": url, "iat": iat, "ath": sha256(&self.pak)})
    }

    pub fn proof(&self, claims: &Value) -> String {
        self.possession.jws("dpop+jwt", claims)
    }

    /// What is signed over what was presented, `granted` for an approval only.
    pub fn decision(&self, issuer: &str, presented_bytes: &[u8], granted: Option<&[&str]>) -> Value {
        let shown: Value = serde_json::from_slice(presented_bytes).unwrap();
        let names: Vec<&Value> = shown["fields"].as_array().unwrap().iter().map(|field| &field["name"]).collect();
        let mut payload = json!({
            "aud": issuer, "jti": shown["session"], "iat": 1, "device_id": self.id,
            "client_id": shown["application"]["client_id"], "name": shown["application"]["name"],
            "domain": shown["application"]["domain"], "scopes": shown["scopes"], "fields": names,
            "browser_label": shown["browser"]["label"], "country": shown["browser"]["country"],
            "relation": shown["browser"]["relation"], "presented": base64url(&Sha256::digest(presented_bytes)),
            "decision": if granted.is_some() { "approve" } else { "deny" },
        });
        if let Some(granted) = granted {
            payload["granted"] = json!(granted);
        }
        payload
    }
}
