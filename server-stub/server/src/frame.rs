//! Frame secrets and frame codes of a rotating code.
//!
//! A frame secret is not stored: it is HMAC-SHA256 under the frame key over session and generation, so a new generation makes every
//! earlier frame dead. The page derives the code of a frame from it in the same way the server does here.

use crate::app::App;
use crate::keys::Purpose;
use logi_domain::id::SessionId;
use ring::hmac;
use zeroize::Zeroizing;

const SECRET_TAG: &[u8] = b"logi-frame-secret-v1\0";
const CODE_TAG: &[u8] = b"logi-frame-v1\0";

/// Seconds each frame lasts.
pub const FRAME_SECONDS: u16 = 2;
/// Seconds each frame lasts for somebody who asked for reduced motion.
pub const CALM_FRAME_SECONDS: u16 = 30;

/// The key of one generation's frame codes.
#[derive(Clone)]
pub struct FrameSecret(Zeroizing<[u8; 32]>);

impl FrameSecret {
    /// The secret of a session's generation.
    #[must_use]
    pub fn of(app: &App, session: SessionId, generation: u16) -> Self {
        let parts = secret_input(session, generation);
        Self(Zeroizing::new(app.keys().mac(Purpose::Frame, &[&parts])))
    }

    /// The code of frame `step`: the first 16 bytes of HMAC-SHA256 over the step.
    #[must_use]
    pub fn code(&self, step: u16) -> [u8; 16] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice());
        let tag = hmac::sign(&key, &code_input(step));
        let mut code = [0; 16];
        for (to, from) in code.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        code
    }

    /// Unpadded base64url, for the page that draws the codes.
    #[must_use]
    pub fn expose_base64url(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::BASE64URL_NOPAD.encode(self.0.as_slice()))
    }
}

impl std::fmt::Debug for FrameSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FrameSecret(…)")
    }
}

/// The code of frame `step` in a session's generation. Compare in constant time.
#[must_use]
pub fn code(app: &App, session: SessionId, generation: u16, step: u16) -> [u8; 16] {
    FrameSecret::of(app, session, generation).code(step)
}

/// `logi-frame-secret-v1` 00 ‖ session ‖ generation u16.
fn secret_input(session: SessionId, generation: u16) -> Vec<u8> {
    [SECRET_TAG, &session.bytes(), &generation.to_be_bytes()].concat()
}

/// `logi-frame-v1` 00 ‖ step u16.
fn code_input(step: u16) -> Vec<u8> {
    [CODE_TAG, &step.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
    use serde_json::Value;

    fn wire(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    fn bytes(value: &Value) -> Vec<u8> {
        BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap()
    }

    fn number(value: &Value) -> u16 {
        value.as_u64().unwrap().try_into().unwrap()
    }

    #[test]
    fn secrets_are_made_of_the_bytes_of_the_contract() {
        let golden = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/frame.json")));
        let keys = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json")));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes(&keys["hmac"]["frame"]));
        let secrets = golden["secrets"].as_array().unwrap();
        assert!(!secrets.is_empty());
        for case in secrets {
            let session = SessionId::parse(case["parts"]["session_id"].as_str().unwrap()).unwrap();
            let input = secret_input(session, number(&case["parts"]["generation"]));
            assert_eq!(HEXLOWER.encode(&input), case["input_hex"].as_str().unwrap());
            assert_eq!(hmac::sign(&key, &input).as_ref(), bytes(&case["mac"]));
        }
    }

    #[test]
    fn codes_are_those_of_the_contract() {
        let golden = wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/frame.json")));
        let codes = golden["codes"].as_array().unwrap();
        assert!(!codes.is_empty());
        for case in codes {
            let secret = FrameSecret(Zeroizing::new(bytes(&case["frame_secret"]).try_into().unwrap()));
            let step = number(&case["parts"]["step"]);
            assert_eq!(HEXLOWER.encode(&code_input(step)), case["input_hex"].as_str().unwrap());
            assert_eq!(HEXLOWER.encode(&secret.code(step)), case["code_hex"].as_str().unwrap());
        }
    }

    #[test]
    fn a_secret_does_not_print() {
        let secret = FrameSecret(Zeroizing::new([7; 32]));
        assert_eq!(format!("{secret:?}"), "FrameSecret(…)");
    }
}
