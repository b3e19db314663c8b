//! Identifiers have one text each.

use super::*;

const UUID: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

#[test]
fn refuses_every_other_spelling_of_a_uuid() {
    for text in [
        "",
        "7C9E6679-7425-40DE-944B-E07FC1F90AE7",
        "7c9e6679742540de944be07fc1f90ae7",
        "{7c9e6679-7425-40de-944b-e07fc1f90ae7}",
        "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7",
        " 7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "7c9e6679-7425-40de-944b-e07fc1f90ae",
    ] {
        assert!(SessionId::parse(text).is_err() && DeviceId::parse(text).is_err(), "{text}");
    }
    let session = SessionId::parse(UUID).unwrap();
    assert_eq!(session.to_string(), UUID);
    assert_eq!(session.bytes()[..2], [0x7c, 0x9e]);
}

#[test]
fn refuses_what_is_no_client_id() {
    for text in [
        "",
        "logi_",
        "logi_c51306fa",
        "logi_C51306FA2EFC8CFCECD8AAF71148D450",
        "c51306fa2efc8cfcecd8aaf71148d450",
    ] {
        assert!(ClientId::parse(text).is_err(), "{text}");
    }
    let made = ClientId::from_random([0xc5; 16]);
    assert_eq!(ClientId::parse(made.as_str()), Ok(made));
}

#[test]
fn refuses_a_root_subject_that_is_not_32_bytes() {
    let good = "SRYGAYW8fapoj63kuSSATivuU3MEBvcjbtzheNLX2x0";
    for text in [
        "",
        "abc",
        &format!("{good}="),
        "SRYGAYW8fapoj63kuSSATivuU3MEBvcjbtzheNLX2x1",
        &good.replace('S', "+"),
    ] {
        assert!(RootSubject::parse(text).is_err(), "{text}");
    }
    assert_eq!(RootSubject::parse(good).unwrap().as_str(), good);
}

#[test]
fn subjects_and_hashes_do_not_print() {
    let subject = RootSubject::parse("SRYGAYW8fapoj63kuSSATivuU3MEBvcjbtzheNLX2x0").unwrap();
    assert!(!format!("{subject:?}").contains("SRYG"));
    assert_eq!(format!("{:?}", SecretHash::of("secret")), "SecretHash(…)");
}
