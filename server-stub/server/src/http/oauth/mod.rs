//! OAuth 2.0 and OpenID Connect towards applications: authorize, token, userinfo, discovery, key set.

mod authorize;
mod cors;
mod discovery;
mod token;
mod userinfo;

use crate::app::App;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use http::HeaderValue;
use http::header::PRAGMA;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;

/// This area in the reference.
#[derive(OpenApi)]
#[openapi(paths(
    authorize::authorize,
    authorize::session_new,
    token::token,
    userinfo::userinfo,
    discovery::discovery,
    discovery::jwks
))]
pub(crate) struct Description;

/// The routes. Those that browsers of registered applications call carry CORS headers.
pub fn routes(app: &App) -> Router<App> {
    // RFC 6749 §5.1 asks for it beside Cache-Control.
    let no_cache = SetResponseHeaderLayer::overriding(PRAGMA, HeaderValue::from_static("no-cache"));
    let cross_origin = Router::new()
        .route("/oauth/token", post(token::token).options(cors::preflight).layer(no_cache))
        .route(
            "/oauth/userinfo",
            get(userinfo::userinfo).post(userinfo::userinfo).options(cors::preflight),
        )
        .route(
            "/api/v1/oauth/userinfo",
            get(userinfo::userinfo).post(userinfo::userinfo).options(cors::preflight),
        )
        .route(
            "/.well-known/openid-configuration",
            get(discovery::discovery).options(cors::preflight),
        )
        .route(
            "/.well-known/oauth-authorization-server",
            get(discovery::discovery).options(cors::preflight),
        )
        .route("/.well-known/jwks.json", get(discovery::jwks).options(cors::preflight))
        .route_layer(from_fn_with_state(app.clone(), cors::allow_registered_origin));
    Router::new()
        .route("/oauth/authorize", get(authorize::authorize))
        .route("/session/new", get(authorize::session_new))
        .merge(cross_origin)
}
