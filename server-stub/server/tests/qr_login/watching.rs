//! What a waiting browser is told, and when its stream ends.

use crate::support::{TestApp, TestServer, fixed_keys, read_chunk, read_head, write_request};
use crate::world::{Browser, World, notes};
use axum::body::Body;
use http_body_util::BodyExt;
use logi_domain::client::ClientStatus;
use logi_domain::field::Field;
use logi_domain::id::SessionId;
use serde_json::Value;
use std::future::poll_fn;
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tower::ServiceExt;

/// An open stream of events.
struct Events(Body);

impl Events {
    async fn open(world: &World, browser: &Browser, id: SessionId) -> Self {
        let request = browser.request("GET", &format!("/oauth/qr/{id}/events"), None);
        let response = world.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self(response.into_body())
    }

    /// The next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<Value> {
        let bytes = self.0.frame().await?.unwrap().into_data().unwrap();
        Some(event(&bytes))
    }

    async fn status(&mut self) -> String {
        self.next().await.unwrap()["status"].as_str().unwrap().to_owned()
    }

    /// Whether nothing is there to be read right now.
    async fn is_silent(&mut self) -> bool {
        poll_fn(|context| {
            let frame = http_body::Body::poll_frame(std::pin::Pin::new(&mut self.0), context);
            std::task::Poll::Ready(frame.is_pending())
        })
        .await
    }
}

/// One unnamed event of one `data` line.
fn event(bytes: &[u8]) -> Value {
    let text = std::str::from_utf8(bytes).unwrap();
    let json = text
        .strip_prefix("data: ")
        .and_then(|rest| rest.strip_suffix("\n\n"))
        .unwrap_or_else(|| panic!("{text:?}"));
    assert!(!json.contains('\n'));
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn a_stream_of_an_ended_session_ends_after_its_one_event() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    world.deny(id).await;
    let mut events = Events::open(&world, &browser, id).await;
    assert_eq!(events.status().await, "denied");
    assert_eq!(events.next().await, None);
    assert_eq!(world.app().hub().waiting(), 1, "until the connection lets go of it");
    drop(events);
    assert_eq!(world.app().hub().waiting(), 0);
}

#[tokio::test]
async fn tells_each_change_once_and_ends_with_the_last() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let mut events = Events::open(&world, &browser, id).await;
    assert_eq!(events.status().await, "pending");
    world.scan(id).await;
    let scanned = events.next().await.unwrap();
    assert_eq!((&scanned["status"], &scanned["platform"]), (&"scanned".into(), &"android".into()));
    assert_eq!(scanned["words"], serde_json::json!(["you", "water"]));
    world.app().hub().changed(id);
    tokio::task::yield_now().await;
    world.approve(id, &[Field::Email]).await;
    let approved = events.next().await.unwrap();
    assert_eq!(approved["status"], "approved", "a hint without a change is no event");
    assert!(approved["challenge"].is_string());
    assert_eq!(browser.complete(&world, id).await.status, 302);
    assert_eq!(events.status().await, "completed");
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn both_tabs_hear_of_a_second_phone() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    let mut tabs = [Events::open(&world, &browser, id).await, Events::open(&world, &browser, id).await];
    for tab in &mut tabs {
        assert_eq!(tab.next().await.unwrap().get("second_scan"), None);
    }
    assert!(world.app().store().note_second_scan(id, world.app().now()).await.unwrap());
    world.app().hub().changed(id);
    for tab in &mut tabs {
        assert_eq!(tab.next().await.unwrap()["second_scan"], true);
    }
}

#[tokio::test]
async fn two_tabs_with_two_logins_hear_only_of_their_own() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let (one, two) = (browser.session(&world).await, browser.session(&world).await);
    let (mut first, mut second) = (Events::open(&world, &browser, one).await, Events::open(&world, &browser, two).await);
    assert_eq!((first.status().await, second.status().await), ("pending".into(), "pending".into()));
    world.scan(two).await;
    assert_eq!(second.status().await, "scanned");
    assert!(first.is_silent().await);
    assert_eq!(world.stored(one).await, "pending");
}

#[tokio::test]
async fn a_waiting_browser_hears_that_its_time_ran_out_though_no_row_changed() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let mut events = Events::open(&world, &browser, id).await;
    assert_eq!(events.status().await, "pending");
    world.clock().advance_ms(600_000);
    assert_eq!(events.status().await, "expired");
    assert_eq!(events.next().await, None);
    assert_eq!(world.stored(id).await, "pending");
}

#[tokio::test]
async fn an_extended_session_does_not_end_at_its_old_time() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let mut events = Events::open(&world, &browser, id).await;
    let first = events.next().await.unwrap();
    world.clock().advance_ms(590_000);
    browser.post(&world, &format!("/oauth/qr/{id}/extend"), None).await;
    let extended = events.next().await.unwrap();
    assert_eq!(extended["expires_at"].as_i64(), Some(first["expires_at"].as_i64().unwrap() + 590));
    world.clock().advance_ms(20_000);
    assert!(events.is_silent().await);
    world.clock().advance_ms(580_000);
    assert_eq!(events.status().await, "expired");
}

#[tokio::test]
async fn reading_the_status_says_the_same_as_the_stream() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    let status = browser.get(&world, &format!("/oauth/qr/{id}/status")).await;
    let mut events = Events::open(&world, &browser, id).await;
    assert_eq!(events.next().await.unwrap(), status.json());
}

#[tokio::test]
async fn a_head_request_opens_no_stream() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let answer = world.send(browser.request("HEAD", &format!("/oauth/qr/{id}/events"), None)).await;
    assert_eq!(answer.status, 405);
    assert_eq!(world.app().hub().waiting(), 0);
}

#[tokio::test]
async fn a_browser_that_waits_through_a_restart_finds_its_session_again() {
    let server = TestServer::start().await;
    server.app().store().insert_client(&notes(ClientStatus::Approved)).await.unwrap();
    let mut browser = Browser::open_at(server.app());
    let start = browser.request("POST", "/oauth/qr/start", Some(&crate::world::start_body()));
    let started = crate::world::send(&logi_server::http::router(server.app().clone()), start).await;
    browser.keep_all(&started);
    let id = crate::world::id_of(&started.json());
    let (cookie, path) = (browser.cookie_header(), format!("/oauth/qr/{id}/events"));

    let open = async |server: &TestServer| {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        write_request(&mut stream, ("GET", &path), &[("Cookie", &cookie)], b"").await;
        let mut stream = BufReader::new(stream);
        assert_eq!(read_head(&mut stream).await.status, 200);
        stream
    };
    let mut waiting = open(&server).await;
    assert_eq!(event(&read_chunk(&mut waiting).await.unwrap())["status"], "pending");
    let (folder, clock) = server.stop().await;
    assert_eq!(read_chunk(&mut waiting).await, None, "the stream ends when the server stops");

    let server = TestServer::start_in(folder, clock, fixed_keys(), |_| {}).await;
    let mut waiting = open(&server).await;
    assert_eq!(event(&read_chunk(&mut waiting).await.unwrap())["status"], "pending");
    let posted = [
        ("Cookie", cookie.as_str()),
        ("X-CSRF-Token", browser.csrf.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let extended = server.send("POST", &format!("/oauth/qr/{id}/extend"), &posted, b"").await;
    assert_eq!(extended.status, 200, "{}", extended.text());
    drop(waiting);
    server.stop().await;
}

#[tokio::test]
async fn cookies_outlive_a_restart_because_their_keys_are_stored() {
    let test = TestApp::open_with(|_| {}).await;
    let world = World::over(test, ClientStatus::Approved).await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let config = world.app().config().clone();
    let clock = std::sync::Arc::clone(world.clock());
    world.app().store().close().await;
    let app = logi_server::App::open(config, clock, fixed_keys()).await.unwrap();
    let request = browser.request("GET", &format!("/oauth/qr/{id}/status"), None);
    let answer = crate::world::send(&logi_server::http::router(app), request).await;
    assert_eq!(answer.status, 200);
}
