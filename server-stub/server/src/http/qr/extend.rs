//! `POST /oauth/qr/:id/extend`: ten more minutes, at most ten times. Before a scan a new generation begins and every earlier frame is dead;
//! after it only the end moves. Where it does not apply it changes nothing.

use super::csrf::FromPage;
use super::session::{self, SessionPath};
use super::start::{self, Drawn, StartAnswer};
use super::status::{self, StatusObject};
use crate::app::App;
use crate::http::error::OauthError;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use logi_domain::qr::{QrSession, Status};
use logi_domain::time::Millis;
use logi_store::{Extension, extended_expiry};
use utoipa::ToSchema;

/// A new code, or where the login stands.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what is answered by the two functions that make it")]
enum ExtendAnswer<'a> {
    NewCode(StartAnswer<'a>),
    Unchanged(StatusObject<'a>),
}

/// The handler.
#[utoipa::path(
    post, path = "/oauth/qr/{id}/extend", tag = "browser", operation_id = "extend",
    summary = "Ten more minutes, at most ten times",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("page" = [], "csrf" = [], "browser" = [], "sessions" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "In `pending` the answer of start, with a new code; otherwise, or where it does not apply, the status object", body = ExtendAnswer),
        (status = 403, description = "`invalid_csrf_token`", body = OauthErrorBody),
        (status = 404, description = "`not_found`: not a login of this browser", body = OauthErrorBody),
    ),
)]
pub(super) async fn extend(State(app): State<App>, _: FromPage, Path(id): SessionPath, headers: HeaderMap) -> Result<Response, OauthError> {
    let session = session::of_browser(&app, &headers, &id).await?;
    let now = app.now();
    let Some(extension) = extension_of(&session, now) else {
        return Ok(status::answer(&session, now));
    };
    let is_extended = app.store().extend(&extension).await?;
    if is_extended {
        app.hub().changed(session.id);
    }
    let session = session::again(&app, session.id).await?;
    if is_extended && extension.new_generation_from.is_some() && session.status(now) == Status::Pending {
        start::answer(&app, &Drawn::from(&session), now)
    } else {
        Ok(status::answer(&session, now))
    }
}

fn extension_of(session: &QrSession, now: Millis) -> Option<Extension> {
    let new_generation_from = match session.status(now) {
        Status::Pending => Some(session.generation),
        Status::Scanned => None,
        Status::Approved | Status::Completed | Status::Denied | Status::Expired | Status::Failed => return None,
    };
    Some(Extension {
        id: session.id,
        old_expires_at: session.expires_at,
        expires_at: extended_expiry(now),
        new_generation_from,
        now,
    })
}
