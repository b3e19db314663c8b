//! Records: golden bytes of every version, refusal of newer ones, and what a failure leaves behind.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::{decode, encode, read_json};
use super::*;
use crate::fakes::MemoryStore;
use crate::golden::poll_at_most;
use crate::ports::StoreError;
use crate::secret::AccessToken;

macro_rules! golden_bytes {
    ($file:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/vault/", $file)).as_slice()
    };
}

fn installation() -> InstallationRecord {
    InstallationRecord {
        installation: Uuid::from_bytes([1; 16]).into(),
        issuer: "https://login.example".to_owned(),
        subject: "SRYGAYW8fapoj63kuSSATivuU3MEBvcjbtzheNLX2x0".to_owned(),
        device_id: Uuid::from_bytes([2; 16]).into(),
        sent: true,
    }
}

fn account() -> AccountRecord {
    AccountRecord {
        user_id: 42,
        anonymous: true,
        nickname: Some("Mina".to_owned()),
        access_token: AccessToken::parse("logi_pak_golden").unwrap(),
        refused: false,
    }
}

fn decisions() -> DecisionsRecord {
    let decision = |session: u8, decision, jws: &str| DecisionRecord {
        session: Uuid::from_bytes([session; 16]).into(),
        decision,
        jws: jws.to_owned(),
        decided_at: 1_795_251_610,
    };
    let decisions = vec![
        decision(3, DecidedRecord::Approve, "a.b.c"),
        decision(4, DecidedRecord::Deny, "d.e.f"),
    ];
    DecisionsRecord { decisions }
}

/// A record is written as its golden bytes, and they read back as the record.
fn assert_golden<R: Record + PartialEq>(record: &R, golden: &[u8]) {
    assert_eq!(encode(record).unwrap().as_slice(), golden, "{}", R::NAME);
    assert!(decode::<R>(golden).unwrap() == *record, "{}", R::NAME);
}

#[test]
fn reads_and_writes_the_golden_bytes_of_version_1() {
    assert_golden(&installation(), golden_bytes!("installation-v1.bin"));
    assert_golden(&account(), golden_bytes!("account-v1.bin"));
    assert_golden(&IssuerRecord { clock_offset_ms: -600_000 }, golden_bytes!("issuer-v1.bin"));
    let key_set = KeySetRecord {
        keys: Some(r#"{"keys":[]}"#.to_owned()),
        fetched_at: 1_795_251_600,
        asked_at: Some(1_795_251_601),
    };
    assert_golden(&key_set, golden_bytes!("key-set-v1.bin"));
    assert_golden(&decisions(), golden_bytes!("decisions-v1.bin"));
}

#[tokio::test]
async fn refuses_a_newer_version_and_does_not_overwrite_it() {
    let store = Arc::new(MemoryStore::default());
    let vault = Vault::new(store.clone());
    let newer = [&[0, 2], br#"{"something":"new"}"#.as_slice()].concat();
    store.save("account", &newer).await.unwrap();
    let refused = VaultError::NewerVersion {
        record: "account",
        found: 2,
        known: 1,
    };
    assert_eq!(vault.load::<AccountRecord>().await.err(), Some(refused));
    assert_eq!(vault.save(&account()).await, Err(refused));
    assert_eq!(vault.update(|_: Option<AccountRecord>| Some(account())).await, Err(refused));
    assert_eq!(store.snapshot()["account"], newer);
}

#[test]
fn refuses_damaged_records() {
    let golden = golden_bytes!("account-v1.bin");
    let damaged = VaultError::Damaged { record: "account" };
    for cut in 0..golden.len() {
        assert_eq!(decode::<AccountRecord>(&golden[..cut]).err(), Some(damaged), "{cut}");
    }
    let unknown = [&golden[..golden.len() - 1], br#","more":1}"#].concat();
    assert_eq!(decode::<AccountRecord>(&unknown).err(), Some(damaged));
    assert_eq!(decode::<AccountRecord>(b"\0\0{}").err(), Some(damaged));
}

/// A record at its second version, which calls `text` what the first called `note`.
#[derive(Serialize, Deserialize)]
struct Note {
    text: String,
}

impl Record for Note {
    const NAME: &'static str = "note";
    const VERSION: u16 = 2;

    fn read(version: u16, body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct First {
            note: String,
        }
        match version {
            1 => read_json::<First>(body).map(|first| Self { text: first.note }),
            2 => read_json(body),
            _ => None,
        }
    }
}

#[tokio::test]
async fn reads_an_older_version_and_writes_the_newest_at_the_next_change() {
    let store = Arc::new(MemoryStore::default());
    let vault = Vault::new(store.clone());
    store.save("note", b"\0\x01{\"note\":\"old\"}").await.unwrap();
    assert_eq!(vault.load::<Note>().await.unwrap().unwrap().text, "old");
    vault.update(|note: Option<Note>| note).await.unwrap();
    assert_eq!(store.snapshot()["note"], b"\0\x02{\"text\":\"old\"}");
}

#[tokio::test]
async fn a_change_that_fails_or_is_dropped_leaves_the_old_record_or_the_new() {
    let store = Arc::new(MemoryStore::default());
    let vault = Vault::new(store.clone());
    vault.save(&account()).await.unwrap();
    let old = store.snapshot();
    let refused = AccountRecord {
        refused: true,
        ..account()
    };
    let new = BTreeMap::from([("account".to_owned(), encode(&refused).unwrap().to_vec())]);

    store.refuse_changes(Some(StoreError::Full));
    assert_eq!(vault.save(&refused).await, Err(VaultError::Store(StoreError::Full)));
    assert_eq!(store.snapshot(), old);
    store.refuse_changes(None);

    for polls in 0..8 {
        store.restore(old.clone());
        let saved = poll_at_most(polls, vault.save(&refused));
        let after = store.snapshot();
        assert!(after == old || after == new, "{polls}");
        assert!(saved.is_none() || after == new, "{polls}");
    }
    assert_eq!(store.snapshot(), new);
}
