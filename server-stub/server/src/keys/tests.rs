use super::code_text::Signed;
use super::load::KeyOverrides;
use super::*;
use crate::config::SealingKeySource;
use data_encoding::BASE64URL_NOPAD;
use logi_domain::key::{PublicJwk, PublicKey};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zeroize::Zeroizing;

const TOKEN_KEY: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/token-key.pk8"));

fn wire(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wire").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn bytes<const N: usize>(value: &Value) -> [u8; N] {
    BASE64URL_NOPAD
        .decode(value.as_str().unwrap().as_bytes())
        .unwrap()
        .try_into()
        .unwrap()
}

fn public(name: &str) -> PublicKey {
    let jwk: PublicJwk = serde_json::from_value(wire("keys.json")["ec"][name]["public"].clone()).unwrap();
    PublicKey::try_from(&jwk).unwrap()
}

fn given(name: &str) -> EcPrivate {
    EcPrivate {
        private: Zeroizing::new(bytes(&wire("keys.json")["ec"][name]["private"]["d"])),
        public: public(name),
    }
}

fn keyring() -> Keyring {
    let hmac = |name: &str| Zeroizing::new(bytes(&wire("keys.json")["hmac"][name]));
    let given = KeyOverrides {
        token_pkcs8: Some(Zeroizing::new(TOKEN_KEY.to_vec())),
        code: Some(given("code")),
        receipt: Some(given("receipt")),
        hmac: Some(HmacKeys {
            frame: hmac("frame"),
            cookie: hmac("cookie"),
            csrf: hmac("csrf"),
            nonce: hmac("nonce"),
            pairwise: hmac("pairwise"),
        }),
    };
    load::assemble(&Vec::new(), &Vec::new(), &Vec::new(), &Vec::new(), &given).unwrap()
}

fn forged(header: &Value, payload: &Value, signature: &[u8]) -> String {
    jws::compact(jws::signing_input(header, payload).unwrap(), signature)
}

#[test]
fn believes_no_token_of_another_type_or_with_a_changed_bit() {
    let keys = keyring();
    let token = keys.sign_token("at+jwt", &json!({"sub": "a"})).unwrap();
    assert_eq!(keys.verify_token(&token, "JWT"), None);
    for at in [3, token.len() / 2, token.len() - 10] {
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert_eq!(keys.verify_token(std::str::from_utf8(&changed).unwrap(), "at+jwt"), None);
    }
    assert_eq!(keys.verify_token(&token, "at+jwt"), Some(json!({"sub": "a"})));
}

#[test]
fn believes_no_token_without_an_algorithm_or_with_another() {
    let keys = keyring();
    let jwks: Value = serde_json::from_str(keys.jwks_json()).unwrap();
    let kid = &jwks["keys"][0]["kid"];
    for alg in ["none", "HS256", "ES256", "RS512"] {
        let header = json!({"alg": alg, "typ": "at+jwt", "kid": kid});
        assert_eq!(keys.verify_token(&forged(&header, &json!({"sub": "a"}), b""), "at+jwt"), None);
        let mac = keys.mac(Purpose::Cookie, &[b"x"]);
        assert_eq!(keys.verify_token(&forged(&header, &json!({"sub": "a"}), &mac), "at+jwt"), None);
    }
}

#[test]
fn believes_no_token_under_an_unknown_kid() {
    let keys = keyring();
    let token = keys.sign_token("at+jwt", &json!({})).unwrap();
    let parts = jws::split(&token).unwrap();
    let header = json!({"alg": "RS256", "typ": "at+jwt", "kid": "0000000000000000"});
    assert_eq!(keys.verify_token(&forged(&header, &json!({}), &parts.signature), "at+jwt"), None);
}

#[test]
fn decodes_one_text_of_a_jws_only() {
    let compact = wire("receipt.json")["signing_input"].as_str().unwrap().to_owned();
    let good = format!("{compact}.{}", BASE64URL_NOPAD.encode(&[7; 64]));
    assert!(jws::decode(&good).is_ok());
    for bad in [
        String::new(),
        "..".to_owned(),
        "a.b".to_owned(),
        compact.clone(),
        format!("{good}="),
        format!("{good}."),
        format!(" {good}"),
        format!("{good}\n"),
        format!("{compact}.{}", BASE64URL_NOPAD.encode(&[7; 63])),
        format!("{compact}.{}", BASE64URL_NOPAD.encode(&[7; 65])),
        format!("e31.{}", good.split_once('.').unwrap().1),
    ] {
        assert_eq!(jws::decode(&bad), Err(jws::Malformed), "{bad}");
    }
}

#[test]
fn refuses_an_es256_signature_of_another_key_or_input() {
    let case = &wire("code.json")["signatures"][0];
    let input = data_encoding::HEXLOWER
        .decode(case["input_hex"].as_str().unwrap().as_bytes())
        .unwrap();
    let signature = bytes::<64>(&case["signature"]);
    assert!(!jws::verify_es256(&public("stranger"), &input, &signature));
    assert!(!jws::verify_es256(&public("code"), b"other", &signature));
    assert!(!jws::verify_es256(&public("code"), &input, &[0; 64]));
    assert!(jws::verify_es256(&public("code"), &input, &signature));
}

#[test]
fn builds_the_golden_code() {
    for case in wire("code.json")["signatures"].as_array().unwrap() {
        let parts = &case["parts"];
        let (origin, exp) = (parts["origin"].as_str().unwrap(), Seconds(parts["exp"].as_i64().unwrap()));
        let session = SessionId::parse(parts["session_id"].as_str().unwrap()).unwrap();
        let input = code_text::signature_input(Signed::Code, origin, session, exp).unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(&input), case["input_hex"].as_str().unwrap());
        let signed = CodeSignature {
            kid: "02P65PKW".into(),
            signature: bytes(&case["signature"]),
        };
        let payload = code_text::qr_payload(origin, session, exp, &signed).unwrap();
        if let Some(golden) = case["qr_payload"].as_str() {
            assert_eq!(payload, golden);
        }
    }
    for case in wire("code.json")["crockford"].as_array().unwrap() {
        let raw = data_encoding::HEXLOWER
            .decode(case["bytes_hex"].as_str().unwrap().as_bytes())
            .unwrap();
        let text = case["crockford"].as_str().unwrap();
        assert_eq!(code_text::crockford(&raw), text);
        assert_eq!(code_text::parse_crockford(text), Some(raw));
    }
    assert_eq!(code_text::parse_crockford("000o"), None);
}

#[test]
fn builds_the_golden_link() {
    for case in wire("here.json")["signatures"].as_array().unwrap() {
        let parts = &case["parts"];
        let (origin, exp) = (parts["origin"].as_str().unwrap(), Seconds(parts["exp"].as_i64().unwrap()));
        let session = SessionId::parse(parts["session_id"].as_str().unwrap()).unwrap();
        let input = code_text::signature_input(Signed::Here, origin, session, exp).unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(&input), case["input_hex"].as_str().unwrap());
        assert!(jws::verify_es256(&public("code"), &input, &bytes(&case["signature"])));
        let signed = CodeSignature {
            kid: "02P65PKW".into(),
            signature: bytes(&case["signature"]),
        };
        let link = case["link"].as_str().unwrap();
        let link_origin = link.split_once("/here#").unwrap().0;
        assert_eq!(code_text::here_link(link_origin, session, exp, &signed).unwrap(), link);
    }
}

#[test]
fn refuses_an_expiry_that_does_not_fit_a_code() {
    let session = SessionId::new(uuid::Uuid::nil());
    assert_eq!(
        keyring().sign_code(Signed::Code, "https://a.example", session, Seconds(-1)),
        Err(SigningFailed)
    );
    assert_eq!(
        keyring().sign_code(Signed::Code, "https://a.example", session, Seconds(1 << 32)),
        Err(SigningFailed)
    );
}

#[test]
fn signs_codes_in_the_low_half_only() {
    let keys = keyring();
    let half = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
    for exp in 0..64 {
        let session = SessionId::new(uuid::Uuid::from_u128(7));
        let signed = keys
            .sign_code(Signed::Code, "http://localhost:8080", session, Seconds(exp))
            .unwrap();
        let input = code_text::signature_input(Signed::Code, "http://localhost:8080", session, Seconds(exp)).unwrap();
        assert!(data_encoding::HEXLOWER.encode(&signed.signature[32..]).as_str() <= half);
        assert!(jws::verify_es256(&public("code"), &input, &signed.signature));
        assert_eq!(signed.kid, "02P65PKW");
    }
}

#[test]
fn serves_the_golden_key_set_and_keeps_it_apart_from_tokens() {
    let keys = keyring();
    let served: Value = serde_json::from_str(keys.logi_keys_json()).unwrap();
    assert_eq!(served, wire("keyset.json")["cases"][0]["response"]["body"]);
    let jwks: Value = serde_json::from_str(keys.jwks_json()).unwrap();
    let entry = jwks["keys"].as_array().unwrap();
    assert_eq!(entry.len(), 1);
    assert_eq!(
        (&entry[0]["kty"], &entry[0]["alg"], &entry[0]["use"]),
        (&json!("RSA"), &json!("RS256"), &json!("sig"))
    );
    assert_eq!(entry[0]["kid"].as_str().unwrap().len(), 16);
    assert_eq!(entry[0]["d"], Value::Null);
}

#[test]
fn signs_receipts_under_the_receipt_key() {
    let golden = wire("receipt.json");
    let receipt = keyring().sign_receipt(&golden["payload"]).unwrap();
    let decoded = jws::decode(&receipt).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&decoded.header_json).unwrap(), golden["header"]);
    assert!(jws::verify_es256(
        &public("receipt"),
        decoded.signing_input.as_bytes(),
        &decoded.signature
    ));
}

#[test]
fn gives_each_purpose_a_key_of_its_own() {
    let secrets = secret::Secrets::derive(&[1; 32]);
    let purposes = [Purpose::Frame, Purpose::Cookie, Purpose::Csrf, Purpose::Nonce, Purpose::Pairwise];
    let macs: std::collections::HashSet<_> = purposes.iter().map(|purpose| secrets.mac(*purpose, &[b"same"])).collect();
    assert_eq!(macs.len(), purposes.len());
    assert_eq!(
        secrets.mac(Purpose::Frame, &[b"sa", b"me"]),
        secrets.mac(Purpose::Frame, &[b"same"])
    );
}

#[test]
fn prints_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let sealing = SealingKey::find(&SealingKeySource::DataFolder, folder.path(), false).unwrap();
    assert_eq!(format!("{:?} {sealing:?}", keyring()), "Keyring(…) SealingKey(…)");
}

#[test]
fn opens_nothing_under_another_key_or_for_another_row() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let find = |folder: &Path| SealingKey::find(&SealingKeySource::DataFolder, folder, false).unwrap();
    let sealed = find(one.path()).seal("row", b"private").unwrap();
    assert!(matches!(find(two.path()).open("row", &sealed), Err(SealError::Wrong { .. })));
    assert!(matches!(
        find(one.path()).open("another row", &sealed),
        Err(SealError::Wrong { .. })
    ));
    assert!(matches!(find(one.path()).open("row", &sealed[..20]), Err(SealError::Wrong { .. })));
    assert_eq!(find(one.path()).open("row", &sealed).unwrap().as_slice(), b"private");
    assert!(!sealed.windows(7).any(|window| window == b"private"));
}

#[test]
fn makes_no_new_sealing_key_where_something_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let found = SealingKey::find(&SealingKeySource::DataFolder, folder.path(), true);
    assert!(matches!(found, Err(SealError::Missing { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn refuses_a_sealing_key_that_others_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, "00".repeat(32)).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let source = SealingKeySource::File(file.clone());
    let error = SealingKey::find(&source, folder.path(), true).unwrap_err().to_string();
    assert!(error.contains("mode 640") && error.contains("chmod 600"), "{error}");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(SealingKey::find(&source, folder.path(), true).is_ok());
}

#[test]
fn refuses_a_sealing_key_of_another_form_without_showing_it() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["", "hunter2", &"0".repeat(63), &"0".repeat(66), &"g".repeat(64)] {
        let error = SealingKey::find(&SealingKeySource::Value(text.to_owned().into()), folder.path(), true).unwrap_err();
        assert!(matches!(error, SealError::Form { .. }));
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn makes_a_sealing_key_that_only_its_owner_reads_and_keeps_it() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("new/data");
    let find = || SealingKey::find(&SealingKeySource::DataFolder, &folder, false).unwrap();
    let sealed = find().seal("row", b"x").unwrap();
    assert!(find().open("row", &sealed).is_ok());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("sealing.key"))), (0o700, 0o600));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}
