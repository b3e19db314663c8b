//! A8 (R8c): subject, thumbprint and proofs, byte for byte as `tests/wire` has them; and what the server's `Date` teaches.

use std::sync::{Arc, Mutex};

use data_encoding::HEXLOWER;
use proptest::prelude::*;

use super::dpop::{ProofOf, make_proof};
use super::jws::Jws;
use super::subject::derive_subject;
use super::*;
use crate::fakes::{ManualClock, MemoryStore, RecordingKeys};
use crate::golden::{self, signing_key, text};
use crate::id::InstallationId;
use crate::ports::{Clock as _, DeviceKey, HeldKey, KeyError, KeyRole, RawSignature, Rng, RngError, SignReason};
use crate::secret::AccessToken;
use crate::vault::Vault;

#[test]
fn derives_the_root_subject_of_the_contract() {
    for vector in golden::sub()["root_subjects"].as_array().unwrap() {
        let parts = &vector["parts"];
        let installation = InstallationId::parse(text(&parts["app_uuid"])).unwrap();
        let bytes = |name: &str| HEXLOWER.decode(text(&parts[name]).as_bytes()).unwrap();
        let random = bytes("random_hex").try_into().unwrap();
        let subject = derive_subject(installation, &bytes("device_value_hex"), &random);
        assert_eq!(subject, text(&vector["root_subject"]), "{}", vector["name"]);
    }
}

#[test]
fn never_makes_one_subject_twice() {
    let installation = InstallationId::parse(text(&golden::keys()["app_uuid"])).unwrap();
    let rng = crate::fakes::SeededRng::new(7);
    let first = make_subject(installation, b"", &rng).unwrap();
    assert_ne!(first, make_subject(installation, b"", &rng).unwrap());
}

#[tokio::test]
async fn makes_the_proofs_of_the_contract() {
    let dpop = golden::dpop();
    let keys = RecordingKeys::with(signing_key("possession"), signing_key("approval"));
    let token = AccessToken::parse(text(&golden::keys()["pak"])).unwrap();
    for vector in dpop["proofs"].as_array().unwrap() {
        let payload = &vector["payload"];
        let jti = data_encoding::BASE64URL_NOPAD.decode(text(&payload["jti"]).as_bytes()).unwrap();
        let of = ProofOf {
            method: text(&payload["htm"]),
            url: text(&payload["htu"]),
            issued_at: payload["iat"].as_u64().unwrap(),
            token: payload.get("ath").map(|_| &token),
            nonce: payload.get("nonce").map(text),
        };
        let proof = make_proof(&keys, &FixedRng(Mutex::new(jti)), of).await.unwrap();
        assert_eq!(proof, text(&vector["proof"]), "{}", vector["name"]);
    }
}

#[tokio::test]
async fn names_a_key_by_its_rfc_7638_thumbprint() {
    let rfc: PublicJwk = serde_json::from_value(golden::dpop()["rfc9449"]["jwk"].clone()).unwrap();
    assert_eq!(thumbprint(&rfc.to_key().unwrap()), text(&golden::dpop()["rfc9449"]["jkt"]));
    let keys = RecordingKeys::with(signing_key("possession"), signing_key("approval"));
    let approval = keys.ensure(KeyRole::Approval).await.unwrap().public_key;
    assert_eq!(thumbprint(&approval), text(&golden::dpop()["jkt"]["approval"]));
}

#[test]
fn refuses_a_jwk_that_is_no_p256_point_in_its_one_spelling() {
    let good = golden::keys()["ec"]["approval"]["public"].clone();
    let read = |jwk: &serde_json::Value| serde_json::from_value::<PublicJwk>(jwk.clone()).ok()?.to_key().ok();
    assert!(read(&good).is_some());
    let swapped = ("x", good["y"].clone());
    for (member, value) in [
        ("kty", "OKP".into()),
        ("crv", "P-384".into()),
        ("x", "".into()),
        ("x", format!("{}=", text(&good["x"])).into()),
        ("y", text(&good["y"]).split_at(1).1.into()),
        ("d", "AAAA".into()),
        swapped,
    ] {
        let mut bad = good.clone();
        bad[member] = value;
        assert!(read(&bad).is_none(), "{member}");
    }
}

#[test]
fn takes_no_jws_of_another_form() {
    let good = golden::approve();
    let good = text(&good["approval"]);
    assert!(Jws::parse(good).is_some());
    let (input, signature) = good.rsplit_once('.').unwrap();
    for bad in [
        "",
        ".",
        "..",
        "a.b",
        input,
        &format!("{good}.{signature}"),
        &format!("{good}="),
        good.split_at(1).1,
        &format!("{input}."),
    ] {
        assert!(Jws::parse(bad).is_none(), "{bad}");
    }
}

#[tokio::test]
async fn learns_the_time_from_the_server_and_keeps_it() {
    let clock = Arc::new(ManualClock::new(1_795_251_603_750));
    let vault = Vault::new(Arc::new(MemoryStore::default()));
    let time = CoreTime::load(clock.clone(), &vault).await.unwrap();
    assert_eq!(time.now_unix_ms(), clock.now_unix_ms());
    // 2026-11-21T05:50:03Z, ten minutes ahead of the phone.
    time.learn("Sat, 21 Nov 2026 09:10:03 GMT", &vault).await.unwrap();
    assert_eq!(time.now_unix(), 1_795_252_203);
    let restarted = CoreTime::load(clock.clone(), &vault).await.unwrap();
    assert_eq!(restarted.now_unix(), 1_795_252_203);
    for unreadable in ["", "yesterday", "Sat, 21 Nov 2026", "\u{1}", "Sat, 99 Nov 2026 09:10:03 GMT"] {
        restarted.learn(unreadable, &vault).await.unwrap();
        assert_eq!(restarted.now_unix(), 1_795_252_203, "{unreadable}");
    }
}

#[tokio::test]
async fn writes_no_offset_for_the_second_that_dates_round_off() {
    let store = Arc::new(MemoryStore::default());
    let vault = Vault::new(store.clone());
    let time = CoreTime::load(Arc::new(ManualClock::new(1_795_252_203_900)), &vault).await.unwrap();
    time.learn("Sat, 21 Nov 2026 09:10:02 GMT", &vault).await.unwrap();
    assert!(store.snapshot().is_empty());
}

proptest! {
    #[test]
    fn a_jws_that_reads_has_one_spelling_and_nothing_else_does(text in "[A-Za-z0-9_=.-]{0,200}") {
        if let Some(jws) = Jws::parse(&text) {
            prop_assert!(!text.contains('=') && text.matches('.').count() == 2);
            prop_assert!(jws.verify::<serde_json::Value>(signing_key("approval").verifying_key()).is_none());
        }
    }

    #[test]
    fn a_changed_character_breaks_a_signature(at in 0_usize..1000, to in "[A-Za-z0-9_-]") {
        let approve = golden::approve();
        let good = text(&approve["approval"]);
        let at = at % good.len();
        let changed: String = good.chars().enumerate().map(|(index, old)| if index == at { to.chars().next().unwrap() } else { old }).collect();
        let payload = Jws::parse(&changed).and_then(|jws| jws.verify::<serde_json::Value>(signing_key("approval").verifying_key()));
        prop_assert_eq!(payload.is_some(), changed == good);
    }
}

/// Keys that answer with the signature of something else.
struct Elsewhere(RecordingKeys);

#[async_trait::async_trait]
impl DeviceKey for Elsewhere {
    async fn ensure(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        self.0.ensure(role).await
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        self.0.find(role).await
    }

    async fn sign(&self, role: KeyRole, _: &[u8], reason: SignReason<'_>) -> Result<RawSignature, KeyError> {
        self.0.sign(role, b"something else", reason).await
    }

    async fn remove(&self, role: KeyRole) -> Result<(), KeyError> {
        self.0.remove(role).await
    }
}

#[tokio::test]
async fn takes_no_signature_of_something_else() {
    let keys = Elsewhere(RecordingKeys::with(signing_key("possession"), signing_key("approval")));
    let signed = sign_compact(&keys, KeyRole::Approval, ("logi-approval+jwt", SignReason::Deny), &"payload").await;
    assert_eq!(signed, Err(KeyError::BadSignature));
}

#[tokio::test]
async fn tells_a_time_of_the_server_in_that_of_the_device() {
    let vault = Vault::new(Arc::new(MemoryStore::default()));
    let time = CoreTime::load(Arc::new(ManualClock::new(1_795_251_603_000)), &vault).await.unwrap();
    // 2026-11-21T09:10:03Z, ten minutes ahead of the phone.
    time.learn("Sat, 21 Nov 2026 09:10:03 GMT", &vault).await.unwrap();
    assert_eq!(time.to_device(1_795_252_203), 1_795_251_603);
    assert_eq!(time.to_device(0), 0);
}

/// Gives the bytes it holds.
struct FixedRng(Mutex<Vec<u8>>);

impl Rng for FixedRng {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.copy_from_slice(&self.0.lock().map_err(|_| RngError)?);
        Ok(())
    }
}
