//! A3 (R3b) and A8 (R8c): `tests/wire/code.json`: the texts that core, server and page agree on.

use data_encoding::HEXLOWER;
use serde_json::Value;

use super::*;

fn wire(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn code_file() -> Value {
    wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/wire/code.json")))
}

fn known_keys(names: &Value) -> KeySet {
    let all = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/wire/keys.json")));
    let published = |name: &Value| {
        let pointer = format!("/{}", name.as_str().unwrap().replace('.', "/"));
        let key = all.pointer(&pointer).unwrap();
        let mut jwk = key["public"].clone();
        jwk["alg"] = "ES256".into();
        jwk["use"] = if pointer.ends_with("receipt") { "receipt" } else { "qr" }.into();
        jwk["kid"] = key["kid"].clone();
        jwk.to_string()
    };
    key_set(&names.as_array().unwrap().iter().map(published).collect::<Vec<_>>()).unwrap()
}

fn trusted(row: &Value) -> Origin {
    Origin::parse(row["trusted_origin"].as_str().unwrap()).unwrap()
}

fn text(row: &Value) -> &str {
    row["text"].as_str().unwrap()
}

fn now_ms(row: &Value) -> u64 {
    row["now_ms"].as_u64().unwrap()
}

fn judge(row: &Value) -> Result<VerifiedRequest, Refusal> {
    let keys = row
        .get("known_keys")
        .map_or_else(|| known_keys(&serde_json::json!(["ec.code"])), known_keys);
    verify_scan(text(row), &trusted(row), &keys, now_ms(row), LIFE)
}

fn rows(part: &str) -> Vec<Value> {
    let rows = code_file()[part].as_array().unwrap().clone();
    assert!(!rows.is_empty());
    rows
}

#[test]
fn refuses_as_the_contract_says() {
    for row in rows("refused") {
        let refusal = judge(&row).expect_err(row["name"].as_str().unwrap());
        let expected = &row["expected"];
        assert_eq!(refusal.code(), expected["error"], "{}", row["name"]);
        if let Refusal::WrongDomain { host } = refusal {
            assert_eq!(host, expected["host"], "{}", row["name"]);
        }
    }
}

#[test]
fn accepts_as_the_contract_says() {
    for row in rows("accepted") {
        let request = judge(&row).unwrap();
        let read = serde_json::json!({
            "origin": request.origin().as_str(),
            "session_id": request.session(),
            "exp": request.exp(),
            "kid": request.kid().to_string(),
            "step": request.step(),
            "code": request.code().to_string(),
        });
        assert_eq!(read, row["expected"], "{}", row["name"]);
    }
}

#[test]
fn writes_crockford_as_the_contract_says() {
    for row in rows("crockford") {
        let bytes = HEXLOWER.decode(row["bytes_hex"].as_str().unwrap().as_bytes()).unwrap();
        assert_eq!(crockford::encode(&bytes), row["crockford"]);
    }
}

#[test]
fn reads_key_sets_as_the_contract_says() {
    let file = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/wire/keyset.json")));
    for row in file["read"].as_array().unwrap() {
        let read = KeySet::parse(row["body"].to_string().as_bytes());
        if row["expected"] == "refused" {
            assert!(read.is_err(), "{}", row["name"]);
            continue;
        }
        let set = read.unwrap();
        let kids = |usage: KeyUse| -> Vec<String> {
            let of_use = set.keys().filter(|key| key.usage() == usage);
            of_use.map(|key| key.kid().to_string()).collect()
        };
        let found = serde_json::json!({ "qr": kids(KeyUse::Qr), "receipt": kids(KeyUse::Receipt) });
        assert_eq!(found, row["expected"], "{}", row["name"]);
    }
}
