//! The text of a code or of a same-device link. What is accepted is the code of the wire contract with another step
//! or frame code, which only the server can judge, and its link, and nothing else.

use std::time::Duration;

use logi_core::link_host::LinkHost;
use logi_core::origin::Origin;
use logi_core::qr::{CodeText, HereContext, KeySet, verify_here, verify_link, verify_scan};

/// Everything of the accepted code that is signed, with its signature.
const SIGNED: &str = "https://api.1pass.dev/qr#FJF6CYBM4N0DX52BW1ZW3Y8AWW.DC0NZT0.02P65PKW.HJH9ZAYJA4FQ1JCKNV30W96BSJH240E791C9BSPJN1T0BNVASZ6NQ35G42716RYN5S2HPFP7C519P13B34D9PXVT9RNJEN7429DT4D8.";

/// The one link that is accepted.
const HERE: &str = "https://open.1pass.dev/here#FJF6CYBM4N0DX52BW1ZW3Y8AWW.DC0NZT0.02P65PKW.6WFNJ5GP0GYE63EEGR3AHYQ59BWFPKMCD29CFK4G35HN639YGXV7NMNRYAJGCPK2RYM2WKW6KPQA1QS5VNX55DH4MVVZTBMR3W41YG8";

const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"Cta_XJxkynHTqmz4YJ1Suc5ZnhGibPxs-_LQc0HiR5c","y":"otkmkqpaPhPPpPn1bQTgbxR5v3UgnQ8wFu68SSkLJP4","alg":"ES256","use":"qr","kid":"02P65PKW"}]}"#;

const NOW_MS: u64 = 1_795_251_602_750;

pub fn run(data: &[u8]) {
    let keys = KeySet::parse(KEYS.as_bytes()).expect("a key set");
    let trusted = Origin::parse("https://api.1pass.dev").expect("an origin");
    let _ = KeySet::parse(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(origin) = Origin::parse(text) {
        assert_eq!(Origin::parse(origin.as_str()), Ok(origin));
    }
    if let Some(code) = CodeText::parse(text) {
        assert!(code.host().len() <= 259 && code.host().is_ascii(), "a host that cannot be shown");
    }
    let scan = verify_scan(text, &trusted, &keys, NOW_MS, Duration::from_mins(10));
    let link = verify_link(text, &trusted, &keys);
    assert!(scan.is_ok() <= link.is_ok(), "a scan is checked no less than a link");
    if scan.is_ok() {
        assert!(text.starts_with(SIGNED) && text.len() == SIGNED.len() + 31, "accepted: {text}");
    }
    let context = HereContext {
        trusted: &trusted,
        link_host: Some(&LinkHost::parse("open.1pass.dev", &trusted).expect("a host")),
        keys: &keys,
        now_unix_ms: NOW_MS,
        session_life: Duration::from_mins(10),
    };
    if verify_here(text, context).is_ok() {
        assert_eq!(text, HERE, "accepted");
    }
}
