//! `POST /api/v1/oauth/qr/{id}/deny`: in the order of an approval, but for required fields, as a denial grants none.

use super::auth::KeyBound;
use super::decision::{self, Kind, Record};
use super::members::Members;
use super::refusal::Refusal;
use super::{policy, session};
use crate::App;
use crate::http::json::PhoneJson;
use crate::openapi::shapes::{KeyBoundRefusals, PhoneErrorBody};
use axum::Json;
use axum::extract::{Path, State};
use logi_domain::qr::QrSession;
use logi_store::Denial;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// The denial as a compact JWS.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DenyRequest {
    /// `logi-denial+jwt` by the possession key.
    denial: String,
}

/// The first answer, and that of every repeat.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct DeniedResponse {
    /// `denied`
    state: &'static str,
}

const DENIED: DeniedResponse = DeniedResponse { state: "denied" };

/// Takes a denial.
///
/// # Errors
/// `404 not_found`, `409 conflict`, `400 bad_binding`, `403` by the policy; each leaves the session as it was.
#[utoipa::path(
    post, path = "/api/v1/oauth/qr/{id}/deny", tag = "phone", operation_id = "deny",
    summary = "Takes a signed denial",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    request_body = DenyRequest,
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "Denied; the same bytes again answer the same", body = DeniedResponse),
        (status = 400, description = "`invalid_request`, `bad_binding`", body = PhoneErrorBody),
        (status = 403, description = "`device_key_required`, `device_key_refused`, `anonymous_not_allowed` with `link`", body = PhoneErrorBody),
        (status = 404, description = "`not_found`: also for any other phone", body = PhoneErrorBody),
        (status = 409, description = "`conflict` with `state`", body = PhoneErrorBody),
        (status = 413, description = "`too_large`", body = PhoneErrorBody),
    ),
)]
pub async fn deny(
    State(app): State<App>,
    caller: KeyBound,
    Path(id): Path<String>,
    PhoneJson(Members(request)): PhoneJson<Members<DenyRequest>>,
) -> Result<Json<DeniedResponse>, Refusal> {
    let now = app.now();
    let (session, scan) = session::find_bound(&app, &id, caller.device.row).await?;
    if let Some(first) = first_answer(&session, &request.denial) {
        return Ok(Json(first));
    }
    session::require_scanned(&session, now)?;
    let record = Record {
        kind: Kind::Denial,
        key: &caller.keys.possession,
        issuer: app.issuer(),
        device_id: caller.device.device_id,
        presented: &scan.presented,
    };
    decision::verify(&request.denial, &record)?;
    policy::check_decision(&app, &caller, &session).await?;
    let denial = Denial {
        id: session.id,
        device: caller.device.row,
        jws: request.denial,
        now,
    };
    if app.store().deny(&denial, &caller.proof).await? {
        app.hub().changed(session.id);
        return Ok(Json(DENIED));
    }
    let (session, _) = session::find_bound(&app, &id, caller.device.row).await?;
    first_answer(&session, &denial.jws)
        .map(Json)
        .ok_or_else(|| Refusal::Conflict(session.status(app.now())))
}

/// The stored answer, where these bytes are the stored denial.
fn first_answer(session: &QrSession, sent: &str) -> Option<DeniedResponse> {
    let decided = session.decided.as_ref().filter(|decided| decided.receipt.is_none())?;
    bool::from(decided.jws.as_bytes().ct_eq(sent.as_bytes())).then_some(DENIED)
}
