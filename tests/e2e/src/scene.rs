//! The setting of a flow: a server, an application, a browser on its login page, phones.

use std::sync::Arc;

use http::{Method, StatusCode};
use logi_core::adapters::{NoDeviceValue, OsRng, ReqwestHttp, SoftwareKeys};
use logi_core::fakes::{ManualClock, MemoryMarker, MemoryStore};
use logi_core::origin::Origin;
use logi_core::ports::{Http, Rng, SecretStore};
use logi_core::qr::KeySet;
use logi_core::{Authenticator, Config, DevicePlatform, Ports};
use logi_harness::agent::Answer;
use logi_harness::browser::{Browser, Page, Shown};
use logi_harness::phone::{Presented, ScriptedPhone};
use logi_harness::relying_party::RelyingParty;
use logi_harness::server::{Application, Options, TestServer};
use serde_json::{Value, json};

/// A browser on the login page of an application.
pub struct Scene {
    pub server: TestServer,
    pub party: RelyingParty,
    pub browser: Browser,
    pub page: Page,
}

impl Scene {
    /// The usual server and application.
    pub async fn open() -> Self {
        Self::with(&Options::default(), &Application::default()).await
    }

    /// The usual server and this application.
    pub async fn of(application: &Application) -> Self {
        Self::with(&Options::default(), application).await
    }

    pub async fn with(options: &Options, application: &Application) -> Self {
        let server = TestServer::start_with(options).await;
        let party = party_at(&server, application).await;
        let browser = Browser::new(&server.issuer);
        let page = browser.open(&party.authorization_url()).await;
        Self {
            server,
            party,
            browser,
            page,
        }
    }

    /// Another login of the same application, in another browser.
    pub async fn another_browser(&self) -> (Browser, Page) {
        let browser = Browser::new(&self.server.issuer);
        let page = browser.open(&self.party.authorization_url()).await;
        (browser, page)
    }

    /// Draws a code.
    pub async fn show(&self) -> Shown {
        self.browser.show(&self.page).await
    }

    /// What the code says now.
    pub fn text(&self, shown: &Shown) -> String {
        shown.text_at(self.server.clock.now_ms())
    }

    /// A phone that is enrolled and has every value of a profile.
    pub async fn phone(&self) -> ScriptedPhone {
        phone_with_profile(&self.server).await
    }

    /// Draws a code and scans it.
    pub async fn scanned(&self, phone: &ScriptedPhone) -> (Shown, Presented) {
        let shown = self.show().await;
        let presented = phone.scan_presented(&self.text(&shown)).await;
        (shown, presented)
    }

    /// Draws a code, scans it, approves it, and answers the challenge that the browser hears.
    pub async fn approved(&self, phone: &ScriptedPhone, granted: &[&str]) -> (Shown, String) {
        let (shown, presented) = self.scanned(phone).await;
        let answer = phone.approve(&presented, granted).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let challenge = self.challenge(&shown).await;
        (shown, challenge)
    }

    /// A phone on the real core whose clock is off by that many seconds.
    pub async fn core_phone(&self, seconds: i64, http: Arc<dyn Http>) -> Authenticator {
        let rng: Arc<dyn Rng> = Arc::new(OsRng);
        let secrets: Arc<dyn SecretStore> = Arc::new(MemoryStore::default());
        let now = self.server.clock.now_ms() + seconds * 1000;
        let ports = Ports {
            clock: Arc::new(ManualClock::new(u64::try_from(now).unwrap())),
            http,
            keys: Arc::new(SoftwareKeys::new(secrets.clone(), rng.clone())),
            device_value: Arc::new(NoDeviceValue),
            marker: Arc::new(MemoryMarker::default()),
            secrets,
            rng,
        };
        let config = Config {
            issuer: Origin::parse(&self.server.issuer).unwrap(),
            link_host: None,
            pins: KeySet::parse(br#"{"keys":[]}"#).unwrap(),
            platform: DevicePlatform::Linux,
            device_name: None,
            session_life: Config::SESSION_LIFE,
        };
        Authenticator::open(config, ports).await.unwrap()
    }

    pub async fn challenge(&self, shown: &Shown) -> String {
        self.browser.status_object(&shown.session).await["challenge"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub async fn status(&self, shown: &Shown) -> String {
        self.browser.status_object(&shown.session).await["status"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// Real HTTP for the core.
pub fn http() -> Arc<dyn Http> {
    Arc::new(ReqwestHttp::new().unwrap())
}

pub async fn party_at(server: &TestServer, application: &Application) -> RelyingParty {
    let client = server.register(application).await;
    RelyingParty::begin(&server.issuer, client).await.unwrap()
}

pub async fn phone_with_profile(server: &TestServer) -> ScriptedPhone {
    let phone = server.phone().await;
    let answer = phone.call(Method::PUT, "/api/v1/me/profile", Some(&profile())).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    phone
}

pub fn profile() -> Value {
    json!({"preferred_name": "Robin", "full_name": "Robin Kim", "email": "robin@example.org", "phone_number": "+82 2 1234 5678"})
}

/// Asserts that the browser is sent back to the application with that error, its state and the issuer.
pub fn assert_sent_back_with(answer: &Answer, error: &str, scene: &Scene) {
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    let location = answer.location();
    let value = |name: &str| {
        location
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    assert!(location.as_str().starts_with(&scene.party.client.redirect_uri), "{location}");
    assert_eq!(value("error").as_deref(), Some(error), "{location}");
    assert_eq!(value("state").as_deref(), Some(scene.party.attempt.state.as_str()), "{location}");
    assert_eq!(value("iss").as_deref(), Some(scene.server.issuer.as_str()), "{location}");
    assert_eq!(value("code"), None, "{location}");
}

/// Asserts a refusal of the phone's API or of the browser's.
pub fn assert_refused(answer: &Answer, status: StatusCode, error: &str) {
    assert_eq!((answer.status, answer.error().as_str()), (status, error), "{}", answer.body);
}

/// Asserts a page that says what is wrong and sends the browser nowhere.
pub fn assert_page_without_redirect(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("location"), None);
    assert!(
        answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")),
        "{:?}",
        answer.headers
    );
}
