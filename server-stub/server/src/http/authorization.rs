//! One validation of an authorization request for everything that takes one (the authorize page and `POST /oauth/qr/start`), and
//! the redirects that answer it: each carries `state` as sent and `iss` (RFC 9207).

use crate::app::App;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, LOCATION};
use http::{HeaderValue, StatusCode};
use logi_domain::authorize::{self, AuthorizationRequest, PageError, RawRequest, RedirectError};
use logi_domain::client::Client;
use logi_domain::id::ClientId;
use logi_store::StoreError;
use url::form_urlencoded::Serializer;

/// A validated request with its client.
#[derive(Debug)]
pub struct Validated {
    /// The client.
    pub client: Client,
    /// The request.
    pub request: AuthorizationRequest,
}

/// Why a request is not taken, and where that is said.
#[derive(Debug)]
pub enum Refusal {
    /// On a page, never redirected.
    Page(PageError),
    /// At the redirect URI.
    Redirect {
        /// The error.
        error: RedirectError,
        /// The complete address to go to.
        location: String,
    },
    /// The store could not be asked.
    Store(StoreError),
}

/// Collects the parameters of a query or a JSON body. A parameter without a value counts as not sent (RFC 6749 §3.1).
///
/// # Errors
/// [`PageError::Malformed`] where `client_id` or `redirect_uri` came twice: then no redirect URI can be trusted.
pub fn collect<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<RawRequest, PageError> {
    let mut raw = RawRequest::default();
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in pairs {
        if seen.contains(&name) {
            if matches!(name, "client_id" | "redirect_uri") {
                return Err(PageError::Malformed);
            }
            raw.has_duplicate |= is_known(name);
            continue;
        }
        seen.push(name);
        let value = (!value.is_empty()).then(|| value.to_owned());
        match name {
            "client_id" => raw.client_id = value,
            "redirect_uri" => raw.redirect_uri = value,
            "response_type" => raw.response_type = value,
            "scope" => raw.scope = value,
            "state" => raw.state = value,
            "nonce" => raw.nonce = value,
            "code_challenge" => raw.code_challenge = value,
            "code_challenge_method" => raw.code_challenge_method = value,
            "prompt" => raw.prompt = value,
            "response_mode" => raw.response_mode = value,
            "request" => raw.has_request = true,
            "request_uri" => raw.has_request_uri = true,
            _ => {}
        }
    }
    Ok(raw)
}

/// The parameters of an authorization request that this server knows, in the order pages repeat them.
pub const PARAMETERS: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "response_mode",
    "request",
    "request_uri",
];

fn is_known(name: &str) -> bool {
    PARAMETERS.contains(&name)
}

/// Validates a request against its client.
///
/// # Errors
/// [`Refusal`], the page errors first (`logi.md` 3.1).
pub async fn validate(app: &App, raw: &RawRequest) -> Result<Validated, Refusal> {
    let id = raw.client_id.as_deref().and_then(|id| ClientId::parse(id).ok());
    let client = match id {
        Some(id) => app.store().client(&id).await.map_err(Refusal::Store)?,
        None => None,
    };
    let redirect_uri = authorize::check_client(raw, client.as_ref()).map_err(Refusal::Page)?;
    let client = client.ok_or(Refusal::Page(PageError::UnknownClient))?;
    match authorize::check_request(raw, &client, redirect_uri.clone()) {
        Ok(request) => Ok(Validated { client, request }),
        Err(error) => {
            let location = error_location(app, &redirect_uri, raw.state.as_deref(), (error.code(), &error.to_string()));
            Err(Refusal::Redirect { error, location })
        }
    }
}

/// The redirect of a success (RFC 6749 §4.1.2): `code`, `state`, `iss`.
#[must_use]
pub fn success_location(app: &App, request: &AuthorizationRequest, code: &str) -> String {
    let mut answer = vec![("code", code)];
    answer.extend(request.state.as_deref().map(|state| ("state", state)));
    answer.push(("iss", app.issuer()));
    with_query(&request.redirect_uri, &answer)
}

/// The redirect of an error (RFC 6749 §4.1.2.1): `error`, `error_description`, `state`, `iss`.
#[must_use]
pub fn error_location(app: &App, redirect_uri: &str, state: Option<&str>, (code, description): (&str, &str)) -> String {
    let mut answer = vec![("error", code), ("error_description", description)];
    answer.extend(state.map(|state| ("state", state)));
    answer.push(("iss", app.issuer()));
    with_query(redirect_uri, &answer)
}

/// The redirect of every end without a login: `access_denied`.
#[must_use]
pub fn denied_location(app: &App, request: &AuthorizationRequest) -> String {
    error_location(
        app,
        &request.redirect_uri,
        request.state.as_deref(),
        ("access_denied", "the login was not approved"),
    )
}

/// Appends parameters to a registered redirect URI, whose own bytes stay as they are.
fn with_query(uri: &str, parameters: &[(&str, &str)]) -> String {
    let separator = match uri.rfind('?') {
        None => "?",
        Some(at) if at + 1 == uri.len() => "",
        Some(_) => "&",
    };
    format!(
        "{uri}{separator}{}",
        Serializer::new(String::new()).extend_pairs(parameters).finish()
    )
}

/// Answers 302 (RFC 6749 §4.1.2) to an address made here.
#[must_use]
pub fn found(location: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        // Registered redirect URIs are ASCII and parameters are percent-encoded.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    (
        StatusCode::FOUND,
        [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))],
    )
        .into_response()
}
