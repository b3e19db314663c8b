//! What holds for each answer: an id, a time limit up to its head, no cache unless it says so, one line in the log, and JSON even where
//! the program has a fault.

use super::error::{ApiError, Envelope, Oauth, Phone};
use super::request_id;
use crate::app::App;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderValue, Method, StatusCode, header};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

/// How long the head of an answer may take; bodies that stream are not timed.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// The outermost layer of every route.
pub(super) async fn answer(State((app, longest)): State<(App, Duration)>, request: Request, next: Next) -> Response {
    let id = crate::random::uuid();
    let started = Instant::now();
    let method = method_label(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let is_phone = request.uri().path().starts_with("/api/");
    let work = timeout(longest, AssertUnwindSafe(next.run(request)).catch_unwind());
    let answered = request_id::scope(id, async {
        match work.await {
            Ok(Ok(response)) => response,
            Ok(Err(_)) if is_phone => ApiError::<Phone>::internal().into_response(),
            Ok(Err(_)) => ApiError::<Oauth>::internal().into_response(),
            Err(_) if is_phone => late::<Phone>(),
            Err(_) => late::<Oauth>(),
        }
    });
    let mut response = answered.await;
    add_headers(&app, id, &mut response);
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let elapsed = started.elapsed();
    app.metrics().answered(route, method, response.status(), elapsed.as_secs_f64());
    log(id, (method, route), response.status(), elapsed);
    response
}

fn late<E: Envelope>() -> Response {
    ApiError::<E>::unavailable().into_response()
}

fn add_headers(app: &App, id: Uuid, response: &mut Response) {
    let headers = response.headers_mut();
    // A UUID is always a header value.
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(request_id::HEADER, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if app.config().is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}

/// Probes by a load balancer are told at debug level: they would bury everything else.
fn log(request_id: Uuid, (method, route): (&str, &str), status: StatusCode, elapsed: Duration) {
    let (status, ms) = (status.as_u16(), u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    if matches!(route, "/up" | "/ready") {
        tracing::debug!(%request_id, method, route, status, ms, "answered");
    } else {
        tracing::info!(%request_id, method, route, status, ms, "answered");
    }
}

/// Methods anybody may invent do not become labels.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
