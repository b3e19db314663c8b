//! A server that is restarted while people wait: nothing acknowledged is lost, and a browser goes on where it was.

use std::fs;
use std::path::Path;

use http::{Method, StatusCode};
use logi_harness::server::{Application, Options, TestServer};
use url::Url;

use crate::scene::{Scene, assert_refused};

#[tokio::test]
async fn a_browser_that_waits_goes_on_after_a_restart() {
    let mut scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, presented) = scene.scanned(&phone).await;
    let mut events = scene.browser.events(&shown.session).await;
    assert_eq!(events.next().await.unwrap()["status"], "scanned");
    scene.server = scene.server.restart().await;
    assert!(events.next().await.is_none());
    let mut again = scene.browser.events(&shown.session).await;
    assert_eq!(again.next().await.unwrap()["status"], "scanned");
    assert_eq!(phone.approve(&presented, &[]).await.status, StatusCode::OK);
    let approved = again.until("approved").await;
    let back = scene
        .browser
        .complete(&shown.session, approved["challenge"].as_str().unwrap())
        .await;
    assert!(scene.party.log_in(&back.location(), scene.server.clock.now_seconds()).await.is_ok());
}

#[tokio::test]
async fn a_code_drawn_before_a_restart_is_scanned_after_it() {
    let mut scene = Scene::open().await;
    let phone = scene.phone().await;
    let shown = scene.show().await;
    scene.server = scene.server.restart().await;
    assert_eq!(phone.scan(&scene.text(&shown)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_used_code_stays_used_after_a_restart() {
    let mut scene = Scene::open().await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let now = scene.server.clock.now_seconds();
    scene.party.log_in(&back, now).await.unwrap();
    scene.server = scene.server.restart().await;
    assert!(scene.party.log_in(&back, now).await.is_err());
}

#[tokio::test]
async fn a_whole_login_works_on_postgresql() {
    let url = std::env::var("TEST_POSTGRES_URL").expect("`cargo xtask test e2e` starts a PostgreSQL and names it in TEST_POSTGRES_URL");
    let scene = Scene::with(&Options::default().with("database", &url), &Application::default()).await;
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &["email"]).await;
    let back = scene.browser.complete(&shown.session, &challenge).await.location();
    let tokens = scene.party.log_in(&back, scene.server.clock.now_seconds()).await.unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid email"));
    assert!(scene.party.log_in(&back, scene.server.clock.now_seconds()).await.is_err());
}

#[tokio::test]
async fn a_backup_with_its_sealing_key_in_an_empty_folder_is_the_server_again() {
    let folder = tempfile::tempdir().unwrap();
    let (data, restored) = (folder.path().join("data"), folder.path().join("restored"));
    let options = |data: &Path, port| Options {
        data: Some(data.to_owned()),
        port,
        ..Options::default()
    };
    let scene = Scene::with(&options(&data, 0), &Application::default()).await;
    let phone = scene.phone().await;
    let keys = keys_of(&scene).await;
    let copy = folder.path().join("logi-2026-11-21.sqlite3");
    scene.server.app().store().backup(&copy).await.unwrap();
    let too_late = scene.server.phone().await;
    let port = Url::parse(&scene.server.issuer).unwrap().port().unwrap();
    scene.server.stop().await;

    fs::create_dir(&restored).unwrap();
    fs::copy(&copy, restored.join("logi.sqlite3")).unwrap();
    fs::copy(data.join("sealing.key"), restored.join("sealing.key")).unwrap();
    let server = TestServer::start_with(&options(&restored, port)).await;
    let scene = Scene { server, ..scene };
    assert_eq!(keys_of(&scene).await, keys);
    let (shown, challenge) = scene.approved(&phone, &["email"]).await;
    let answer = scene.browser.complete(&shown.session, &challenge).await;
    let tokens = scene.party.log_in(&answer.location(), scene.server.clock.now_seconds()).await;
    assert!(tokens.is_ok(), "{tokens:?}");
    let unknown = too_late.call(Method::GET, "/api/v1/me", None).await;
    assert_refused(&unknown, StatusCode::UNAUTHORIZED, "invalid_token");
}

/// The keys that phones hold, and those that applications verify tokens with.
async fn keys_of(scene: &Scene) -> [String; 2] {
    let read = async |path: &str| {
        let url = format!("{}{path}", scene.server.issuer);
        scene.browser.agent.send(Method::GET, &url, &[], None).await.body
    };
    [read("/.well-known/logi-keys.json").await, read("/.well-known/jwks.json").await]
}
