//! Identifiers have one spelling each.

use super::*;
use proptest::prelude::*;

#[test]
fn other_spellings_of_a_uuid_are_refused() {
    let id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    assert!(SessionId::parse(id).is_ok());
    let others = [
        id.to_uppercase(),
        id.replace('-', ""),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}"),
        format!(" {id}"),
        format!("{id}\n"),
        String::new(),
    ];
    for other in others {
        assert!(SessionId::parse(&other).is_err(), "{other:?}");
    }
}

#[test]
fn other_forms_of_a_client_id_are_refused() {
    let hex = "c51306fa2efc8cfcecd8aaf71148d450";
    assert!(ClientId::parse(&format!("logi_{hex}")).is_ok());
    for other in [
        hex.to_owned(),
        format!("LOGI_{hex}"),
        format!("logi_{}", hex.to_uppercase()),
        format!("logi_{hex}0"),
        format!("logi_{hex} "),
    ] {
        assert!(ClientId::parse(&other).is_err(), "{other:?}");
    }
}

#[test]
fn what_identifies_or_proves_is_not_printed() {
    let text = "SRYGAYW8fapoj63kuSSATivuU3MEBvcjbtzheNLX2x0";
    assert!(!format!("{:?}", RootSubject::parse(text).unwrap()).contains("SRYG"));
    assert_eq!(format!("{:?}", SecretHash::of("secret")), "SecretHash(…)");
}

proptest! {
    #[test]
    fn a_uuid_comes_back_from_its_text(bytes in any::<[u8; 16]>()) {
        let id = SessionId::new(Uuid::from_bytes(bytes));
        prop_assert_eq!(SessionId::parse(&id.to_string()), Ok(id));
        prop_assert_eq!(id.bytes(), bytes);
    }

    #[test]
    fn a_client_id_comes_back_from_its_text(bytes in any::<[u8; 16]>()) {
        let id = ClientId::from_random(bytes);
        prop_assert_eq!(ClientId::parse(id.as_str()), Ok(id.clone()));
    }

    #[test]
    fn whatever_parses_is_spelt_as_it_was(text in "\\PC{0,60}") {
        if let Ok(id) = SessionId::parse(&text) {
            prop_assert_eq!(id.to_string(), text.clone());
        }
        if let Ok(id) = ClientId::parse(&text) {
            prop_assert_eq!(id.as_str(), text.clone());
        }
        if let Ok(subject) = RootSubject::parse(&text) {
            prop_assert_eq!(subject.as_str(), text);
        }
    }

    /// Two texts of one subject would be two accounts.
    #[test]
    fn a_root_subject_has_one_spelling(text in "[A-Za-z0-9_=+/-]{42,45}") {
        if RootSubject::parse(&text).is_ok() {
            let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
            prop_assert_eq!(bytes.len(), 32);
            prop_assert_eq!(data_encoding::BASE64URL_NOPAD.encode(&bytes), text);
        }
    }
}
