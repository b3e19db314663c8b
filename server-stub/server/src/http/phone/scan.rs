//! `POST /api/v1/oauth/qr/{id}/scan`: the phone's first call binds it to the session.
//!
//! Order: key-bound PAK and limits; a repeat by the bound device, whatever the frame; the frame, by the time at
//! which the request arrived; account policy; the conditional
//! update, whose loser learns of the other phone or of the state.

use super::auth::KeyBound;
use super::members::Members;
use super::presented::Presented;
use super::refusal::Refusal;
use super::session::{self, ScannedResponse};
use super::{frame_code, policy, words};
use crate::context::{ClientAddress, Origin, relation};
use crate::http::arrival::Arrived;
use crate::http::json::PhoneJson;
use crate::limits::Limit;
use crate::openapi::shapes::{KeyBoundRefusals, PhoneErrorBody};
use crate::{App, frame};
use axum::Json;
use axum::extract::{Path, State};
use logi_domain::frame::FrameTime;
use logi_domain::qr::{QrSession, Relation};
use logi_domain::time::Millis;
use logi_store::{Holdings, ScanBinding};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

/// `{step, code}`, or `{here: true}` for a session that the browser opened on its own device.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanRequest {
    step: Option<u16>,
    code: Option<String>,
    here: Option<bool>,
}

/// What a scan shows for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Frame { step: u16, code: [u8; 16] },
    Here,
}

impl TryFrom<ScanRequest> for Shown {
    type Error = Refusal;

    fn try_from(request: ScanRequest) -> Result<Self, Refusal> {
        let shown = match (request.step, request.code.as_deref(), request.here) {
            (Some(step), Some(code), None) => frame_code::parse(code).map(|code| Self::Frame { step, code }),
            (None, None, Some(true)) => Some(Self::Here),
            _ => None,
        };
        shown.ok_or(Refusal::InvalidRequest("A scan is a step and its 26-character code, or here."))
    }
}

/// Binds the calling device to the session.
///
/// # Errors
/// Every refusal named in the order above.
#[utoipa::path(
    post, path = "/api/v1/oauth/qr/{id}/scan", tag = "phone", operation_id = "scan",
    summary = "Binds the calling phone to a login",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    request_body = ScanRequest,
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "Bound; a repeat by the bound phone too, in every state", body = ScannedResponse),
        (status = 400, description = "`invalid_request`", body = PhoneErrorBody),
        (status = 403, description = "`device_key_required`, `device_key_refused`, `anonymous_not_allowed` with `link`", body = PhoneErrorBody),
        (status = 404, description = "`not_found`", body = PhoneErrorBody),
        (status = 409, description = "`already_scanned`, `conflict` with `state`", body = PhoneErrorBody),
        (status = 413, description = "`too_large`", body = PhoneErrorBody),
        (status = 422, description = "`qr_bad_frame`, `qr_stale`", body = PhoneErrorBody),
        (status = 429, description = "`rate_limited`, with `Retry-After`", body = PhoneErrorBody),
    ),
)]
pub async fn scan(
    State(app): State<App>,
    address: ClientAddress,
    caller: KeyBound,
    Path(id): Path<String>,
    arrived: Arrived<PhoneJson<Members<ScanRequest>>>,
) -> Result<Json<ScannedResponse>, Refusal> {
    let now = app.now();
    let PhoneJson(Members(request)) = arrived.body;
    let limit = Limit::Scan {
        device: caller.device.row,
        account: caller.account.id,
    };
    app.check_limit(limit)?;
    let shown = Shown::try_from(request)?;
    let session = session::find(&app, &id).await?;
    if let Some(scan) = session::bound_scan(&session, caller.device.row) {
        return Ok(Json(ScannedResponse::of(&session, &scan, now)));
    }
    check_frame(&app, &session, shown, arrived.at)?;
    let holdings = app.store().holdings(caller.account.id, &session.request.client_id).await?;
    let holdings = holdings.ok_or(session::NO_SUCH_LOGIN)?;
    policy::check(&caller, &holdings.client, &session.request.scopes, app.config().minimum_key_level)?;
    let relation = relation_to(&app, &session, address);
    let binding = bind(&caller, &session, &holdings, (relation, app.now()))?;
    if app.store().scan(&binding, &caller.proof).await? {
        app.hub().changed(session.id);
        return Ok(Json(ScannedResponse::bound(&session, &binding)));
    }
    after_losing(&app, &caller, &id, now).await
}

/// A frame is judged by the code of its step; a session of the browser's own device has none, and no other goes without.
fn check_frame(app: &App, session: &QrSession, shown: Shown, arrived_at: Millis) -> Result<(), Refusal> {
    let (step, code) = match (shown, session.here) {
        (Shown::Here, true) => return Ok(()),
        (Shown::Frame { step, code }, false) => (step, code),
        (Shown::Here, false) | (Shown::Frame { .. }, true) => return Err(Refusal::BadFrame),
    };
    let expected = frame::code(app, session.id, session.generation, step);
    let rhythm = session.rhythm(app.config().qr.frame_grace);
    judge_frame((&expected, &code), rhythm.judge(step, arrived_at))
}

/// Equal code first, then its time: an unequal one is told nothing about time.
fn judge_frame((expected, sent): (&[u8; 16], &[u8; 16]), time: FrameTime) -> Result<(), Refusal> {
    match (bool::from(expected.ct_eq(sent)), time) {
        (true, FrameTime::Current) => Ok(()),
        (true, FrameTime::Late) => Err(Refusal::Stale),
        (true, FrameTime::Early) | (false, _) => Err(Refusal::BadFrame),
    }
}

/// Where the browser was at start against where the phone is; both as this server saw them.
fn relation_to(app: &App, session: &QrSession, ClientAddress(phone): ClientAddress) -> Relation {
    let browser = Origin {
        address: session.browser.address,
        country: &session.browser.country,
    };
    let phone = Origin {
        address: Some(phone),
        country: &app.country().country(phone),
    };
    relation(browser, phone)
}

fn bind(caller: &KeyBound, session: &QrSession, holdings: &Holdings, (relation, now): (Relation, Millis)) -> Result<ScanBinding, Refusal> {
    let presented = Presented::of(session, holdings, relation);
    let words = words::pick(session.id, caller.device.device_id, session.locale);
    Ok(ScanBinding {
        id: session.id,
        generation: session.generation,
        here: session.here,
        device: caller.device.row,
        account: caller.account.id,
        platform: caller.device.platform.as_str().to_owned(),
        words: words::joined(&words),
        presented: presented.to_json()?,
        relation,
        now,
    })
}

/// What the row says where the update found it changed: bound by an earlier call of this device, by another, or not open.
async fn after_losing(app: &App, caller: &KeyBound, id: &str, now: Millis) -> Result<Json<ScannedResponse>, Refusal> {
    let session = session::find(app, id).await?;
    if let Some(scan) = session::bound_scan(&session, caller.device.row) {
        return Ok(Json(ScannedResponse::of(&session, &scan, now)));
    }
    if session.scan.is_none() {
        return Err(Refusal::Conflict(session.status(now)));
    }
    if app.store().note_second_scan(session.id, now).await? {
        app.hub().changed(session.id);
    }
    Err(Refusal::AlreadyScanned)
}

#[cfg(test)]
mod tests;
