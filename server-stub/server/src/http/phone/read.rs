//! `GET /api/v1/oauth/qr/{id}`: the bound device reads its session again; to anyone else there is none.

use super::auth::KeyBound;
use super::refusal::Refusal;
use super::session::{self, ScannedResponse};
use crate::App;
use crate::openapi::shapes::{KeyBoundRefusals, PhoneErrorBody};
use axum::Json;
use axum::extract::{Path, State};

/// Answers with the session's current state and what was presented.
///
/// # Errors
/// `404 not_found`, and those of [`KeyBound`].
#[utoipa::path(
    get, path = "/api/v1/oauth/qr/{id}", tag = "phone", operation_id = "read_login",
    summary = "Reads the login again",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "Its current state", body = ScannedResponse),
        (status = 404, description = "`not_found`: also for any other phone", body = PhoneErrorBody),
    ),
)]
pub async fn read(State(app): State<App>, caller: KeyBound, Path(id): Path<String>) -> Result<Json<ScannedResponse>, Refusal> {
    let (session, scan) = session::find_bound(&app, &id, caller.device.row).await?;
    Ok(Json(ScannedResponse::of(&session, &scan, app.now())))
}
