//! Receipts: every tampering of the contract is refused, and a genuine one is read without a call.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fakes::ScriptedAnswer;
use crate::golden::{self, KEY_SET, Phone, answer, case, key_set_json, line, published, text};
use crate::ports::SecretStore as _;
use crate::qr::KeySet;
use crate::{CallError, Receipt, ReceiptError, SessionId, VerifiedReceipt};

use super::verify::{read_listed, verify_file};

/// The key set and the file of a vector.
fn read(vector: &Value) -> (KeySet, Vec<u8>) {
    let held = json!({ "keys": vector["held_keys"] });
    let keys = KeySet::parse(held.to_string().as_bytes()).unwrap();
    let file = vector["file"].as_str().map_or_else(|| vector["file"].to_string(), str::to_owned);
    (keys, file.into_bytes())
}

fn verify(vector: &Value) -> Result<VerifiedReceipt, ReceiptError> {
    let (keys, file) = read(vector);
    verify_file(&file, &Phone::config(&key_set_json()).issuer, &keys)
}

#[test]
fn refuses_every_tampered_file_of_the_contract() {
    for vector in golden::receipt()["tampered"].as_array().unwrap() {
        let refused = verify(vector).expect_err(text(&vector["name"]));
        assert_eq!(refused.code(), text(&vector["expected"]["result"]), "{}", vector["name"]);
        if let ReceiptError::UnknownKey { kid } = refused {
            assert_eq!(kid.to_string(), text(&vector["expected"]["kid"]));
        }
    }
}

#[test]
fn reads_the_genuine_files_of_the_contract() {
    for vector in golden::receipt()["genuine"].as_array().unwrap() {
        let expected = &vector["expected"];
        let receipt = verify(vector).unwrap();
        assert_eq!(receipt.session.to_string(), text(&expected["session_id"]));
        assert_eq!(receipt.issuer, text(&expected["issuer"]));
        assert_eq!(receipt.approved_at, expected["approved_at"].as_u64().unwrap());
        assert_eq!(receipt.application, text(&expected["application"]));
        assert_eq!(receipt.domain, text(&expected["domain"]));
        assert_eq!(json!(receipt.granted), expected["granted"]);
    }
}

fn session() -> SessionId {
    SessionId::parse(text(&golden::keys()["session_id"])).unwrap()
}

#[tokio::test]
async fn lists_the_receipts_of_the_contract() {
    let phone = Phone::enrolled().await;
    let receipt = golden::receipt();
    let all = case(&receipt["cases"], "all, newest first");
    phone.fakes.http.once(&line(all), answer(all));
    let listed = phone.authenticator.receipts().await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0].receipt.id, session());
    assert_eq!(listed[0].receipt.approval, text(&receipt["receipt"]["approval"]));
    assert!(listed[0].verified);
    let content = listed[0].content.as_ref().unwrap();
    let verified = phone
        .authenticator
        .verify_receipt(receipt["exported"].to_string().as_bytes())
        .await
        .unwrap();
    assert_eq!(
        (&content.application, &content.domain, &content.granted, content.approved_at),
        (&verified.application, &verified.domain, &verified.granted, verified.approved_at)
    );
}

#[test]
fn a_listed_receipt_shows_what_was_signed_here_and_says_when_the_server_does_not_vouch_for_it() {
    let exported = golden::receipt()["exported"].clone();
    let genuine = Receipt {
        id: session(),
        approval: text(&exported["approval"]).to_owned(),
        receipt: text(&exported["receipt"]).to_owned(),
    };
    let issuer = Phone::config(&key_set_json()).issuer;
    let keys = KeySet::parse(key_set_json().to_string().as_bytes()).unwrap();
    let none = KeySet::parse(br#"{"keys":[]}"#).unwrap();
    assert!(read_listed(genuine.clone(), &issuer, &keys).verified);
    let unknown_key = read_listed(genuine.clone(), &issuer, &none);
    assert!(!unknown_key.verified && unknown_key.content.is_some());
    let other_login = Receipt {
        id: SessionId::parse("00000000-0000-4000-8000-000000000000").unwrap(),
        ..genuine.clone()
    };
    let (head, _) = genuine.approval.rsplit_once('.').unwrap();
    let (_, signature) = genuine.receipt.rsplit_once('.').unwrap();
    let changed = Receipt {
        approval: format!("{head}.{signature}"),
        ..genuine
    };
    for refused in [other_login, changed] {
        let listed = read_listed(refused, &issuer, &keys);
        assert!(!listed.verified && listed.content.is_none());
    }
}

#[tokio::test]
async fn exports_a_file_that_verifies_without_a_call() {
    let phone = Phone::enrolled().await;
    let receipt = golden::receipt();
    let one = case(&receipt["cases"], "one");
    phone.fakes.http.once(&line(one), answer(one));
    let file = phone.authenticator.export_receipt(session()).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&file).unwrap(), receipt["exported"]);
    let calls = phone.fakes.http.sent().len();
    let verified = phone.authenticator.verify_receipt(file.as_bytes()).await.unwrap();
    assert_eq!(verified.granted, ["preferred_name", "email"]);
    assert_eq!(phone.fakes.http.sent().len(), calls);
}

#[tokio::test]
async fn does_not_export_what_does_not_verify() {
    let phone = Phone::enrolled().await;
    let receipt = golden::receipt();
    let one = case(&receipt["cases"], "one");
    let mut forged = one["response"]["body"].clone();
    forged["approval"] = golden::deny()["denial"].clone();
    phone.fakes.http.once(&line(one), ScriptedAnswer::json(200, &forged));
    assert_eq!(phone.authenticator.export_receipt(session()).await, Err(ReceiptError::Invalid));
    let missing = phone.authenticator.export_receipt(session()).await;
    assert!(matches!(missing, Err(ReceiptError::Call(CallError::Network(_)))));
}

#[tokio::test]
async fn fetches_a_receipt_key_it_does_not_know_before_it_exports() {
    let phone = Phone::enrolled().await;
    let stranger = json!({ "keys": [published("stranger", "receipt")] }).to_string();
    let record = json!({ "keys": stranger, "fetched_at": 1_795_251_603, "asked_at": null });
    phone
        .fakes
        .store
        .save("key-set", &[&[0, 1], record.to_string().as_bytes()].concat())
        .await
        .unwrap();
    let receipt = golden::receipt();
    let one = case(&receipt["cases"], "one");
    phone.fakes.http.once(&line(one), answer(one));
    phone.fakes.http.once(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    phone.authenticator.export_receipt(session()).await.unwrap();
    assert_eq!(phone.fakes.http.lines(), [line(one), KEY_SET.to_owned()]);
}

proptest! {
    #[test]
    fn never_panics_on_foreign_bytes(bytes: Vec<u8>) {
        let issuer = Phone::config(&key_set_json()).issuer;
        let keys = KeySet::parse(key_set_json().to_string().as_bytes()).unwrap();
        prop_assert_eq!(verify_file(&bytes, &issuer, &keys), Err(ReceiptError::Invalid));
    }

    #[test]
    fn refuses_a_genuine_file_with_any_changed_byte(at in 0_usize..4000, bit in 0_u32..8) {
        let receipt = golden::receipt();
        let (keys, mut file) = read(&receipt["genuine"][0]);
        let genuine: Value = serde_json::from_slice(&file).unwrap();
        let at = at % file.len();
        file[at] ^= 1 << bit;
        // A change that leaves the document the same, as one of its spaces, is none.
        if serde_json::from_slice::<Value>(&file).ok() != Some(genuine) {
            prop_assert!(verify_file(&file, &Phone::config(&key_set_json()).issuer, &keys).is_err());
        }
    }
}
