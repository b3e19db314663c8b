//! The golden cases of `tests/wire`: start, status, actions, events and complete, byte for byte where they are not examples.

use crate::support::{Answer, TestApp, wire};
use crate::world::{World, challenge, enrol, keys, public_key, text};
use axum::body::Body;
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, Request};
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::client::ClientStatus;
use logi_domain::id::{SecretHash, SessionId};
use logi_domain::qr::{Browser, Locale};
use logi_domain::time::{Millis, Seconds};
use logi_server::http::qr::{cookies, csrf};
use logi_store::{Extension, NewSession};
use serde_json::{Value, json};

const NONCE: &str = "8tW6I08P2DRo6Ui94ylXjYOEQr9iuZKEl4bzsAWpGOA";
const PAGE_TOKEN: &str = "A2GyVnA1G4Vxa6qKkE-CtMHKs9AHKS1XS4TK_bnY_kY";
const PAGE_COOKIE: &str = "logi_page=vNBC7LkpEKbAIqLTZ6pw_I4YVcnya7lq08_QS02F6mA";

/// A world whose one session is the contract's.
struct Planted {
    world: World,
    id: SessionId,
}

impl Planted {
    /// `state` names the stored status, `stored` what has changed since.
    async fn new(state: &str, has_key: bool, stored: Option<&str>) -> Self {
        Self::with(TestApp::open().await, (state, false), has_key, stored).await
    }

    /// On this app, opened on the browser's own device or not.
    async fn with(app: TestApp, (state, here): (&str, bool), has_key: bool, stored: Option<&str>) -> Self {
        let status = if stored == Some("client suspended") {
            ClientStatus::Suspended
        } else {
            ClientStatus::Approved
        };
        let world = World::over(app, status).await;
        let keys = keys();
        let id = SessionId::parse(text(&keys["session_id"])).unwrap();
        let mut session = session(&keys, id, has_key);
        if stored == Some("redirect_uri removed") {
            session.request.redirect_uri = "https://notes.example/removed".into();
        }
        world.app().store().insert_session(&session).await.unwrap();
        if here {
            assert!(world.app().store().mark_here(id, world.app().now()).await.unwrap());
        }
        let planted = Self { world, id };
        planted.reach(state, stored).await;
        planted
    }

    async fn reach(&self, state: &str, stored: Option<&str>) {
        let (keys, world, id) = (keys(), &self.world, self.id);
        let at = |name: &str| world.clock().set(Millis(keys[name].as_i64().unwrap()));
        if state.starts_with("pending") || state == "expired before a scan" {
            return;
        }
        at("scanned_at_ms");
        if stored == Some("account deleted") {
            let subject = json!("A".repeat(43));
            let (other, _) = enrol(world.app(), "other_device_possession", "other_device_approval", &subject).await;
            world.scan_as(id, other, world.account).await;
        } else {
            world.scan(id).await;
        }
        at("approved_at_ms");
        match state {
            "denied" => world.deny(id).await,
            "approved" => world.approve(id, &[]).await,
            "completed" | "failed" => {
                world.approve(id, &[]).await;
                self.end(state).await;
            }
            "expired" => {
                world.clock().set(Millis(keys["exp"].as_i64().unwrap() * 1000));
                world.app().store().sweep(world.app().now()).await.unwrap();
            }
            "scanned, another device tried" => assert!(world.app().store().note_second_scan(id, world.app().now()).await.unwrap()),
            "scanned, extended" => self.extend(Seconds(1_795_252_232)).await,
            "scanned, extended ten times" => {
                for _ in 0..10 {
                    self.extend(Seconds(keys["exp"].as_i64().unwrap())).await;
                }
            }
            "scanned" | "expired after a scan" => {}
            other => panic!("no such state: {other}"),
        }
    }

    async fn end(&self, state: &str) {
        let store = self.world.app().store();
        if state == "failed" {
            assert!(store.fail(self.id, self.world.app().now()).await.unwrap());
            return;
        }
        let proof = BASE64URL_NOPAD.encode(&[0; 64]);
        let row = self.world.row(self.id).await;
        let key = row.browser.key.is_some();
        let browser = crate::world::Browser::open(&self.world);
        let proof = if key {
            browser.proof(self.world.app().issuer(), self.id, &challenge())
        } else {
            proof
        };
        let request = Request::get(format!("/oauth/qr/{}/complete?proof={proof}", self.id)).header("cookie", self.cookies(PAGE_COOKIE));
        let answer = self.world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 302, "{}", answer.text());
    }

    async fn extend(&self, expires_at: Seconds) {
        let extension = Extension {
            id: self.id,
            old_expires_at: self.world.row(self.id).await.expires_at,
            expires_at,
            new_generation_from: None,
            now: self.world.app().now(),
        };
        assert!(self.world.app().store().extend(&extension).await.unwrap());
    }

    /// The example cookies of the contract with a list that this server signed.
    fn cookies(&self, other: &str) -> String {
        format!("{other}; qr_browser_nonce={NONCE}; qr_session_uuid={}", self.list())
    }

    fn list(&self) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", format!("qr_browser_nonce={NONCE}").parse().unwrap());
        let mut browser = cookies::Browser::read_or_new(self.world.app(), &headers);
        browser.add(self.id);
        let set: Vec<String> = browser
            .set_cookies(self.world.app())
            .map(|cookie| cookie.to_str().unwrap().to_owned())
            .collect();
        let list = set.iter().find_map(|cookie| cookie.strip_prefix("qr_session_uuid=")).unwrap();
        list.split(';').next().unwrap().to_owned()
    }

    /// The case's request, its examples of cookies and token replaced by this server's own.
    fn request(&self, request: &Value) -> Request<Body> {
        let mut built = Request::builder().method(text(&request["method"])).uri(text(&request["path"]));
        for (name, value) in request["headers"].as_object().unwrap() {
            let value = text(value).replace("signed-list-example", &self.list());
            let value = if value == PAGE_TOKEN { self.token() } else { value };
            built = built.header(name, value);
        }
        let body = match &request["body"] {
            Value::Null => Body::empty(),
            Value::String(text) => Body::from(text.clone()),
            body => Body::from(body.to_string()),
        };
        built.body(body).unwrap()
    }

    fn token(&self) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", PAGE_COOKIE.parse().unwrap());
        csrf::issue(self.world.app(), &headers).token
    }

    async fn answer(&self, case: &Value) -> Answer {
        if let Some(at) = case["at_ms"].as_i64() {
            self.world.clock().set(Millis(at));
        }
        self.world.send(self.request(&case["request"])).await
    }
}

fn session(keys: &Value, id: SessionId, has_key: bool) -> NewSession {
    let started_at = Millis(keys["started_at_ms"].as_i64().unwrap());
    let client = crate::world::notes(ClientStatus::Approved);
    NewSession {
        id,
        request: AuthorizationRequest {
            client_id: client.id,
            redirect_uri: client.redirect_uris[0].clone(),
            scopes: client.allowed_scopes,
            state: Some(text(&keys["state"]).into()),
            nonce: Some(text(&keys["nonce"]).into()),
            code_challenge: text(&keys["code_challenge"]).into(),
        },
        locale: Locale::En,
        browser: Browser {
            nonce_hash: SecretHash::of(NONCE),
            key: has_key.then(|| public_key("browser")),
            label: "Firefox on Linux".into(),
            country: "unknown".into(),
            address: None,
        },
        started_at,
        frame_seconds: 2,
        expires_at: Seconds(keys["exp"].as_i64().unwrap()),
    }
}

/// The answer is the golden one but for what varies.
fn assert_answer(case: &Value, answer: &Answer) {
    let (name, golden) = (text(&case["name"]), &case["response"]);
    assert_eq!(
        Some(u64::from(answer.status)),
        golden["status"].as_u64(),
        "{name}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    let varies: Vec<&str> = case["varies"].as_array().unwrap().iter().map(text).collect();
    for (header, value) in golden["headers"].as_object().unwrap() {
        let sent = answer.header(header).unwrap_or_else(|| panic!("{name}: no {header}"));
        assert!(
            varies.contains(&format!("/headers/{header}").as_str()) || sent == text(value),
            "{name}: {header}: {sent}"
        );
    }
    if let Some(location) = golden.get("location") {
        let (uri, query) = crate::world::location(answer);
        assert_eq!(
            (json!(uri), query.len()),
            (location["uri"].clone(), location["query"].as_object().unwrap().len()),
            "{name}"
        );
        for (parameter, value) in location["query"].as_object().unwrap() {
            let is_example = varies.contains(&format!("/location/query/{parameter}").as_str());
            assert!(
                is_example && query.contains_key(parameter) || query[parameter] == text(value),
                "{name}: {parameter}"
            );
        }
    }
    if golden["body"].is_object() {
        assert_eq!(without(&answer.json(), &varies), without(&golden["body"], &varies), "{name}");
    }
}

/// The body with examples blanked; they must be there.
fn without(body: &Value, varies: &[&str]) -> Value {
    let mut body = body.clone();
    for pointer in varies.iter().filter_map(|pointer| pointer.strip_prefix("/body")) {
        if let Some(value) = body.pointer_mut(pointer) {
            *value = Value::Null;
        }
    }
    body
}

fn cases(value: &Value) -> Vec<Value> {
    let cases = value.as_array().unwrap();
    assert!(!cases.is_empty());
    cases.clone()
}

#[tokio::test]
async fn start() {
    let golden = wire("start.json");
    for case in cases(&golden["cases"]) {
        let planted = Planted::new("pending", true, None).await;
        if text(&case["name"]) == "the eleventh in a minute" {
            for _ in 0..10 {
                assert_eq!(planted.answer(&case).await.status, 200);
            }
        }
        let answer = planted.answer(&case).await;
        assert_answer(&case, &answer);
        if answer.status == 200 {
            assert_started(&golden["cookies"]["http_loopback"], &answer);
        }
    }
}

fn assert_started(cookies: &Value, answer: &Answer) {
    let set = answer.header_all("set-cookie");
    assert_eq!(set.len(), cookies.as_array().unwrap().len());
    for (set, golden) in set.iter().zip(cases(cookies)) {
        let mut parts = set.split("; ");
        assert!(parts.next().unwrap().starts_with(&format!("{}=", text(&golden["name"]))), "{set}");
        let attributes: Vec<&str> = golden["attributes"].as_array().unwrap().iter().map(text).collect();
        assert_eq!(parts.collect::<Vec<_>>(), attributes);
    }
    let body = answer.json();
    let payload = text(&body["qr_payload"]);
    assert_eq!(payload.len() + ".0000.".len() + 26, "http://localhost:8080/qr#".len() + 179);
    for (member, end) in [("events_path", "events"), ("complete_path", "complete")] {
        assert_eq!(body[member], format!("/oauth/qr/{}/{end}", text(&body["session_id"])).as_str());
    }
}

#[tokio::test]
async fn status() {
    let golden = wire("status.json");
    for case in cases(&golden["cases"]) {
        let state = text(&case["name"]).strip_prefix("status ").unwrap_or("pending");
        let planted = Planted::new(state, true, None).await;
        if text(&case["name"]) == "the sixty-first in a minute" {
            for _ in 0..60 {
                assert_eq!(planted.answer(&case).await.status, 200);
            }
        }
        assert_answer(&case, &planted.answer(&case).await);
    }
}

#[tokio::test]
async fn extend_and_cancel() {
    for case in cases(&wire("status.json")["actions"]) {
        let planted = Planted::new(text(&case["session_state"]), true, None).await;
        assert_answer(&case, &planted.answer(&case).await);
    }
}

#[tokio::test]
async fn opening_on_the_own_device() {
    for case in cases(&wire("here.json")["here"]) {
        let app = TestApp::open_with(|config| {
            if case["link_host"].is_null() && case.get("link_host").is_some() {
                config.link_origin = None;
            }
        })
        .await;
        let is_marked = case["here"].as_bool().unwrap_or_default();
        let planted = Planted::with(app, (text(&case["session_state"]), is_marked), true, None).await;
        let answer = planted.answer(&case).await;
        assert_answer(&case, &answer);
        if let Some(link) = case["response"]["body"]["link"].as_str() {
            // ECDSA signs differently each time; all else is the golden link.
            let (unsigned, sent) = (link.rsplit_once('.').unwrap(), answer.json()["link"].as_str().unwrap().to_owned());
            assert_eq!(sent.rsplit_once('.').unwrap().0, unsigned.0);
            assert_eq!(sent.len(), link.len());
        }
        let expected = case["here_after"].as_bool().unwrap_or_default();
        assert_eq!(planted.world.row(planted.id).await.here, expected, "{}", text(&case["name"]));
    }
}

#[tokio::test]
async fn completing_on_the_own_device() {
    for case in cases(&wire("here.json")["complete"]) {
        let (here, has_key) = (case["here"].as_bool().unwrap(), case["browser_key"].as_bool().unwrap());
        let app = TestApp::open().await;
        let planted = Planted::with(app, (text(&case["session_state"]), here), has_key, None).await;
        assert_answer(&case, &planted.answer(&case).await);
        let state = planted.world.stored(planted.id).await;
        assert_eq!(state, text(&case["state_after"]), "{}", text(&case["name"]));
    }
}

#[tokio::test]
async fn an_extensions_secret_is_the_next_generations() {
    let case = wire("status.json")["actions"][0].clone();
    let planted = Planted::new("pending", true, None).await;
    let answer = planted.answer(&case).await.json();
    for member in [
        "session_id",
        "frame_secret",
        "started_at_ms",
        "expires_at",
        "events_path",
        "complete_path",
    ] {
        assert_eq!(answer[member], case["response"]["body"][member], "{member}");
    }
    let unsigned = |body: &Value| text(&body["qr_payload"]).rsplit_once('.').unwrap().0.to_owned();
    assert_eq!(unsigned(&answer), unsigned(&case["response"]["body"]));
}

#[tokio::test]
async fn events() {
    let golden = wire("status.json")["events"].clone();
    let times = wire("status.json")["objects"].clone();
    for (case, object) in cases(&golden["cases"]).into_iter().zip(cases(&times)) {
        let state = text(&case["name"]).strip_prefix("events ").unwrap();
        assert_eq!(state, text(&object["name"]));
        let planted = Planted::new(state, true, None).await;
        planted
            .world
            .clock()
            .set(Millis(object["object"]["server_time_ms"].as_i64().unwrap()));
        let response = tower::ServiceExt::oneshot(planted.world.router(), planted.request(&case["request"]))
            .await
            .unwrap();
        for (name, value) in golden["headers"].as_object().unwrap() {
            assert_eq!(response.headers()[name.as_str()], text(value), "{state}");
        }
        let mut body = response.into_body();
        let first = http_body_util::BodyExt::frame(&mut body)
            .await
            .unwrap()
            .unwrap()
            .into_data()
            .unwrap();
        assert_eq!(std::str::from_utf8(&first).unwrap(), text(&case["stream"]));
        let ends = std::future::poll_fn(|context| {
            let next = http_body::Body::poll_frame(std::pin::Pin::new(&mut body), context);
            std::task::Poll::Ready(matches!(next, std::task::Poll::Ready(None)))
        });
        assert_eq!(Some(ends.await), case["ends"].as_bool(), "{state}");
    }
}

#[tokio::test]
async fn complete() {
    for case in cases(&wire("complete.json")["cases"]) {
        let stored = case["stored"].as_str();
        let planted = Planted::new(text(&case["session_state"]), case["browser_key"].as_bool().unwrap(), stored).await;
        let mut golden = case.clone();
        if stored == Some("redirect_uri removed") {
            golden["response"]["location"]["uri"] = json!("https://notes.example/removed");
        }
        assert_answer(&golden, &planted.answer(&case).await);
        let state = planted.world.stored(planted.id).await;
        assert_eq!(state, text(&case["state_after"]), "{}", text(&case["name"]));
    }
}
