use super::*;
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::id::{AccountId, ClientId, DeviceRowId, SecretHash, SessionId};
use logi_domain::qr::{Browser, Decided, Locale, Scan};
use serde_json::Value;
use uuid::Uuid;

const CHALLENGE: &str = "xvtpgNi90tbKBIkBmYFoEBTWzKb06FkBIx6VcE6gOUI";

/// The session of the contract, as its row stands in this stored status.
fn session(stored_status: Status) -> QrSession {
    let at = Millis(1_795_251_600_250);
    let is_scanned = stored_status != Status::Pending;
    let is_decided = !matches!(stored_status, Status::Pending | Status::Scanned);
    QrSession {
        id: SessionId::new(Uuid::nil()),
        request: AuthorizationRequest {
            client_id: ClientId::from_random([0; 16]),
            redirect_uri: "https://notes.example/callback".into(),
            scopes: vec!["openid".into()],
            state: None,
            nonce: None,
            code_challenge: String::new(),
        },
        locale: Locale::En,
        browser: Browser {
            nonce_hash: SecretHash::of("nonce"),
            key: None,
            label: "A browser".into(),
            country: "unknown".into(),
            address: None,
        },
        started_at: at,
        frame_seconds: 2,
        generation: 0,
        extensions: 0,
        expires_at: Seconds(1_795_252_200),
        stored_status,
        second_scan: false,
        here: false,
        scan: is_scanned.then(|| Scan {
            device: DeviceRowId::new(Uuid::nil()),
            account: AccountId(42),
            platform: "android".into(),
            words: "you water".into(),
            presented: "{}".into(),
            at,
        }),
        decided: is_decided.then(|| Decided {
            jws: String::new(),
            granted: Vec::new(),
            at,
            receipt: None,
            challenge: Some(BASE64URL_NOPAD.decode(CHALLENGE.as_bytes()).unwrap().try_into().unwrap()),
        }),
        created_at: at,
    }
}

/// What a browser reads of the row that leads to this object of the contract.
fn objects() -> Vec<(String, Value)> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/status.json"));
    let golden: Value = serde_json::from_str(text).unwrap();
    let objects = golden["objects"].as_array().unwrap();
    objects
        .iter()
        .map(|o| (o["name"].as_str().unwrap().to_owned(), o["object"].clone()))
        .collect()
}

#[test]
fn every_object_of_the_contract_is_what_its_row_reads() {
    let objects = objects();
    assert_eq!(objects.len(), 10);
    for (name, golden) in objects {
        let status = Status::parse(golden["status"].as_str().unwrap()).unwrap();
        let stored = match (status, golden.get("platform").is_some()) {
            (Status::Expired, true) => Status::Scanned,
            (Status::Expired, false) => Status::Pending,
            (status, _) => status,
        };
        let mut row = session(stored);
        row.expires_at = Seconds(golden["expires_at"].as_i64().unwrap());
        row.second_scan = golden.get("second_scan").is_some();
        let now = Millis(golden["server_time_ms"].as_i64().unwrap());
        let object = serde_json::to_value(StatusObject::new(&row, now)).unwrap();
        assert_eq!(object, golden, "{name}");
    }
}

#[test]
fn the_challenge_is_gone_when_it_can_no_longer_be_signed() {
    let row = session(Status::Approved);
    let object = |now| serde_json::to_value(StatusObject::new(&row, now)).unwrap();
    assert_eq!(object(Millis(1_795_252_199_999))["challenge"], CHALLENGE);
    let late = object(row.expires_at.millis());
    assert_eq!((late["status"].as_str(), late.get("challenge")), (Some("expired"), None));
}

#[test]
fn reading_the_same_row_twice_is_no_news_and_the_second_phone_is() {
    let mut row = session(Status::Scanned);
    let (now, end) = (Millis(1_795_251_605_000), row.expires_at.millis());
    let before = Mark::of(&row, now);
    assert_eq!(before, Mark::of(&row, Millis(now.0 + 1_000)));
    assert_ne!(
        before,
        Mark::of(&row, end),
        "the end of its time is news though the row is the same"
    );
    row.second_scan = true;
    assert_ne!(before, Mark::of(&row, now));
}

#[test]
fn an_approved_login_of_its_own_device_tells_when_its_return_code_ends_and_no_other_does() {
    let object = |session: &QrSession| serde_json::to_value(StatusObject::new(session, session.created_at)).unwrap();
    let here = |status| QrSession {
        here: true,
        ..session(status)
    };
    let approved = object(&here(Status::Approved));
    // Good until 60 seconds after 1795251600.250.
    assert_eq!(approved["return_expires_at"], 1_795_251_661);
    assert_eq!(approved["expires_at"], 1_795_252_200);
    for other in [here(Status::Scanned), here(Status::Completed), session(Status::Approved)] {
        assert_eq!(object(&other).get("return_expires_at"), None);
    }
}
