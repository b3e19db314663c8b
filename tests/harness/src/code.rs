//! The rotating code, computed from the protocol's page: Crockford base32, the frame code, and the step that a moment belongs to.

use data_encoding::{Encoding, Specification};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Crockford base32 in RFC 4648's bit order, upper case.
pub fn crockford(bytes: &[u8]) -> String {
    encoding().encode(bytes)
}

/// The bytes of a Crockford text.
pub fn from_crockford(text: &str) -> Option<Vec<u8>> {
    encoding().decode(text.as_bytes()).ok()
}

fn encoding() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.encoding().expect("32 different symbols")
}

/// The 26 characters that prove a step: HMAC-SHA256(frame secret, `logi-frame-v1` 00 ‖ step), first 16 bytes.
///
/// # Panics
/// Never: HMAC takes keys of any length.
pub fn frame_code(frame_secret: &[u8], step: u16) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(frame_secret).expect("a key of any length");
    mac.update(b"logi-frame-v1\0");
    mac.update(&step.to_be_bytes());
    let whole = mac.finalize().into_bytes();
    crockford(&whole[..16])
}

/// The step that a moment belongs to.
pub fn step_at(now_ms: i64, started_at_ms: i64, frame_seconds: i64) -> u16 {
    let gone = now_ms.saturating_sub(started_at_ms).max(0);
    u16::try_from(gone / (frame_seconds * 1000)).unwrap_or(u16::MAX)
}

/// What a code shows, from the start of its text on.
pub fn code_text(qr_payload: &str, frame_secret: &[u8], step: u16) -> String {
    format!("{qr_payload}.{}.{}", crockford(&step.to_be_bytes()), frame_code(frame_secret, step))
}

#[cfg(test)]
mod tests {
    use super::{crockford, frame_code, step_at};
    use serde_json::Value;

    #[test]
    fn computes_the_frame_codes_of_the_wire_contract() {
        let wire: Value = serde_json::from_str(include_str!("../../wire/frame.json")).unwrap();
        for case in wire["codes"].as_array().unwrap() {
            let secret = crate::keys::from_base64url(case["frame_secret"].as_str().unwrap());
            let step = u16::try_from(case["parts"]["step"].as_u64().unwrap()).unwrap();
            assert_eq!(frame_code(&secret, step), case["code"].as_str().unwrap(), "{}", case["name"]);
            assert_eq!(crockford(&step.to_be_bytes()), case["step_text"].as_str().unwrap());
        }
    }

    #[test]
    fn a_step_lasts_from_its_first_to_the_next_ones_first_millisecond() {
        assert_eq!(step_at(1_000, 1_000, 2), 0);
        assert_eq!(step_at(2_999, 1_000, 2), 0);
        assert_eq!(step_at(3_000, 1_000, 2), 1);
        assert_eq!(step_at(0, 1_000, 2), 0);
    }
}
