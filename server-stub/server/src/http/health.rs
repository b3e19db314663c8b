//! `/up` says that the process answers, `/ready` that its database does. Neither says more: both are open to everybody.

use super::error::OauthError;
use crate::app::App;
use crate::openapi::shapes::OauthErrorBody;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use utoipa::OpenApi;

/// This area in the reference.
#[derive(OpenApi)]
#[openapi(paths(up, ready))]
pub(crate) struct Description;

/// The probes.
pub fn routes() -> Router<App> {
    Router::new().route("/up", get(up)).route("/ready", get(ready))
}

#[utoipa::path(
    get, path = "/up", tag = "operation", operation_id = "up",
    summary = "The process answers",
    description = "",
    responses(
        (status = 200, description = "It does"),
    ),
)]
async fn up() -> StatusCode {
    StatusCode::OK
}

#[utoipa::path(
    get, path = "/ready", tag = "operation", operation_id = "ready",
    summary = "The database answers",
    description = "",
    responses(
        (status = 200, description = "It does"),
        (status = 503, description = "`temporarily_unavailable`: it does not", body = OauthErrorBody),
    ),
)]
async fn ready(State(app): State<App>) -> Result<StatusCode, OauthError> {
    match app.store().ping().await {
        Ok(()) => Ok(StatusCode::OK),
        Err(error) => {
            tracing::warn!(error = %error, "not ready");
            Err(OauthError::unavailable())
        }
    }
}
