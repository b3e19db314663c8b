//! A11 (R11): nothing of this server can be framed by another site, whatever the route and the answer.

use crate::world::{Browser, World, start_body};
use http::Request;

#[tokio::test]
async fn no_page_of_any_route_can_be_framed() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let completed = browser.approved(&world).await;
    browser.complete(&world, completed).await;
    let here = browser.approved_here(&world).await;
    let query = serde_urlencoded(&start_body());
    let mut pages = 0;
    for path in [
        format!("/oauth/authorize?{query}"),
        "/oauth/authorize".to_owned(),
        "/oauth/authorize?client_id=x".to_owned(),
        format!("/session/new?{query}"),
        "/session/new".to_owned(),
        "/qr".to_owned(),
        format!("/oauth/qr/{id}/complete"),
        format!("/oauth/qr/{completed}/complete"),
        "/oauth/qr/x/complete".to_owned(),
        format!("/oauth/qr/{here}/return"),
        format!("/oauth/qr/{here}/complete"),
        "/oauth/qr/x/return".to_owned(),
        "/here".to_owned(),
        format!("/oauth/qr/{id}/status"),
        format!("/oauth/qr/{id}/events/x"),
        "/cable".to_owned(),
        "/nothing/here".to_owned(),
        "/".to_owned(),
    ] {
        let answer = browser.get(&world, &path).await;
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            pages += 1;
            let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path}"));
            assert!(
                policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"),
                "{path}: {policy}"
            );
            assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
            assert!(
                !answer.text().contains("<script>") && !answer.text().contains("src=\"http"),
                "{path}"
            );
        }
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    assert!(pages >= 12, "{pages} pages");
}

#[tokio::test]
async fn nothing_here_answers_another_method() {
    let world = World::new().await;
    for (method, path) in [
        ("GET", "/oauth/qr/start"),
        ("GET", "/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/cancel"),
        ("GET", "/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/here"),
        ("POST", "/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/return"),
        ("POST", "/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/complete"),
        ("DELETE", "/oauth/qr/7c9e6679-7425-40de-944b-e07fc1f90ae7/status"),
        ("PUT", "/cable"),
    ] {
        let request = Request::builder().method(method).uri(path).body(axum::body::Body::empty()).unwrap();
        assert_eq!(world.send(request).await.status, 405, "{method} {path}");
    }
}

fn serde_urlencoded(body: &serde_json::Value) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in body.as_object().unwrap() {
        if let Some(value) = value.as_str() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}
