//! A DPoP proof: once as the header carries it, and once as header and payload (split by a line feed) under a right
//! signature, so that everything behind the signature is met too.

use std::sync::LazyLock;

use data_encoding::BASE64URL_NOPAD;
use logi_domain::time::Millis;
use logi_server::http::phone::dpop::{Call, Proof, ProofFault, verify};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

/// The possession key of the wire contract.
const D: &str = "q1NNxgLYuwk6bJfXnRQK8CejxflvwI6YLC9Qd4VB6BY";
const X: &str = "KK1xXJqcj5BXB2UBFBFXj0W9lEiEWbBc8e6DIAVmZLQ";
const Y: &str = "Enyzqf0uZeNzqJ4qWkPNSz0WVlUy7gCETBAKOGpk4F4";

const CONTRACT: &str = include_str!("../../wire/dpop.json");

static KEY: LazyLock<EcdsaKeyPair> = LazyLock::new(|| {
    let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url");
    let public = [vec![4], decode(X), decode(Y)].concat();
    EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &decode(D), &public, &SystemRandom::new())
        .expect("a key pair")
});

pub fn run(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && judge(text).is_ok()
    {
        assert!(CONTRACT.contains(&format!("\"{text}\"")), "a changed proof serves");
    }
    let (header, payload) = match data.iter().position(|&byte| byte == b'\n') {
        Some(at) => data.split_at(at),
        None => return,
    };
    let input = format!("{}.{}", BASE64URL_NOPAD.encode(header), BASE64URL_NOPAD.encode(&payload[1..]));
    let signature = KEY.sign(&SystemRandom::new(), input.as_bytes()).expect("signed");
    if let Ok(proof) = judge(&format!("{input}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))) {
        let has_key = [X, Y].iter().all(|part| String::from_utf8_lossy(header).contains(part));
        assert!(has_key, "signed by another key than the header names: {:?}", proof.key);
    }
}

fn judge(proof: &str) -> Result<Proof, ProofFault> {
    let call = Call {
        method: "POST",
        url: "http://localhost:8080/api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/scan",
        token: Some("logi_pak_mrQjwhWBlVq3AT8RPbSzRB4xEVAtnOTUW1N6491kv8Y"),
        now: Millis(1_795_251_603_750),
    };
    verify(proof, &call, |nonce| nonce == "alive")
}
