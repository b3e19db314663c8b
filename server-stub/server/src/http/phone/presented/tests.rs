//! The bytes of `tests/wire/presented.json` from the records of `tests/wire/keys.json`.

use super::*;
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType};
use logi_domain::field::{Consent, Profile};
use logi_domain::id::{ClientId, SecretHash, SessionId};
use logi_domain::qr::{Browser, Locale, Status};
use logi_domain::time::{Millis, Seconds};
use serde_json::Value;

fn wire(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn keys() -> Value {
    wire(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/keys.json")))
}

fn golden() -> Value {
    wire(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/wire/presented.json"
    )))
}

fn texts(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

fn client(record: &Value) -> Client {
    Client {
        id: ClientId::parse(record["client_id"].as_str().unwrap()).unwrap(),
        name: record["name"].as_str().unwrap().into(),
        client_type: ClientType::Public,
        secret_hash: None,
        redirect_uris: vec![record["redirect_uri"].as_str().unwrap().into()],
        allowed_scopes: texts(&record["allowed_scopes"]),
        fields: serde_json::from_value(record["fields"].clone()).unwrap(),
        allow_anonymous: Some(true),
        sector: String::new(),
        subject_type: SubjectType::Pairwise,
        status: ClientStatus::Approved,
        created_at: Millis(0),
    }
}

fn session(client: &Client, label: &str, country: &str, locale: Locale) -> QrSession {
    QrSession {
        id: SessionId::parse(keys()["session_id"].as_str().unwrap()).unwrap(),
        request: AuthorizationRequest {
            client_id: client.id.clone(),
            redirect_uri: client.redirect_uris[0].clone(),
            scopes: client.allowed_scopes.clone(),
            state: None,
            nonce: None,
            code_challenge: String::new(),
        },
        locale,
        browser: Browser {
            nonce_hash: SecretHash([0; 32]),
            key: None,
            label: label.into(),
            country: country.into(),
            address: "203.0.113.7".parse().ok(),
        },
        started_at: Millis(0),
        frame_seconds: 2,
        generation: 0,
        extensions: 0,
        expires_at: Seconds(0),
        stored_status: Status::Pending,
        second_scan: false,
        here: false,
        scan: None,
        decided: None,
        created_at: Millis(0),
    }
}

fn holdings(client: &Client, consents: &[(Field, Decision)]) -> Holdings {
    Holdings {
        client: client.clone(),
        profile: Profile {
            preferred_name: Some("Mina".into()),
            full_name: Some("Kim Mina".into()),
            email: Some("mina@mail.example".into()),
            phone_number: None,
        },
        consents: consents
            .iter()
            .map(|(field, decision)| Consent {
                field: *field,
                decision: *decision,
            })
            .collect(),
    }
}

fn assert_bytes(presented: &Presented, golden: &Value) {
    let stored = presented.to_json().unwrap();
    assert_eq!(stored, golden["json"].as_str().unwrap());
    assert_eq!(sent(&stored), golden["base64url"].as_str().unwrap());
    assert_eq!(named(&stored), golden["sha256"].as_str().unwrap());
    assert_eq!(Presented::parse(&stored).unwrap(), *presented);
}

#[test]
fn shows_no_address_of_the_browser() {
    let client = client(&keys()["client"]);
    let session = session(&client, "Chrome on macOS", "KR", Locale::En);
    let stored = Presented::of(&session, &holdings(&client, &[]), Relation::SameCountry)
        .to_json()
        .unwrap();
    assert!(!stored.contains("203.0.113.7"));
}

#[test]
fn writes_the_golden_bytes() {
    let client = client(&keys()["client"]);
    let session = session(&client, "Chrome on macOS", "KR", Locale::En);
    let holdings = holdings(&client, &[(Field::FullName, Decision::Refused)]);
    assert_bytes(&Presented::of(&session, &holdings, Relation::SameCountry), &golden());
}

#[test]
fn writes_what_was_decided_before() {
    let client = client(&keys()["client"]);
    let session = session(&client, "Firefox on Windows", "DE", Locale::En);
    let holdings = holdings(
        &client,
        &[(Field::FullName, Decision::Refused), (Field::PreferredName, Decision::Granted)],
    );
    assert_bytes(
        &Presented::of(&session, &holdings, Relation::DifferentCountry),
        &golden()["others"][1],
    );
}

#[test]
fn writes_another_script_a_loopback_host_and_no_field() {
    let mut client = client(&keys()["public_client"]);
    client.name = golden()["others"][0]["value"]["application"]["name"].as_str().unwrap().into();
    let session = session(&client, "Safari on iOS", "unknown", Locale::Ko);
    assert_bytes(
        &Presented::of(&session, &holdings(&client, &[]), Relation::Unknown),
        &golden()["others"][0],
    );
}
