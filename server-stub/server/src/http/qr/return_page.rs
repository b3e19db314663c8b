//! `GET /oauth/qr/:id/return`: where the phone gives a login back to the browser of its own device. The return code is in the fragment,
//! which only the page's script reads; a browser that did not start the login is told to go back to where it was started.

use super::complete::{negotiated, refused};
use super::session::{self, SessionPath};
use crate::app::App;
use crate::pages::{self, ReturnPage};
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

/// The handler.
#[utoipa::path(
    get, path = "/oauth/qr/{id}/return", tag = "browser", operation_id = "return_page",
    summary = "Finishes a login that was approved on this browser's own device",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("browser" = [], "sessions" = [])),
    responses(
        (status = 200, description = "A page, whose script goes to `complete` with the return code of its fragment", body = String, content_type = "text/html"),
        (status = 400, description = "A page: this browser did not start the login", body = String, content_type = "text/html"),
        (status = 500, description = "A page: the log names the cause under the request id", body = String, content_type = "text/html"),
        (status = 503, description = "A page: again after `Retry-After`", body = String, content_type = "text/html"),
    ),
)]
pub(super) async fn return_page(State(app): State<App>, Path(id): SessionPath, headers: HeaderMap) -> Response {
    let session = match session::of_navigation(&app, &headers, &id).await {
        Ok(session) => session,
        Err(error) => return refused(negotiated(&headers), &error.into()),
    };
    let status = if session.is_some() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    let locale = session.as_ref().map_or_else(|| negotiated(&headers), |session| session.locale);
    let html = pages::return_page(&ReturnPage {
        locale,
        issuer_origin: app.issuer(),
        session: session.map(|session| session.id.to_string()).as_deref(),
    });
    pages::page(status, html)
}
