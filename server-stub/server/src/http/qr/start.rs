//! `POST /oauth/qr/start`: the full authorize request again, validated again, becomes a session whose code the page draws.
//!
//! Order: the page (CSRF), the limits, the form of the body, the authorize request, the browser's key. Errors are JSON; nothing redirects.

use super::browser_key::BrowserKey;
use super::cookies::{self, Browser};
use super::csrf::FromPage;
use crate::app::App;
use crate::context::{self, ClientAddress};
use crate::frame::{CALM_FRAME_SECONDS, FRAME_SECONDS, FrameSecret};
use crate::http::authorization::{self, Refusal};
use crate::http::error::OauthError;
use crate::http::json::LenientJson;
use crate::keys::code_text::{self, Signed};
use crate::limits::Limit;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults, StartRequest};
use crate::{pages, random};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use logi_domain::authorize::{AuthorizationRequest, PageError};
use logi_domain::id::SessionId;
use logi_domain::qr::{self, Locale, QrSession};
use logi_domain::time::{Millis, Seconds};
use logi_store::{NewSession, extended_expiry};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The handler.
#[utoipa::path(
    post, path = "/oauth/qr/start", tag = "browser", operation_id = "start",
    summary = "Begins a login whose code the page draws",
    description = "",
    request_body = StartRequest,
    security(("page" = [], "csrf" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "What the code is drawn from; sets both login cookies", body = StartAnswer),
        (status = 400, description = "`invalid_request`, `invalid_client`, `unauthorized_client`, `unsupported_response_type`, `invalid_scope`, `login_required`, `request_not_supported`, `request_uri_not_supported`", body = OauthErrorBody),
        (status = 403, description = "`invalid_csrf_token`", body = OauthErrorBody),
        (status = 413, description = "`too_large`", body = OauthErrorBody),
        (status = 429, description = "`rate_limited`, with `Retry-After`", body = OauthErrorBody),
    ),
)]
pub(super) async fn start(
    State(app): State<App>,
    _: FromPage,
    CountedStart(ClientAddress(address)): CountedStart,
    headers: HeaderMap,
    LenientJson(body): LenientJson<Map<String, Value>>,
) -> Result<Response, OauthError> {
    let asked = Asked::parse(&body, &headers)?;
    let request = validated(&app, &body).await?;
    let key = asked.browser_key.map(BrowserKey::verified).transpose()?;
    let mut browser = Browser::read_or_new(&app, &headers);
    let now = app.now();
    let session = NewSession {
        id: SessionId::new(random::uuid()),
        request,
        locale: asked.locale,
        browser: qr::Browser {
            nonce_hash: browser.nonce_hash(),
            key,
            label: context::browser::label(text(&headers, &header::USER_AGENT).unwrap_or_default()),
            country: app.country().country(address),
            address: Some(address),
        },
        started_at: now,
        frame_seconds: if asked.reduced_motion { CALM_FRAME_SECONDS } else { FRAME_SECONDS },
        expires_at: extended_expiry(now),
    };
    let mut response = answer(&app, &Drawn::from(&session), now)?;
    app.store().insert_session(&session).await?;
    browser.add(session.id);
    for cookie in browser.set_cookies(&app) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What a code is drawn from.
pub(super) struct Drawn {
    session: SessionId,
    generation: u16,
    frame_seconds: u16,
    started_at: Millis,
    expires_at: Seconds,
}

impl From<&NewSession> for Drawn {
    fn from(session: &NewSession) -> Self {
        Self {
            session: session.id,
            generation: 0,
            frame_seconds: session.frame_seconds,
            started_at: session.started_at,
            expires_at: session.expires_at,
        }
    }
}

impl From<&QrSession> for Drawn {
    fn from(session: &QrSession) -> Self {
        Self {
            session: session.id,
            generation: session.generation,
            frame_seconds: session.frame_seconds,
            started_at: session.started_at,
            expires_at: session.expires_at,
        }
    }
}

/// What the page needs to draw the code and to go on from there.
#[derive(Serialize, ToSchema)]
pub(super) struct StartAnswer<'a> {
    #[schema(value_type = Uuid)]
    session_id: SessionId,
    /// The code's text up to and with the signature; the page appends `.step.code`.
    qr_payload: String,
    /// 32 bytes in unpadded base64url.
    frame_secret: &'a str,
    /// 2, or 30 with reduced motion.
    frame_seconds: u16,
    /// Unix milliseconds; frame 0 begins here.
    #[schema(value_type = i64)]
    started_at_ms: Millis,
    /// Unix milliseconds.
    #[schema(value_type = i64)]
    server_time_ms: Millis,
    /// Unix seconds.
    #[schema(value_type = i64)]
    expires_at: Seconds,
    cable_path: &'static str,
    events_path: String,
    complete_path: String,
}

/// Answers as `start` does; also a pending session's extension.
///
/// # Errors
/// `500 server_error` where the code key does not sign.
pub(super) fn answer(app: &App, drawn: &Drawn, now: Millis) -> Result<Response, OauthError> {
    let (session, exp) = (drawn.session, drawn.expires_at);
    let signed = app.keys().sign_code(Signed::Code, app.issuer(), session, exp).map_err(|error| {
        tracing::error!(%error, "a code was not signed");
        OauthError::internal()
    })?;
    let qr_payload = code_text::qr_payload(app.issuer(), session, exp, &signed).ok_or_else(OauthError::internal)?;
    Ok(Json(StartAnswer {
        session_id: session,
        qr_payload,
        // EXPOSE: the page derives the codes it draws from it.
        frame_secret: &FrameSecret::of(app, session, drawn.generation).expose_base64url(),
        frame_seconds: drawn.frame_seconds,
        started_at_ms: drawn.started_at,
        server_time_ms: now,
        expires_at: exp,
        cable_path: "/cable",
        events_path: format!("/oauth/qr/{session}/events"),
        complete_path: format!("/oauth/qr/{session}/complete"),
    })
    .into_response())
}

/// A start that was counted: at this address for this page, and at this address in all.
pub(super) struct CountedStart(ClientAddress);

impl FromRequestParts<App> for CountedStart {
    type Rejection = OauthError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, OauthError> {
        let Ok(address) = ClientAddress::from_request_parts(parts, app).await;
        let page = cookies::page(app, &parts.headers).unwrap_or_default();
        app.check_limit(Limit::Start { address: address.0, page })?;
        Ok(Self(address))
    }
}

/// What the page asks for beside the authorize request.
struct Asked {
    locale: Locale,
    reduced_motion: bool,
    browser_key: Option<BrowserKey>,
}

impl Asked {
    fn parse(body: &Map<String, Value>, headers: &HeaderMap) -> Result<Self, OauthError> {
        let locale = match string(body, "locale")? {
            Some(locale) => Some(locale),
            None => string(body, "ui_locales")?,
        };
        let reduced_motion = match body.get("reduced_motion") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(reduced_motion)) => *reduced_motion,
            Some(_) => return Err(invalid("reduced_motion must be true or false")),
        };
        let browser_key = match body.get("browser_key") {
            None | Some(Value::Null) => None,
            Some(key) => Some(BrowserKey::parse(key)?),
        };
        Ok(Self {
            locale: pages::negotiate(locale, text(headers, &header::ACCEPT_LANGUAGE)),
            reduced_motion,
            browser_key,
        })
    }
}

async fn validated(app: &App, body: &Map<String, Value>) -> Result<AuthorizationRequest, OauthError> {
    let mut pairs = Vec::new();
    for name in authorization::PARAMETERS {
        if let Some(value) = string(body, name)? {
            pairs.push((*name, value));
        }
    }
    let raw = authorization::collect(pairs).map_err(page_error)?;
    match authorization::validate(app, &raw).await {
        Ok(validated) => Ok(validated.request),
        Err(Refusal::Page(error)) => Err(page_error(error)),
        Err(Refusal::Redirect { error, .. }) => Err(bad_request(error.code(), error.to_string())),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

fn page_error(error: PageError) -> OauthError {
    let code = match error {
        PageError::UnknownClient => "invalid_client",
        PageError::ClientNotApproved => "unauthorized_client",
        PageError::RedirectUri | PageError::Malformed => "invalid_request",
    };
    bad_request(code, error.to_string())
}

/// A member that must be a text; null counts as absent.
fn string<'a>(body: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, OauthError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(format!("{name} must be a text"))),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn bad_request(code: &'static str, message: String) -> OauthError {
    OauthError::new(StatusCode::BAD_REQUEST, code, message)
}

/// `400 invalid_request`
pub(super) fn invalid(message: impl Into<String>) -> OauthError {
    bad_request("invalid_request", message.into())
}
