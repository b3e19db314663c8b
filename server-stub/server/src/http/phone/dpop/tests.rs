//! The proofs of `tests/wire/dpop.json`: which serve, and what is said of those that do not.

use super::*;
use serde_json::Value;

const DPOP_JSON: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/dpop.json"));

fn cases(list: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(DPOP_JSON).unwrap();
    file[list].as_array().unwrap().clone()
}

/// What a call with this case's proof is answered: `ok`, or the code of its refusal.
fn judge(case: &Value) -> &'static str {
    let call = Call {
        method: case["method"].as_str().unwrap(),
        url: case["url"].as_str().unwrap(),
        token: case["access_token"].as_str(),
        now: Millis(case["now_ms"].as_i64().unwrap()),
    };
    match verify(case["proof"].as_str().unwrap(), &call, |_| case["nonce"] == "valid") {
        Ok(proof) if proof.key.jkt() == case["jkt"].as_str().unwrap() => "ok",
        Ok(_) | Err(ProofFault::Invalid(_)) => "invalid_dpop_proof",
        Err(ProofFault::UseNonce) => "use_dpop_nonce",
    }
}

#[test]
fn refuses_every_proof_that_is_not_for_the_call() {
    let refused = cases("refused");
    assert!(refused.len() >= 35);
    for case in refused {
        assert_eq!(judge(&case), case["expected"], "{}", case["name"]);
    }
}

#[test]
fn takes_every_proof_that_is_for_the_call() {
    let accepted = cases("accepted");
    assert!(accepted.len() >= 9);
    for case in accepted {
        assert_eq!(judge(&case), "ok", "{}", case["name"]);
    }
}

#[test]
fn a_proof_serves_its_key_once_within_five_minutes() {
    let accepted = cases("accepted");
    let template = &accepted[0];
    for case in cases("repeats") {
        let memory = super::super::ProofMemory::default();
        let mut answers = Vec::new();
        for (name, seconds) in [("first", 0), ("second", case["seconds_between"].as_i64().unwrap())] {
            let now = Millis(template["now_ms"].as_i64().unwrap()).plus_seconds(seconds);
            let call = Call {
                method: template["method"].as_str().unwrap(),
                url: template["url"].as_str().unwrap(),
                token: None,
                now,
            };
            let proof = verify(case[name].as_str().unwrap(), &call, |_| false).unwrap();
            answers.push(memory.remember(&proof.used, now));
        }
        assert_eq!(answers, [true, case["expected"] == "ok"], "{}", case["name"]);
    }
}

proptest::proptest! {
    #[test]
    fn refuses_a_proof_with_any_character_changed(at in 0_usize..570, to in "[-_A-Za-z0-9.=]") {
        let mut case = cases("accepted")[0].clone();
        let proof = case["proof"].as_str().unwrap();
        let changed: String = proof.chars().enumerate().map(|(n, c)| if n == at { to.chars().next().unwrap() } else { c }).collect();
        let expected = if changed == proof { "ok" } else { "invalid_dpop_proof" };
        case["proof"] = changed.into();
        assert_eq!(judge(&case), expected);
    }

    #[test]
    fn reads_any_text_without_fault(header: String, payload: String, signature: Vec<u8>) {
        let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let mut case = cases("accepted")[0].clone();
        for text in [header.clone(), format!("{}.{}.{}", part(header.as_bytes()), part(payload.as_bytes()), part(&signature))] {
            case["proof"] = text.into();
            assert_eq!(judge(&case), "invalid_dpop_proof");
        }
    }
}

#[test]
fn refuses_two_proofs_on_one_call() {
    let mut headers = HeaderMap::new();
    headers.append(DPOP, http::HeaderValue::from_static("a.b.c"));
    assert_eq!(proof_of(&headers), Ok(Some("a.b.c")));
    headers.append(DPOP, http::HeaderValue::from_static("a.b.c"));
    assert!(matches!(proof_of(&headers), Err(ProofFault::Invalid(_))));
}
