//! The table of enrolment.

use super::*;

fn keys(possession: u8, approval: u8) -> DeviceKeys {
    DeviceKeys {
        possession: PublicKey::from_coordinates([possession; 64]),
        approval: PublicKey::from_coordinates([approval; 64]),
        hardware: Hardware::StrongBox,
        presence: Presence::Biometric,
        level: KeyLevel::Claimed,
    }
}

fn device(account: i64, keys: Option<DeviceKeys>) -> Device {
    Device {
        row: DeviceRowId::new(uuid::Uuid::from_u128(5)),
        account: AccountId(account),
        device_id: DeviceId::new(uuid::Uuid::from_u128(6)),
        platform: Platform::Android,
        keys,
    }
}

fn known(subject: Option<i64>, device: Option<Device>) -> Known {
    Known {
        subject_account: subject.map(AccountId),
        possession_device: device,
    }
}

#[test]
fn a_subject_or_key_known_apart_is_taken() {
    let ours = keys(1, 2);
    for known in [
        known(Some(1), None),
        known(None, Some(device(1, Some(keys(1, 2))))),
        known(Some(1), Some(device(2, Some(keys(1, 2))))),
        known(Some(1), Some(device(1, Some(keys(1, 3))))),
        known(Some(1), Some(device(1, Some(keys(3, 2))))),
        known(Some(1), Some(device(1, None))),
    ] {
        assert_eq!(decide_enrolment(&known, &ours), EnrolmentDecision::SubjectTaken, "{known:?}");
    }
}

#[test]
fn both_known_together_is_the_same_account() {
    let same = device(1, Some(keys(1, 2)));
    let row = same.row;
    assert_eq!(
        decide_enrolment(&known(Some(1), Some(same)), &keys(1, 2)),
        EnrolmentDecision::Resume(row)
    );
}

#[test]
fn both_unknown_is_a_new_account() {
    assert_eq!(decide_enrolment(&known(None, None), &keys(1, 2)), EnrolmentDecision::Create);
}

#[test]
fn every_text_of_a_platform_is_read_back_and_no_other() {
    for text in ["ios", "macos", "android", "linux", "windows"] {
        assert_eq!(Platform::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "iOS", "symbian", "ios "] {
        assert!(Platform::parse(text).is_err(), "{text}");
    }
}
