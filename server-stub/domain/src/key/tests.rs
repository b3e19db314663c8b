//! Public keys: their JWK and thumbprint, against the keys of `tests/wire`.

use super::*;
use serde_json::{Value, json};

fn keys() -> Value {
    serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json"))).unwrap()
}

#[test]
fn refuses_what_is_no_p256_public_key() {
    let good = keys()["ec"]["code"]["public"].clone();
    for (member, value) in [
        ("kty", json!("OKP")),
        ("crv", json!("P-384")),
        ("x", json!("")),
        ("x", json!("AAAA")),
        ("y", json!(format!("{}=", good["y"].as_str().unwrap()))),
    ] {
        let mut jwk = good.clone();
        jwk[member] = value;
        let jwk: PublicJwk = serde_json::from_value(jwk).unwrap();
        assert_eq!(PublicKey::try_from(&jwk), Err(InvalidKey), "{member}");
    }
    assert!(serde_json::from_value::<PublicJwk>(keys()["ec"]["code"]["private"].clone()).is_err());
}

#[test]
fn thumbprints_are_those_of_the_contract() {
    for (name, pair) in keys()["ec"].as_object().unwrap() {
        let jwk: PublicJwk = serde_json::from_value(pair["public"].clone()).unwrap();
        let key = PublicKey::try_from(&jwk).unwrap();
        assert_eq!(key.jkt(), pair["thumbprint"].as_str().unwrap(), "{name}");
        assert_eq!(key.jwk(), jwk, "{name}");
        assert_eq!(PublicKey::from_coordinates(*key.coordinates()), key, "{name}");
        assert_eq!(key.sec1()[0], 4, "{name}");
        assert_eq!(key.sec1()[1..], key.coordinates()[..], "{name}");
    }
}

#[test]
fn hardware_is_at_most_claimed() {
    for hardware in [Hardware::SecureEnclave, Hardware::StrongBox, Hardware::Tee] {
        assert_eq!(KeyLevel::from(hardware), KeyLevel::Claimed);
    }
    assert_eq!(KeyLevel::from(Hardware::None), KeyLevel::None);
    assert!(KeyLevel::None < KeyLevel::Claimed && KeyLevel::Claimed < KeyLevel::Attested);
}

#[test]
fn the_wire_text_is_the_row_text() {
    for hardware in ["secure_enclave", "strongbox", "tee", "none"] {
        let parsed = Hardware::parse(hardware).unwrap();
        assert_eq!(
            (parsed.as_str(), serde_json::to_value(parsed).unwrap()),
            (hardware, json!(hardware))
        );
    }
    for presence in ["biometric", "device_credential", "none"] {
        let parsed = Presence::parse(presence).unwrap();
        assert_eq!(
            (parsed.as_str(), serde_json::to_value(parsed).unwrap()),
            (presence, json!(presence))
        );
    }
    assert!(Hardware::parse("yes").is_err() && Presence::parse("pin").is_err());
}
