//! A session as its phone sees it: the answer to scan and read, and the one way to find it.

use super::refusal::Refusal;
use super::{presented, words};
use crate::App;
use logi_domain::id::{DeviceRowId, SessionId};
use logi_domain::qr::{QrSession, Scan, Status};
use logi_domain::time::{Millis, Seconds};
use logi_store::ScanBinding;
use serde::Serialize;
use utoipa::ToSchema;

/// What a phone is refused where it may not know whether there is a session.
pub const NO_SUCH_LOGIN: Refusal = Refusal::NotFound("There is no such login.");

/// The answer to scan and read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScannedResponse {
    /// `scanned`, `approved`, `completed`, `denied`, `expired` or `failed`
    state: &'static str,
    /// Unix seconds.
    expires_at: i64,
    /// Two words that the page shows too.
    words: Vec<String>,
    /// What the person is shown: unpadded base64url of JSON bytes, which the decision names by their SHA-256.
    presented: String,
    /// There, and true, after another phone was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    second_scan: Option<bool>,
}

impl ScannedResponse {
    /// The session as it stands at `now`, with what its scan fixed.
    #[must_use]
    pub fn of(session: &QrSession, scan: &Scan, now: Millis) -> Self {
        Self {
            second_scan: session.second_scan.then_some(true),
            ..Self::shown(session.status(now), session.expires_at, &scan.words, &scan.presented)
        }
    }

    /// The session just bound by this scan.
    #[must_use]
    pub fn bound(session: &QrSession, binding: &ScanBinding) -> Self {
        Self::shown(Status::Scanned, session.expires_at, &binding.words, &binding.presented)
    }

    fn shown(state: Status, expires_at: Seconds, words: &str, presented: &str) -> Self {
        Self {
            state: state.as_str(),
            expires_at: expires_at.0,
            words: words::split(words).into_iter().map(str::to_owned).collect(),
            presented: presented::sent(presented),
            second_scan: None,
        }
    }
}

/// Finds a session by the id of a path.
///
/// # Errors
/// `404 not_found`.
pub async fn find(app: &App, id: &str) -> Result<QrSession, Refusal> {
    let id = SessionId::parse(id).map_err(|_| NO_SUCH_LOGIN)?;
    app.store().session(id).await?.ok_or(NO_SUCH_LOGIN)
}

/// Finds a session bound to a device, with its scan.
///
/// # Errors
/// `404 not_found`, also for another device's session.
pub async fn find_bound(app: &App, id: &str, device: DeviceRowId) -> Result<(QrSession, Scan), Refusal> {
    let session = find(app, id).await?;
    let scan = bound_scan(&session, device).ok_or(NO_SUCH_LOGIN)?;
    Ok((session, scan))
}

/// The scan of a session bound to this device.
#[must_use]
pub fn bound_scan(session: &QrSession, device: DeviceRowId) -> Option<Scan> {
    session.scan.clone().filter(|scan| scan.device == device)
}

/// Refuses unless the session can still be decided.
///
/// # Errors
/// `409 conflict` with the state a reader sees.
pub fn require_scanned(session: &QrSession, now: Millis) -> Result<(), Refusal> {
    match session.status(now) {
        Status::Scanned => Ok(()),
        state @ (Status::Pending | Status::Approved | Status::Completed | Status::Denied | Status::Expired | Status::Failed) => {
            Err(Refusal::Conflict(state))
        }
    }
}
