//! The one object that `status`, `events` and `/cable` send, and `GET /oauth/qr/:id/status`.

use super::session::{self, CountedRead, SessionPath};
use crate::app::App;
use crate::http::error::OauthError;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use http::HeaderMap;
use logi_domain::qr::{QrSession, Status};
use logi_domain::time::{Millis, Seconds};
use serde::Serialize;

/// Where a session stands, as its browser is told.
#[derive(Debug, Serialize)]
pub struct StatusObject<'a> {
    status: &'static str,
    server_time_ms: Millis,
    expires_at: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    second_scan: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
}

impl<'a> StatusObject<'a> {
    /// The object at `now`. The challenge is there only while it can be signed: in `approved`.
    #[must_use]
    pub fn new(session: &'a QrSession, now: Millis) -> Self {
        let status = session.status(now);
        let scan = session.scan.as_ref();
        let challenge = session.decided.as_ref().and_then(|decided| decided.challenge);
        Self {
            status: status.as_str(),
            server_time_ms: now,
            expires_at: session.expires_at,
            platform: scan.map(|scan| scan.platform.as_str()),
            words: scan.map(|scan| scan.words.split(' ').collect()),
            second_scan: session.second_scan.then_some(true),
            challenge: challenge
                .filter(|_| status == Status::Approved)
                .map(|challenge| BASE64URL_NOPAD.encode(&challenge)),
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
