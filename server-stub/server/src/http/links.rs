//! Which apps may open this server's links, and what the link host serves.
//!
//! The association files are the same on both hosts: `/here` on the link host opens the app, `/qr` on the issuer's lets it say "point
//! at the code once more". Nothing else of this server is an app's: `/oauth/qr/{id}/return` must reach the browser. The link host is
//! another host so that phones open links to it; it is no second way to the login pages. On a developer's machine, where it is the
//! listener's own address, it serves everything.

use super::error::OauthError;
use crate::app::App;
use crate::config::AppsConfig;
use crate::openapi::shapes::OauthErrorBody;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::header;
use serde_json::{Value, json};
use utoipa::OpenApi;

const APPLE: &str = "/.well-known/apple-app-site-association";
const ANDROID: &str = "/.well-known/assetlinks.json";

/// The only paths that open an app.
const OPENED_BY_APPS: [&str; 2] = ["/here", "/qr"];

/// What the link host serves beside the bundled files of its page.
const ON_LINK_HOST: [&str; 5] = ["/here", APPLE, ANDROID, "/up", "/ready"];

/// This area in the reference.
#[derive(OpenApi)]
#[openapi(paths(apple_app_site_association, assetlinks))]
pub(crate) struct Description;

/// The two association files.
pub fn routes() -> Router<App> {
    Router::new()
        .route(APPLE, get(apple_app_site_association))
        .route(ANDROID, get(assetlinks))
}

/// Lets the link host serve its own paths only.
pub(super) async fn guard_link_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_served = ON_LINK_HOST.contains(&path) || path.starts_with("/assets/");
    if app.config().is_https() && !is_served && is_on_link_host(&app, &request) {
        return super::not_found(request).await;
    }
    next.run(request).await
}

fn is_on_link_host(app: &App, request: &Request) -> bool {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().authority().map(http::uri::Authority::as_str).or(named);
    let link_host = app.config().link_origin.as_deref().and_then(|origin| origin.split_once("://"));
    matches!((host, link_host), (Some(host), Some((_, link_host))) if host.eq_ignore_ascii_case(link_host))
}

/// The file that Apple's systems read; `None` without an app.
#[must_use]
pub fn apple_file(apps: &AppsConfig) -> Option<Value> {
    let components: Vec<Value> = OPENED_BY_APPS.iter().map(|path| json!({ "/": path })).collect();
    let details = json!([{ "appIDs": apps.apple, "components": components }]);
    (!apps.apple.is_empty()).then(|| json!({ "applinks": { "details": details } }))
}

/// The file that Android reads; `None` without an app.
#[must_use]
pub fn android_file(apps: &AppsConfig) -> Option<Value> {
    let statement = |(package, certificates)| {
        json!({
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": { "namespace": "android_app", "package_name": package, "sha256_cert_fingerprints": certificates },
        })
    };
    (!apps.android.is_empty()).then(|| apps.android.iter().map(statement).collect())
}

/// JSON that may be kept for an hour, or 404.
fn served(file: Option<Value>) -> Result<Response, OauthError> {
    let file = file.ok_or_else(OauthError::not_found)?;
    Ok(([(header::CACHE_CONTROL, "public, max-age=3600")], Json(file)).into_response())
}

#[utoipa::path(
    get, path = "/.well-known/apple-app-site-association", tag = "pages", operation_id = "apple_app_site_association",
    summary = "The apps that may open this server's links on Apple's systems",
    responses(
        (status = 200, description = "Cacheable for an hour; never a redirect", body = Value, content_type = "application/json"),
        (status = 404, description = "`not_found`: none is configured", body = OauthErrorBody),
    ),
)]
async fn apple_app_site_association(State(app): State<App>) -> Result<Response, OauthError> {
    served(apple_file(&app.config().apps))
}

#[utoipa::path(
    get, path = "/.well-known/assetlinks.json", tag = "pages", operation_id = "assetlinks",
    summary = "The apps that may open this server's links on Android",
    responses(
        (status = 200, description = "Cacheable for an hour; never a redirect", body = Value, content_type = "application/json"),
        (status = 404, description = "`not_found`: none is configured", body = OauthErrorBody),
    ),
)]
async fn assetlinks(State(app): State<App>) -> Result<Response, OauthError> {
    served(android_file(&app.config().apps))
}
