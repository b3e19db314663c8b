//! Which of the server's keys are trusted: the pins until the first successful fetch, then the fetched set,
//! whatever its age. One older than an hour is fetched again after an answered call, never between reading a code
//! and judging it. A code with an unknown key has the set fetched again, from the trusted server only and at most
//! once in five minutes.

use std::sync::Arc;

use futures_util::lock::Mutex;

use super::client::{Authorization, Call, Client};
use super::error::CallError;
use crate::identity::CoreTime;
use crate::ports::HttpError;
use crate::qr::KeySet;
use crate::vault::{KeySetRecord, Record as _, Vault, VaultError};

const PATH: &str = "/.well-known/logi-keys.json";
/// Seconds after which a set is fetched again.
const STALE: u64 = 3600;
/// Seconds between two fetches because of unknown keys.
const ASK_AGAIN: u64 = 300;

pub(crate) struct KeyRing {
    client: Arc<Client>,
    vault: Arc<Vault>,
    time: Arc<CoreTime>,
    pins: KeySet,
    fetching: Mutex<()>,
}

impl KeyRing {
    pub(crate) fn new(client: Arc<Client>, vault: Arc<Vault>, time: Arc<CoreTime>, pins: KeySet) -> Self {
        Self {
            client,
            vault,
            time,
            pins,
            fetching: Mutex::new(()),
        }
    }

    /// The keys to judge by, without any call.
    pub(crate) async fn trusted(&self) -> Result<KeySet, VaultError> {
        let damaged = VaultError::Damaged {
            record: KeySetRecord::NAME,
        };
        match self.vault.load::<KeySetRecord>().await?.and_then(|stored| stored.keys) {
            Some(keys) => KeySet::parse(keys.as_bytes()).map_err(|_| damaged),
            None => Ok(self.pins.clone()),
        }
    }

    /// Fetches the set because a code names an unknown key. Nothing when that was done less than five minutes ago.
    pub(crate) async fn ask(&self) -> Result<Option<KeySet>, CallError> {
        let _fetching = self.fetching.lock().await;
        let now = self.time.now_unix();
        let stored = self.vault.load::<KeySetRecord>().await?;
        let asked = stored.as_ref().and_then(|stored| stored.asked_at);
        if asked.is_some_and(|asked| now.abs_diff(asked) < ASK_AGAIN) {
            return Ok(None);
        }
        self.save_asked(Some(now)).await?;
        let fetched = self.fetch().await;
        if let Err(CallError::Network(HttpError::NotSecure | HttpError::Unreachable | HttpError::NotTrusted)) = fetched {
            // Nobody was asked: the request did not leave.
            self.save_asked(asked).await?;
        }
        fetched.map(Some)
    }

    /// Fetches the set after an answered call, when there is none or it is older than an hour. A failure leaves
    /// what there is; of several calls at once one fetches.
    pub(crate) async fn refresh_if_stale(&self) {
        let Some(_fetching) = self.fetching.try_lock() else { return };
        let stored = match self.vault.load::<KeySetRecord>().await {
            Ok(stored) => stored.filter(|stored| stored.keys.is_some()),
            Err(error) => return tracing::debug!(%error, "the key set is not refreshed"),
        };
        if stored.is_some_and(|stored| self.time.now_unix().abs_diff(stored.fetched_at) < STALE) {
            return;
        }
        if let Err(error) = self.fetch().await {
            tracing::debug!(code = error.code(), "the key set could not be refreshed");
        }
    }

    async fn fetch(&self) -> Result<KeySet, CallError> {
        let body = self.client.call_raw(Call::get(PATH, Authorization::None)).await?;
        let bad_answer = CallError::BadAnswer { status: 200 };
        let keys = KeySet::parse(&body).map_err(|_| bad_answer.clone())?;
        let json = serde_json::to_string(&keys).map_err(|_| bad_answer)?;
        let now = self.time.now_unix();
        let replace = |stored: Option<KeySetRecord>| {
            Some(KeySetRecord {
                keys: Some(json),
                fetched_at: now,
                asked_at: stored.and_then(|stored| stored.asked_at),
            })
        };
        self.vault.update(replace).await?;
        Ok(keys)
    }

    async fn save_asked(&self, asked_at: Option<u64>) -> Result<(), VaultError> {
        let change = |stored: Option<KeySetRecord>| {
            let stored = stored.unwrap_or(KeySetRecord {
                keys: None,
                fetched_at: 0,
                asked_at: None,
            });
            Some(KeySetRecord { asked_at, ..stored })
        };
        self.vault.update(change).await
    }
}
