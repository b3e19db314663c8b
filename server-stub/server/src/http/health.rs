//! `/up` says that the process answers, `/ready` that its database does. Neither says more: both are open to everybody.

use super::error::OauthError;
use crate::app::App;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;

/// The probes.
pub fn routes() -> Router<App> {
    Router::new().route("/up", get(StatusCode::OK)).route("/ready", get(ready))
}

async fn ready(State(app): State<App>) -> Result<StatusCode, OauthError> {
    match app.store().ping().await {
        Ok(()) => Ok(StatusCode::OK),
        Err(error) => {
            tracing::warn!(error = %error, "not ready");
            Err(OauthError::unavailable())
        }
    }
}
