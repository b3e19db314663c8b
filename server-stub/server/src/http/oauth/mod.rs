//! OAuth 2.0 and OpenID Connect for applications.

use crate::app::App;
use axum::Router;

/// The routes applications and their browsers call.
pub fn routes() -> Router<App> {
    Router::new()
}
