//! A server that is restarted while people wait: nothing acknowledged is lost, and a browser goes on where it was.

use http::StatusCode;
use logi_harness::server::{Application, Options};

use crate::scene::Scene;

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
