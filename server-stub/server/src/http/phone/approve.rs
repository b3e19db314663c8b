//! `POST /api/v1/oauth/qr/{id}/approve`.
//!
//! Order: key-bound PAK; bound device; the same bytes again, answered as the first time in every later state; still `scanned` and
//! alive; form, type, key and every value; required fields; account, policy and device; the conditional update, whose loser is
//! answered by the second and third.

use super::auth::KeyBound;
use super::decision::{self, Kind, Record};
use super::members::Members;
use super::presented::Presented;
use super::receipts::{self, Receipt};
use super::refusal::Refusal;
use super::{policy, session};
use crate::http::json::PhoneJson;
use crate::keys::SigningFailed;
use crate::openapi::shapes::{KeyBoundRefusals, PhoneErrorBody};
use crate::{App, random, return_code};
use axum::Json;
use axum::extract::{Path, State};
use logi_domain::field::Field;
use logi_domain::id::SessionId;
use logi_domain::qr::{GrantRefusal, QrSession, Scan, check_granted};
use logi_store::Approval;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// The approval as a compact JWS.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    /// `logi-approval+jwt` by the approval key.
    approval: String,
}

/// The first answer, and that of every repeat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovedResponse {
    /// `approved`
    state: &'static str,
    receipt: Receipt,
    /// Where a login that was opened on its own device goes on: the issuer's `/oauth/qr/{id}/return#<code>`, good for 60 seconds after
    /// the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<String>,
}

/// Takes an approval.
///
/// # Errors
/// Every refusal named in the order above; each leaves the session as it was.
#[utoipa::path(
    post, path = "/api/v1/oauth/qr/{id}/approve", tag = "phone", operation_id = "approve",
    summary = "Takes a signed approval",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    request_body = ApproveRequest,
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "Approved; the same bytes again answer the same, in every later state", body = ApprovedResponse),
        (status = 400, description = "`invalid_request`, `bad_binding`", body = PhoneErrorBody),
        (status = 403, description = "`device_key_required`, `device_key_refused`, `anonymous_not_allowed` with `link`", body = PhoneErrorBody),
        (status = 404, description = "`not_found`: also for any other phone", body = PhoneErrorBody),
        (status = 409, description = "`conflict` with `state`", body = PhoneErrorBody),
        (status = 413, description = "`too_large`", body = PhoneErrorBody),
        (status = 422, description = "`missing_field`: a required field was not granted", body = PhoneErrorBody),
    ),
)]
pub async fn approve(
    State(app): State<App>,
    caller: KeyBound,
    Path(id): Path<String>,
    PhoneJson(Members(request)): PhoneJson<Members<ApproveRequest>>,
) -> Result<Json<ApprovedResponse>, Refusal> {
    let now = app.now();
    let (session, scan) = session::find_bound(&app, &id, caller.device.row).await?;
    if let Some(first) = first_answer(&app, &session, &request.approval) {
        return Ok(Json(first));
    }
    session::require_scanned(&session, now)?;
    let granted = verify(&app, &caller, &scan, &request.approval)?;
    policy::check_decision(&app, &caller, &session).await?;
    let approval = sign_off(&app, &caller, &session, (request.approval, granted))?;
    if app.store().approve(&approval, &caller.proof).await? {
        app.hub().changed(session.id);
        let return_url = return_code::url(&app, &session, approval.now);
        return Ok(Json(ApprovedResponse::of(session.id, (approval.jws, approval.receipt), return_url)));
    }
    let (session, _) = session::find_bound(&app, &id, caller.device.row).await?;
    first_answer(&app, &session, &approval.jws)
        .map(Json)
        .ok_or_else(|| Refusal::Conflict(session.status(app.now())))
}

impl ApprovedResponse {
    fn of(session: SessionId, (approval, receipt): (String, String), return_url: Option<String>) -> Self {
        Self {
            state: "approved",
            receipt: Receipt {
                id: session.to_string(),
                approval,
                receipt,
            },
            return_url,
        }
    }
}

/// The stored answer, where these bytes are the stored approval.
fn first_answer(app: &App, session: &QrSession, sent: &str) -> Option<ApprovedResponse> {
    let decided = session.decided.as_ref()?;
    let receipt = decided.receipt.clone()?;
    let is_same = bool::from(decided.jws.as_bytes().ct_eq(sent.as_bytes()));
    let return_url = return_code::url(app, session, decided.at);
    is_same.then(|| ApprovedResponse::of(session.id, (decided.jws.clone(), receipt), return_url))
}

fn verify(app: &App, caller: &KeyBound, scan: &Scan, approval: &str) -> Result<Vec<Field>, Refusal> {
    let record = Record {
        kind: Kind::Approval,
        key: &caller.keys.approval,
        issuer: app.issuer(),
        device_id: caller.device.device_id,
        presented: &scan.presented,
    };
    let granted = decision::verify(approval, &record)?;
    let offered = Presented::parse(&scan.presented)?.offered();
    match check_granted(&offered, &granted) {
        Ok(()) => Ok(granted),
        Err(GrantRefusal::NotOffered) => Err(Refusal::BadBinding("A field was granted that was not offered or has no value.")),
        Err(GrantRefusal::MissingRequired) => {
            let missing = offered
                .iter()
                .map(|field| &field.declared)
                .filter(|field| field.required && !granted.contains(&field.name));
            Err(Refusal::MissingField(missing.map(|field| field.name).collect()))
        }
    }
}

fn sign_off(app: &App, caller: &KeyBound, session: &QrSession, (jws, granted): (String, Vec<Field>)) -> Result<Approval, SigningFailed> {
    let now = app.now();
    Ok(Approval {
        id: session.id,
        device: caller.device.row,
        account: caller.account.id,
        receipt: receipts::sign(app, session.id, &jws, &caller.keys.approval, now)?,
        jws,
        granted,
        challenge: random::bytes(),
        now,
    })
}
