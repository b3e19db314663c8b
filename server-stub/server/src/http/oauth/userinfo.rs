//! Userinfo (OIDC Core §5.3): the granted fields as they are today, as long as the grant lives, its account is active and its
//! application approved.

use crate::app::App;
use crate::claims::Identity;
use crate::http::error::OauthError;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use logi_domain::account::Account;
use logi_domain::client::Client;
use logi_domain::grant::Grant;
use logi_store::StoreError;

/// Why nothing is told.
#[derive(Debug)]
pub enum UserinfoError {
    /// No bearer token was sent (RFC 6750 §3.1: no error code then).
    Missing,
    /// The token is malformed, foreign, too old or revoked, or its account or application suspended.
    InvalidToken,
    /// The store could not be asked.
    Store(StoreError),
}

/// `GET|POST /oauth/userinfo` and `/api/v1/oauth/userinfo`.
///
/// # Errors
/// [`UserinfoError`].
#[utoipa::path(
    method(get, post), path = "/oauth/userinfo", tag = "oauth", operation_id = "userinfo",
    summary = "The granted fields as they are today",
    description = "",
    security(("access_token" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "Subject and granted fields", body = Identity),
        (status = 401, description = "`invalid_token`, named in `WWW-Authenticate: Bearer` too", body = OauthErrorBody),
    ),
)]
pub async fn userinfo(State(app): State<App>, headers: HeaderMap) -> Result<Response, UserinfoError> {
    let token = bearer(&headers).ok_or(UserinfoError::Missing)?;
    let grant = grant_of(&app, token).await?;
    let profile = app.store().profile(grant.account).await.map_err(UserinfoError::Store)?;
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(Identity::of(&grant, &profile))).into_response())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn grant_of(app: &App, token: &str) -> Result<Grant, UserinfoError> {
    let now = app.now();
    let claims = app.keys().verify_token(token, "at+jwt").ok_or(UserinfoError::InvalidToken)?;
    let text = |name: &str| claims.get(name).and_then(serde_json::Value::as_str);
    let is_live = claims
        .get("exp")
        .and_then(serde_json::Value::as_i64)
        .is_some_and(|exp| exp > now.seconds().0);
    let jti = text("jti")
        .filter(|_| is_live && text("iss") == Some(app.issuer()))
        .ok_or(UserinfoError::InvalidToken)?;
    let grant = app.store().grant_of_token(jti, now).await.map_err(UserinfoError::Store)?;
    let grant = grant.ok_or(UserinfoError::InvalidToken)?;
    if is_in_force(app, &grant).await.map_err(UserinfoError::Store)? {
        Ok(grant)
    } else {
        Err(UserinfoError::InvalidToken)
    }
}

/// Whether neither side of the grant was suspended since.
async fn is_in_force(app: &App, grant: &Grant) -> Result<bool, StoreError> {
    let account = app.store().account(grant.account).await?;
    let client = app.store().client(&grant.client_id).await?;
    Ok(account.as_ref().is_some_and(Account::is_active) && client.as_ref().is_some_and(Client::is_approved))
}

impl IntoResponse for UserinfoError {
    fn into_response(self) -> Response {
        let (error, challenge) = match self {
            Self::Missing => (
                OauthError::new(
                    StatusCode::UNAUTHORIZED,
                    "invalid_token",
                    "send the access token as Authorization: Bearer",
                ),
                HeaderValue::from_static("Bearer"),
            ),
            Self::InvalidToken => (
                OauthError::new(
                    StatusCode::UNAUTHORIZED,
                    "invalid_token",
                    "the access token is expired, revoked or not from here",
                ),
                HeaderValue::from_static(r#"Bearer error="invalid_token""#),
            ),
            Self::Store(error) => return OauthError::from(error).into_response(),
        };
        let mut response = error.into_response();
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        response
    }
}
