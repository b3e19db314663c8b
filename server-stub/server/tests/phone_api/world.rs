//! A server on a clock that tests move, with the keys, applications and phones of `tests/wire/keys.json`.

use super::call::{Answer, Call};
use super::country;
use super::device::{Device, base64url, keys};
use super::support::{ManualClock, fixed_keys};
use axum::Router;
use data_encoding::BASE64URL_NOPAD;
use logi_domain::account::{DeviceKeys, Enrolment, EnrolmentIdentity, EnrolmentOutcome, Platform};
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType};
use logi_domain::field::Profile;
use logi_domain::id::{AccountId, ClientId, DeviceId, DeviceRowId, RootSubject, SecretHash, SessionId};
use logi_domain::key::{Hardware, KeyLevel, Presence, PublicJwk, PublicKey};
use logi_domain::qr::{Browser, Locale, QrSession, SESSION_SECONDS};
use logi_domain::time::Millis;
use logi_server::app::Parts;
use logi_server::http::router;
use logi_server::keys::Keyring;
use logi_server::{App, Config, frame, random};
use logi_store::{NewSession, ProofUse};
use logi_store_sqlite::SqliteStore;
use logi_store_sqlite::testing::OtherProcess;
use serde_json::{Value, json};
use std::sync::Arc;

/// `started_at_ms` of `keys.json`.
pub const STARTED: Millis = Millis(1_795_251_600_250);
/// Where the browser is: the same country as phones, another network.
pub const BROWSER: &str = "203.0.113.9";

pub struct World {
    pub app: App,
    pub router: Router,
    clock: Arc<ManualClock>,
    store: Arc<SqliteStore>,
    config: Config,
    data: Arc<tempfile::TempDir>,
}

impl World {
    /// As in production, but on the loopback issuer of `keys.json`.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let store = SqliteStore::in_memory().await.unwrap();
        Self::over(tempfile::tempdir().unwrap(), store, change).await
    }

    /// On a database file, which other processes may change.
    pub async fn on_file() -> Self {
        let data = tempfile::tempdir().unwrap();
        let file = Config::development(data.path().into()).sqlite_file();
        let store = SqliteStore::open_without_waiting(&file).await.unwrap();
        Self::over(data, store, |_| {}).await
    }

    /// Changes the file of [`World::on_file`] behind the server's back.
    pub async fn execute(&self, statement: &str) {
        let mut other = OtherProcess::at(&self.config.sqlite_file()).await.unwrap();
        other.execute(statement).await.unwrap();
    }

    async fn over(data: tempfile::TempDir, store: SqliteStore, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::development(data.path().into());
        config.issuer = keys()["issuer"].as_str().unwrap().into();
        config.minimum_key_level = KeyLevel::Claimed;
        config.qr.frame_grace = 5;
        change(&mut config);
        let clock = ManualClock::at(STARTED);
        let world = Self::node(config, clock, Arc::new(store), Arc::new(data)).await;
        for name in ["client", "public_client"] {
            world.app.store().insert_client(&golden_client(name)).await.unwrap();
        }
        world
    }

    /// Another server on the same database, with its own memory.
    pub async fn another_node(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.config.clone();
        change(&mut config);
        Self::node(config, Arc::clone(&self.clock), Arc::clone(&self.store), Arc::clone(&self.data)).await
    }

    async fn node(config: Config, clock: Arc<ManualClock>, store: Arc<SqliteStore>, data: Arc<tempfile::TempDir>) -> Self {
        let app = App::new(Parts {
            keys: Keyring::load(&*store, &config, &fixed_keys(), STARTED).await.unwrap(),
            config: config.clone(),
            clock: Arc::<ManualClock>::clone(&clock),
            store: Arc::<SqliteStore>::clone(&store),
            country: country::two_countries(),
        });
        Self {
            router: router(app.clone()),
            app,
            clock,
            store,
            config,
            data,
        }
    }

    pub fn set_ms(&self, now: i64) {
        self.clock.set(Millis(now));
    }

    pub fn advance_ms(&self, by: i64) {
        self.clock.advance_ms(by);
    }

    /// Moves on as soon as the server has looked at the clock once more.
    pub fn advance_after_a_reading(&self, by: i64) {
        self.clock.advance_after_a_reading(by);
    }

    pub fn clock(&self) -> Arc<ManualClock> {
        Arc::clone(&self.clock)
    }

    pub fn now_s(&self) -> i64 {
        self.app.now().seconds().0
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.app.issuer())
    }

    pub async fn send(&self, call: Call) -> Answer {
        call.send(&self.router).await
    }

    /// A call with the phone's token and a fresh proof.
    pub fn call_as(&self, device: &Device, method: &str, path: &str) -> Call {
        let claims = device.claims(method, &self.url(path), self.now_s());
        Call::new(method, path)
            .header("Authorization", &format!("DPoP {}", device.pak))
            .header("DPoP", &device.proof(&claims))
    }

    pub async fn get_as(&self, device: &Device, path: &str) -> Answer {
        self.send(self.call_as(device, "GET", path)).await
    }

    pub async fn post_as(&self, device: &Device, path: &str, body: &Value) -> Answer {
        self.send(self.call_as(device, "POST", path).json(body)).await
    }

    /// The body of a keyed enrolment.
    pub fn enrolment_of(device: &Device) -> Value {
        json!({
            "device_id": device.id, "device_platform": "android", "device_name": "Pixel", "root_subject": device.subject,
            "possession_key": device.possession.jwk(), "approval_key": device.approval.jwk(),
            "hardware": "strongbox", "presence": "biometric",
        })
    }

    pub async fn bootstrap(&self, device: &Device, body: &Value) -> Answer {
        const PATH: &str = "/api/v1/auth/anonymous_bootstrap";
        let mut claims = device.claims("POST", &self.url(PATH), self.now_s());
        claims.as_object_mut().unwrap().remove("ath");
        self.send(Call::new("POST", PATH).header("DPoP", &device.proof(&claims)).json(body))
            .await
    }

    /// A new phone, enrolled over the API.
    pub async fn phone(&self) -> Device {
        let mut device = Device::new();
        let answer = self.bootstrap(&device, &Self::enrolment_of(&device)).await.ok();
        device.pak = answer["access_token"].as_str().unwrap().into();
        device
    }

    /// A published client's token, enrolled over the API.
    pub async fn keyless_token(&self) -> String {
        let body = json!({"device_id": random::uuid().to_string(), "device_platform": "ios"});
        let answer = self
            .send(Call::new("POST", "/api/v1/auth/anonymous_bootstrap").json(&body))
            .await
            .ok();
        answer["access_token"].as_str().unwrap().into()
    }

    /// Enrols a phone whose token is known beforehand.
    pub async fn plant(&self, device: &Device) -> AccountId {
        let identity = EnrolmentIdentity::Keyed {
            subject: RootSubject::parse(&device.subject).unwrap(),
            keys: DeviceKeys {
                possession: public_key(&device.possession.jwk()),
                approval: public_key(&device.approval.jwk()),
                hardware: Hardware::StrongBox,
                presence: Presence::Biometric,
                level: KeyLevel::Claimed,
            },
        };
        self.plant_record(&device.id, &device.pak, None, identity).await
    }

    /// Enrols a published client with a known token and secret.
    pub async fn plant_keyless(&self, device_id: &str, pak: &str, secret: Option<&str>) -> AccountId {
        let identity = EnrolmentIdentity::Keyless { presented: None };
        self.plant_record(device_id, pak, secret, identity).await
    }

    async fn plant_record(&self, device_id: &str, pak: &str, secret: Option<&str>, identity: EnrolmentIdentity) -> AccountId {
        let enrolment = Enrolment {
            row: DeviceRowId::new(random::uuid()),
            device_id: DeviceId::parse(device_id).unwrap(),
            platform: Platform::Android,
            device_name: None,
            identity,
            pak_hash: SecretHash::of(pak),
            secret_hash: secret.map_or_else(|| SecretHash(random::bytes()), SecretHash::of),
            now: self.app.now(),
        };
        let outcome = self.app.store().enrol(&enrolment, None).await.unwrap();
        let EnrolmentOutcome::Created(account) = outcome else {
            panic!("{outcome:?}")
        };
        account.id
    }

    pub async fn set_profile(&self, account: AccountId, profile: &Profile) {
        self.app.store().set_profile(account, profile, &used_proof()).await.unwrap();
    }

    /// A login as the browser begins it, at the clock's time.
    pub async fn login(&self, client: &Client) -> SessionId {
        let id = SessionId::new(random::uuid());
        self.login_as(id, client, Locale::En).await;
        id
    }

    pub async fn login_as(&self, id: SessionId, client: &Client, locale: Locale) {
        let now = self.app.now();
        let session = NewSession {
            id,
            request: AuthorizationRequest {
                client_id: client.id.clone(),
                redirect_uri: client.redirect_uris[0].clone(),
                scopes: client.allowed_scopes.clone(),
                state: None,
                nonce: None,
                code_challenge: keys()["code_challenge"].as_str().unwrap().into(),
            },
            locale,
            browser: Browser {
                nonce_hash: SecretHash([1; 32]),
                key: None,
                label: "Chrome on macOS".into(),
                country: "KR".into(),
                address: BROWSER.parse().ok(),
            },
            started_at: now,
            frame_seconds: 2,
            expires_at: now.plus_seconds(SESSION_SECONDS).seconds(),
        };
        self.app.store().insert_session(&session).await.unwrap();
    }

    pub async fn session(&self, id: SessionId) -> QrSession {
        self.app.store().session(id).await.unwrap().unwrap()
    }

    /// The frame that the page shows now.
    pub async fn frame(&self, id: SessionId) -> Value {
        let session = self.session(id).await;
        let step = (self.app.now().0 - session.started_at.0) / 1000 / i64::from(session.frame_seconds);
        let step = u16::try_from(step).unwrap();
        self.frame_at(id, session.generation, step)
    }

    pub fn frame_at(&self, id: SessionId, generation: u16, step: u16) -> Value {
        let code = frame::code(&self.app, id, generation, step);
        json!({"step": step, "code": logi_server::keys::code_text::crockford(&code)})
    }

    pub async fn scan(&self, device: &Device, id: SessionId) -> Answer {
        let frame = self.frame(id).await;
        self.post_as(device, &format!("/api/v1/oauth/qr/{id}/scan"), &frame).await
    }

    /// Scans and returns what was presented.
    pub async fn scanned(&self, device: &Device, id: SessionId) -> Vec<u8> {
        let answer = self.scan(device, id).await.ok();
        BASE64URL_NOPAD.decode(answer["presented"].as_str().unwrap().as_bytes()).unwrap()
    }

    pub fn approval(&self, device: &Device, presented: &[u8], granted: &[&str]) -> String {
        let payload = device.decision(self.app.issuer(), presented, Some(granted));
        device.approval.jws("logi-approval+jwt", &payload)
    }

    pub fn denial(&self, device: &Device, presented: &[u8]) -> String {
        let payload = device.decision(self.app.issuer(), presented, None);
        device.possession.jws("logi-denial+jwt", &payload)
    }

    pub async fn approve(&self, device: &Device, id: SessionId, approval: &str) -> Answer {
        self.post_as(device, &format!("/api/v1/oauth/qr/{id}/approve"), &json!({"approval": approval}))
            .await
    }

    pub async fn deny(&self, device: &Device, id: SessionId, denial: &str) -> Answer {
        self.post_as(device, &format!("/api/v1/oauth/qr/{id}/deny"), &json!({"denial": denial}))
            .await
    }
}

/// An application of `keys.json` that takes accounts without a linked identity.
pub fn golden_client(name: &str) -> Client {
    let record = &keys()[name];
    let text = |member: &str| record[member].as_str().unwrap().to_owned();
    Client {
        id: ClientId::parse(&text("client_id")).unwrap(),
        name: text("name"),
        client_type: ClientType::parse(&text("client_type")).unwrap(),
        secret_hash: record["client_secret"].as_str().map(SecretHash::of).or(None),
        redirect_uris: vec![text("redirect_uri")],
        allowed_scopes: serde_json::from_value(record["allowed_scopes"].clone()).unwrap(),
        fields: serde_json::from_value(record["fields"].clone()).unwrap(),
        allow_anonymous: Some(true),
        sector: text("sector"),
        subject_type: SubjectType::Pairwise,
        status: ClientStatus::Approved,
        created_at: STARTED,
    }
}

/// A proof that a change made behind the API uses up.
pub fn used_proof() -> ProofUse {
    ProofUse {
        jkt: base64url(&random::bytes::<32>()),
        jti_hash: random::bytes(),
        expires_at: Millis(i64::MAX),
    }
}

fn public_key(jwk: &Value) -> PublicKey {
    let jwk: PublicJwk = serde_json::from_value(jwk.clone()).unwrap();
    PublicKey::try_from(&jwk).unwrap()
}
