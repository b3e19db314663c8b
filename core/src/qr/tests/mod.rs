//! A3 (R3a): codes signed by a fixed key, and what each change to one is answered with.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::crockford;
use super::*;
use crate::origin::Origin;

mod golden;
mod reading;
#[cfg(feature = "images")]
mod stills;

const NOW: u64 = 1_763_700_000;
const LIFE: Duration = Duration::from_mins(10);
const SESSION: [u8; 16] = [0x5a; 16];

fn origin() -> Origin {
    Origin::parse("https://login.example").unwrap()
}

fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn coordinates(key: &SigningKey) -> (String, String) {
    let point = key.verifying_key().to_sec1_point(false);
    (
        BASE64URL_NOPAD.encode(point.x().unwrap()),
        BASE64URL_NOPAD.encode(point.y().unwrap()),
    )
}

fn kid_of(key: &SigningKey) -> String {
    let (x, y) = coordinates(key);
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    crockford::encode(&Sha256::digest(members)[..5])
}

fn jwk(key: &SigningKey, usage: &str) -> String {
    let (x, y) = coordinates(key);
    let kid = kid_of(key);
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","alg":"ES256","use":"{usage}","kid":"{kid}"}}"#)
}

fn key_set(keys: &[String]) -> Result<KeySet, KeySetError> {
    KeySet::parse(format!(r#"{{"keys":[{}]}}"#, keys.join(",")).as_bytes())
}

/// The code key is 1, the receipt key 2.
fn keys() -> KeySet {
    key_set(&[jwk(&signing_key(1), "qr"), jwk(&signing_key(2), "receipt")]).unwrap()
}

fn sign(key: &SigningKey, origin: &str, exp: u32) -> Signature {
    let mut input = b"logi-qr-v2\0".to_vec();
    input.extend(u16::try_from(origin.len()).unwrap().to_be_bytes());
    input.extend(origin.as_bytes());
    input.extend(SESSION);
    input.extend(exp.to_be_bytes());
    let signature: Signature = key.sign(&input);
    signature.normalize_s()
}

fn text_with(origin: &str, key: &SigningKey, exp: u32, signature: &Signature) -> String {
    let fields = [
        crockford::encode(&SESSION),
        crockford::encode(&exp.to_be_bytes()),
        kid_of(key),
        crockford::encode(&signature.to_bytes()),
        crockford::encode(&7_u16.to_be_bytes()),
        crockford::encode(&[0xc0; 16]),
    ];
    format!("{origin}/qr#{}", fields.join("."))
}

fn code(origin: &str, seed: u8, exp: u64) -> String {
    let exp = u32::try_from(exp).unwrap();
    let key = signing_key(seed);
    text_with(origin, &key, exp, &sign(&key, origin, exp))
}

fn good() -> String {
    code("https://login.example", 1, NOW + 300)
}

fn scan(text: &str) -> Result<VerifiedRequest, Refusal> {
    verify_scan(text, &origin(), &keys(), NOW * 1000, LIFE)
}

fn wrong_domain(host: &str) -> Refusal {
    Refusal::WrongDomain { host: host.to_owned() }
}

#[test]
fn refuses_what_is_not_a_code() {
    let good = good();
    let (address, fragment) = good.split_once('#').unwrap();
    for text in [
        String::new(),
        "hello".to_owned(),
        "https://login.example/qr".to_owned(),
        "https://login.example/qr#".to_owned(),
        "https://menu.example/today".to_owned(),
        format!("{good}."),
        format!("{good}.0"),
        format!("{good}0"),
        format!("{good}#"),
        format!("{good}\n"),
        format!(" {good}"),
        good.to_lowercase(),
        good.replace('.', "-"),
        format!("{address}?#{fragment}"),
        format!("https://login.example/qr/#{fragment}"),
        format!("https://login.example//qr#{fragment}"),
        format!("https://login.example/x/qr#{fragment}"),
        format!("https://login.example/QR#{fragment}"),
        format!("login.example/qr#{fragment}"),
        format!("logi://login.example/qr#{fragment}"),
        format!("javascript://login.example/qr#{fragment}"),
        format!("https:///qr#{fragment}"),
        format!("https://{}.example/qr#{fragment}", "a".repeat(260)),
        "{".repeat(1 << 20),
        r#"{"session":1,"domain":"login.example"}"#.to_owned(),
        r#"["a","b"]"#.to_owned(),
    ] {
        assert_eq!(scan(&text), Err(Refusal::NotALogiCode), "{text:.200}");
        assert_eq!(verify_link(&text, &origin(), &keys()), Err(Refusal::NotALogiCode));
    }
}

#[test]
fn refuses_the_early_format_as_unsigned() {
    let early = r#"{"session":"6e5b1f0e-0000-4000-8000-000000000000","domain":"login.example"}"#;
    assert_eq!(scan(early), Err(Refusal::Unsigned));
    assert_eq!(
        scan(r#"{ "domain": "evil.example", "session": "x", "more": [1] }"#),
        Err(Refusal::Unsigned)
    );
}

#[test]
fn refuses_every_other_origin_and_names_its_host() {
    for (other, host) in [
        ("https://evil.example", "evil.example"),
        ("http://login.example", "login.example"),
        ("https://login.example:8443", "login.example:8443"),
        ("https://login.example.evil.net", "login.example.evil.net"),
        ("https://notlogin.example", "notlogin.example"),
        ("https://a.login.example", "a.login.example"),
        ("https://login.example.", "login.example."),
        ("https://login.example@evil.example", "evil.example"),
        ("https://login.example:x@evil.example", "evil.example"),
        ("https://l\u{43e}gin.example", "xn--lgin-55d.example"),
        ("https://Evil.example", "evil.example"),
        ("https://[::1]:8080", "[::1]:8080"),
    ] {
        assert_eq!(scan(&code(other, 1, NOW + 300)), Err(wrong_domain(host)), "{other}");
    }
}

#[test]
fn refuses_the_trusted_origin_in_another_spelling() {
    for spelling in [
        "https://Login.example",
        "HTTPS://login.example",
        "https://login.example:443",
        "https://login.example:",
        "https://me@login.example",
        "https://@login.example",
        "https:login.example",
        "https:\\\\login.example",
        "https://login\u{3002}example",
        "https://login%2eexample",
        "https://lo\u{ad}gin.example",
    ] {
        let text = code(spelling, 1, NOW + 300);
        assert_eq!(scan(&text), Err(Refusal::NotALogiCode), "{spelling}");
    }
}

#[test]
fn shows_no_host_that_could_mislead() {
    let name = "a".repeat(63);
    let long = format!("https://login.example.{name}.{name}.{name}.net");
    let Err(Refusal::WrongDomain { host }) = scan(&code(&long, 1, NOW + 300)) else {
        panic!("another origin was not refused as one");
    };
    assert_eq!(
        format!("https://{host}"),
        long,
        "the whole name, for a cut one could end in a trusted one"
    );
}

#[test]
fn judges_in_the_order_of_the_protocol() {
    let old_forged_elsewhere = code("https://evil.example", 3, 5);
    assert_eq!(scan(&old_forged_elsewhere), Err(wrong_domain("evil.example")));
    let old_and_forged = code("https://login.example", 3, 5);
    assert_eq!(scan(&old_and_forged), Err(Refusal::Expired));
    let of_unknown_key = code("https://login.example", 3, NOW);
    let kid = Kid::parse(&kid_of(&signing_key(3))).unwrap();
    assert_eq!(scan(&of_unknown_key), Err(Refusal::UnknownKey { kid }));
}

#[test]
fn leaves_what_a_clock_ten_minutes_off_cannot_judge_to_the_server() {
    let text = code("https://login.example", 1, NOW);
    let at = |now_ms: u64| verify_scan(&text, &origin(), &keys(), now_ms, LIFE).map(|_| ());
    let exp_ms = NOW * 1000;
    assert_eq!(at(exp_ms + 600_001), Err(Refusal::Expired));
    assert_eq!(at(exp_ms + 600_000), Ok(()));
    assert_eq!(at(exp_ms - 1_200_000), Ok(()));
    assert_eq!(at(exp_ms - 1_200_001), Err(Refusal::ClockOff));
    assert_eq!(at(u64::MAX), Err(Refusal::Expired));
    assert_eq!(at(0), Err(Refusal::ClockOff));
}

#[test]
fn refuses_a_receipt_key_under_a_code() {
    let kid = Kid::parse(&kid_of(&signing_key(2))).unwrap();
    assert_eq!(scan(&code("https://login.example", 2, NOW + 300)), Err(Refusal::UnknownKey { kid }));
}

#[test]
fn refuses_a_signature_made_for_something_else() {
    let key = signing_key(1);
    let exp = u32::try_from(NOW + 300).unwrap();
    for signature in [
        sign(&key, "https://evil.example", exp),
        sign(&key, "https://login.example", exp + 1),
        sign(&signing_key(2), "https://login.example", exp),
    ] {
        let text = text_with("https://login.example", &key, exp, &signature);
        assert_eq!(scan(&text), Err(Refusal::BadSignature));
    }
}

#[test]
fn refuses_the_high_s_twin_of_a_valid_signature() {
    let key = signing_key(1);
    let exp = u32::try_from(NOW + 300).unwrap();
    let low = sign(&key, "https://login.example", exp);
    let (r, s) = low.split_scalars();
    let high = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    assert_ne!(high, low);
    let text = text_with("https://login.example", &key, exp, &high);
    assert_eq!(scan(&text), Err(Refusal::BadSignature));
}

#[test]
fn a_link_is_judged_without_its_age_and_gives_no_frame() {
    let old = code("https://login.example", 1, 5);
    let link = verify_link(&old, &origin(), &keys()).unwrap();
    assert_eq!(link.session().into_bytes(), SESSION);
    assert_eq!(link.origin(), &origin());
    let elsewhere = code("https://evil.example", 1, 5);
    assert_eq!(verify_link(&elsewhere, &origin(), &keys()), Err(wrong_domain("evil.example")));
    let mut forged = good();
    forged.replace_range(27 + 27..27 + 28, "Z");
    assert_eq!(verify_link(&forged, &origin(), &keys()), Err(Refusal::BadSignature));
}

#[test]
fn a_good_code_gives_everything_a_scan_sends() {
    let request = scan(&good()).unwrap();
    assert_eq!(request.origin(), &origin());
    assert_eq!(request.session().into_bytes(), SESSION);
    assert_eq!(u64::from(request.exp()), NOW + 300);
    assert_eq!(request.kid().to_string(), kid_of(&signing_key(1)));
    assert_eq!(request.step(), 7);
    assert_eq!(request.code().to_string(), crockford::encode(&[0xc0; 16]));
}

#[test]
fn the_rotating_part_is_in_no_debug_output() {
    let request = scan(&good()).unwrap();
    assert!(!format!("{request:?}").contains(&crockford::encode(&[0xc0; 16])));
}

#[test]
fn refuses_a_malformed_key_set_as_a_whole() {
    let good = jwk(&signing_key(1), "qr");
    let other = jwk(&signing_key(2), "qr");
    let named_otherwise = good.replace(&kid_of(&signing_key(1)), &kid_of(&signing_key(2)));
    let (x, y) = coordinates(&signing_key(1));
    for (keys, why) in [
        (vec![good.clone(), good.clone()], KeySetError::DoubledKid),
        (vec![good.clone(), jwk(&signing_key(1), "receipt")], KeySetError::DoubledKid),
        (vec![other.clone(), named_otherwise], KeySetError::WrongKid),
        (vec![good.replace(r#","kid""#, r#","name""#)], KeySetError::WrongKid),
        (vec![good.replace(&x, &y)], KeySetError::NotAKey),
        (vec![good.replace(&x, x.get(1..).unwrap())], KeySetError::NotAKey),
        (vec![good.replace(&x, &format!("{x}="))], KeySetError::NotAKey),
        (vec![good.replace(r#""kty":"EC""#, r#""kty":5"#)], KeySetError::NotAKeySet),
        (
            vec![good.replace(r#""kty":"EC""#, r#""kty":"EC","kty":"EC""#)],
            KeySetError::NotAKeySet,
        ),
        (vec!["7".to_owned()], KeySetError::NotAKeySet),
    ] {
        assert_eq!(key_set(&keys), Err(why), "{keys:?}");
    }
    for json in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[]}x"#] {
        assert_eq!(KeySet::parse(json.as_bytes()), Err(KeySetError::NotAKeySet), "{json}");
    }
}

#[test]
fn passes_over_keys_of_another_kind() {
    let rsa = r#"{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RS256","use":"sig","kid":"a"}"#.to_owned();
    let for_later = jwk(&signing_key(3), "here");
    let set = key_set(&[rsa, for_later, jwk(&signing_key(1), "qr")]).unwrap();
    assert_eq!(set.keys().count(), 1);
}

#[test]
fn a_stored_key_set_is_the_same_set() {
    let stored = serde_json::to_string(&keys()).unwrap();
    assert_eq!(KeySet::parse(stored.as_bytes()).unwrap(), keys());
    assert_eq!(serde_json::from_str::<KeySet>(&stored).unwrap(), keys());
    assert!(keys().keys().all(|key| keys().holds(key)));
}

/// `text` with the character at `at` replaced by another one of the alphabet.
fn flipped(text: &str, at: usize, to: char) -> Option<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let old = std::mem::replace(characters.get_mut(at)?, to);
    (old != to).then(|| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn a_flip_outside_the_rotating_part_is_refused(at in 0_usize..171, to in "[0-9A-Za-z.:/#@-]") {
        if let Some(text) = flipped(&good(), at, to.chars().next().unwrap()) {
            prop_assert!(scan(&text).is_err(), "{}", text);
        }
    }

    #[test]
    fn a_flip_in_the_key_name_asks_for_another_key(at in 0_usize..8, to in "[0-9A-HJKMNP-TV-Z]") {
        let good = good();
        let start = good.find(&kid_of(&signing_key(1))).unwrap();
        if let Some(text) = flipped(&good, start + at, to.chars().next().unwrap()) {
            let kid = Kid::parse(text.get(start..start + 8).unwrap()).unwrap();
            prop_assert_eq!(scan(&text), Err(Refusal::UnknownKey { kid }));
        }
    }

    #[test]
    fn a_flip_in_the_rotating_part_is_for_the_server_to_refuse(step: u16, frame: [u8; 16]) {
        let good = good();
        let fixed = good.len() - 31;
        let text = format!("{}{}.{}", good.get(..fixed).unwrap(), crockford::encode(&step.to_be_bytes()), crockford::encode(&frame));
        let request = scan(&text).unwrap();
        prop_assert_eq!(request.step(), step);
        prop_assert_eq!(request.code().to_string(), crockford::encode(&frame));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC*") {
        prop_assert!(scan(&text).is_err());
    }

    #[test]
    fn any_key_set_is_answered(json: Vec<u8>) {
        prop_assert!(KeySet::parse(&json).is_err());
    }
}
