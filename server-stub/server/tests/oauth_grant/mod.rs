//! A login that has just been completed, written through the store: clients, account, profile and the contract's code.

use crate::support::{TestApp, wire};
use logi_domain::account::{Enrolment, EnrolmentIdentity, EnrolmentOutcome, Platform};
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType};
use logi_domain::field::{DeclaredField, Field, Profile};
use logi_domain::grant::{AuthorizationCode, CODE_SECONDS, Grant};
use logi_domain::id::{AccountId, ClientId, DeviceId, DeviceRowId, GrantId, RootSubject, SecretHash, SessionId};
use logi_domain::key::{Hardware, KeyLevel, Presence, PublicJwk, PublicKey};
use logi_domain::qr::{Browser, Locale, Relation};
use logi_domain::time::{Millis, Seconds};
use logi_store::{Approval, CodeIssue, Completion, NewSession, ProofUse, ScanBinding, Store};
use serde_json::Value;
use uuid::Uuid;

/// What differs from the contract's usual login.
pub struct Plot {
    pub status: ClientStatus,
    pub code_of_public_client: bool,
    pub used: bool,
    pub expired: bool,
}

impl Default for Plot {
    fn default() -> Self {
        Self {
            status: ClientStatus::Approved,
            code_of_public_client: false,
            used: false,
            expired: false,
        }
    }
}

impl Plot {
    /// The client of the contract that the code is for.
    fn client<'a>(&self, keys: &'a Value) -> &'a Value {
        if self.code_of_public_client {
            &keys["public_client"]
        } else {
            &keys["client"]
        }
    }
}

pub fn client(keys: &Value, status: ClientStatus) -> Client {
    let texts = |value: &Value| value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    Client {
        id: ClientId::parse(keys["client_id"].as_str().unwrap()).unwrap(),
        name: keys["name"].as_str().unwrap().to_owned(),
        client_type: ClientType::parse(keys["client_type"].as_str().unwrap()).unwrap(),
        secret_hash: keys["client_secret"].as_str().map(SecretHash::of),
        redirect_uris: vec![keys["redirect_uri"].as_str().unwrap().to_owned()],
        allowed_scopes: texts(&keys["allowed_scopes"]),
        fields: serde_json::from_value::<Vec<DeclaredField>>(keys["fields"].clone()).unwrap(),
        allow_anonymous: keys["allow_anonymous"].as_bool(),
        sector: keys["sector"].as_str().unwrap().to_owned(),
        subject_type: SubjectType::Pairwise,
        status,
        created_at: Millis(0),
    }
}

pub async fn insert_clients(store: &dyn Store, plot: &Plot) {
    let keys = wire("keys.json");
    store.insert_client(&client(&keys["client"], plot.status)).await.unwrap();
    store.insert_client(&client(&keys["public_client"], plot.status)).await.unwrap();
}

fn proof(now: Millis) -> ProofUse {
    ProofUse {
        jkt: "test".into(),
        jti_hash: logi_server::random::bytes(),
        expires_at: now.plus_seconds(300),
    }
}

fn key(name: &str) -> PublicKey {
    let jwk: PublicJwk = serde_json::from_value(wire("keys.json")["ec"][name]["public"].clone()).unwrap();
    PublicKey::try_from(&jwk).unwrap()
}

/// The account, its code, and what it may know.
pub struct Planted;

impl Planted {
    pub async fn in_app(test: &TestApp, plot: &Plot) {
        let store = test.app.store();
        insert_clients(store, plot).await;
        let (account, device) = enrol(store).await;
        let session = approved_session(test, plot, (account, device)).await;
        complete(test, plot, account, session).await;
    }
}

async fn enrol(store: &dyn Store) -> (AccountId, DeviceRowId) {
    let keys = wire("keys.json");
    let now = Millis(keys["started_at_ms"].as_i64().unwrap());
    let row = DeviceRowId::new(Uuid::now_v7());
    let enrolment = Enrolment {
        row,
        device_id: DeviceId::parse(keys["device_id"].as_str().unwrap()).unwrap(),
        platform: Platform::Linux,
        device_name: None,
        identity: EnrolmentIdentity::Keyed {
            subject: RootSubject::parse(keys["root_subject"].as_str().unwrap()).unwrap(),
            keys: logi_domain::account::DeviceKeys {
                possession: key("possession"),
                approval: key("approval"),
                hardware: Hardware::None,
                presence: Presence::None,
                level: KeyLevel::None,
            },
        },
        pak_hash: SecretHash::of(keys["pak"].as_str().unwrap()),
        secret_hash: SecretHash::of("device secret"),
        now,
    };
    let outcome = store.enrol(&enrolment, Some(&proof(now))).await.unwrap();
    let EnrolmentOutcome::Created(account) = outcome else {
        panic!("{outcome:?}")
    };
    let text = |name: &str| wire("token.json")["profile"][name].as_str().map(str::to_owned);
    let profile = Profile {
        preferred_name: text("preferred_name"),
        full_name: text("full_name"),
        email: text("email"),
        phone_number: text("phone_number"),
    };
    store.set_profile(account.id, &profile, &proof(now)).await.unwrap();
    (account.id, row)
}

async fn approved_session(test: &TestApp, plot: &Plot, (account, device): (AccountId, DeviceRowId)) -> SessionId {
    let (keys, store) = (wire("keys.json"), test.app.store());
    let for_client = plot.client(&keys);
    let now = Millis(keys["started_at_ms"].as_i64().unwrap());
    let id = SessionId::parse(keys["session_id"].as_str().unwrap()).unwrap();
    let request = AuthorizationRequest {
        client_id: ClientId::parse(for_client["client_id"].as_str().unwrap()).unwrap(),
        redirect_uri: for_client["redirect_uri"].as_str().unwrap().to_owned(),
        scopes: vec!["openid".into()],
        state: None,
        nonce: None,
        code_challenge: keys["code_challenge"].as_str().unwrap().to_owned(),
    };
    let browser = Browser {
        nonce_hash: SecretHash::of("nonce"),
        key: None,
        label: "A browser".into(),
        country: "unknown".into(),
        address: None,
    };
    let expires_at = Seconds(keys["exp"].as_i64().unwrap());
    let session = NewSession {
        id,
        request,
        locale: Locale::En,
        browser,
        started_at: now,
        frame_seconds: 2,
        expires_at,
    };
    store.insert_session(&session).await.unwrap();
    let binding = ScanBinding {
        id,
        generation: 0,
        here: false,
        device,
        account,
        platform: "linux".into(),
        words: "two words".into(),
        presented: "{}".into(),
        relation: Relation::Unknown,
        now,
    };
    assert!(store.scan(&binding, &proof(now)).await.unwrap());
    let approval = Approval {
        id,
        device,
        account,
        jws: "jws".into(),
        granted: Vec::new(),
        receipt: "receipt".into(),
        challenge: [0; 32],
        now,
    };
    assert!(store.approve(&approval, &proof(now)).await.unwrap());
    id
}

fn grant(test: &TestApp, client: &Client, account: AccountId, now: Millis) -> Grant {
    let root = RootSubject::parse(wire("keys.json")["root_subject"].as_str().unwrap()).unwrap();
    let offered = |field: &Field| client.allowed_scopes.iter().any(|scope| scope == field.scope());
    let fields: Vec<Field> = [Field::PreferredName, Field::Email].into_iter().filter(offered).collect();
    Grant {
        id: GrantId::new(Uuid::now_v7()),
        account,
        client_id: client.id.clone(),
        sub: logi_server::claims::subject(&test.app, client, &root),
        scopes: logi_domain::field::granted_scopes(&client.allowed_scopes, &fields),
        fields,
        auth_time: now.seconds(),
        revoked_at: None,
    }
}

/// The code that the requests of the contract redeem.
fn sent_code() -> SecretHash {
    let contract = wire("token.json");
    let body = contract["cases"][0]["request"]["body"].as_str().unwrap();
    let mut pairs = url::form_urlencoded::parse(body.as_bytes());
    SecretHash::of(&pairs.find(|(name, _)| name == "code").unwrap().1)
}

async fn complete(test: &TestApp, plot: &Plot, account: AccountId, session: SessionId) {
    let keys = wire("keys.json");
    let for_client = plot.client(&keys);
    let now = Millis(keys["completed_at_ms"].as_i64().unwrap());
    let code = AuthorizationCode {
        hash: sent_code(),
        grant: grant(test, &client(for_client, plot.status), account, now),
        redirect_uri: for_client["redirect_uri"].as_str().unwrap().to_owned(),
        code_challenge: keys["code_challenge"].as_str().unwrap().to_owned(),
        nonce: keys["nonce"].as_str().map(str::to_owned),
        expires_at: if plot.expired { now } else { now.plus_seconds(CODE_SECONDS) },
        used_at: None,
    };
    let completion = Completion {
        id: session,
        code,
        consents: Vec::new(),
        browser_label: "A browser".into(),
        country: "unknown".into(),
        now,
    };
    assert!(test.app.store().complete(&completion).await.unwrap());
    if plot.used {
        let issue = CodeIssue {
            code: sent_code(),
            jti: "first".into(),
            token_expires_at: now.plus_seconds(900),
            now,
        };
        assert!(test.app.store().redeem(&issue).await.unwrap());
    }
}
