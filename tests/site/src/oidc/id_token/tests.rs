use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::{Value, json};

use super::{Expected, IdTokenError, KeySet, half_hash, verify_id_token};

const NOW: i64 = 1_800_000_000;
const ACCESS_TOKEN: &str = "an-access-token";

fn key_pair() -> KeyPair {
    let pem: String = include_str!("test-key.pem").lines().filter(|line| !line.starts_with('-')).collect();
    KeyPair::from_pkcs8(&BASE64.decode(pem.as_bytes()).unwrap()).unwrap()
}

fn key_set() -> KeySet {
    let public: PublicKeyComponents<Vec<u8>> = key_pair().public_key().into();
    serde_json::from_value(json!({"keys": [
        {"kty": "EC", "kid": "k1", "crv": "P-256", "x": "", "y": ""},
        {"kty": "RSA", "kid": "k1", "n": BASE64URL_NOPAD.encode(&public.n), "e": BASE64URL_NOPAD.encode(&public.e)},
    ]}))
    .unwrap()
}

fn claims() -> Value {
    json!({"iss": "http://localhost:8080", "aud": "client", "sub": "subject", "nonce": "nonce",
        "exp": NOW + 300, "iat": NOW, "at_hash": half_hash(ACCESS_TOKEN)})
}

fn signed(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(claims));
    let key = key_pair();
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(
        &RSA_PKCS1_SHA256,
        &ring::rand::SystemRandom::new(),
        input.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{input}.{}", BASE64URL_NOPAD.encode(&signature))
}

fn verdict_on(token: &str) -> Result<String, IdTokenError> {
    let expected = Expected {
        issuer: "http://localhost:8080",
        client_id: "client",
        nonce: "nonce",
        access_token: Some(ACCESS_TOKEN),
        now: NOW,
    };
    verify_id_token(token, &key_set(), &expected).map(|token| token.subject)
}

fn verdict_with(name: &str, value: Value) -> Result<String, IdTokenError> {
    let mut claims = claims();
    claims[name] = value;
    verdict_on(&signed(&json!({"alg": "RS256", "kid": "k1"}), &claims))
}

#[test]
fn refuses_another_algorithm_and_a_missing_or_unknown_key() {
    let verdict = |header: Value| verdict_on(&signed(&header, &claims()));
    assert_eq!(verdict(json!({"alg": "none", "kid": "k1"})), Err(IdTokenError::Malformed));
    assert_eq!(verdict(json!({"alg": "HS256", "kid": "k1"})), Err(IdTokenError::Malformed));
    assert_eq!(verdict(json!({"alg": "RS256"})), Err(IdTokenError::MissingKid));
    assert_eq!(verdict(json!({"alg": "RS256", "kid": "k2"})), Err(IdTokenError::UnknownKid));
}

#[test]
fn refuses_a_changed_token() {
    let token = signed(&json!({"alg": "RS256", "kid": "k1"}), &claims());
    let other = signed(&json!({"alg": "RS256", "kid": "k1"}), &json!({"sub": "somebody"}));
    let (input, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    assert_eq!(verdict_on(&format!("{input}.{signature}")), Err(IdTokenError::BadSignature));
    assert_eq!(verdict_on("not a token"), Err(IdTokenError::Malformed));
}

#[test]
fn refuses_a_token_of_another_provider_or_for_another_website() {
    assert_eq!(
        verdict_with("iss", json!("https://localhost:8080")),
        Err(IdTokenError::IssuerMismatch)
    );
    for audience in [json!("other"), json!(["other"]), json!(["client", "other"]), json!(null)] {
        assert_eq!(verdict_with("aud", audience), Err(IdTokenError::AudienceMismatch));
    }
    assert_eq!(verdict_with("azp", json!("other")), Err(IdTokenError::AudienceMismatch));
}

#[test]
fn refuses_a_token_of_another_time() {
    assert_eq!(verdict_with("exp", json!(NOW - 61)), Err(IdTokenError::Expired));
    assert_eq!(verdict_with("iat", json!(NOW + 61)), Err(IdTokenError::NotYet));
    assert_eq!(verdict_with("exp", json!("soon")), Err(IdTokenError::MissingClaim));
}

#[test]
fn refuses_a_token_of_another_attempt() {
    assert_eq!(verdict_with("nonce", json!("other")), Err(IdTokenError::NonceMismatch));
    assert_eq!(verdict_with("nonce", json!(null)), Err(IdTokenError::NonceMismatch));
    assert_eq!(
        verdict_with("at_hash", json!(half_hash("another"))),
        Err(IdTokenError::AccessTokenMismatch)
    );
}

#[test]
fn refuses_a_token_without_a_subject() {
    assert_eq!(verdict_with("sub", json!("")), Err(IdTokenError::MissingClaim));
    assert_eq!(verdict_with("sub", json!(null)), Err(IdTokenError::MissingClaim));
}

#[test]
fn accepts_a_token_within_the_clock_skew() {
    assert_eq!(verdict_with("exp", json!(NOW - 60)), Ok("subject".into()));
    assert_eq!(verdict_with("aud", json!(["client"])), Ok("subject".into()));
}
