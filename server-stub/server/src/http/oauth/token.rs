//! The token endpoint (RFC 6749 §3.2): client authentication first, then the grant. A code is used once; a second use revokes what
//! the first gave.

use crate::app::App;
use crate::claims::{AccessToken, IdToken, Identity};
use crate::http::error::OauthError;
use crate::http::parameters::{Form, Parameters};
use crate::keys::SigningFailed;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults, TokenRequest};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use logi_domain::account::Account;
use logi_domain::client::{Client, ClientType};
use logi_domain::grant::{ACCESS_TOKEN_SECONDS, AuthorizationCode, CodeRefusal};
use logi_domain::id::{ClientId, SecretHash};
use logi_store::{CodeIssue, StoreError};
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// Why no token is given, with the error code of RFC 6749 §5.2.
#[derive(Debug)]
pub enum TokenError {
    /// `invalid_request`.
    Malformed(&'static str),
    /// `invalid_client`; `basic` says that the client used HTTP Basic and is to be asked the same way.
    InvalidClient {
        /// HTTP Basic was used.
        basic: bool,
        /// What to do.
        description: &'static str,
    },
    /// `unauthorized_client`.
    NotApproved,
    /// `unsupported_grant_type`.
    UnsupportedGrantType,
    /// `invalid_grant`.
    InvalidGrant(CodeRefusal),
    /// The store could not be asked.
    Store(StoreError),
    /// A token could not be signed.
    Signing(SigningFailed),
}

/// The answer (RFC 6749 §5.1, OIDC Core §3.1.3.3).
#[derive(Serialize, ToSchema)]
struct TokenResponse {
    /// `at+jwt`, RS256.
    access_token: String,
    /// `Bearer`
    token_type: &'static str,
    /// Seconds.
    expires_in: i64,
    /// `openid` and each scope of which a field was granted.
    scope: String,
    id_token: String,
}

/// `POST /oauth/token`.
///
/// # Errors
/// [`TokenError`].
#[utoipa::path(
    post, path = "/oauth/token", tag = "oauth", operation_id = "token",
    summary = "Exchanges a code for tokens, once",
    description = "A confidential application authenticates by HTTP Basic or in the form, a public one sends its `client_id`. A second use of a code revokes what it gave.",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    security(("client" = []), ()),
    responses(
        OauthFaults,
        (status = 200, description = "The tokens", body = TokenResponse),
        (status = 400, description = "`invalid_request`, `invalid_grant`, `unauthorized_client`, `unsupported_grant_type`", body = OauthErrorBody),
        (status = 401, description = "`invalid_client`; after HTTP Basic with `WWW-Authenticate: Basic`", body = OauthErrorBody),
        (status = 413, description = "`too_large`", body = OauthErrorBody),
    ),
)]
pub async fn token(State(app): State<App>, headers: HeaderMap, Form(form): Form) -> Result<Response, TokenError> {
    if form.has_duplicate() {
        return Err(TokenError::Malformed("a parameter came twice"));
    }
    let client = authenticate(&app, &headers, &form).await?;
    match form.first("grant_type") {
        Some("authorization_code") => {}
        Some(_) => return Err(TokenError::UnsupportedGrantType),
        None => return Err(TokenError::Malformed("grant_type is missing")),
    }
    let code = find_code(&app, &client, &form).await?;
    let response = issue(&app, &code).await?;
    Ok(([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(response)).into_response())
}

/// What a client sent to say who it is.
struct Credentials {
    client_id: String,
    secret: Option<String>,
    basic: bool,
}

fn credentials(headers: &HeaderMap, form: &Parameters) -> Result<Credentials, TokenError> {
    let in_body = form.first("client_secret").map(str::to_owned);
    let Some(header) = headers.get(AUTHORIZATION) else {
        let missing = TokenError::InvalidClient {
            basic: false,
            description: "client_id is missing",
        };
        let client_id = form.first("client_id").ok_or(missing)?.to_owned();
        return Ok(Credentials {
            client_id,
            secret: in_body,
            basic: false,
        });
    };
    let (client_id, secret) = header.to_str().ok().and_then(parse_basic).ok_or(TokenError::InvalidClient {
        basic: true,
        description: "the Authorization header is malformed",
    })?;
    if in_body.is_some() || form.first("client_id").is_some_and(|id| id != client_id) {
        return Err(TokenError::Malformed("the client identified itself in two ways"));
    }
    Ok(Credentials {
        client_id,
        secret: Some(secret),
        basic: true,
    })
}

/// RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
fn parse_basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(encoded.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        url::form_urlencoded::parse(format!("v={part}").as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

async fn authenticate(app: &App, headers: &HeaderMap, form: &Parameters) -> Result<Client, TokenError> {
    let sent = credentials(headers, form)?;
    let refuse = |description| TokenError::InvalidClient {
        basic: sent.basic,
        description,
    };
    let id = ClientId::parse(&sent.client_id).map_err(|_| refuse("unknown client_id"))?;
    let client = app
        .store()
        .client(&id)
        .await
        .map_err(TokenError::Store)?
        .ok_or_else(|| refuse("unknown client_id"))?;
    match (client.client_type, client.secret_hash, &sent.secret) {
        (ClientType::Public, _, None) => {}
        (ClientType::Public, _, Some(_)) => return Err(refuse("a public client must not send a client_secret")),
        (ClientType::Confidential, Some(hash), Some(secret)) if bool::from(hash.0.ct_eq(&SecretHash::of(secret).0)) => {}
        (ClientType::Confidential, ..) => return Err(refuse("the client_secret is wrong or missing")),
    }
    if client.is_approved() {
        Ok(client)
    } else {
        Err(TokenError::NotApproved)
    }
}

/// Finds and checks the code; a used one takes its grant with it, and one of an account that was suspended since gives nothing.
async fn find_code(app: &App, client: &Client, form: &Parameters) -> Result<AuthorizationCode, TokenError> {
    let sent = form.first("code").ok_or(TokenError::Malformed("code is missing"))?;
    let verifier = form
        .first("code_verifier")
        .ok_or(TokenError::Malformed("code_verifier is missing"))?;
    let redirect_uri = form.first("redirect_uri").ok_or(TokenError::Malformed("redirect_uri is missing"))?;
    let found = app.store().code(&SecretHash::of(sent)).await.map_err(TokenError::Store)?;
    let code = found.ok_or(TokenError::InvalidGrant(CodeRefusal::NotFound))?;
    let checked = code.check(
        &client.id,
        Some(redirect_uri),
        verifier_fits(verifier, &code.code_challenge),
        app.now(),
    );
    if checked == Err(CodeRefusal::AlreadyUsed) {
        app.store()
            .revoke_grant(code.grant.id, app.now())
            .await
            .map_err(TokenError::Store)?;
    }
    checked.map_err(TokenError::InvalidGrant)?;
    let account = app.store().account(code.grant.account).await.map_err(TokenError::Store)?;
    if account.as_ref().is_some_and(Account::is_active) {
        Ok(code)
    } else {
        Err(TokenError::InvalidGrant(CodeRefusal::Account))
    }
}

/// RFC 7636 §4.6, for verifiers of 43 to 128 characters.
fn verifier_fits(verifier: &str, challenge: &str) -> bool {
    let derived = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()));
    (43..=128).contains(&verifier.len()) && bool::from(derived.as_bytes().ct_eq(challenge.as_bytes()))
}

/// Signs first and uses the code up last, so that a failure in between costs nobody their login.
async fn issue(app: &App, code: &AuthorizationCode) -> Result<TokenResponse, TokenError> {
    let (now, grant) = (app.now(), &code.grant);
    let profile = app.store().profile(grant.account).await.map_err(TokenError::Store)?;
    let jti = crate::random::uuid().to_string();
    let claims = AccessToken::new(app.issuer(), grant, &jti, now.seconds());
    let access_token = app.keys().sign_token("at+jwt", &claims).map_err(TokenError::Signing)?;
    let bound = (code.nonce.as_deref(), access_token.as_str());
    let claims = IdToken::new(app.issuer(), Identity::of(grant, &profile), grant, bound, now.seconds());
    let id_token = app.keys().sign_token("JWT", &claims).map_err(TokenError::Signing)?;
    let token_expires_at = now.plus_seconds(ACCESS_TOKEN_SECONDS);
    let redemption = CodeIssue {
        code: code.hash,
        jti,
        token_expires_at,
        now,
    };
    if !app.store().redeem(&redemption).await.map_err(TokenError::Store)? {
        app.store().revoke_grant(grant.id, now).await.map_err(TokenError::Store)?;
        return Err(TokenError::InvalidGrant(CodeRefusal::AlreadyUsed));
    }
    Ok(TokenResponse {
        access_token,
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN_SECONDS,
        scope: grant.scopes.join(" "),
        id_token,
    })
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::Malformed(description) => OauthError::new(bad, "invalid_request", description).into_response(),
            Self::InvalidClient { basic, description } => {
                let mut response = OauthError::new(StatusCode::UNAUTHORIZED, "invalid_client", description).into_response();
                if basic {
                    response
                        .headers_mut()
                        .insert(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Basic realm="logi""#));
                }
                response
            }
            Self::NotApproved => OauthError::new(bad, "unauthorized_client", "the application is not approved").into_response(),
            Self::UnsupportedGrantType => {
                OauthError::new(bad, "unsupported_grant_type", "grant_type must be authorization_code").into_response()
            }
            Self::InvalidGrant(refusal) => OauthError::new(bad, "invalid_grant", refusal.to_string()).into_response(),
            Self::Store(error) => OauthError::from(error).into_response(),
            Self::Signing(error) => {
                tracing::error!(%error, "a token could not be signed");
                OauthError::internal().into_response()
            }
        }
    }
}
