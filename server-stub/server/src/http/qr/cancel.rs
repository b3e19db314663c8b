//! `POST /oauth/qr/:id/cancel`: "not my phone". A scanned session is denied; in any other state nothing changes.

use super::csrf::FromPage;
use super::session::{self, SessionPath};
use super::status::{self, StatusObject};
use crate::app::App;
use crate::http::error::OauthError;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;

/// The handler.
#[utoipa::path(
    post, path = "/oauth/qr/{id}/cancel", tag = "browser", operation_id = "cancel",
    summary = "Not my phone: a scanned login is denied",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("page" = [], "csrf" = [], "browser" = [], "sessions" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "Where it stands; unchanged where it was not `scanned`", body = StatusObject),
        (status = 403, description = "`invalid_csrf_token`", body = OauthErrorBody),
        (status = 404, description = "`not_found`: not a login of this browser", body = OauthErrorBody),
    ),
)]
pub(super) async fn cancel(State(app): State<App>, _: FromPage, Path(id): SessionPath, headers: HeaderMap) -> Result<Response, OauthError> {
    let session = session::of_browser(&app, &headers, &id).await?;
    let now = app.now();
    if app.store().cancel(session.id, now).await? {
        app.hub().changed(session.id);
    }
    Ok(status::answer(&session::again(&app, session.id).await?, now))
}
