//! Parsers of what comes from outside, on any input: each is answered, and what is taken has one spelling.
#![cfg(all(feature = "images", feature = "sealed-file"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Cursor;
use std::time::Duration;

use image::{DynamicImage, GrayImage, ImageFormat};
use logi_core::adapters::sealed_file::unseal;
use logi_core::link_host::LinkHost;
use logi_core::origin::Origin;
use logi_core::qr::{HereContext, KeySet, read_still, verify_here, verify_link};
use proptest::prelude::*;
use proptest::string::string_regex;

fn trusted() -> Origin {
    Origin::parse("https://login.example").unwrap()
}

fn no_keys() -> KeySet {
    KeySet::parse(br#"{"keys":[]}"#).unwrap()
}

/// Texts near an address, and any other.
fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "(https?|HTTPS|ftp|logi)://[a-zA-Z0-9.:@\\[\\]/?#%_\u{430}\u{ad}-]{0,40}",
        "https?://(localhost|127\\.0\\.0\\.1|\\[::1\\]|login\\.example)(:[0-9]{0,6})?[/?#]?",
    ]
}

/// Links near a good one, and any other text.
fn link() -> impl Strategy<Value = String> {
    let fields =
        "[0-9A-HJKMNP-TV-Z]{26}\\.[0-9A-HJKMNP-TV-Z]{7}\\.[0-9A-HJKMNP-TV-Z]{8}\\.[0-9A-HJKMNP-TV-Z]{103}(\\.[0-9A-Z]{4}\\.[0-9A-Z]{26})?";
    prop_oneof![
        "\\PC{0,300}".boxed(),
        (address(), "/(qr|here)?[#/]?", fields)
            .prop_map(|(origin, path, fields)| format!("{origin}{path}{fields}"))
            .boxed(),
        string_regex(&format!("https://(login|open)\\.example/(qr|here)#{fields}"))
            .unwrap()
            .boxed(),
    ]
}

/// A picture in that format, whole.
fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let grey = GrayImage::from_fn(40, 30, |x, y| image::Luma([u8::try_from((x * y) % 256).unwrap()]));
    DynamicImage::ImageLuma8(grey).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

proptest! {
    #[test]
    fn an_origin_that_is_taken_is_secure_and_has_one_spelling(text in address()) {
        if let Ok(origin) = Origin::parse(&text) {
            prop_assert!(origin.as_str().starts_with("https://") || origin.is_loopback(), "{}", origin);
            prop_assert_eq!(Origin::parse(origin.as_str()), Ok(origin));
        }
    }

    #[test]
    fn a_link_host_that_is_taken_is_spelt_as_it_was_and_not_the_issuers(text in prop_oneof!["\\PC{0,40}", "[a-z0-9.:-]{0,30}"]) {
        for issuer in ["https://login.example", "http://localhost:8080"] {
            let issuer = Origin::parse(issuer).unwrap();
            if let Ok(host) = LinkHost::parse(&text, &issuer) {
                prop_assert!(host.origin().as_str().ends_with(&text));
                prop_assert_ne!(host.origin().host(), issuer.host());
            }
        }
    }

    #[test]
    fn a_link_without_a_known_signature_is_refused(text in link()) {
        let (trusted, keys) = (trusted(), no_keys());
        let link_host = LinkHost::parse("open.example", &trusted).unwrap();
        let context = HereContext {
            trusted: &trusted,
            link_host: Some(&link_host),
            keys: &keys,
            now_unix_ms: 1_795_251_602_750,
            session_life: Duration::from_mins(10),
        };
        prop_assert!(verify_link(&text, &trusted, &keys).is_err());
        prop_assert!(verify_here(&text, context).is_err());
    }

    #[test]
    fn a_key_set_that_is_taken_is_the_same_when_it_was_stored(json in prop_oneof![
        ".{0,80}",
        "\\{\"keys\":\\[(\\{(\"(kty|crv|x|y|alg|use|kid)\":(\"[A-Za-z0-9_-]{0,44}\"|null|1),?){0,8}\\},?){0,3}\\]\\}",
    ]) {
        if let Ok(keys) = KeySet::parse(json.as_bytes()) {
            let stored = serde_json::to_string(&keys).unwrap();
            prop_assert_eq!(KeySet::parse(stored.as_bytes()).unwrap(), keys);
        }
    }

    #[test]
    fn bytes_that_were_not_sealed_do_not_open(mut bytes: Vec<u8>, with_head: bool, key: [u8; 32]) {
        if with_head {
            bytes.splice(0..0, *b"LOGISEAL\x01");
        }
        prop_assert!(unseal(&bytes, &key).is_err());
    }

    #[test]
    fn any_bytes_for_a_picture_are_answered(mut bytes: Vec<u8>, head in 0_usize..3) {
        let heads: [&[u8]; 3] = [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF\0"];
        bytes.splice(0..0, heads[head].iter().copied());
        prop_assert!(read_still(&bytes).is_err());
    }

    #[test]
    fn a_damaged_picture_is_answered_and_holds_no_code(png: bool, at in 0_usize..2000, bit in 0_u32..8, cut in 0_usize..4000) {
        let mut bytes = picture(if png { ImageFormat::Png } else { ImageFormat::Jpeg });
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        bytes.truncate(cut.max(8));
        if let Ok(texts) = read_still(&bytes) {
            prop_assert!(texts.is_empty(), "{texts:?}");
        }
    }
}
