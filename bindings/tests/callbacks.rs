//! The platform as it must not be: it throws, hangs, answers rubbish, or has lost its key. Each is a typed error, nothing
//! is half done, and nothing is sent. No server is there: every test ends before the network.
#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use logi_bindings::{
    Authenticator, DeviceKeyError, DeviceKeys, DevicePlatform, EnrolError, HeldKey, Installation, KeyFault, KeyRole, NetworkFault,
    OpenError, Options, SecretStore, SecretStoreError, SignReason, StoreFault, software_device_keys,
};

/// A store in memory that can be told to fail or to hang.
#[derive(Default)]
struct Store {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
    trouble: Mutex<Option<Trouble>>,
}

#[derive(Clone)]
enum Trouble {
    Fails(SecretStoreError),
    Hangs,
}

impl Store {
    fn meet(trouble: Trouble) -> Arc<Self> {
        let store = Self::default();
        *store.trouble.lock().unwrap() = Some(trouble);
        Arc::new(store)
    }

    async fn suffer(&self) -> Result<(), SecretStoreError> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match trouble {
            None => Ok(()),
            Some(Trouble::Fails(error)) => Err(error),
            Some(Trouble::Hangs) => std::future::pending().await,
        }
    }
}

#[async_trait]
impl SecretStore for Store {
    async fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        self.suffer().await?;
        Ok(self.values.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned())
    }

    async fn save(&self, name: String, value: Vec<u8>) -> Result<(), SecretStoreError> {
        self.suffer().await?;
        self.values.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value);
        Ok(())
    }

    async fn remove(&self, name: String) -> Result<(), SecretStoreError> {
        self.suffer().await?;
        self.values.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        Ok(())
    }
}

/// What keys answer in place of the truth.
#[derive(Clone)]
enum Lie {
    Point(Vec<u8>),
    Signature(Vec<u8>),
    SignatureOfOtherBytes,
    Error(DeviceKeyError),
    Silence,
}

/// Software keys that lie.
struct Keys {
    real: Arc<dyn DeviceKeys>,
    lie: Lie,
}

impl Keys {
    fn telling(lie: Lie) -> Arc<Self> {
        let real = software_device_keys(Arc::new(Store::default())).unwrap();
        Arc::new(Self { real, lie })
    }
}

#[async_trait]
impl DeviceKeys for Keys {
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError> {
        self.real.ensure(role).await?;
        self.find(role).await
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError> {
        let key = self.real.find(role).await?;
        match &self.lie {
            Lie::Point(public_key) => Ok(HeldKey {
                public_key: public_key.clone(),
                ..key
            }),
            Lie::Signature(_) | Lie::SignatureOfOtherBytes | Lie::Error(_) | Lie::Silence => Ok(key),
        }
    }

    async fn sign(&self, role: KeyRole, payload: Vec<u8>, reason: SignReason) -> Result<Vec<u8>, DeviceKeyError> {
        match &self.lie {
            Lie::Signature(bytes) => Ok(bytes.clone()),
            Lie::SignatureOfOtherBytes => self.real.sign(role, b"other bytes".to_vec(), reason).await,
            Lie::Error(error) => Err(error.clone()),
            Lie::Silence => std::future::pending().await,
            Lie::Point(_) => self.real.sign(role, payload, reason).await,
        }
    }

    async fn remove(&self, role: KeyRole) -> Result<(), DeviceKeyError> {
        self.real.remove(role).await
    }
}

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

fn honest() -> Arc<dyn DeviceKeys> {
    software_device_keys(Arc::new(Store::default())).unwrap()
}

#[tokio::test]
async fn a_store_that_fails_is_named_by_how() {
    let folder = tempfile::tempdir().unwrap();
    for (error, fault) in [
        (SecretStoreError::Locked, StoreFault::Locked),
        (SecretStoreError::Full, StoreFault::Full),
        (SecretStoreError::Damaged, StoreFault::Damaged { record: None }),
        (
            SecretStoreError::Unavailable {
                reason: "thrown by the app".to_owned(),
            },
            StoreFault::Unavailable {
                reason: "other error".to_owned(),
            },
        ),
    ] {
        let opened = open(&folder, honest(), Store::meet(Trouble::Fails(error))).await;
        assert_eq!(opened.err(), Some(OpenError::Store { fault }));
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_fails_after_thirty_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let began = tokio::time::Instant::now();
    let opened = open(&folder, honest(), Store::meet(Trouble::Hangs)).await;
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
        store.values.lock().unwrap().insert("installation".to_owned(), bytes.clone());
        let opened = open(&folder, honest(), store.clone()).await;
        assert_eq!(opened.err(), Some(OpenError::Store { fault }));
        assert_eq!(store.values.lock().unwrap()["installation"], bytes);
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
        (
            DeviceKeyError::Unavailable {
                reason: "thrown by the app".to_owned(),
            },
            KeyFault::Unavailable,
        ),
    ] {
        assert_eq!(enrol_with(Lie::Error(error)).await, EnrolError::Key { fault });
    }
}

#[tokio::test(start_paused = true)]
async fn signing_that_needs_no_person_fails_after_thirty_seconds() {
    let began = tokio::time::Instant::now();
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
    let authenticator = open(&folder, honest(), Arc::new(Store::default())).await.unwrap();
    assert_eq!(
        authenticator.enrol().await,
        Err(EnrolError::Network {
            fault: NetworkFault::Unreachable
        })
    );
    assert_eq!(authenticator.installation().await, Ok(Installation::Unanswered));
}
