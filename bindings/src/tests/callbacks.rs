//! The platform as it must not be, before there is an account: it throws, hangs, answers rubbish, or has lost its key. Each
//! is a typed error, nothing is half done, and nothing is sent. No server is there: every test ends before the network.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::platform::{Keys, Lie, Store, Trouble};
use crate::{
    Authenticator, DeviceKeyError, DeviceKeys, DevicePlatform, EnrolError, Installation, KeyFault, NetworkFault, OpenError, Options,
    SecretStore, SecretStoreError, StoreFault,
};

fn options(folder: &tempfile::TempDir) -> Options {
    Options {
        // Nobody listens on the discard port.
        issuer: "http://localhost:9".to_owned(),
        link_host: None,
        pins: r#"{"keys":[]}"#.to_owned(),
        platform: DevicePlatform::Linux,
        device_name: None,
        device_value: Vec::new(),
        marker_path: folder.path().join("installation").display().to_string(),
    }
}

async fn open(folder: &tempfile::TempDir, keys: Arc<dyn DeviceKeys>, store: Arc<dyn SecretStore>) -> Result<Arc<Authenticator>, OpenError> {
    Authenticator::open(options(folder), keys, store).await
}

/// What an implementation throws that it did not declare. Its text is the app's own.
fn thrown() -> uniffi::UnexpectedUniFFICallbackError {
    uniffi::UnexpectedUniFFICallbackError::new("thrown by the app")
}

#[tokio::test]
async fn a_store_that_fails_is_named_by_how() {
    let folder = tempfile::tempdir().unwrap();
    for (error, fault) in [
        (SecretStoreError::Locked, StoreFault::Locked),
        (SecretStoreError::Full, StoreFault::Full),
        (SecretStoreError::Damaged, StoreFault::Damaged { record: None }),
        (
            thrown().into(),
            StoreFault::Unavailable {
                reason: "other error".to_owned(),
            },
        ),
    ] {
        let opened = open(&folder, Keys::fresh(), Store::in_trouble(Trouble::Fails(error))).await;
        assert_eq!(opened.err(), Some(OpenError::Store { fault }));
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_fails_after_thirty_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let opened = open(&folder, Keys::fresh(), Store::in_trouble(Trouble::Hangs)).await;
    assert!(matches!(
        opened.err(),
        Some(OpenError::Store {
            fault: StoreFault::Unavailable { .. }
        })
    ));
    assert_eq!(began.elapsed(), Duration::from_secs(30));
}

#[tokio::test]
async fn bytes_of_a_newer_app_and_damaged_ones_are_told_apart_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, fault) in [
        (
            vec![0, 9, b'{', b'}'],
            StoreFault::NewerVersion {
                record: "installation".to_owned(),
                found: 9,
                known: 1,
            },
        ),
        (
            vec![0, 1, b'{'],
            StoreFault::Damaged {
                record: Some("installation".to_owned()),
            },
        ),
        (
            Vec::new(),
            StoreFault::Damaged {
                record: Some("installation".to_owned()),
            },
        ),
    ] {
        let store = Arc::new(Store::default());
        store.values().insert("installation".to_owned(), bytes.clone());
        let opened = open(&folder, Keys::fresh(), store.clone()).await;
        assert_eq!(opened.err(), Some(OpenError::Store { fault }));
        assert_eq!(store.values()["installation"], bytes);
    }
}

async fn enrol_with(lie: Lie) -> EnrolError {
    let folder = tempfile::tempdir().unwrap();
    let authenticator = open(&folder, Keys::telling(lie), Arc::new(Store::default())).await.unwrap();
    let refused = authenticator.enrol().await.unwrap_err();
    assert!(!matches!(authenticator.installation().await, Ok(Installation::Enrolled { .. })));
    refused
}

#[tokio::test]
async fn keys_that_answer_rubbish_are_not_believed() {
    let one = {
        let mut der = vec![0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];
        der.push(0);
        der
    };
    let rubbish = [
        Lie::Point(Vec::new()),
        Lie::Point(vec![4; 65]),
        Lie::Point(vec![2; 33]),
        Lie::Signature(Vec::new()),
        Lie::Signature(vec![1; 64]),
        Lie::Signature(vec![0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x01]),
        Lie::Signature(one),
        Lie::SignatureOfOtherBytes,
    ];
    for lie in rubbish {
        assert_eq!(
            enrol_with(lie).await,
            EnrolError::Key {
                fault: KeyFault::BadAnswer
            }
        );
    }
}

#[tokio::test]
async fn keys_that_throw_are_named_by_how() {
    for (error, fault) in [
        (DeviceKeyError::NotConfirmed, KeyFault::NotConfirmed),
        (DeviceKeyError::Locked, KeyFault::Locked),
        (DeviceKeyError::Invalidated, KeyFault::Invalidated),
        (DeviceKeyError::Missing, KeyFault::Invalidated),
        (thrown().into(), KeyFault::Unavailable),
    ] {
        assert_eq!(enrol_with(Lie::Error(error)).await, EnrolError::Key { fault });
    }
}

#[tokio::test(start_paused = true)]
async fn signing_that_needs_no_person_fails_after_thirty_seconds() {
    let began = Instant::now();
    let refused = enrol_with(Lie::Silence).await;
    assert_eq!(
        refused,
        EnrolError::Key {
            fault: KeyFault::Unavailable
        }
    );
    assert_eq!(began.elapsed(), Duration::from_secs(30));
}

#[tokio::test]
async fn honest_keys_reach_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let authenticator = open(&folder, Keys::fresh(), Arc::new(Store::default())).await.unwrap();
    assert_eq!(
        authenticator.enrol().await,
        Err(EnrolError::Network {
            fault: NetworkFault::Unreachable
        })
    );
    assert_eq!(authenticator.installation().await, Ok(Installation::Unanswered));
}
