//! The one object that `status`, `events` and `/cable` send, and `GET /oauth/qr/:id/status`.

use super::session::{self, CountedRead, SessionPath};
use crate::app::App;
use crate::http::error::OauthError;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use crate::return_code;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use http::HeaderMap;
use logi_domain::qr::{QrSession, Status};
use logi_domain::time::{Millis, Seconds};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a session stands, as its browser is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusObject<'a> {
    /// `pending`, `scanned`, `approved`, `completed`, `denied`, `expired` or `failed`
    status: &'static str,
    /// Unix milliseconds.
    #[schema(value_type = i64)]
    server_time_ms: Millis,
    /// Unix seconds.
    #[schema(value_type = i64)]
    expires_at: Seconds,
    /// The phone's, from `scanned` on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    platform: Option<&'a str>,
    /// The two words the phone shows too, from `scanned` on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    words: Option<Vec<&'a str>>,
    /// There, and true, after another phone was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    second_scan: Option<bool>,
    /// What the browser's key signs; in `approved` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    challenge: Option<String>,
    /// When the return code ends, in Unix seconds; in `approved` of a login that was opened on its own device only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, nullable = false, required = false)]
    return_expires_at: Option<Seconds>,
}

impl<'a> StatusObject<'a> {
    /// The object at `now`. The challenge is there only while it can be signed: in `approved`.
    #[must_use]
    pub fn new(session: &'a QrSession, now: Millis) -> Self {
        let status = session.status(now);
        let scan = session.scan.as_ref();
        let approved = session.decided.as_ref().filter(|_| status == Status::Approved);
        let challenge = approved.and_then(|decided| decided.challenge);
        Self {
            status: status.as_str(),
            server_time_ms: now,
            expires_at: session.expires_at,
            platform: scan.map(|scan| scan.platform.as_str()),
            words: scan.map(|scan| scan.words.split(' ').collect()),
            second_scan: session.second_scan.then_some(true),
            challenge: challenge.map(|challenge| BASE64URL_NOPAD.encode(&challenge)),
            return_expires_at: approved.filter(|_| session.here).map(|decided| return_code::ends_at(decided.at)),
        }
    }

    /// As JSON text, on one line.
    ///
    /// # Errors
    /// None that its members can cause.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// What must differ before a waiting browser is told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    status: Status,
    expires_at: Seconds,
    second_scan: bool,
}

impl Mark {
    /// The mark of a session at `now`.
    #[must_use]
    pub fn of(session: &QrSession, now: Millis) -> Self {
        Self {
            status: session.status(now),
            expires_at: session.expires_at,
            second_scan: session.second_scan,
        }
    }

    /// Whether nothing can follow.
    #[must_use]
    pub fn is_final(self) -> bool {
        self.status.is_terminal()
    }
}

/// Answers with the status object.
pub(super) fn answer(session: &QrSession, now: Millis) -> Response {
    Json(StatusObject::new(session, now)).into_response()
}

/// `GET /oauth/qr/:id/status`
#[utoipa::path(
    get, path = "/oauth/qr/{id}/status", tag = "browser", operation_id = "status",
    summary = "Where the login stands",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("browser" = [], "sessions" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "Where it stands", body = StatusObject),
        (status = 404, description = "`not_found`: not a login of this browser", body = OauthErrorBody),
        (status = 429, description = "`rate_limited`, with `Retry-After`", body = OauthErrorBody),
    ),
)]
pub(super) async fn status(
    State(app): State<App>,
    _: CountedRead,
    Path(id): SessionPath,
    headers: HeaderMap,
) -> Result<Response, OauthError> {
    let session = session::of_browser(&app, &headers, &id).await?;
    Ok(answer(&session, app.now()))
}

#[cfg(test)]
mod tests;
