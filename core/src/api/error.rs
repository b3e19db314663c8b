//! What can come of a call other than its answer.

use http::StatusCode;

use crate::ports::{HttpError, KeyError, MarkerError};
use crate::vault::VaultError;

/// Why a call gave no answer to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No answer arrived. Whether the server acted is unknown; the same call may be made again.
    #[error("the server did not answer")]
    Network(#[from] HttpError),
    /// The server refused.
    #[error("the server refused")]
    Refused(#[from] ServerRefusal),
    /// The server answered something that this version does not understand.
    #[error("the server's answer cannot be understood (status {status}): update the app")]
    BadAnswer {
        /// The HTTP status.
        status: u16,
    },
    /// This device has no token: it is not enrolled, or the server refused the last one.
    #[error("this device is not enrolled: enrol it first")]
    NotEnrolled,
    /// What is stored may be of another life of this device: the person must first say whether to continue with it.
    #[error("this device must first be told whether to continue as before or to start fresh")]
    Undecided,
    /// The first-launch marker could not be read.
    #[error("the first-launch marker cannot be used")]
    Marker(#[from] MarkerError),
    /// A device key could not be used.
    #[error("this device's key cannot be used")]
    Key(#[from] KeyError),
    /// The vault could not be read or written.
    #[error("this device's data cannot be used")]
    Vault(#[from] VaultError),
}

impl CallError {
    /// The stable name of the outcome, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Network(_) => "network",
            Self::Refused(refusal) => refusal.code(),
            Self::BadAnswer { .. } => "bad_answer",
            Self::NotEnrolled => "not_enrolled",
            Self::Undecided => "undecided",
            Self::Marker(_) => "marker",
            Self::Key(_) => "device_key",
            Self::Vault(_) => "vault",
        }
    }
}

/// A refusal by the server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.kind.advice())]
pub struct ServerRefusal {
    /// The HTTP status.
    pub status: u16,
    /// What was refused.
    pub kind: RefusalKind,
    /// The server's id of the request, to ask its operator about.
    pub request_id: Option<String>,
}

impl ServerRefusal {
    /// The code of the protocol, or `unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }
}

/// The refusals of the phone's API, each with what its reaction needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalKind {
    /// 400: the request is not well formed.
    InvalidRequest,
    /// 400: what was signed is not what the server has on record.
    BadBinding,
    /// 401: the access token is dead.
    InvalidToken,
    /// 401: the proof of possession is not accepted.
    InvalidDpopProof,
    /// 401: the proof needs a fresh nonce.
    UseDpopNonce,
    /// 401: the device secret is wrong.
    InvalidDeviceSecret,
    /// 403: the call needs a device with keys.
    DeviceKeyRequired,
    /// 403: the server's policy does not accept this device's kind of key.
    DeviceKeyRefused,
    /// 403: the application does not take anonymous accounts.
    AnonymousNotAllowed {
        /// The identity providers that can be linked; empty where there are none.
        link: Vec<String>,
    },
    /// 404: there is no such thing for this device.
    NotFound,
    /// 409: the subject or a key is known with other keys or another subject.
    SubjectTaken,
    /// 409: another device has scanned this code.
    AlreadyScanned,
    /// 409: the login is in another state.
    Conflict {
        /// The state as the server names it.
        state: String,
    },
    /// 413: the request is too large.
    TooLarge,
    /// 422: the frame is not one of this session.
    QrBadFrame,
    /// 422: the frame is too old.
    QrStale,
    /// 422: a required field is not granted.
    MissingField,
    /// 429: too many requests.
    RateLimited {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// 503: the server cannot serve at the moment.
    TemporarilyUnavailable {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// Anything else, such as the error page of a proxy.
    Unknown,
}

impl RefusalKind {
    /// The code of the protocol, or `unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::BadBinding => "bad_binding",
            Self::InvalidToken => "invalid_token",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::UseDpopNonce => "use_dpop_nonce",
            Self::InvalidDeviceSecret => "invalid_device_secret",
            Self::DeviceKeyRequired => "device_key_required",
            Self::DeviceKeyRefused => "device_key_refused",
            Self::AnonymousNotAllowed { .. } => "anonymous_not_allowed",
            Self::NotFound => "not_found",
            Self::SubjectTaken => "subject_taken",
            Self::AlreadyScanned => "already_scanned",
            Self::Conflict { .. } => "conflict",
            Self::TooLarge => "too_large",
            Self::QrBadFrame => "qr_bad_frame",
            Self::QrStale => "qr_stale",
            Self::MissingField => "missing_field",
            Self::RateLimited { .. } => "rate_limited",
            Self::TemporarilyUnavailable { .. } => "temporarily_unavailable",
            Self::Unknown => "unknown",
        }
    }

    /// What to do about it, for a log or a terminal. Apps have their own words.
    const fn advice(&self) -> &'static str {
        match self {
            Self::InvalidRequest => "the server did not accept the request: update the app",
            Self::BadBinding => "the server has something else on record than was signed: scan again",
            Self::InvalidToken => "the server no longer accepts this device's token: enrol again",
            Self::InvalidDpopProof | Self::UseDpopNonce => "the server did not accept this device's proof: try again",
            Self::InvalidDeviceSecret => "the server did not accept this device's secret",
            Self::DeviceKeyRequired => "this needs a device with keys: enrol it first",
            Self::DeviceKeyRefused => "this server does not accept this kind of device key",
            Self::AnonymousNotAllowed { .. } => "this application needs an account with a linked identity",
            Self::NotFound => "the server knows no such thing for this device",
            Self::SubjectTaken => "the server knows this device by other keys: recover, or start fresh",
            Self::AlreadyScanned => "another device has scanned this code: reload the page for a new one",
            Self::Conflict { .. } => "this login is already over, or in another state",
            Self::TooLarge => "the request is too large for the server",
            Self::QrBadFrame => "the server does not know this code: scan the code on the page once more",
            Self::QrStale => "this code is too old: scan the code on the page once more",
            Self::MissingField => "the application needs a field that was not granted",
            Self::RateLimited { .. } => "too many requests: wait and try again",
            Self::TemporarilyUnavailable { .. } => "the server is busy: wait and try again",
            Self::Unknown => "the server refused without a reason that is known here",
        }
    }
}

/// The refusal that an answer other than 200 carries.
pub(super) fn read_refusal(status: StatusCode, headers: &http::HeaderMap, body: &[u8]) -> ServerRefusal {
    let wire: super::wire::RefusalResponse = serde_json::from_slice(body).unwrap_or_default();
    let retry_after_seconds = headers
        .get(http::header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|seconds| seconds.trim().parse().ok())
        .unwrap_or(1);
    ServerRefusal {
        status: status.as_u16(),
        request_id: wire.request_id.clone(),
        kind: read_kind(wire, retry_after_seconds),
    }
}

fn read_kind(wire: super::wire::RefusalResponse, retry_after_seconds: u32) -> RefusalKind {
    match wire.error.as_str() {
        "invalid_request" => RefusalKind::InvalidRequest,
        "bad_binding" => RefusalKind::BadBinding,
        "invalid_token" => RefusalKind::InvalidToken,
        "invalid_dpop_proof" => RefusalKind::InvalidDpopProof,
        "use_dpop_nonce" => RefusalKind::UseDpopNonce,
        "invalid_device_secret" => RefusalKind::InvalidDeviceSecret,
        "device_key_required" => RefusalKind::DeviceKeyRequired,
        "device_key_refused" => RefusalKind::DeviceKeyRefused,
        "anonymous_not_allowed" => RefusalKind::AnonymousNotAllowed { link: wire.link },
        "not_found" => RefusalKind::NotFound,
        "subject_taken" => RefusalKind::SubjectTaken,
        "already_scanned" => RefusalKind::AlreadyScanned,
        "conflict" => RefusalKind::Conflict {
            state: wire.state.unwrap_or_default(),
        },
        "too_large" => RefusalKind::TooLarge,
        "qr_bad_frame" => RefusalKind::QrBadFrame,
        "qr_stale" => RefusalKind::QrStale,
        "missing_field" => RefusalKind::MissingField,
        "rate_limited" => RefusalKind::RateLimited { retry_after_seconds },
        "temporarily_unavailable" => RefusalKind::TemporarilyUnavailable { retry_after_seconds },
        _ => RefusalKind::Unknown,
    }
}
