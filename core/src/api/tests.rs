//! Calls against a scripted server: proofs, nonces, refusals, and which keys are trusted when.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::fakes::{ScriptedAnswer, SentRequest};
use crate::golden::{self, KEY_SET, Phone, answer, case, code_text, key_set_json, line, poll_at_most, published, text};
use crate::ports::{HttpError, SecretStore as _};
use crate::{Authenticator, CallError, ProfileValues, RefusalKind, ServerRefusal, Source};

const ME: &str = "GET /api/v1/me";

fn user() -> ScriptedAnswer {
    ScriptedAnswer::json(200, &json!({ "id": 42, "anonymous": true, "nickname": null }))
}

fn refusal(status: u16, code: &str) -> ScriptedAnswer {
    ScriptedAnswer::json(status, &json!({ "error": code, "message": "", "request_id": "r" }))
}

fn claims(sent: &SentRequest) -> Value {
    let proof = sent.header("dpop");
    let payload = proof.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn reads_every_refusal_of_the_contract() {
    for code in golden::errors()["api"]["codes"].as_array().unwrap() {
        let phone = Phone::enrolled().await;
        let status = u16::try_from(code["status"].as_u64().unwrap()).unwrap();
        let mut scripted = ScriptedAnswer::json(status, &code["body"]);
        for (name, value) in code["headers"].as_object().unwrap() {
            scripted = scripted.with_header(name, text(value));
        }
        phone.fakes.http.always(ME, scripted);
        let CallError::Refused(refused) = phone.authenticator.whoami().await.unwrap_err() else {
            panic!("{code}")
        };
        assert_eq!(refused.code(), text(&code["error"]));
        assert_eq!(refused.status, status);
        assert_eq!(refused.request_id.as_deref(), Some(text(&code["body"]["request_id"])));
        let expected = match text(&code["error"]) {
            "rate_limited" => Some(RefusalKind::RateLimited { retry_after_seconds: 60 }),
            "temporarily_unavailable" => Some(RefusalKind::TemporarilyUnavailable { retry_after_seconds: 60 }),
            "conflict" => Some(RefusalKind::Conflict {
                state: "denied".to_owned(),
            }),
            "anonymous_not_allowed" => Some(RefusalKind::AnonymousNotAllowed {
                link: vec!["apple".to_owned(), "google".to_owned()],
            }),
            _ => None,
        };
        assert!(expected.is_none_or(|expected| expected == refused.kind), "{code}");
    }
}

#[tokio::test]
async fn takes_no_answer_that_is_not_of_the_contract() {
    for (status, body) in [
        (200, "<html>"),
        (200, "{}"),
        (200, r#"{"id":"42","anonymous":true}"#),
        (204, ""),
        (302, ""),
        (200, ""),
    ] {
        let phone = Phone::enrolled().await;
        phone.fakes.http.once(ME, ScriptedAnswer::bytes(status, body));
        assert_eq!(phone.authenticator.whoami().await, Err(CallError::BadAnswer { status }));
    }
    for (status, body) in [
        (502, "<html>"),
        (404, ""),
        (400, r#"{"error":"invented"}"#),
        (400, r#"{"error":7}"#),
    ] {
        let phone = Phone::enrolled().await;
        phone.fakes.http.once(ME, ScriptedAnswer::bytes(status, body));
        let refused = phone.authenticator.whoami().await.unwrap_err();
        let unknown = ServerRefusal {
            status,
            kind: RefusalKind::Unknown,
            request_id: None,
        };
        assert_eq!(refused, CallError::Refused(unknown));
    }
}

#[tokio::test]
async fn refuses_to_call_without_a_token() {
    let phone = Phone::fresh().await;
    assert_eq!(phone.authenticator.whoami().await, Err(CallError::NotEnrolled));
    assert!(phone.fakes.http.sent().is_empty());
}

#[tokio::test]
async fn repeats_a_call_once_for_a_fresh_nonce() {
    let phone = Phone::enrolled().await;
    let asks = |nonce: &str| refusal(401, "use_dpop_nonce").with_header("DPoP-Nonce", nonce);
    phone.fakes.http.once(ME, asks("first"));
    phone.fakes.http.once(ME, asks("second"));
    let refused = phone.authenticator.whoami().await.unwrap_err();
    assert_eq!(refused.code(), "use_dpop_nonce");
    phone.fakes.http.once(ME, user());
    phone.authenticator.whoami().await.unwrap();
    let sent = phone.fakes.http.sent();
    let nonces: Vec<_> = sent.iter().map(|sent| claims(sent)["nonce"].clone()).collect();
    assert_eq!(nonces, [json!(null), json!("first"), json!("second")]);
    let ids: BTreeSet<_> = sent.iter().map(|sent| claims(sent)["jti"].to_string()).collect();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn does_not_repeat_a_call_that_got_no_nonce_or_another_refusal() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.once(ME, refusal(401, "use_dpop_nonce"));
    assert_eq!(phone.authenticator.whoami().await.unwrap_err().code(), "use_dpop_nonce");
    phone
        .fakes
        .http
        .once(ME, refusal(401, "invalid_dpop_proof").with_header("DPoP-Nonce", "n"));
    assert_eq!(phone.authenticator.whoami().await.unwrap_err().code(), "invalid_dpop_proof");
    assert_eq!(phone.fakes.http.sent().len(), 2);
}

#[tokio::test]
async fn proves_possession_for_this_call_and_this_token() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.once(ME, user());
    phone.authenticator.whoami().await.unwrap();
    let sent = &phone.fakes.http.sent()[0];
    let claims = claims(sent);
    assert_eq!(claims["htm"], "GET");
    assert_eq!(claims["htu"], "http://localhost:8080/api/v1/me");
    assert_eq!(claims["iat"], 1_795_251_603);
    assert_eq!(claims["ath"], golden::keys()["pak_ath"]);
    for name in ["authorization", "dpop"] {
        assert!(sent.headers[name].is_sensitive());
    }
}

#[tokio::test]
async fn a_refused_token_is_not_used_again() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.always(ME, refusal(401, "invalid_token"));
    assert_eq!(phone.authenticator.whoami().await.unwrap_err().code(), "invalid_token");
    assert_eq!(phone.authenticator.whoami().await, Err(CallError::NotEnrolled));
    assert_eq!(phone.fakes.http.sent().len(), 1);
}

#[tokio::test]
async fn a_late_refusal_of_an_old_token_leaves_the_new_one() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.once(ME, refusal(401, "invalid_token"));
    let mut call = std::pin::pin!(phone.authenticator.whoami());
    while phone.fakes.http.sent().is_empty() {
        assert_eq!(poll_at_most(1, call.as_mut()), None);
    }
    let replaced = json!({
        "user_id": 42, "anonymous": true, "nickname": null, "access_token": "logi_pak_new", "refused": false,
    });
    let record = [&[0, 1], replaced.to_string().as_bytes()].concat();
    phone.fakes.store.save("account", &record).await.unwrap();
    assert_eq!(call.await.unwrap_err().code(), "invalid_token");
    assert_eq!(phone.fakes.store.snapshot()["account"], record);
}

#[tokio::test]
async fn reads_and_sets_the_profile_of_the_contract() {
    let profile = golden::profile();
    let phone = Phone::enrolled().await;
    let set = case(&profile["cases"], "set");
    phone.fakes.http.once(&line(set), answer(set));
    let values = ProfileValues {
        preferred_name: Some("Mina".to_owned()),
        full_name: Some("Kim Mina".to_owned()),
        email: Some("mina@mail.example".to_owned()),
        phone_number: None,
    };
    let stored = phone.authenticator.set_profile(&values).await.unwrap();
    assert_eq!((&stored.values, stored.email_verified), (&values, Some(false)));
    assert_eq!(phone.fakes.http.sent()[0].json(), set["request"]["body"]);
    for name in ["nothing set", "read again"] {
        let read = case(&profile["cases"], name);
        phone.fakes.http.once(&line(read), answer(read));
    }
    assert_eq!(phone.authenticator.profile().await.unwrap().values, ProfileValues::default());
    assert_eq!(phone.authenticator.profile().await.unwrap(), stored);
}

#[tokio::test]
async fn knows_the_account_of_the_contract() {
    let phone = Phone::enrolled().await;
    let me = golden::me();
    let own = case(&me["cases"], "own user record");
    phone.fakes.http.once(&line(own), answer(own));
    let account = phone.authenticator.whoami().await.unwrap();
    assert_eq!((account.id, account.anonymous, account.nickname), (42, true, None));
}

/// A phone without a stored set whose pins are the golden keys.
async fn pinned() -> Phone {
    let Phone { fakes, .. } = Phone::enrolled().await;
    fakes.store.remove("key-set").await.unwrap();
    let authenticator = Authenticator::open(Phone::config(&key_set_json()), fakes.ports()).await.unwrap();
    Phone { fakes, authenticator }
}

async fn is_trusted(phone: &Phone) -> bool {
    phone.authenticator.begin(&code_text(), Source::Scan).await.is_ok()
}

#[tokio::test]
async fn pins_serve_until_a_set_is_fetched_which_replaces_them_all() {
    let phone = pinned().await;
    assert!(is_trusted(&phone).await);
    phone.fakes.http.always(ME, user());
    for failing in [
        ScriptedAnswer::bytes(500, ""),
        ScriptedAnswer::json(200, &json!({ "keys": [{}] })),
        ScriptedAnswer::fail(HttpError::TimedOut),
    ] {
        phone.fakes.http.once(KEY_SET, failing);
        phone.authenticator.whoami().await.unwrap();
        assert!(is_trusted(&phone).await);
    }
    let others = json!({ "keys": [published("stranger", "qr")] });
    phone.fakes.http.always(KEY_SET, ScriptedAnswer::json(200, &others));
    phone.authenticator.whoami().await.unwrap();
    assert!(!is_trusted(&phone).await);
}

#[tokio::test]
async fn a_stored_set_serves_at_any_age_and_is_fetched_again_only_after_an_answered_call() {
    let phone = Phone::enrolled().await;
    phone.fakes.clock.advance_seconds(3599);
    phone.fakes.http.once(ME, user());
    phone.authenticator.whoami().await.unwrap();
    assert_eq!(phone.fakes.http.lines(), [ME]);
    phone.fakes.clock.advance_seconds(1);
    let good = golden::sign_code(&golden::keys()["session_id"], 1_795_255_000);
    phone.authenticator.begin(&good, Source::Scan).await.unwrap();
    phone.fakes.http.once(ME, ScriptedAnswer::fail(HttpError::Unreachable));
    phone.authenticator.whoami().await.unwrap_err();
    assert_eq!(phone.fakes.http.lines(), [ME, ME]);
    phone.fakes.http.once(ME, user());
    phone.fakes.http.once(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    phone.authenticator.whoami().await.unwrap();
    assert_eq!(phone.fakes.http.lines(), [ME, ME, ME, KEY_SET]);
    phone.fakes.http.once(ME, user());
    phone.authenticator.whoami().await.unwrap();
    assert_eq!(phone.fakes.http.lines().len(), 5);
}
