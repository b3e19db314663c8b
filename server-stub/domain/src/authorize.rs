//! Validation of an authorization request (RFC 6749 §4.1.1, RFC 7636, OIDC Core §3.1.2.1) and where each error goes: to a page
//! while the redirect URI cannot be trusted, to the redirect URI afterwards.

use crate::client::{Client, ClientStatus};
use crate::id::ClientId;

/// The parameters as they arrived, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRequest {
    /// `client_id`
    pub client_id: Option<String>,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `response_type`
    pub response_type: Option<String>,
    /// `scope`
    pub scope: Option<String>,
    /// `state`
    pub state: Option<String>,
    /// `nonce`
    pub nonce: Option<String>,
    /// `code_challenge`
    pub code_challenge: Option<String>,
    /// `code_challenge_method`
    pub code_challenge_method: Option<String>,
    /// `prompt`
    pub prompt: Option<String>,
    /// `response_mode`
    pub response_mode: Option<String>,
    /// `request` was sent (RFC 9101), which is not supported.
    pub has_request: bool,
    /// `request_uri` was sent (RFC 9101), which is not supported.
    pub has_request_uri: bool,
    /// Whether any parameter came twice (RFC 6749 §3.1).
    pub has_duplicate: bool,
}

/// A request that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// The client.
    pub client_id: ClientId,
    /// The registered redirect URI, exactly.
    pub redirect_uri: String,
    /// The requested scopes in order, without duplicates.
    pub scopes: Vec<String>,
    /// Echoed in every answer.
    pub state: Option<String>,
    /// Echoed in the `id_token`.
    pub nonce: Option<String>,
    /// S256 challenge: 43 base64url characters.
    pub code_challenge: String,
}

/// An error for a page; never redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// `invalid_client`: no such application.
    #[error("unknown client_id")]
    UnknownClient,
    /// `unauthorized_client`: pending or suspended.
    #[error("the application may not log anybody in")]
    ClientNotApproved,
    /// `invalid_request`: missing or not registered, compared exactly.
    #[error("redirect_uri is not registered")]
    RedirectUri,
    /// `invalid_request`: `client_id` or `redirect_uri` came twice or are missing.
    #[error("the request is malformed")]
    Malformed,
}

/// An error for the redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// A parameter came twice, is too long, or PKCE S256 is missing.
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// `response_type` is not `code`.
    #[error("response_type must be code")]
    UnsupportedResponseType,
    /// Empty, without `openid`, or outside what the client may ask.
    #[error("{0}")]
    InvalidScope(&'static str),
    /// `prompt=none` (OIDC Core §3.1.2.6): a login always needs the phone.
    #[error("the login needs the person")]
    LoginRequired,
    /// `request` (OIDC Core §3.1.2.6).
    #[error("request objects are not supported")]
    RequestNotSupported,
    /// `request_uri` (OIDC Core §3.1.2.6).
    #[error("request objects are not supported")]
    RequestUriNotSupported,
}

impl RedirectError {
    /// The `error` code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope(_) => "invalid_scope",
            Self::LoginRequired => "login_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
        }
    }
}

const LONGEST_PARAMETER: usize = 2048;

/// The first half: everything that must hold before the redirect URI is trusted. Returns the redirect URI.
///
/// # Errors
/// [`PageError`].
pub fn check_client(raw: &RawRequest, client: Option<&Client>) -> Result<String, PageError> {
    let client = client.ok_or(PageError::UnknownClient)?;
    match client.status {
        ClientStatus::Approved => {}
        ClientStatus::Pending | ClientStatus::Suspended => {
            return Err(PageError::ClientNotApproved);
        }
    }
    let redirect_uri = raw.redirect_uri.as_deref().ok_or(PageError::RedirectUri)?;
    if client.has_redirect_uri(redirect_uri) {
        Ok(redirect_uri.to_owned())
    } else {
        Err(PageError::RedirectUri)
    }
}

/// The second half: errors go to the redirect URI.
///
/// # Errors
/// [`RedirectError`].
pub fn check_request(raw: &RawRequest, client: &Client, redirect_uri: String) -> Result<AuthorizationRequest, RedirectError> {
    if raw.has_duplicate {
        return Err(RedirectError::InvalidRequest("a parameter came twice"));
    }
    let echoed = [&raw.state, &raw.nonce].into_iter().flatten();
    if echoed.into_iter().any(|value| value.chars().any(char::is_control)) {
        return Err(RedirectError::InvalidRequest("a parameter holds a control character"));
    }
    let long = |value: &Option<String>| value.as_ref().is_some_and(|v| v.len() > LONGEST_PARAMETER);
    if long(&raw.state) || long(&raw.nonce) || long(&raw.scope) {
        return Err(RedirectError::InvalidRequest("a parameter is too long"));
    }
    if raw.has_request {
        return Err(RedirectError::RequestNotSupported);
    }
    if raw.has_request_uri {
        return Err(RedirectError::RequestUriNotSupported);
    }
    if raw.response_type.as_deref() != Some("code") {
        return Err(RedirectError::UnsupportedResponseType);
    }
    if raw.response_mode.as_deref().is_some_and(|mode| mode != "query") {
        return Err(RedirectError::InvalidRequest("response_mode must be query"));
    }
    let code_challenge = check_pkce(raw)?;
    let scopes = check_scopes(raw, client)?;
    if raw.prompt.as_deref().is_some_and(|prompt| prompt.split(' ').any(|p| p == "none")) {
        return Err(RedirectError::LoginRequired);
    }
    Ok(AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri,
        scopes,
        state: raw.state.clone(),
        nonce: raw.nonce.clone(),
        code_challenge,
    })
}

/// RFC 7636 §4.3: S256 for every client.
fn check_pkce(raw: &RawRequest) -> Result<String, RedirectError> {
    let challenge = raw
        .code_challenge
        .as_deref()
        .ok_or(RedirectError::InvalidRequest("code_challenge is missing"))?;
    if raw.code_challenge_method.as_deref() != Some("S256") {
        return Err(RedirectError::InvalidRequest("code_challenge_method must be S256"));
    }
    match data_encoding::BASE64URL_NOPAD.decode(challenge.as_bytes()) {
        Ok(bytes) if bytes.len() == 32 => Ok(challenge.to_owned()),
        _ => Err(RedirectError::InvalidRequest("code_challenge is not a SHA-256 in base64url")),
    }
}

/// `profile` is an alias of `profile:basic`.
fn is_same_scope(one: &str, other: &str) -> bool {
    let is_profile = |scope: &str| matches!(scope, "profile" | "profile:basic");
    one == other || (is_profile(one) && is_profile(other))
}

fn check_scopes(raw: &RawRequest, client: &Client) -> Result<Vec<String>, RedirectError> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in raw.scope.as_deref().unwrap_or_default().split(' ').filter(|s| !s.is_empty()) {
        if !client.allowed_scopes.iter().any(|allowed| is_same_scope(allowed, scope)) {
            return Err(RedirectError::InvalidScope("a scope is not registered for this application"));
        }
        if !scopes.iter().any(|s| s == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.iter().any(|s| s == "openid") {
        Ok(scopes)
    } else {
        Err(RedirectError::InvalidScope("scope must contain openid"))
    }
}

#[cfg(test)]
mod tests;
