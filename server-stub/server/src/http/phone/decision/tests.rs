//! The approvals and denials of `tests/wire`: which are for what was presented.

use super::*;
use logi_domain::key::PublicJwk;
use serde_json::Value;

fn wire(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn approve() -> Value {
    wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/approve.json")))
}

fn deny() -> Value {
    wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/deny.json")))
}

fn keys() -> Value {
    wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json")))
}

fn presented() -> String {
    let file = wire(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/wire/presented.json"
    )));
    file["json"].as_str().unwrap().to_owned()
}

fn key(name: &str) -> PublicKey {
    let jwk: PublicJwk = serde_json::from_value(keys()["ec"][name]["public"].clone()).unwrap();
    PublicKey::try_from(&jwk).unwrap()
}

fn device_id() -> DeviceId {
    DeviceId::parse(keys()["device_id"].as_str().unwrap()).unwrap()
}

fn judge(kind: Kind, compact: &str) -> Result<Vec<Field>, Refusal> {
    let key = match kind {
        Kind::Approval => key("approval"),
        Kind::Denial => key("possession"),
    };
    let record = Record {
        kind,
        key: &key,
        issuer: "http://localhost:8080",
        device_id: device_id(),
        presented: &presented(),
    };
    verify(compact, &record)
}

/// A grant of something that was not offered is found by the domain's rule, after the signature's.
fn is_bound(kind: Kind, compact: &str) -> bool {
    let offered = Presented::parse(&presented()).unwrap().offered();
    match judge(kind, compact) {
        Ok(granted) => logi_domain::qr::check_granted(&offered, &granted) != Err(logi_domain::qr::GrantRefusal::NotOffered),
        Err(Refusal::BadBinding(_)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn refuses_every_approval_of_something_else() {
    let file = approve();
    let cases = file["bad_binding"].as_array().unwrap();
    assert!(cases.len() >= 70);
    for case in cases {
        assert!(!is_bound(Kind::Approval, case["approval"].as_str().unwrap()), "{}", case["name"]);
    }
}

#[test]
fn refuses_every_denial_of_something_else() {
    let file = deny();
    let cases = file["bad_binding"].as_array().unwrap();
    assert!(cases.len() >= 9);
    for case in cases {
        assert!(!is_bound(Kind::Denial, case["denial"].as_str().unwrap()), "{}", case["name"]);
    }
}

#[test]
fn refuses_an_approval_with_any_byte_changed() {
    let file = approve();
    let genuine = file["approval"].as_str().unwrap();
    for at in (0..genuine.len()).step_by(7) {
        let mut changed = genuine.as_bytes().to_vec();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(!is_bound(Kind::Approval, &changed), "byte {at}");
    }
}

#[test]
fn takes_the_approvals_of_what_was_presented() {
    let file = approve();
    let granted = |value: &Value| -> Vec<Field> { serde_json::from_value(value.clone()).unwrap() };
    let genuine = judge(Kind::Approval, file["approval"].as_str().unwrap()).unwrap();
    assert_eq!(genuine, granted(&file["payload"]["granted"]));
    for case in file["accepted"].as_array().unwrap() {
        let found = judge(Kind::Approval, case["approval"].as_str().unwrap());
        assert_eq!(found.unwrap(), granted(&case["granted"]), "{}", case["name"]);
    }
}

#[test]
fn takes_the_denial_of_what_was_presented() {
    assert_eq!(judge(Kind::Denial, deny()["denial"].as_str().unwrap()).unwrap(), []);
}
