//! A3 (R3a, R3b): every code that is refused costs no call; an unknown key costs one, and no second for five minutes.

use serde_json::{Value, json};

use crate::fakes::{Fakes, ScriptedAnswer};
use crate::golden::{self, KEY_SET, Phone, SCAN, answer, case, code_text, key_set_json, text};
use crate::ports::HttpError;
use crate::qr::Refusal;
use crate::{Authenticator, BeginError, CallError, Config, LoginState, Source};

/// A phone that trusts the vector's origin, has its keys as pins and its time.
async fn phone_for(vector: &Value) -> Phone {
    let known = vector["known_keys"].as_array().unwrap().iter().map(|path| {
        let name = text(path).strip_prefix("ec.").unwrap();
        golden::published(name, "qr")
    });
    let pins = json!({ "keys": known.collect::<Vec<_>>() });
    let config = Config {
        issuer: text(&vector["trusted_origin"]).parse().unwrap(),
        ..Phone::config(&pins)
    };
    let fakes = Fakes::new(vector["now_ms"].as_u64().unwrap());
    Phone {
        authenticator: Authenticator::open(config, fakes.ports()).await.unwrap(),
        fakes,
    }
}

#[tokio::test]
async fn refuses_every_bad_code_of_the_contract_before_any_call() {
    let code = golden::code();
    for vector in code["refused"].as_array().unwrap() {
        let phone = phone_for(vector).await;
        let refused = phone.authenticator.begin(text(&vector["text"]), Source::Scan).await.err().unwrap();
        let expected = text(&vector["expected"]["error"]);
        if expected == "unknown_key" {
            assert_eq!(phone.fakes.http.lines(), [KEY_SET], "{}", vector["name"]);
            assert!(matches!(refused, BeginError::Call(CallError::Network(_))), "{}", vector["name"]);
        } else {
            assert_eq!(refused.code(), expected, "{}", vector["name"]);
            assert!(phone.fakes.http.sent().is_empty(), "{}", vector["name"]);
        }
    }
}

/// Changes each of the first `until` characters of a good text in turn: all are refused, and cost no call but one for the keys.
pub(super) async fn refuses_every_flip(good: &str, until: usize, source: Source) {
    for at in 0..until {
        let phone = Phone::enrolled().await;
        phone.fakes.http.always(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
        let flip = |(index, character)| match character {
            other if index != at => other,
            '1' => '2',
            _ => '1',
        };
        let bad: String = good.chars().enumerate().map(flip).collect();
        let refused = phone.authenticator.begin(&bad, source).await.err().unwrap();
        let BeginError::Refused(refusal) = refused else {
            panic!("{bad}: {refused:?}")
        };
        let calls = usize::from(matches!(refusal, Refusal::UnknownKey { .. }));
        assert_eq!(phone.fakes.http.sent().len(), calls, "{bad}");
    }
}

#[tokio::test]
async fn a_flipped_character_anywhere_costs_no_call_but_one_for_the_keys() {
    let good = code_text();
    let signed = good.len() - ".000G.CB02VSVG1BKWXESHN6TM3V8H3W".len();
    refuses_every_flip(&good, signed, Source::Scan).await;
}

/// The golden code, naming a key that nobody has.
fn unknown_key() -> String {
    code_text().replace("02P65PKW", "D1KSM49A")
}

#[tokio::test]
async fn asks_for_an_unknown_key_once_in_five_minutes() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.always(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    for (wait, calls) in [(0, 1), (0, 1), (299, 1), (1, 2), (0, 2)] {
        phone.fakes.clock.advance_seconds(wait);
        let refused = phone.authenticator.begin(&unknown_key(), Source::Scan).await.err().unwrap();
        assert_eq!(refused.code(), "unknown_key");
        assert_eq!(phone.fakes.http.sent().len(), calls);
    }
    let phone = phone.restarted().await;
    phone.authenticator.begin(&unknown_key(), Source::Scan).await.err().unwrap();
    assert_eq!(phone.fakes.http.sent().len(), 2);
}

#[tokio::test]
async fn a_key_that_could_not_be_asked_for_is_asked_for_again() {
    let phone = Phone::enrolled().await;
    phone.fakes.http.once(KEY_SET, ScriptedAnswer::fail(HttpError::Unreachable));
    let refused = phone.authenticator.begin(&unknown_key(), Source::Scan).await.err().unwrap();
    assert_eq!(refused, BeginError::Call(CallError::Network(HttpError::Unreachable)));
    phone.fakes.http.always(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    let refused = phone.authenticator.begin(&unknown_key(), Source::Scan).await.err().unwrap();
    assert_eq!(refused.code(), "unknown_key");
}

#[tokio::test]
async fn a_phone_without_keys_fetches_them_from_the_trusted_server_and_goes_on() {
    let phone = Phone::enrolled().await;
    let mut store = phone.fakes.store.snapshot();
    store.remove("key-set");
    phone.fakes.store.restore(store);
    phone.fakes.http.once(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    assert_eq!(phone.fakes.http.lines(), [KEY_SET]);
    assert!(phone.fakes.http.sent()[0].url.starts_with("http://localhost:8080/"));
    assert_eq!(phone.fakes.http.sent()[0].header("authorization"), "");
}

#[tokio::test]
async fn a_link_is_never_a_scan() {
    let phone = Phone::enrolled().await;
    let refuse = async |link: &str| phone.authenticator.begin(link, Source::Link).await.err().unwrap();
    assert_eq!(refuse(&code_text()).await, BeginError::Refused(Refusal::LinkNotScan));
    assert_eq!(refuse("https://login.example/qr").await.code(), "not_a_logi_code");
    let elsewhere = code_text().replace("localhost:8080", "evil.example");
    assert_eq!(refuse(&elsewhere).await.code(), "wrong_domain");
    let forged = code_text().replace(".W0R271J", ".X0R271J");
    assert_eq!(refuse(&forged).await.code(), "bad_signature");
    assert!(phone.fakes.http.sent().is_empty());
}

#[tokio::test]
async fn of_several_codes_in_a_picture_takes_the_one_of_the_trusted_server() {
    let phone = Phone::enrolled().await;
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let begin = async |texts: Vec<String>| phone.authenticator.begin_one_of(&texts).await;
    let good = code_text();
    let elsewhere = good.replace("localhost:8080", "evil.example");
    begin(texts(&["https://shop.example", &elsewhere, &good, &good])).await.unwrap();
    assert_eq!(
        begin(texts(&["https://shop.example", &elsewhere])).await.err().unwrap().code(),
        "wrong_domain"
    );
    assert_eq!(begin(Vec::new()).await.err().unwrap().code(), "not_a_logi_code");
    assert!(phone.fakes.http.sent().is_empty());
}

#[tokio::test]
async fn refuses_a_picture_with_the_codes_of_two_logins() {
    let phone = Phone::enrolled().await;
    let other = crate::golden::sign_code(&golden::keys()["other_session_id"], 1_795_252_200);
    let refused = phone.authenticator.begin_one_of(&[code_text(), other]).await.err().unwrap();
    assert_eq!(refused, BeginError::SeveralCodes);
    assert!(phone.fakes.http.sent().is_empty());
}

#[tokio::test]
async fn a_phone_ten_minutes_off_still_logs_in() {
    for minutes in [-10_i64, 10] {
        let phone = Phone::enrolled().await;
        let now = golden::keys()["scanned_at_ms"].as_u64().unwrap();
        phone.fakes.clock.set(now.saturating_add_signed(minutes * 60_000));
        phone.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
        let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
        assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented(_)))), "{minutes}");
    }
}

#[tokio::test]
async fn a_phone_hours_off_logs_in_once_it_heard_the_time() {
    let phone = Phone::enrolled().await;
    let now = golden::keys()["scanned_at_ms"].as_u64().unwrap();
    phone.fakes.clock.set(now - 3 * 3_600_000);
    let begin = async || phone.authenticator.begin(&code_text(), Source::Scan).await;
    assert_eq!(begin().await.err().unwrap().code(), "clock_off");
    let user = json!({ "id": 42, "anonymous": true, "nickname": null });
    let dated = ScriptedAnswer::json(200, &user).with_header("Date", "Sat, 21 Nov 2026 09:00:03 GMT");
    phone.fakes.http.once("GET /api/v1/me", dated);
    phone.authenticator.whoami().await.unwrap();
    begin().await.unwrap();
}
