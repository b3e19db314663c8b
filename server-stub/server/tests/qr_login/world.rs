//! A server with one application and one enrolled phone, and browsers that keep cookies as browsers do.

use crate::support::{Answer, ManualClock, TestApp, wire};
use axum::Router;
use axum::body::Body;
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use logi_domain::account::{DeviceKeys, Enrolment, EnrolmentIdentity, EnrolmentOutcome, Platform};
use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType};
use logi_domain::field::Field;
use logi_domain::id::{AccountId, ClientId, DeviceId, DeviceRowId, RootSubject, SecretHash, SessionId};
use logi_domain::key::{Hardware, KeyLevel, Presence, PublicJwk, PublicKey};
use logi_domain::qr::{QrSession, Relation};
use logi_domain::time::Millis;
use logi_server::http::qr::{cookies, csrf};
use logi_server::{App, Config};
use logi_store::{Approval, Denial, ProofUse, ScanBinding};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

/// What the phone was shown of each field.
pub const FIELDS: [(&str, bool); 4] = [
    ("preferred_name", true),
    ("full_name", false),
    ("email", true),
    ("phone_number", true),
];

/// The server's side.
pub struct World {
    test: Option<TestApp>,
    app: App,
    pub device: DeviceRowId,
    pub account: AccountId,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::over(TestApp::open_with(change).await, ClientStatus::Approved).await
    }

    /// The application of the wire contract in this standing, and one phone.
    pub async fn over(test: TestApp, status: ClientStatus) -> Self {
        let client = notes(status);
        test.app.store().insert_client(&client).await.unwrap();
        let mut world = Self::beside(&test.app).await;
        world.test = Some(test);
        world
    }

    /// The phone's side of a server that has its application already.
    pub async fn beside(app: &App) -> Self {
        let (device, account) = enrol(app, "possession", "approval", &keys()["root_subject"]).await;
        let app = app.clone();
        Self {
            test: None,
            app,
            device,
            account,
        }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn clock(&self) -> &Arc<ManualClock> {
        &self.test.as_ref().unwrap().clock
    }

    pub fn router(&self) -> Router {
        logi_server::http::router(self.app.clone())
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.router(), request).await
    }

    pub async fn row(&self, id: SessionId) -> QrSession {
        self.app().store().session(id).await.unwrap().unwrap()
    }

    /// The status as it is stored.
    pub async fn stored(&self, id: SessionId) -> &'static str {
        self.row(id).await.stored_status.as_str()
    }

    pub async fn scan(&self, id: SessionId) {
        self.scan_as(id, self.device, self.account).await;
    }

    pub async fn scan_as(&self, id: SessionId, device: DeviceRowId, account: AccountId) {
        let fields: Vec<Value> = FIELDS
            .iter()
            .map(|(name, present)| json!({"name": name, "purpose": null, "required": false, "before": null, "value_present": present}))
            .collect();
        let binding = ScanBinding {
            id,
            generation: self.row(id).await.generation,
            here: self.row(id).await.here,
            device,
            account,
            platform: "android".into(),
            words: "you water".into(),
            presented: json!({ "fields": fields }).to_string(),
            relation: Relation::Unknown,
            now: self.app().now(),
        };
        assert!(self.app().store().scan(&binding, &proof()).await.unwrap());
        self.app().hub().changed(id);
    }

    /// Approves with the challenge of the wire contract.
    pub async fn approve(&self, id: SessionId, granted: &[Field]) {
        let scan = self.row(id).await.scan.unwrap();
        let approval = Approval {
            id,
            device: scan.device,
            account: scan.account,
            jws: "approval".into(),
            granted: granted.to_vec(),
            receipt: "receipt".into(),
            challenge: challenge(),
            now: self.app().now(),
        };
        assert!(self.app().store().approve(&approval, &proof()).await.unwrap());
        self.app().hub().changed(id);
    }

    pub async fn deny(&self, id: SessionId) {
        let denial = Denial {
            id,
            device: self.row(id).await.scan.unwrap().device,
            jws: "denial".into(),
            now: self.app().now(),
        };
        assert!(self.app().store().deny(&denial, &proof()).await.unwrap());
        self.app().hub().changed(id);
    }
}

/// The application of the wire contract.
pub fn notes(status: ClientStatus) -> Client {
    let keys = keys();
    let client = &keys["client"];
    let texts = |value: &Value| value.as_array().unwrap().iter().map(|v| text(v).to_owned()).collect();
    Client {
        id: ClientId::parse(text(&client["client_id"])).unwrap(),
        name: text(&client["name"]).into(),
        client_type: ClientType::Confidential,
        secret_hash: Some(SecretHash::of(text(&client["client_secret"]))),
        redirect_uris: vec![text(&client["redirect_uri"]).into()],
        allowed_scopes: texts(&client["allowed_scopes"]),
        fields: serde_json::from_value(client["fields"].clone()).unwrap(),
        allow_anonymous: Some(true),
        sector: text(&client["sector"]).into(),
        subject_type: SubjectType::Pairwise,
        status,
        created_at: Millis(0),
    }
}

/// Enrols a phone with two keys of the wire contract.
pub async fn enrol(app: &App, possession: &str, approval: &str, subject: &Value) -> (DeviceRowId, AccountId) {
    let row = DeviceRowId::new(Uuid::new_v4());
    let enrolment = Enrolment {
        row,
        device_id: DeviceId::new(Uuid::new_v4()),
        platform: Platform::Android,
        device_name: None,
        identity: EnrolmentIdentity::Keyed {
            subject: RootSubject::parse(text(subject)).unwrap(),
            keys: DeviceKeys {
                possession: public_key(possession),
                approval: public_key(approval),
                hardware: Hardware::None,
                presence: Presence::None,
                level: KeyLevel::None,
            },
        },
        pak_hash: SecretHash::of(possession),
        secret_hash: SecretHash::of(approval),
        now: app.now(),
    };
    match app.store().enrol(&enrolment, Some(&proof())).await.unwrap() {
        EnrolmentOutcome::Created(account) => (row, account.id),
        outcome => panic!("{outcome:?}"),
    }
}

/// A browser with its cookies, its page's CSRF token and its own key.
#[derive(Clone)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
    pub user_agent: String,
    pub key: Arc<EcdsaKeyPair>,
}

impl Browser {
    /// Opens the login page.
    pub fn open(world: &World) -> Self {
        Self::open_at(world.app())
    }

    pub fn open_at(app: &App) -> Self {
        let issued = csrf::issue(app, &HeaderMap::new());
        let mut browser = Self {
            cookies: BTreeMap::new(),
            csrf: issued.token,
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(),
            key: Arc::new(key_pair("browser")),
        };
        browser.keep(issued.set_cookie.unwrap().to_str().unwrap());
        browser
    }

    /// The same with the key of somebody else.
    pub fn with_key(mut self, name: &str) -> Self {
        self.key = Arc::new(key_pair(name));
        self
    }

    /// Keeps a cookie, whatever its attributes.
    pub fn keep(&mut self, set_cookie: &str) {
        let (name, value) = set_cookie.split(';').next().unwrap().split_once('=').unwrap();
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// A call of the page's script, or a navigation.
    pub fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("cookie", self.cookie_header())
            .header("user-agent", &self.user_agent)
            .header("accept-language", "en");
        if method == "POST" {
            request = request.header("x-csrf-token", &self.csrf).header("sec-fetch-site", "same-origin");
        }
        match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        }
        .unwrap()
    }

    pub async fn get(&self, world: &World, path: &str) -> Answer {
        world.send(self.request("GET", path, None)).await
    }

    pub async fn post(&self, world: &World, path: &str, body: Option<&Value>) -> Answer {
        world.send(self.request("POST", path, body)).await
    }

    /// Starts a login and keeps the cookies; the answer must be 200.
    pub async fn start(&mut self, world: &World) -> Value {
        self.start_with(world, &start_body()).await
    }

    pub async fn start_with(&mut self, world: &World, body: &Value) -> Value {
        let answer = self.post(world, "/oauth/qr/start", Some(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.keep_all(&answer);
        answer.json()
    }

    pub fn keep_all(&mut self, answer: &Answer) {
        answer.header_all("set-cookie").into_iter().for_each(|cookie| self.keep(cookie));
    }

    /// Puts a session on the browser's signed list.
    pub fn list(&mut self, world: &World, id: SessionId) {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", self.cookie_header().parse().unwrap());
        let mut cookies = cookies::Browser::read_or_new(world.app(), &headers);
        cookies.add(id);
        for cookie in cookies.set_cookies(world.app()) {
            self.keep(cookie.to_str().unwrap());
        }
    }

    /// Starts a login; the session's id.
    pub async fn session(&mut self, world: &World) -> SessionId {
        id_of(&self.start(world).await)
    }

    /// A session that the phone has approved, granting all it could.
    pub async fn approved(&mut self, world: &World) -> SessionId {
        let id = self.session(world).await;
        world.scan(id).await;
        world.approve(id, &[Field::PreferredName, Field::Email]).await;
        id
    }

    /// A session that this browser opened on its own device, and whose phone has approved.
    pub async fn approved_here(&mut self, world: &World) -> SessionId {
        let id = self.session(world).await;
        assert_eq!(self.post(world, &format!("/oauth/qr/{id}/here"), None).await.status, 200);
        world.scan(id).await;
        world.approve(id, &[Field::PreferredName, Field::Email]).await;
        id
    }

    /// What the browser's key signs to complete.
    pub fn proof(&self, origin: &str, id: SessionId, challenge: &[u8; 32]) -> String {
        let length = u16::try_from(origin.len()).unwrap().to_be_bytes();
        let input = [b"logi-complete-v1\0".as_slice(), &length, origin.as_bytes(), &id.bytes(), challenge].concat();
        BASE64URL_NOPAD.encode(self.key.sign(&SystemRandom::new(), &input).unwrap().as_ref())
    }

    pub async fn complete(&self, world: &World, id: SessionId) -> Answer {
        let proof = self.proof(world.app().issuer(), id, &challenge());
        self.get(world, &format!("/oauth/qr/{id}/complete?proof={proof}")).await
    }
}

pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()));
    Answer {
        status: parts.status.as_u16(),
        headers: headers.collect(),
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

/// The body of the contract's first start.
pub fn start_body() -> Value {
    wire("start.json")["cases"][0]["request"]["body"].clone()
}

/// The same with one member changed; `null` takes it out.
pub fn start_body_with(name: &str, value: Value) -> Value {
    let mut body = start_body();
    match value {
        Value::Null => body.as_object_mut().unwrap().remove(name),
        value => body.as_object_mut().unwrap().insert(name.to_owned(), value),
    };
    body
}

pub fn id_of(started: &Value) -> SessionId {
    SessionId::parse(text(&started["session_id"])).unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

pub fn keys() -> Value {
    wire("keys.json")
}

pub fn challenge() -> [u8; 32] {
    let golden = wire("complete.json");
    BASE64URL_NOPAD
        .decode(text(&golden["challenge"]).as_bytes())
        .unwrap()
        .try_into()
        .unwrap()
}

pub fn public_key(name: &str) -> PublicKey {
    let jwk: PublicJwk = serde_json::from_value(keys()["ec"][name]["public"].clone()).unwrap();
    PublicKey::try_from(&jwk).unwrap()
}

fn key_pair(name: &str) -> EcdsaKeyPair {
    let keys = keys();
    let private = BASE64URL_NOPAD.decode(text(&keys["ec"][name]["private"]["d"]).as_bytes()).unwrap();
    let public = public_key(name).sec1();
    EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &private, &public, &SystemRandom::new()).unwrap()
}

pub fn proof() -> ProofUse {
    ProofUse {
        jkt: "jkt".into(),
        jti_hash: logi_server::random::bytes(),
        expires_at: Millis(i64::MAX),
    }
}

/// Where a redirect goes, and its parameters.
pub fn location(answer: &Answer) -> (String, BTreeMap<String, String>) {
    assert_eq!(answer.status, 302, "{}", String::from_utf8_lossy(&answer.body));
    let mut url = url::Url::parse(answer.header("location").unwrap()).unwrap();
    let query = url.query_pairs().into_owned().collect();
    url.set_query(None);
    (url.to_string(), query)
}

/// The answer is the JSON envelope of this error.
#[track_caller]
pub fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.json()["error"].as_str()),
        (status, Some(code)),
        "{}",
        answer.text()
    );
}
