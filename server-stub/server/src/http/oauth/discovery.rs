//! Discovery (OIDC Discovery §3, RFC 8414 §2) and the key set (RFC 7517 §5).

use crate::app::App;
use crate::openapi::shapes::KeySet;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};

const CACHE_ONE_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// `GET /.well-known/openid-configuration` and `GET /.well-known/oauth-authorization-server`: the same document.
#[utoipa::path(
    get, path = "/.well-known/openid-configuration", tag = "oauth", operation_id = "discovery",
    summary = "The metadata of the issuer",
    description = "",
    responses(
        (status = 200, description = "OpenID Connect Discovery §3 and RFC 8414 §2; cacheable for an hour", body = Object),
    ),
)]
pub async fn discovery(State(app): State<App>) -> impl IntoResponse {
    ([(CACHE_CONTROL, CACHE_ONE_HOUR)], Json(document(app.issuer())))
}

/// `GET /.well-known/jwks.json`: the keys of `id_token`s and access tokens, never those of codes or receipts.
#[utoipa::path(
    get, path = "/.well-known/jwks.json", tag = "oauth", operation_id = "jwks",
    summary = "The keys of tokens",
    description = "",
    responses(
        (status = 200, description = "Cacheable for an hour", body = KeySet),
    ),
)]
pub async fn jwks(State(app): State<App>) -> impl IntoResponse {
    let json = HeaderValue::from_static("application/json");
    (
        [(CACHE_CONTROL, CACHE_ONE_HOUR), (CONTENT_TYPE, json)],
        app.keys().jwks_json().to_owned(),
    )
}

/// The metadata of an issuer.
#[must_use]
pub fn document(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "userinfo_endpoint": format!("{issuer}/oauth/userinfo"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "scopes_supported": ["openid", "profile:basic", "profile", "email", "phone"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "preferred_name", "full_name", "email",
            "email_verified", "phone_number", "canonical_sub", "is_canonical", "linked_subs", "previously_anonymous"
        ],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise", "public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["en", "ko"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
    })
}
