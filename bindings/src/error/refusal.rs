//! What the server refuses, in every flow.

/// A refusal by the server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Record)]
#[error("the server refused: {kind:?} (status {status})")]
pub struct ServerRefusal {
    /// The HTTP status.
    pub status: u16,
    /// What was refused.
    pub kind: RefusalKind,
    /// The server's id of the request, to ask its operator about.
    pub request_id: Option<String>,
}

/// The refusals of the phone's API, each with what its reaction needs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
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
    /// 422: the code is not one of this session.
    QrBadFrame,
    /// 422: the code is too old.
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

impl From<logi_core::ServerRefusal> for ServerRefusal {
    fn from(refusal: logi_core::ServerRefusal) -> Self {
        Self {
            status: refusal.status,
            kind: refusal.kind.into(),
            request_id: refusal.request_id,
        }
    }
}

impl From<logi_core::RefusalKind> for RefusalKind {
    fn from(kind: logi_core::RefusalKind) -> Self {
        use logi_core::RefusalKind as Core;
        match kind {
            Core::InvalidRequest => Self::InvalidRequest,
            Core::BadBinding => Self::BadBinding,
            Core::InvalidToken => Self::InvalidToken,
            Core::InvalidDpopProof => Self::InvalidDpopProof,
            Core::UseDpopNonce => Self::UseDpopNonce,
            Core::InvalidDeviceSecret => Self::InvalidDeviceSecret,
            Core::DeviceKeyRequired => Self::DeviceKeyRequired,
            Core::DeviceKeyRefused => Self::DeviceKeyRefused,
            Core::AnonymousNotAllowed { link } => Self::AnonymousNotAllowed { link },
            Core::NotFound => Self::NotFound,
            Core::SubjectTaken => Self::SubjectTaken,
            Core::AlreadyScanned => Self::AlreadyScanned,
            Core::Conflict { state } => Self::Conflict { state },
            Core::TooLarge => Self::TooLarge,
            Core::QrBadFrame => Self::QrBadFrame,
            Core::QrStale => Self::QrStale,
            Core::MissingField => Self::MissingField,
            Core::RateLimited { retry_after_seconds } => Self::RateLimited { retry_after_seconds },
            Core::TemporarilyUnavailable { retry_after_seconds } => Self::TemporarilyUnavailable { retry_after_seconds },
            Core::Unknown => Self::Unknown,
        }
    }
}
