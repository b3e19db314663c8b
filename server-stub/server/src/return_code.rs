//! The return code of a same-device login: what the phone gives back to the browser of its own device. It is HMAC-SHA256 under the
//! frame key over session and time of approval, so that a repeat of the approval answers the same and nothing is stored.

use crate::app::App;
use crate::keys::Purpose;
use data_encoding::BASE64URL_NOPAD;
use logi_domain::id::SessionId;
use logi_domain::qr::QrSession;
use logi_domain::time::{Millis, Seconds};
use subtle::ConstantTimeEq;

const TAG: &[u8] = b"logi-return-v1\0";

/// Milliseconds after the approval in which a return code completes.
const LIFE_MS: i64 = 60_000;

/// Where the phone goes back to: nothing unless the session was opened on its own device and approved.
#[must_use]
pub fn url(app: &App, session: &QrSession, approved_at: Millis) -> Option<String> {
    let (issuer, id) = (app.issuer(), session.id);
    let code = || BASE64URL_NOPAD.encode(&code(app, id, approved_at));
    session.here.then(|| format!("{issuer}/oauth/qr/{id}/return#{}", code()))
}

/// The first whole second at which no return code of a login that was approved then is good.
#[must_use]
pub fn ends_at(approved_at: Millis) -> Seconds {
    Seconds(approved_at.0.saturating_add(LIFE_MS).div_euclid(1000).saturating_add(1))
}

/// Whether this is the session's return code and still good at `now`.
#[must_use]
pub fn is_good(app: &App, session: &QrSession, sent: Option<&str>, now: Millis) -> bool {
    let Some(approved_at) = session.decided.as_ref().map(|decided| decided.at) else {
        return false;
    };
    let sent = sent
        .and_then(|sent| BASE64URL_NOPAD.decode(sent.as_bytes()).ok())
        .unwrap_or_default();
    let is_equal: bool = code(app, session.id, approved_at).ct_eq(sent.as_slice()).into();
    is_equal && now.0.saturating_sub(approved_at.0) <= LIFE_MS
}

fn code(app: &App, session: SessionId, approved_at: Millis) -> [u8; 32] {
    app.keys().mac(Purpose::Frame, &[&input(session, approved_at)])
}

/// `logi-return-v1` 00 ‖ session ‖ `approved_at_ms` u64.
fn input(session: SessionId, approved_at: Millis) -> Vec<u8> {
    [TAG, &session.bytes(), &approved_at.0.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use ring::hmac;
    use serde_json::Value;

    fn wire(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn bytes(value: &Value) -> Vec<u8> {
        BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap()
    }

    #[test]
    fn codes_are_made_of_the_bytes_of_the_contract() {
        let golden = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/here.json")));
        let keys = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json")));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes(&keys["hmac"]["frame"]));
        let codes = golden["return_codes"].as_array().unwrap();
        assert!(!codes.is_empty());
        for case in codes {
            let session = SessionId::parse(case["parts"]["session_id"].as_str().unwrap()).unwrap();
            let input = input(session, Millis(case["parts"]["approved_at_ms"].as_i64().unwrap()));
            assert_eq!(HEXLOWER.encode(&input), case["input_hex"].as_str().unwrap());
            assert_eq!(hmac::sign(&key, &input).as_ref(), bytes(&case["mac"]));
        }
    }
}
