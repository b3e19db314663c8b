//! The login on one device: which links begin it, what it sends, and the way back into the browser.

use serde_json::{Value, json};

use super::GRANTED;
use super::refused::refuses_every_flip;
use crate::fakes::{Fakes, ScriptedAnswer};
use crate::golden::{self, APPROVE, KEY_SET, Phone, SCAN, answer, case, code_text, here_link, key_set_json, text};
use crate::origin::Origin;
use crate::ports::HttpError;
use crate::qr::{KeySet, Refusal};
use crate::{Authenticator, BeginError, CallError, Config, LoginError, LoginFlow, LoginState, Source};

/// A phone that trusts the vector's origin, has its link host, its keys as pins and its time.
async fn phone_for(vector: &Value) -> Phone {
    let known = vector["known_keys"].as_array().unwrap().iter().map(|path| {
        let name = text(path).strip_prefix("ec.").unwrap();
        golden::published(name, if name == "receipt" { "receipt" } else { "qr" })
    });
    let host = Some(&vector["link_host"]).filter(|host| host.is_string());
    let config = Config {
        issuer: Origin::parse(text(&vector["trusted_origin"])).unwrap(),
        link_host: host.map(|host| golden::link_host(host, &vector["trusted_origin"])),
        ..Phone::config(&json!({ "keys": known.collect::<Vec<_>>() }))
    };
    let fakes = Fakes::new(vector["now_ms"].as_u64().unwrap());
    Phone {
        authenticator: Authenticator::open(config, fakes.ports()).await.unwrap(),
        fakes,
    }
}

#[tokio::test]
async fn refuses_every_bad_link_of_the_contract_before_any_call() {
    for vector in golden::here()["refused"].as_array().unwrap() {
        let phone = phone_for(vector).await;
        let refused = phone.authenticator.begin(text(&vector["text"]), Source::Link).await.err();
        let (expected, name) = (&vector["expected"], &vector["name"]);
        if expected["error"] == "unknown_key" {
            assert!(matches!(refused, Some(BeginError::Call(CallError::Network(_)))), "{name}");
            assert_eq!(phone.fakes.http.lines(), [KEY_SET], "{name}");
            continue;
        }
        let Some(BeginError::Refused(refusal)) = refused else {
            panic!("{name}: {refused:?}")
        };
        assert_eq!(refusal.code(), expected["error"], "{name}");
        if let Refusal::WrongDomain { host } = refusal {
            assert_eq!(host, expected["host"], "{name}");
        }
        assert!(phone.fakes.http.sent().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_same_device_link_in_a_picture_is_no_code() {
    for vector in golden::here()["accepted"].as_array().unwrap() {
        let phone = phone_for(vector).await;
        let link = text(&vector["text"]);
        let refused = phone.authenticator.begin(link, Source::Scan).await.err().unwrap();
        assert_eq!(refused, BeginError::Refused(Refusal::NotALogiCode));
        let refused = phone.authenticator.begin_one_of(&[link.to_owned()]).await.err().unwrap();
        assert_eq!(refused, BeginError::Refused(Refusal::NotALogiCode));
        assert!(phone.fakes.http.sent().is_empty());
    }
}

#[tokio::test]
async fn a_flipped_character_anywhere_in_a_link_costs_no_call_but_one_for_the_keys() {
    let good = here_link();
    refuses_every_flip(&good, good.len(), Source::Link).await;
}

#[tokio::test]
async fn begins_the_login_of_every_good_link_of_the_contract() {
    for vector in golden::here()["accepted"].as_array().unwrap() {
        let phone = phone_for(vector).await;
        let flow = phone.authenticator.begin(text(&vector["text"]), Source::Link).await.unwrap();
        assert_eq!(json!(flow.session()), vector["expected"]["session_id"], "{}", vector["name"]);
        assert!(phone.fakes.http.sent().is_empty());
    }
}

#[tokio::test]
async fn fetches_the_key_that_a_link_names_from_the_issuer_and_goes_on() {
    let phone = Phone::enrolled().await;
    let mut store = phone.fakes.store.snapshot();
    store.remove("key-set");
    phone.fakes.store.restore(store);
    phone.fakes.http.once(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    phone.authenticator.begin(&here_link(), Source::Link).await.unwrap();
    assert!(phone.fakes.http.sent()[0].url.starts_with("http://localhost:8080/"));
}

/// A phone to which the golden login is presented, opened by its link.
async fn presented() -> (Phone, LoginFlow) {
    let phone = Phone::enrolled().await;
    let scanned = golden::here();
    let scanned = case(&scanned["scan"], "scanned from its own device");
    phone.fakes.http.once(SCAN, answer(scanned));
    let flow = phone.authenticator.begin(&here_link(), Source::Link).await.unwrap();
    assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented(_)))));
    assert_eq!(phone.fakes.http.sent()[0].json(), scanned["request"]["body"]);
    phone.fakes.clock.set(golden::keys()["approved_at_ms"].as_u64().unwrap());
    (phone, flow)
}

fn approved() -> ScriptedAnswer {
    answer(case(&golden::here()["approve"], "approved"))
}

fn return_url(state: Result<Option<LoginState>, LoginError>) -> Option<String> {
    let Ok(Some(LoginState::Approved { return_url, .. })) = state else {
        panic!("{state:?}")
    };
    return_url.map(|url| url.as_str().to_owned())
}

#[tokio::test]
async fn gives_out_no_return_address_but_this_logins_own() {
    for row in golden::here()["return_urls_refused"].as_array().unwrap() {
        let (phone, flow) = presented().await;
        let mut body = case(&golden::here()["approve"], "approved")["response"]["body"].clone();
        body["return_url"] = row["return_url"].clone();
        phone.fakes.http.once(APPROVE, ScriptedAnswer::json(200, &body));
        flow.approve(&GRANTED).await.unwrap();
        let refused = flow.next_state().await;
        assert_eq!(
            refused,
            Err(LoginError::Call(CallError::BadAnswer { status: 200 })),
            "{}",
            row["name"]
        );
    }
}

#[tokio::test]
async fn an_approval_gives_the_way_back_also_after_lost_answers_and_in_a_later_process() {
    let expected = text(&golden::here()["return_codes"][0]["return_url"]).to_owned();
    let (phone, flow) = presented().await;
    phone.fakes.http.once(APPROVE, ScriptedAnswer::fail(HttpError::Interrupted));
    flow.approve(&GRANTED).await.unwrap();
    assert!(flow.next_state().await.is_err());
    drop(flow);
    let phone = phone.restarted().await;
    phone.fakes.http.once(APPROVE, ScriptedAnswer::fail(HttpError::TimedOut));
    phone.fakes.http.once(APPROVE, approved());
    let flows = phone.authenticator.unanswered_logins().await.unwrap();
    let [flow] = flows.as_slice() else { panic!("{}", flows.len()) };
    assert_eq!(flow.next_state().await.unwrap().unwrap().code(), "answering");
    assert!(flow.next_state().await.is_err());
    assert_eq!(return_url(flow.next_state().await), Some(expected));
}

#[tokio::test]
async fn opening_the_link_again_sends_the_decision_that_is_not_acknowledged() {
    let (phone, flow) = presented().await;
    flow.approve(&GRANTED).await.unwrap();
    let again = phone.authenticator.begin(&here_link(), Source::Link).await.unwrap();
    assert_eq!(again.next_state().await.unwrap().unwrap().code(), "answering");
    phone.fakes.http.once(APPROVE, approved());
    assert!(return_url(again.next_state().await).is_some());
}

#[tokio::test]
async fn a_scanned_code_has_no_way_back() {
    let (phone, flow) = super::presented().await;
    phone
        .fakes
        .http
        .once(APPROVE, answer(case(&golden::approve()["cases"], "approved")));
    flow.approve(&GRANTED).await.unwrap();
    assert_eq!(return_url(flow.next_state().await), None);
}

#[tokio::test]
async fn a_phone_without_a_link_host_opens_no_link() {
    let fakes = Phone::enrolled().await.fakes;
    let config = Config {
        link_host: None,
        pins: KeySet::parse(key_set_json().to_string().as_bytes()).unwrap(),
        ..Phone::config(&json!({ "keys": [] }))
    };
    let authenticator = Authenticator::open(config, fakes.ports()).await.unwrap();
    let refused = authenticator.begin(&here_link(), Source::Link).await.err().unwrap();
    let host = "127.0.0.1:8080".to_owned();
    assert_eq!(refused, BeginError::Refused(Refusal::WrongDomain { host }));
    authenticator.begin(&code_text(), Source::Scan).await.unwrap();
}
