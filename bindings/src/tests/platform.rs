//! The platform as a test wants it: it serves, throws, hangs, answers rubbish, or panics.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use logi_core::golden;
use tokio::sync::Notify;

use crate::{DeviceKeyError, DeviceKeys, HeldKey, KeyRole, SecretStore, SecretStoreError, SignReason, software_device_keys};

/// A store in memory.
#[derive(Default)]
pub(super) struct Store {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
    trouble: Mutex<Option<Trouble>>,
}

/// What a store does in place of its work.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    Fails(SecretStoreError),
    /// What is there can be read, and nothing changed.
    FailsToSave(SecretStoreError),
    Hangs,
    HangsToSave,
    PanicsToSave,
}

impl Store {
    pub(super) fn in_trouble(trouble: Trouble) -> Arc<Self> {
        let store = Self::default();
        store.meet(Some(trouble));
        Arc::new(store)
    }

    /// From here on this happens; `None` ends that.
    pub(super) fn meet(&self, trouble: Option<Trouble>) {
        *lock(&self.trouble) = trouble;
    }

    /// Everything stored.
    pub(super) fn values(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        lock(&self.values)
    }

    async fn suffer(&self, is_change: bool) -> Result<(), SecretStoreError> {
        let trouble = lock(&self.trouble).clone();
        match trouble {
            Some(Trouble::Fails(error)) => Err(error),
            Some(Trouble::Hangs) => pending().await,
            Some(Trouble::FailsToSave(error)) if is_change => Err(error),
            Some(Trouble::HangsToSave) if is_change => pending().await,
            Some(Trouble::PanicsToSave) if is_change => panic!("a store that panics"),
            Some(Trouble::FailsToSave(_) | Trouble::HangsToSave | Trouble::PanicsToSave) | None => Ok(()),
        }
    }
}

#[async_trait]
impl SecretStore for Store {
    async fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        self.suffer(false).await?;
        Ok(self.values().get(&name).cloned())
    }

    async fn save(&self, name: String, value: Vec<u8>) -> Result<(), SecretStoreError> {
        self.suffer(true).await?;
        self.values().insert(name, value);
        Ok(())
    }

    async fn remove(&self, name: String) -> Result<(), SecretStoreError> {
        self.suffer(true).await?;
        self.values().remove(&name);
        Ok(())
    }
}

/// Software keys that remember what they signed for, and lie when told to.
pub(super) struct Keys {
    real: Arc<dyn DeviceKeys>,
    lie: Mutex<Option<Lie>>,
    signed: Mutex<Vec<(SignReason, Vec<u8>)>>,
    running: AtomicUsize,
    /// Told when a call hangs.
    pub(super) hanging: Notify,
}

/// What keys answer in place of the truth.
#[derive(Debug, Clone)]
pub(super) enum Lie {
    Point(Vec<u8>),
    Signature(Vec<u8>),
    SignatureOfOtherBytes,
    Error(DeviceKeyError),
    /// No call is ever answered.
    Silence,
    /// A signature is answered when this is told, on a task of the platform's own that nobody stops.
    SignatureUpon(Arc<Notify>),
    Panic,
}

impl Keys {
    /// Honest keys that are made when first needed.
    pub(super) fn fresh() -> Arc<Self> {
        Self::over(Store::default())
    }

    pub(super) fn telling(lie: Lie) -> Arc<Self> {
        let keys = Self::fresh();
        keys.tell(Some(lie));
        keys
    }

    /// The keys of the golden phone.
    pub(super) fn golden() -> Arc<Self> {
        let store = Store::default();
        for role in ["possession", "approval"] {
            let scalar = golden::signing_key(role).to_bytes().to_vec();
            store.values().insert(format!("key.{role}"), scalar);
        }
        Self::over(store)
    }

    fn over(store: Store) -> Arc<Self> {
        Arc::new(Self {
            real: software_device_keys(Arc::new(store)).unwrap(),
            lie: Mutex::default(),
            signed: Mutex::default(),
            running: AtomicUsize::new(0),
            hanging: Notify::new(),
        })
    }

    /// From here on this is answered; `None` ends that.
    pub(super) fn tell(&self, lie: Option<Lie>) {
        *lock(&self.lie) = lie;
    }

    /// The approvals that were signed: what the prompt said, and the bytes.
    pub(super) fn approvals(&self) -> Vec<(SignReason, Vec<u8>)> {
        let signed = lock(&self.signed);
        let approvals = signed.iter().filter(|(reason, _)| matches!(reason, SignReason::Approve { .. }));
        approvals.cloned().collect()
    }

    /// How many calls were begun and neither answered nor dropped.
    pub(super) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    /// Says what is told about `key`, or hangs.
    async fn answer(&self, key: HeldKey) -> Result<HeldKey, DeviceKeyError> {
        let lie = lock(&self.lie).clone();
        match lie {
            Some(Lie::Point(public_key)) => Ok(HeldKey { public_key, ..key }),
            Some(Lie::Silence) => pending().await,
            Some(Lie::Signature(_) | Lie::SignatureOfOtherBytes | Lie::Error(_) | Lie::SignatureUpon(_) | Lie::Panic) | None => Ok(key),
        }
    }
}

#[async_trait]
impl DeviceKeys for Keys {
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError> {
        let _running = Running::begin(&self.running);
        self.answer(self.real.ensure(role).await?).await
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, DeviceKeyError> {
        let _running = Running::begin(&self.running);
        self.answer(self.real.find(role).await?).await
    }

    async fn sign(&self, role: KeyRole, payload: Vec<u8>, reason: SignReason) -> Result<Vec<u8>, DeviceKeyError> {
        let _running = Running::begin(&self.running);
        let lie = lock(&self.lie).clone();
        match lie {
            Some(Lie::Signature(bytes)) => return Ok(bytes),
            Some(Lie::SignatureOfOtherBytes) => return self.real.sign(role, b"other bytes".to_vec(), reason).await,
            Some(Lie::Error(error)) => return Err(error),
            Some(Lie::Panic) => panic!("keys that panic"),
            Some(Lie::Silence) => {
                self.hanging.notify_one();
                pending::<()>().await;
            }
            Some(Lie::SignatureUpon(word)) => {
                let (real, signing) = (self.real.clone(), (role, payload.clone(), reason.clone()));
                let answer = tokio::spawn(async move {
                    word.notified().await;
                    let (role, payload, reason) = signing;
                    real.sign(role, payload, reason).await
                });
                self.hanging.notify_one();
                return answer.await.unwrap();
            }
            Some(Lie::Point(_)) | None => {}
        }
        lock(&self.signed).push((reason.clone(), payload.clone()));
        self.real.sign(role, payload, reason).await
    }

    async fn remove(&self, role: KeyRole) -> Result<(), DeviceKeyError> {
        let _running = Running::begin(&self.running);
        let is_silent = matches!(*lock(&self.lie), Some(Lie::Silence));
        if is_silent {
            pending::<()>().await;
        }
        self.real.remove(role).await
    }
}

/// One call in progress, until it is answered or dropped.
struct Running<'a>(&'a AtomicUsize);

impl<'a> Running<'a> {
    fn begin(running: &'a AtomicUsize) -> Self {
        running.fetch_add(1, Ordering::SeqCst);
        Self(running)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
