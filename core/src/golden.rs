//! The golden messages of `tests/wire`, and a phone that holds their keys and ids: for tests of the core and of what
//! embeds it. Every function panics where a message is not as it should be.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a test fails where it cannot go on"
)]

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

use crate::fakes::{Fakes, RecordingKeys, ScriptedAnswer};
use crate::id::InstallationId;
use crate::link_host::LinkHost;
use crate::origin::Origin;
use crate::ports::{LaunchMarker as _, SecretStore as _};
use crate::qr::KeySet;
use crate::{Authenticator, Config, DevicePlatform};

macro_rules! wire_files {
    ($($name:ident),*) => {
        $(#[doc = concat!("`tests/wire/", stringify!($name), ".json`.")]
        pub fn $name() -> Value {
            let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/wire/", stringify!($name), ".json"));
            serde_json::from_str(text).unwrap()
        })*
    };
}

wire_files!(
    approve, bootstrap, code, deny, dpop, errors, here, keys, keyset, me, presented, profile, receipt, scan, sub
);

/// The case of this name in a list of cases.
pub fn case<'a>(cases: &'a Value, name: &str) -> &'a Value {
    let found = cases.as_array().unwrap().iter().find(|case| case["name"] == name);
    found.unwrap_or_else(|| panic!("no case {name}"))
}

/// The answer of a case, as the network gives it.
pub fn answer(case: &Value) -> ScriptedAnswer {
    let response = &case["response"];
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let headers = response["headers"].as_object().unwrap();
    headers
        .iter()
        .fold(ScriptedAnswer::json(status, &response["body"]), |answer, (name, value)| {
            answer.with_header(name, value.as_str().unwrap())
        })
}

/// The answer to the first scan, with another `presented`.
pub fn scan_answer(change: impl FnOnce(&mut Value)) -> ScriptedAnswer {
    let mut shown = presented()["value"].clone();
    change(&mut shown);
    let mut body = case(&scan()["scan"], "first scan")["response"]["body"].clone();
    body["presented"] = BASE64URL_NOPAD.encode(shown.to_string().as_bytes()).into();
    ScriptedAnswer::json(200, &body)
}

/// `METHOD /path` of a case's request.
pub fn line(case: &Value) -> String {
    format!(
        "{} {}",
        case["request"]["method"].as_str().unwrap(),
        case["request"]["path"].as_str().unwrap()
    )
}

/// The text that `value` is.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The host of same-device links in `host`, for the server in `issuer`.
pub fn link_host(host: &Value, issuer: &Value) -> LinkHost {
    LinkHost::parse(text(host), &Origin::parse(text(issuer)).unwrap()).unwrap()
}

/// The same-device link of the golden login.
pub fn here_link() -> String {
    text(&here()["signatures"][0]["link"]).to_owned()
}

/// The private half of the golden key of this name.
pub fn signing_key(name: &str) -> SigningKey {
    let scalar = BASE64URL_NOPAD
        .decode(text(&keys()["ec"][name]["private"]["d"]).as_bytes())
        .unwrap();
    SigningKey::from_slice(&scalar).unwrap()
}

/// A golden key as the server publishes it.
pub fn published(name: &str, usage: &str) -> Value {
    let mut key = keys()["ec"][name]["public"].clone();
    key["alg"] = json!("ES256");
    key["use"] = json!(usage);
    key["kid"] = keys()["ec"][name]["kid"].clone();
    key
}

/// The key set of the golden server: its code key and its receipt key.
pub fn key_set_json() -> Value {
    case(&keyset()["cases"], "key set")["response"]["body"].clone()
}

/// The golden code of the development server.
pub fn code_text() -> String {
    text(&code()["text"]["development"]).to_owned()
}

/// A code of the development server for another session, in the first frame.
pub fn sign_code(session: &Value, exp: u32) -> String {
    let origin = keys()["issuer"].clone();
    let session = uuid::Uuid::parse_str(text(session)).unwrap();
    let mut input = b"logi-qr-v2\0\0\x15".to_vec();
    input.extend(text(&origin).as_bytes());
    input.extend(session.as_bytes());
    input.extend(exp.to_be_bytes());
    let signature: Signature = signing_key("code").sign(&input);
    let signature = signature.normalize_s();
    let base32 = |bytes: &[u8]| {
        let mut crockford = data_encoding::Specification::new();
        crockford.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        crockford.encoding().unwrap().encode(bytes)
    };
    let kid = text(&keys()["ec"]["code"]["kid"]).to_owned();
    let fields = [
        base32(session.as_bytes()),
        base32(&exp.to_be_bytes()),
        kid,
        base32(&signature.to_bytes()),
    ];
    format!("{}/qr#{}.{}.{}", text(&origin), fields.join("."), base32(&[0, 1]), base32(&[9; 16]))
}

/// The request for the server's keys.
pub const KEY_SET: &str = "GET /.well-known/logi-keys.json";
/// The request that tells of the scan of the golden login.
pub const SCAN: &str = "POST /api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/scan";
/// The request that reads the golden login again.
pub const READ: &str = "GET /api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7";
/// The request that approves the golden login.
pub const APPROVE: &str = "POST /api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/approve";
/// The request that declines the golden login.
pub const DENY: &str = "POST /api/v1/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/deny";

/// A phone with fake ports.
pub struct Phone {
    /// Its ports.
    pub fakes: Fakes,
    /// Its core.
    pub authenticator: Authenticator,
}

impl Phone {
    /// Trusts the golden server, with these pins.
    pub fn config(pins: &Value) -> Config {
        Config {
            issuer: Origin::parse(text(&keys()["issuer"])).unwrap(),
            link_host: Some(link_host(&keys()["link_host"], &keys()["issuer"])),
            pins: KeySet::parse(pins.to_string().as_bytes()).unwrap(),
            platform: DevicePlatform::Android,
            device_name: Some("Pixel".to_owned()),
            session_life: Duration::from_mins(10),
        }
    }

    /// A phone that was never started, with the golden keys and no pins.
    pub async fn fresh() -> Self {
        let mut fakes = Fakes::new(keys()["scanned_at_ms"].as_u64().unwrap());
        fakes.keys = Arc::new(RecordingKeys::with(signing_key("possession"), signing_key("approval")));
        Self::open(fakes).await
    }

    /// The same phone started again, with no pins.
    pub async fn open(fakes: Fakes) -> Self {
        let authenticator = Authenticator::open(Self::config(&json!({ "keys": [] })), fakes.ports())
            .await
            .unwrap();
        Self { fakes, authenticator }
    }

    /// A phone enrolled with the golden ids, whose key set is fresh.
    pub async fn enrolled() -> Self {
        let keys = keys();
        let phone = Self::fresh().await;
        let now = keys["scanned_at_ms"].as_u64().unwrap() / 1000;
        let installation = json!({
            "installation": keys["app_uuid"], "issuer": keys["issuer"], "subject": keys["root_subject"],
            "device_id": keys["device_id"], "sent": true,
        });
        let account = json!({
            "user_id": 42, "anonymous": true, "nickname": null, "access_token": keys["pak"], "refused": false,
        });
        let key_set = json!({ "keys": key_set_json().to_string(), "fetched_at": now, "asked_at": null });
        for (name, record) in [("installation", installation), ("account", account), ("key-set", key_set)] {
            let bytes = [&[0, 1], record.to_string().as_bytes()].concat();
            phone.fakes.store.save(name, &bytes).await.unwrap();
        }
        let marker = InstallationId::parse(text(&keys["app_uuid"])).unwrap();
        phone.fakes.marker.save(marker.uuid()).await.unwrap();
        phone
    }

    /// The same phone after its process ended.
    pub async fn restarted(self) -> Self {
        Self::open(self.fakes).await
    }
}

/// Polls `future` at most `polls` times, then drops it; its output if it was done by then.
pub fn poll_at_most<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    })
}
