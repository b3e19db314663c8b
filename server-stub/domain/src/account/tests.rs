//! The table of enrolment, every row.

use super::*;
use crate::id::DeviceRowId;
use uuid::Uuid;

fn key(number: u8) -> PublicKey {
    PublicKey::from_coordinates([number; 64])
}

fn keys(possession: u8, approval: u8) -> DeviceKeys {
    DeviceKeys {
        possession: key(possession),
        approval: key(approval),
        hardware: Hardware::None,
        presence: Presence::None,
        level: KeyLevel::None,
    }
}

const ROW: Uuid = Uuid::from_u128(9);

fn device(account: i64, keys: Option<DeviceKeys>) -> Device {
    Device {
        row: DeviceRowId::new(ROW),
        account: AccountId(account),
        device_id: DeviceId::new(Uuid::nil()),
        platform: Platform::Linux,
        keys,
    }
}

fn decide(subject_account: Option<i64>, possession_device: Option<Device>) -> EnrolmentDecision {
    let known = Known {
        subject_account: subject_account.map(AccountId),
        possession_device,
    };
    decide_enrolment(&known, &keys(1, 2))
}

#[test]
fn a_known_subject_with_an_unknown_key_is_taken() {
    assert_eq!(decide(Some(1), None), EnrolmentDecision::SubjectTaken);
}

#[test]
fn a_known_key_with_an_unknown_subject_is_taken() {
    assert_eq!(decide(None, Some(device(1, Some(keys(1, 2))))), EnrolmentDecision::SubjectTaken);
}

#[test]
fn a_known_key_of_another_account_is_taken() {
    assert_eq!(decide(Some(1), Some(device(2, Some(keys(1, 2))))), EnrolmentDecision::SubjectTaken);
}

#[test]
fn a_known_subject_and_possession_key_with_another_approval_key_is_taken() {
    assert_eq!(decide(Some(1), Some(device(1, Some(keys(1, 3))))), EnrolmentDecision::SubjectTaken);
}

#[test]
fn a_keyless_record_never_gains_keys() {
    assert_eq!(decide(Some(1), Some(device(1, None))), EnrolmentDecision::SubjectTaken);
}

#[test]
fn subject_and_both_keys_together_resume() {
    let expected = EnrolmentDecision::Resume(DeviceRowId::new(ROW));
    assert_eq!(decide(Some(1), Some(device(1, Some(keys(1, 2))))), expected);
}

#[test]
fn what_nobody_knows_is_created() {
    assert_eq!(decide(None, None), EnrolmentDecision::Create);
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
