//! The two words that page and phone show: the first two 11-bit groups of SHA-256(session ‖ device id) in the BIP-39 list of the
//! page's language, composed (NFC), since the published Korean list is decomposed.

use bip39::Language;
use logi_domain::id::{DeviceId, SessionId};
use logi_domain::qr::Locale;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Picks the words of a session and the device bound to it.
#[must_use]
pub fn pick(session: SessionId, device: DeviceId, locale: Locale) -> [String; 2] {
    let digest = Sha256::new().chain_update(session.bytes()).chain_update(device.bytes()).finalize();
    let bits = digest.iter().take(4).fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
    [word(bits >> 21, locale), word(bits >> 10, locale)]
}

fn word(group: u32, locale: Locale) -> String {
    let list = match locale {
        Locale::En => Language::English,
        Locale::Ko => Language::Korean,
    }
    .word_list();
    let found = usize::try_from(group & 0x7ff).ok().and_then(|at| list.get(at));
    found.copied().unwrap_or_default().nfc().collect()
}

/// How the row holds them: joined by one space, which no word contains.
#[must_use]
pub fn joined(words: &[String; 2]) -> String {
    words.join(" ")
}

/// Reads a row's words.
#[must_use]
pub fn split(joined: &str) -> Vec<&str> {
    joined.split(' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn picks_the_golden_words_in_both_languages() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/words.json"));
        let file: Value = serde_json::from_str(text).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let session = SessionId::parse(case["parts"]["session_id"].as_str().unwrap()).unwrap();
            let device = DeviceId::parse(case["parts"]["device_id"].as_str().unwrap()).unwrap();
            for (locale, name) in [(Locale::En, "en"), (Locale::Ko, "ko")] {
                let words = pick(session, device, locale);
                assert_eq!(serde_json::json!(words), case[name], "{} {name}", case["name"]);
                assert_eq!(split(&joined(&words)), words, "{} {name}", case["name"]);
            }
        }
    }
}
