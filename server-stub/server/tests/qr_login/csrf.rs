//! A POST counts only if this site's own page sent it.

use crate::world::{Browser, World, assert_refused, start_body};
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use logi_server::http::qr::csrf;

/// The POST with headers changed; an empty value takes a header out.
async fn posted(world: &World, browser: &Browser, path: &str, changes: &[(&'static str, &str)]) -> crate::support::Answer {
    let body = path.ends_with("start").then(start_body);
    let mut request: Request<Body> = browser.request("POST", path, body.as_ref());
    for (name, value) in changes {
        let name = HeaderName::from_static(name);
        request.headers_mut().remove(&name);
        if !value.is_empty() {
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
    }
    world.send(request).await
}

#[tokio::test]
async fn refuses_every_call_that_another_site_could_have_made() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let foreign = Browser::open(&world);
    for path in [
        "/oauth/qr/start".to_owned(),
        format!("/oauth/qr/{id}/extend"),
        format!("/oauth/qr/{id}/cancel"),
    ] {
        for (what, changes) in [
            ("no token", [("x-csrf-token", ""), ("x-none", "")]),
            ("an empty token", [("x-csrf-token", " "), ("x-none", "")]),
            (
                "the token of another browser",
                [("x-csrf-token", foreign.csrf.as_str()), ("x-none", "")],
            ),
            ("cross-site", [("sec-fetch-site", "cross-site"), ("x-none", "")]),
            ("a sibling site", [("sec-fetch-site", "same-site"), ("x-none", "")]),
            ("typed by hand", [("sec-fetch-site", "none"), ("x-none", "")]),
            (
                "cross-site with our origin",
                [("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")],
            ),
            ("neither says where from", [("sec-fetch-site", ""), ("origin", "")]),
            ("a foreign origin", [("sec-fetch-site", ""), ("origin", "https://evil.example")]),
            (
                "a lookalike origin",
                [("sec-fetch-site", ""), ("origin", "http://localhost:8080.evil.example")],
            ),
            ("another port", [("sec-fetch-site", ""), ("origin", "http://localhost:8081")]),
            ("a hidden origin", [("sec-fetch-site", ""), ("origin", "null")]),
        ] {
            let answer = posted(&world, &browser, &path, &changes).await;
            assert_eq!(
                (answer.status, answer.json()["error"].as_str()),
                (403, Some("invalid_csrf_token")),
                "{path}: {what}"
            );
        }
    }
    assert_eq!(world.stored(id).await, "pending");
}

#[tokio::test]
async fn refuses_a_token_without_its_page_cookie() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    browser.cookies.remove("logi_page");
    let answer = browser.post(&world, "/oauth/qr/start", Some(&start_body())).await;
    assert_refused(&answer, 403, "invalid_csrf_token");
}

#[tokio::test]
async fn refuses_a_page_cookie_that_this_server_did_not_make() {
    let world = World::new().await;
    for planted in ["x", "", "AAAA", "vNBC7LkpEKbAIqLTZ6pw_I4YVcnya7lq08_QS02F6m"] {
        let mut browser = Browser::open(&world);
        browser.cookies.insert("logi_page".into(), planted.into());
        let answer = browser.post(&world, "/oauth/qr/start", Some(&start_body())).await;
        assert_refused(&answer, 403, "invalid_csrf_token");
    }
}

#[tokio::test]
async fn a_refused_call_uses_up_no_limit_and_reads_no_body() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    for _ in 0..200 {
        let answer = posted(&world, &browser, "/oauth/qr/start", &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(answer.status, 403);
    }
    browser.start(&world).await;
}

#[tokio::test]
async fn an_older_browser_is_believed_by_its_origin() {
    let world = World::new().await;
    let browser = Browser::open(&world);
    let changes = [("sec-fetch-site", ""), ("origin", "http://localhost:8080")];
    assert_eq!(posted(&world, &browser, "/oauth/qr/start", &changes).await.status, 200);
}

#[tokio::test]
async fn a_second_tab_keeps_the_first_ones_token_alive() {
    let world = World::new().await;
    let browser = Browser::open(&world);
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, browser.cookie_header().parse().unwrap());
    assert_eq!(csrf::issue(world.app(), &headers).token, browser.csrf);
}
