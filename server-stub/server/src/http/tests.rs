use super::json::{LenientJson, PhoneJson};
use super::*;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::keys::KeyOverrides;
use axum::body::Body;
use axum::routing::{get, post};
use http::{Method, header};
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;
use zeroize::Zeroizing;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(rename = "step")]
    _step: u16,
}

#[derive(Deserialize)]
struct Lenient {
    #[serde(rename = "state")]
    _state: String,
}

async fn app() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyOverrides {
        token_pkcs8: Some(Zeroizing::new(
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/token-key.pk8")).to_vec(),
        )),
        ..KeyOverrides::default()
    };
    let config = Config::development(folder.path().to_owned());
    let app = App::open(config, Arc::new(SystemClock), keys).await.unwrap();
    (folder, app)
}

fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/strict", post(|_: PhoneJson<Strict>| async {}))
        .route("/oauth/lenient", post(|_: LenientJson<Lenient>| async {}))
        .route("/api/v1/panic", get(fault))
        .route("/oauth/panic", get(fault))
        .route("/oauth/never", get(std::future::pending::<()>))
}

async fn fault() -> StatusCode {
    panic!("hunter2")
}

struct Answer {
    status: StatusCode,
    headers: http::HeaderMap,
    body: Value,
}

async fn send(method: Method, path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
    send_within(answer::LONGEST, method, path, (content_type, body.into())).await
}

async fn send_within(limit: Duration, method: Method, path: &str, (content_type, body): (&str, Body)) -> Answer {
    let (_folder, app) = app().await;
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, content_type)
        .body(body)
        .unwrap();
    let response = with_layers(routes(), app, limit).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}

async fn post_json(path: &str, body: &str) -> (StatusCode, String, String) {
    let answer = send(Method::POST, path, "application/json", body.to_owned()).await;
    let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    (answer.status, text("error"), text("message") + &text("error_description"))
}

#[tokio::test]
async fn refuses_bodies_that_are_not_what_they_must_be() {
    for (body, hint) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("step=1", "not JSON"),
        (r#"{"step":1} x"#, "not JSON"),
        ("[]", "wrong value"),
        (r#"{"step":"1"}"#, "wrong value"),
        (r#"{"step":-1}"#, "wrong value"),
        (r#"{"step":1.0}"#, "wrong value"),
        (r#"{"step":65536}"#, "wrong value"),
        (r#"{"step":null}"#, "wrong value"),
        ("{}", "missing field `step`"),
        (r#"{"step":1,"other":2}"#, "unknown field `other`"),
        (r#"{"step":1,"step":1}"#, "duplicate field `step`"),
        (r#"{"step":1,"st\u0065p":1}"#, "duplicate field `step`"),
    ] {
        let (status, code, message) = post_json("/api/v1/strict", body).await;
        assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "invalid_request"), "{body}");
        assert!(message.contains(hint), "{body}: {message}");
    }
    assert_eq!(post_json("/api/v1/strict", r#"{"step":1}"#).await.0, StatusCode::OK);
}

#[tokio::test]
async fn repeats_no_value_of_a_wrong_body() {
    let (_, _, message) = post_json("/api/v1/strict", r#"{"step":"hunter2"}"#).await;
    assert!(!message.contains("hunter2"), "{message}");
}

#[tokio::test]
async fn ignores_unknown_members_of_a_page_but_refuses_duplicates_at_any_depth() {
    for body in [
        r#"{"state":"a","state":"b"}"#,
        r#"{"state":"a","x":1,"x":1}"#,
        r#"{"state":"a","x":[{"y":1,"y":2}]}"#,
    ] {
        let (status, code, message) = post_json("/oauth/lenient", body).await;
        assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "invalid_request"), "{body}");
        assert!(message.contains("duplicate"), "{message}");
    }
    assert_eq!(post_json("/oauth/lenient", r#"{"state":"a","x":1}"#).await.0, StatusCode::OK);
}

#[tokio::test]
async fn refuses_json_under_another_media_type() {
    for content_type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let answer = send(Method::POST, "/api/v1/strict", content_type, r#"{"step":1}"#).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{content_type}");
    }
    let answer = send(Method::POST, "/api/v1/strict", "application/json; charset=utf-8", r#"{"step":1}"#).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn refuses_a_body_that_is_too_large_without_reading_it_to_the_end() {
    let answer = send(Method::POST, "/api/v1/strict", "application/json", " ".repeat(json::BODY_LIMIT + 1)).await;
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &"too_large".into())
    );
    let endless = Body::from_stream(futures_util::stream::repeat_with(|| {
        Ok::<_, std::io::Error>(bytes::Bytes::from_static(&[b' '; 1024]))
    }));
    let answer = send(Method::POST, "/api/v1/strict", "application/json", endless).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let fitting = format!(r#"{{"step":1}}{}"#, " ".repeat(json::BODY_LIMIT - 10));
    assert_eq!(
        send(Method::POST, "/api/v1/strict", "application/json", fitting).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn survives_deep_nesting() {
    let (status, code, _) = post_json("/api/v1/strict", &"[".repeat(60_000)).await;
    assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "invalid_request"));
}

#[tokio::test]
async fn answers_json_with_the_request_id_where_the_program_has_a_fault() {
    for (path, sentence) in [("/api/v1/panic", "message"), ("/oauth/panic", "error_description")] {
        let answer = send(Method::GET, path, "", Body::empty()).await;
        assert_eq!(
            (answer.status, &answer.body["error"]),
            (StatusCode::INTERNAL_SERVER_ERROR, &"server_error".into())
        );
        assert_eq!(answer.body["request_id"].as_str().unwrap(), answer.headers[request_id::HEADER]);
        assert!(!answer.body[sentence].as_str().unwrap().contains("hunter2"));
    }
}

#[tokio::test]
async fn cuts_an_answer_that_does_not_come() {
    let answer = send_within(Duration::ZERO, Method::GET, "/oauth/never", ("", Body::empty())).await;
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"temporarily_unavailable".into())
    );
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn answers_an_unknown_address_in_the_form_of_its_area() {
    let api = send(Method::GET, "/api/v1/nothing", "", Body::empty()).await;
    assert_eq!((api.status, &api.body["error"]), (StatusCode::NOT_FOUND, &"not_found".into()));
    assert!(api.body["message"].is_string());
    let oauth = send(Method::GET, "/oauth/nothing", "", Body::empty()).await;
    assert!(oauth.body["error_description"].is_string() && oauth.body["error_uri"].is_string());
    let page = send(Method::GET, "/nothing", "", Body::empty()).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn names_the_methods_an_address_takes() {
    let answer = send(Method::GET, "/api/v1/strict", "", Body::empty()).await;
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (StatusCode::METHOD_NOT_ALLOWED, &"invalid_request".into())
    );
    assert_eq!(answer.headers[header::ALLOW], "POST");
}

#[tokio::test]
async fn lets_no_answer_be_cached_that_does_not_ask_for_it() {
    let answer = send(Method::GET, "/api/v1/nothing", "", Body::empty()).await;
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
}
