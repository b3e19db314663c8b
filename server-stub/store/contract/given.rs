//! What a test begins with. Ids, secrets and proofs are random, so that each is its own.

use crate::Backend;
use logi_domain::account::{Account, DeviceKeys, Enrolment, EnrolmentIdentity, EnrolmentOutcome, Platform};
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType};
use logi_domain::field::{Consent, Decision, DeclaredField, Field};
use logi_domain::grant::{AuthorizationCode, Grant};
use logi_domain::id::{AccountId, ClientId, DeviceId, DeviceRowId, GrantId, RootSubject, SecretHash, SessionId};
use logi_domain::key::{Hardware, KeyLevel, Presence, PublicKey};
use logi_domain::qr::{Browser, Locale, Relation};
use logi_domain::time::{Millis, Seconds};
use logi_store::{Accounts, Approval, Clients, Completion, Denial, NewSession, ProofUse, QrSessions, ScanBinding};
use uuid::Uuid;

/// The present of every test that does not move it; not on a whole second.
pub const NOW: Millis = Millis(1_795_251_600_250);

/// The address of every browser; no retained row may hold it.
pub const ADDRESS: &str = "203.0.113.77";

/// The seconds of [`NOW`] moved by `seconds`.
pub fn later(seconds: i64) -> Millis {
    NOW.plus_seconds(seconds)
}

fn digest() -> [u8; 32] {
    SecretHash::of(&Uuid::new_v4().to_string()).0
}

pub fn secret() -> SecretHash {
    SecretHash(digest())
}

pub fn public_key() -> PublicKey {
    let mut key = [0; 64];
    key[..32].copy_from_slice(&digest());
    key[32..].copy_from_slice(&digest());
    PublicKey::from_coordinates(key)
}

pub fn proof() -> ProofUse {
    ProofUse {
        jkt: "thumbprint".into(),
        jti_hash: digest(),
        expires_at: later(logi_store::PROOF_SECONDS),
    }
}

pub fn subject() -> RootSubject {
    RootSubject::parse(&data_encoding::BASE64URL_NOPAD.encode(&digest())).unwrap()
}

pub fn keys() -> DeviceKeys {
    DeviceKeys {
        possession: public_key(),
        approval: public_key(),
        hardware: Hardware::SecureEnclave,
        presence: Presence::Biometric,
        level: KeyLevel::Claimed,
    }
}

fn enrolment(identity: EnrolmentIdentity) -> Enrolment {
    Enrolment {
        row: DeviceRowId::new(Uuid::new_v4()),
        device_id: DeviceId::new(Uuid::new_v4()),
        platform: Platform::Ios,
        device_name: Some("A phone".into()),
        identity,
        pak_hash: secret(),
        secret_hash: secret(),
        now: NOW,
    }
}

pub fn keyed(subject: &RootSubject, keys: &DeviceKeys) -> Enrolment {
    enrolment(EnrolmentIdentity::Keyed {
        subject: subject.clone(),
        keys: keys.clone(),
    })
}

pub fn keyless(presented: Option<SecretHash>) -> Enrolment {
    enrolment(EnrolmentIdentity::Keyless { presented })
}

pub fn account_of(outcome: EnrolmentOutcome) -> Account {
    match outcome {
        EnrolmentOutcome::Created(account) | EnrolmentOutcome::Resumed(account) => account,
        refused @ (EnrolmentOutcome::SubjectTaken | EnrolmentOutcome::InvalidDeviceSecret) => panic!("not enrolled: {refused:?}"),
    }
}

/// An enrolled phone.
#[derive(Clone, Copy, Debug)]
pub struct Phone {
    pub row: DeviceRowId,
    pub account: AccountId,
}

pub async fn phone(store: &Backend) -> Phone {
    let enrolment = keyed(&subject(), &keys());
    let outcome = store.enrol(&enrolment, Some(&proof())).await.unwrap();
    Phone {
        row: enrolment.row,
        account: account_of(outcome).id,
    }
}

pub fn new_client() -> Client {
    let mut id = [0; 16];
    id.copy_from_slice(&digest()[..16]);
    Client {
        id: ClientId::from_random(id),
        name: "Example".into(),
        client_type: ClientType::Confidential,
        secret_hash: Some(secret()),
        redirect_uris: vec!["https://example.com/callback".into()],
        allowed_scopes: vec!["openid".into(), "email".into()],
        fields: vec![DeclaredField {
            name: Field::Email,
            required: true,
            purpose: Some("To send receipts".into()),
        }],
        allow_anonymous: Some(true),
        sector: "example.com".into(),
        subject_type: SubjectType::Pairwise,
        status: ClientStatus::Approved,
        created_at: NOW,
    }
}

pub async fn client(store: &Backend) -> Client {
    let client = new_client();
    store.insert_client(&client).await.unwrap();
    client
}

pub fn new_session(client: &Client) -> NewSession {
    NewSession {
        id: SessionId::new(Uuid::new_v4()),
        request: AuthorizationRequest {
            client_id: client.id.clone(),
            redirect_uri: client.redirect_uris[0].clone(),
            scopes: client.allowed_scopes.clone(),
            state: Some("the state".into()),
            nonce: None,
            code_challenge: data_encoding::BASE64URL_NOPAD.encode(&[7; 32]),
        },
        locale: Locale::Ko,
        browser: Browser {
            nonce_hash: secret(),
            key: Some(public_key()),
            label: "Firefox on Windows".into(),
            country: "KR".into(),
            address: Some(ADDRESS.parse().unwrap()),
        },
        started_at: NOW,
        frame_seconds: 2,
        expires_at: Seconds(NOW.seconds().0 + 600),
    }
}

/// A client, a phone, and a session between them.
#[derive(Clone, Debug)]
pub struct Login {
    pub client: Client,
    pub phone: Phone,
    pub id: SessionId,
}

impl Login {
    pub async fn pending(store: &Backend) -> Self {
        let client = client(store).await;
        let phone = phone(store).await;
        Self::between(store, client, phone).await
    }

    pub async fn between(store: &Backend, client: Client, phone: Phone) -> Self {
        let session = new_session(&client);
        store.insert_session(&session).await.unwrap();
        Self {
            client,
            phone,
            id: session.id,
        }
    }

    pub async fn scanned(store: &Backend) -> Self {
        let login = Self::pending(store).await;
        login.scan(store).await;
        login
    }

    pub async fn approved(store: &Backend) -> Self {
        let login = Self::scanned(store).await;
        login.approve(store).await;
        login
    }

    pub async fn scan(&self, store: &Backend) {
        assert!(store.scan(&self.scanning(), &proof()).await.unwrap());
    }

    pub async fn approve(&self, store: &Backend) {
        assert!(store.approve(&self.approval(), &proof()).await.unwrap());
    }

    pub fn scanning(&self) -> ScanBinding {
        ScanBinding {
            id: self.id,
            generation: 0,
            here: false,
            device: self.phone.row,
            account: self.phone.account,
            platform: "ios".into(),
            words: "amber canyon".into(),
            presented: r#"{"session":"…"}"#.into(),
            relation: Relation::SameNetwork,
            now: NOW,
        }
    }

    pub fn approval(&self) -> Approval {
        Approval {
            id: self.id,
            device: self.phone.row,
            account: self.phone.account,
            jws: format!("approval of {}", self.id),
            granted: vec![Field::Email],
            receipt: format!("receipt of {}", self.id),
            challenge: digest(),
            now: NOW,
        }
    }

    pub fn denial(&self) -> Denial {
        Denial {
            id: self.id,
            device: self.phone.row,
            jws: format!("denial of {}", self.id),
            now: NOW,
        }
    }

    pub fn completion(&self) -> Completion {
        let grant = Grant {
            id: GrantId::new(Uuid::new_v4()),
            account: self.phone.account,
            client_id: self.client.id.clone(),
            sub: "a pairwise subject".into(),
            scopes: vec!["openid".into(), "email".into()],
            fields: vec![Field::Email],
            auth_time: NOW.seconds(),
            revoked_at: None,
        };
        Completion {
            id: self.id,
            code: AuthorizationCode {
                hash: secret(),
                grant,
                redirect_uri: self.client.redirect_uris[0].clone(),
                code_challenge: data_encoding::BASE64URL_NOPAD.encode(&[7; 32]),
                nonce: Some("the nonce".into()),
                expires_at: later(logi_domain::grant::CODE_SECONDS),
                used_at: None,
            },
            consents: vec![
                Consent {
                    field: Field::Email,
                    decision: Decision::Granted,
                },
                Consent {
                    field: Field::PhoneNumber,
                    decision: Decision::Refused,
                },
            ],
            browser_label: "Firefox on Windows".into(),
            country: "KR".into(),
            now: NOW,
        }
    }
}
