//! How often a browser may ask: per page at an address, per address in all, and ten open streams.

use crate::world::{Browser, World, assert_refused, start_body};
use axum::body::Body;
use http_body_util::BodyExt;
use tower::ServiceExt;

#[tokio::test]
async fn refuses_the_eleventh_start_of_a_page_in_a_minute() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    for _ in 0..10 {
        browser.start(&world).await;
    }
    let answer = browser.post(&world, "/oauth/qr/start", Some(&start_body())).await;
    assert_refused(&answer, 429, "rate_limited");
    let wait: i64 = answer.header("retry-after").unwrap().parse().unwrap();
    world.clock().advance_ms(wait * 1000);
    browser.start(&world).await;
}

#[tokio::test]
async fn refuses_the_sixty_first_read_of_a_page_in_a_minute() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let path = format!("/oauth/qr/{id}/status");
    for _ in 0..60 {
        assert_eq!(browser.get(&world, &path).await.status, 200);
    }
    for path in [path, format!("/oauth/qr/{id}/events"), "/cable".to_owned()] {
        assert_refused(&browser.get(&world, &path).await, 429, "rate_limited");
    }
}

#[tokio::test]
async fn a_neighbour_at_the_same_address_is_not_locked_out() {
    let world = World::new().await;
    let mut greedy = Browser::open(&world);
    for _ in 0..10 {
        greedy.start(&world).await;
    }
    assert_eq!(greedy.post(&world, "/oauth/qr/start", Some(&start_body())).await.status, 429);
    Browser::open(&world).start(&world).await;
}

#[tokio::test]
async fn one_address_in_all_has_twelve_times_a_pages_share() {
    let world = World::new().await;
    for _ in 0..12 {
        let mut page = Browser::open(&world);
        for _ in 0..10 {
            page.start(&world).await;
        }
    }
    let answer = Browser::open(&world).post(&world, "/oauth/qr/start", Some(&start_body())).await;
    assert_refused(&answer, 429, "rate_limited");
}

#[tokio::test]
async fn refuses_an_eleventh_open_stream_until_one_closes() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let path = format!("/oauth/qr/{id}/events");
    let mut open: Vec<Body> = Vec::new();
    for _ in 0..10 {
        let response = world.router().oneshot(browser.request("GET", &path, None)).await.unwrap();
        assert_eq!(response.status(), 200);
        open.push(response.into_body());
    }
    assert_eq!(world.app().hub().waiting(), 10);
    assert_refused(&browser.get(&world, &path).await, 429, "rate_limited");
    let mut other = Browser::open(&world);
    let others = other.session(&world).await;
    let response = world
        .router()
        .oneshot(other.request("GET", &format!("/oauth/qr/{others}/events"), None))
        .await
        .unwrap();
    assert_eq!(response.status(), 200, "another browser's streams are its own");
    drop(open.pop());
    let mut again = world
        .router()
        .oneshot(browser.request("GET", &path, None))
        .await
        .unwrap()
        .into_body();
    assert!(again.frame().await.unwrap().is_ok());
}
