//! `GET /oauth/qr/:id/complete`: one top-level navigation turns an approved session into an authorization code, in the browser that
//! started it and holds its key. The order of the checks is the protocol's:
//!
//! 1. both cookies untampered, naming this session, nonce equal; else a 400 page;
//! 2. a terminal status goes back with `access_denied`;
//! 3. `pending` and `scanned` are a 409 page;
//! 4. the proof, where a key is stored; the return code, where the login was opened on this device; else a 400 page;
//! 5. account, device, client and redirect still valid; else `failed` and `access_denied`;
//! 6. one transaction; its loser answers as 2.

use super::session::{self, SessionPath};
use super::{browser_key, grant};
use crate::app::App;
use crate::http::authorization::{denied_location, found, success_location};
use crate::http::parameters::Query;
use crate::http::request_id;
use crate::pages::{self, ErrorKind, ErrorPage};
use crate::return_code;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use logi_domain::qr::{Locale, QrSession, Status};
use logi_domain::time::Millis;
use logi_store::StoreError;
use secrecy::ExposeSecret;

/// Why there is no redirect.
pub(super) enum Refusal {
    /// Step 1, and the proof of step 4.
    OtherBrowser,
    /// The return code of step 4 is missing, wrong or old.
    NotReturned,
    /// Step 3.
    NotApprovedYet,
    /// Nothing was changed.
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The handler.
#[utoipa::path(
    get, path = "/oauth/qr/{id}/complete", tag = "browser", operation_id = "complete",
    summary = "Goes back to the application, once",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session"), ("proof" = Option<String>, Query, description = "ES256 by the browser's key over the challenge, 64 bytes in unpadded base64url; needed where start got a key"), ("return_code" = Option<String>, Query, description = "The fragment of the phone's `return_url`; needed where the login was opened on this device, for 60 seconds after the approval")),
    security(("browser" = [], "sessions" = [])),
    responses(
        (status = 302, description = "To the redirect URI with `code`, `state`, `iss`; or with `error=access_denied`, `error_description`, `state`, `iss` where the login ended without one", headers(("Location" = String))),
        (status = 400, description = "A page: another browser, a changed cookie, a missing or wrong proof, a missing, wrong or old return code; nothing is changed", body = String, content_type = "text/html"),
        (status = 409, description = "A page: not approved yet", body = String, content_type = "text/html"),
        (status = 500, description = "A page: the log names the cause under the request id", body = String, content_type = "text/html"),
        (status = 503, description = "A page: nothing was changed; again after `Retry-After`", body = String, content_type = "text/html"),
    ),
)]
pub(super) async fn complete(State(app): State<App>, Path(id): SessionPath, Query(query): Query, headers: HeaderMap) -> Response {
    let once = |name| query.first(name).filter(|_| !query.is_repeated(name));
    let shown = Shown {
        proof: once("proof"),
        return_code: once("return_code"),
    };
    // Step 1.
    let session = match session::of_navigation(&app, &headers, &id).await {
        Ok(Some(session)) => session,
        Ok(None) => return refused(negotiated(&headers), &Refusal::OtherBrowser),
        Err(error) => return refused(negotiated(&headers), &error.into()),
    };
    match location(&app, &session, shown, app.now()).await {
        Ok(location) => found(&location),
        Err(refusal) => refused(session.locale, &refusal),
    }
}

/// What the browser shows for itself.
#[derive(Clone, Copy)]
struct Shown<'a> {
    proof: Option<&'a str>,
    return_code: Option<&'a str>,
}

/// Steps 2 to 6: where the browser goes.
async fn location(app: &App, session: &QrSession, shown: Shown<'_>, now: Millis) -> Result<String, Refusal> {
    match session.status(now) {
        Status::Completed | Status::Denied | Status::Expired | Status::Failed => return Ok(denied_location(app, &session.request)),
        Status::Pending | Status::Scanned => return Err(Refusal::NotApprovedYet),
        Status::Approved => {}
    }
    if !is_proved(app, session, shown.proof) {
        return Err(Refusal::OtherBrowser);
    }
    if session.here && !return_code::is_good(app, session, shown.return_code, now) {
        return Err(Refusal::NotReturned);
    }
    let Some(holder) = grant::still_valid(app, session).await? else {
        if app.store().fail(session.id, now).await? {
            app.hub().changed(session.id);
        }
        return Ok(denied_location(app, &session.request));
    };
    let code = grant::new_code();
    let is_winner = app.store().complete(&grant::completion(app, session, &holder, &code, now)).await?;
    if !is_winner {
        return Ok(denied_location(app, &session.request));
    }
    app.hub().changed(session.id);
    // EXPOSE: this is the one time the code is handed out.
    Ok(success_location(app, &session.request, code.expose_secret()))
}

/// Step 4: a browser that gave a key must sign with it.
fn is_proved(app: &App, session: &QrSession, proof: Option<&str>) -> bool {
    let Some(key) = &session.browser.key else {
        return true;
    };
    let challenge = session.decided.as_ref().and_then(|decided| decided.challenge);
    match (proof, challenge) {
        (Some(proof), Some(challenge)) => browser_key::proves(key, proof, app.issuer(), (session.id, &challenge)),
        _ => false,
    }
}

pub(super) fn negotiated(headers: &HeaderMap) -> Locale {
    let accept_language = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    pages::negotiate(None, accept_language)
}

pub(super) fn refused(locale: Locale, refusal: &Refusal) -> Response {
    let kind = match refusal {
        Refusal::OtherBrowser => ErrorKind::OtherBrowser,
        Refusal::NotReturned => ErrorKind::NotReturned,
        Refusal::NotApprovedYet => ErrorKind::NotApprovedYet,
        Refusal::Store(StoreError::Unavailable(_)) => ErrorKind::Unavailable,
        Refusal::Store(StoreError::ProofReplayed | StoreError::Conflict | StoreError::Corrupt(_) | StoreError::Fault(_)) => {
            ErrorKind::Internal
        }
    };
    let request_id = request_id::current().to_string();
    if let Refusal::Store(error) = refusal {
        let error: &dyn std::error::Error = error;
        tracing::error!(%request_id, error, "a login could not be completed; nothing was changed");
    }
    let retry_after_seconds = (kind == ErrorKind::Unavailable).then_some(RETRY_SECONDS);
    let html = pages::error_page(
        locale,
        &ErrorPage {
            kind,
            request_id: &request_id,
            retry_after_seconds,
        },
    );
    let mut response = pages::page(kind.status(), html);
    if let Some(seconds) = retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A database that is locked is free again soon.
const RETRY_SECONDS: u64 = 1;
