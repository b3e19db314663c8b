//! A29 (R29): who asks too often is slowed down, and nobody else is.

use http::StatusCode;
use logi_harness::browser::Browser;
use logi_harness::server::{Application, Options};
use serde_json::json;
use tokio::task::JoinSet;

use crate::scene::{Scene, assert_refused};

#[tokio::test]
async fn the_eleventh_start_in_a_minute_is_refused_with_the_time_to_wait() {
    let scene = Scene::open().await;
    for _ in 0..10 {
        scene.show().await;
    }
    let refused = scene.browser.start(&scene.page, &json!({})).await;
    assert_refused(&refused, StatusCode::TOO_MANY_REQUESTS, "rate_limited");
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    scene.server.clock.advance(60);
    assert_eq!(scene.browser.start(&scene.page, &json!({})).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_sixty_first_status_in_a_minute_is_refused() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    for _ in 0..60 {
        assert_eq!(scene.browser.status(&shown.session).await.status, StatusCode::OK);
    }
    assert_refused(
        &scene.browser.status(&shown.session).await,
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limited",
    );
}

#[tokio::test]
async fn an_attackers_flood_leaves_another_browser_of_the_same_office_able_to_log_in() {
    let scene = Scene::open().await;
    let (attacker, page) = scene.another_browser().await;
    for _ in 0..60 {
        attacker.start(&page, &json!({})).await;
    }
    assert_eq!(attacker.start(&page, &json!({})).await.status, StatusCode::TOO_MANY_REQUESTS);
    let phone = scene.phone().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_sessions_of_an_attacker_leave_the_victims_login_working() {
    let options = Options::default().with("limits.start_per_minute", "1000000");
    let scene = Scene::with(&options, &Application::default()).await;
    let phone = scene.phone().await;
    let mut attackers = JoinSet::new();
    for _ in 0..10 {
        let (attacker, page) = scene.another_browser().await;
        attackers.spawn(async move {
            for _ in 0..1_000 {
                assert_eq!(attacker.start(&page, &json!({})).await.status, StatusCode::OK);
            }
        });
    }
    attackers.join_all().await;
    let (shown, challenge) = scene.approved(&phone, &[]).await;
    assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn the_eleventh_waiting_stream_of_a_browser_is_refused_and_the_others_go_on() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(scene.browser.events(&shown.session).await);
    }
    let url = format!("{}/oauth/qr/{}/events", scene.server.issuer, shown.session);
    let eleventh = scene.browser.agent.send(http::Method::GET, &url, &[], None).await;
    assert_refused(&eleventh, StatusCode::TOO_MANY_REQUESTS, "rate_limited");
    let phone = scene.phone().await;
    phone.scan(&scene.text(&shown)).await;
    for stream in &mut streams {
        stream.until("scanned").await;
    }
}

#[tokio::test]
async fn a_device_scans_twenty_times_a_minute_at_most() {
    let options = Options::default().with("limits.start_per_minute", "1000");
    let scene = Scene::with(&options, &Application::default()).await;
    let phone = scene.phone().await;
    for _ in 0..20 {
        scene.scanned(&phone).await;
    }
    let browser = Browser::new(&scene.server.issuer);
    let page = browser.open(&scene.party.authorization_url()).await;
    let shown = browser.show(&page).await;
    assert_refused(
        &phone.scan(&scene.text(&shown)).await,
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limited",
    );
    let another = scene.phone().await;
    assert_eq!(another.scan(&scene.text(&shown)).await.status, StatusCode::OK);
}
