//! Keys: what is refused as a JWK, and the contract's thumbprints.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Contract {
    ec: BTreeMap<String, ContractKey>,
}

#[derive(Deserialize)]
struct ContractKey {
    public: PublicJwk,
    thumbprint: String,
}

fn contract() -> Contract {
    serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json"))).unwrap()
}

fn jwk() -> PublicJwk {
    PublicKey::from_coordinates([7; 64]).jwk()
}

#[test]
fn another_type_curve_or_length_is_no_key() {
    let spoilt: [fn(&mut PublicJwk); 6] = [
        |jwk| jwk.kty = "RSA".into(),
        |jwk| jwk.crv = "P-384".into(),
        |jwk| jwk.x.push('A'),
        |jwk| jwk.y.truncate(42),
        |jwk| jwk.x.push('='),
        |jwk| jwk.y.replace_range(0..1, "+"),
    ];
    for spoil in spoilt {
        let mut jwk = jwk();
        spoil(&mut jwk);
        assert_eq!(PublicKey::try_from(&jwk), Err(InvalidKey), "{jwk:?}");
    }
}

#[test]
fn a_jwk_with_a_private_or_unknown_member_is_refused() {
    let with = |member: &str| format!(r#"{{"kty":"EC","crv":"P-256","x":"{}","y":"{}",{member}}}"#, jwk().x, jwk().y);
    for member in [r#""d":"AAAA""#, r#""kid":"1""#, r#""x":"AAAA""#] {
        assert!(serde_json::from_str::<PublicJwk>(&with(member)).is_err(), "{member}");
    }
}

#[test]
fn wire_thumbprints_are_those_of_the_contract() {
    let keys = contract().ec;
    assert!(keys.len() >= 5);
    for (name, key) in keys {
        let parsed = PublicKey::try_from(&key.public).unwrap();
        assert_eq!(parsed.jkt(), key.thumbprint, "{name}");
        assert_eq!(parsed.jwk(), key.public, "{name}");
    }
}

#[test]
fn only_hardware_claims_a_level() {
    assert_eq!(KeyLevel::from(Hardware::None), KeyLevel::None);
    for hardware in [Hardware::SecureEnclave, Hardware::StrongBox, Hardware::Tee] {
        assert_eq!(KeyLevel::from(hardware), KeyLevel::Claimed);
    }
    assert!(KeyLevel::None < KeyLevel::Claimed && KeyLevel::Claimed < KeyLevel::Attested);
}

#[test]
fn the_wire_text_is_the_row_text() {
    for text in ["secure_enclave", "strongbox", "tee", "none"] {
        let hardware = Hardware::parse(text).unwrap();
        assert_eq!((hardware.as_str(), serde_json::to_value(hardware).unwrap()), (text, text.into()));
    }
    for text in ["biometric", "device_credential", "none"] {
        let presence = Presence::parse(text).unwrap();
        assert_eq!((presence.as_str(), serde_json::to_value(presence).unwrap()), (text, text.into()));
    }
    assert!(Hardware::parse("yes").is_err() && Presence::parse("pin").is_err());
}

proptest! {
    #[test]
    fn a_key_comes_back_from_its_jwk(bytes in proptest::collection::vec(any::<u8>(), 64)) {
        let key = PublicKey::from_coordinates(bytes.clone().try_into().unwrap());
        prop_assert_eq!(PublicKey::try_from(&key.jwk()), Ok(key));
        prop_assert_eq!(key.sec1().to_vec(), [&[4], bytes.as_slice()].concat());
    }

    /// Another spelling of the same bytes would be another thumbprint.
    #[test]
    fn a_coordinate_has_one_spelling(x in "[A-Za-z0-9_=+/ -]{40,46}") {
        let jwk = PublicJwk { x: x.clone(), ..jwk() };
        if let Ok(key) = PublicKey::try_from(&jwk) {
            prop_assert_eq!(key.jwk().x, x);
        }
    }
}
