//! `POST /oauth/qr/:id/here`: the browser opens its login on its own device. A pending session is marked and its link given; in any other
//! state nothing changes. A marked session is never scanned by a frame again.

use super::csrf::FromPage;
use super::session::{self, SessionPath};
use super::status::{self, StatusObject};
use crate::app::App;
use crate::http::error::OauthError;
use crate::keys::code_text::{self, Signed};
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use logi_domain::qr::{QrSession, Status};
use serde::Serialize;
use utoipa::ToSchema;

/// What opens the app on this device.
#[derive(Serialize, ToSchema)]
struct LinkAnswer {
    /// `https://<link host>/here#session.exp.kid.signature`
    link: String,
}

/// The link, or where the login stands.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what is answered by the two functions that make it")]
enum HereAnswer<'a> {
    Link(LinkAnswer),
    Unchanged(StatusObject<'a>),
}

/// The handler.
#[utoipa::path(
    post, path = "/oauth/qr/{id}/here", tag = "browser", operation_id = "here",
    summary = "Opens the login on this browser's own device",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("page" = [], "csrf" = [], "browser" = [], "sessions" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "In `pending` the link; otherwise the status object, and nothing is changed", body = HereAnswer),
        (status = 403, description = "`invalid_csrf_token`", body = OauthErrorBody),
        (status = 404, description = "`not_found`: not a login of this browser, or no link host is configured", body = OauthErrorBody),
    ),
)]
pub(super) async fn here(State(app): State<App>, _: FromPage, Path(id): SessionPath, headers: HeaderMap) -> Result<Response, OauthError> {
    let link_origin = app.config().link_origin.as_deref().ok_or_else(OauthError::not_found)?;
    let session = session::of_browser(&app, &headers, &id).await?;
    let now = app.now();
    let is_marked = app.store().mark_here(session.id, now).await?;
    let session = session::again(&app, session.id).await?;
    if is_marked && session.status(now) == Status::Pending {
        Ok(Json(link(&app, link_origin, &session)?).into_response())
    } else {
        Ok(status::answer(&session, now))
    }
}

fn link(app: &App, link_origin: &str, session: &QrSession) -> Result<LinkAnswer, OauthError> {
    let (id, exp) = (session.id, session.expires_at);
    let signed = app.keys().sign_code(Signed::Here, app.issuer(), id, exp).map_err(|error| {
        tracing::error!(%error, "a link was not signed");
        OauthError::internal()
    })?;
    let link = code_text::here_link(link_origin, id, exp, &signed).ok_or_else(OauthError::internal)?;
    Ok(LinkAnswer { link })
}
