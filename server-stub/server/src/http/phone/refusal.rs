//! Every refusal of the phone API and, in one exhaustive table, its status, code and sentence.

use crate::http::error::PhoneError;
use crate::http::request_id;
use crate::keys::SigningFailed;
use crate::limits::RetryAfter;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use logi_domain::field::Field;
use logi_domain::qr::Status;
use logi_store::StoreError;

/// Why a call of a phone is refused.
#[derive(Debug)]
pub enum Refusal {
    /// `400 invalid_request`
    InvalidRequest(&'static str),
    /// `400 bad_binding`: signed for something else, or by another key.
    BadBinding(&'static str),
    /// `401 invalid_token`
    InvalidToken(&'static str),
    /// `401 invalid_dpop_proof`
    InvalidProof(&'static str),
    /// `401 use_dpop_nonce`: the same call again, with the nonce of this answer.
    UseNonce,
    /// `401 invalid_device_secret`
    InvalidDeviceSecret,
    /// `403 device_key_required`: a keyless PAK.
    DeviceKeyRequired,
    /// `403 device_key_refused`: account or key may not be used here.
    DeviceKeyRefused(&'static str),
    /// `403 anonymous_not_allowed`, with the providers that could be linked: none yet.
    AnonymousNotAllowed,
    /// `404 not_found`
    NotFound(&'static str),
    /// `409 subject_taken`
    SubjectTaken,
    /// `409 already_scanned`: by another phone.
    AlreadyScanned,
    /// `409 conflict`, with the state a reader sees.
    Conflict(Status),
    /// `422 qr_bad_frame`
    BadFrame,
    /// `422 qr_stale`
    Stale,
    /// `422 missing_field`: required fields that were not granted.
    MissingField(Vec<Field>),
    /// `429 rate_limited`
    RateLimited(RetryAfter),
    /// The store could not do it.
    Store(StoreError),
    /// A key of the server did not sign: `500`.
    Signing(SigningFailed),
}

impl From<RetryAfter> for Refusal {
    fn from(wait: RetryAfter) -> Self {
        Self::RateLimited(wait)
    }
}

impl From<SigningFailed> for Refusal {
    fn from(failed: SigningFailed) -> Self {
        Self::Signing(failed)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ProofReplayed => Self::InvalidProof("The proof was used before."),
            StoreError::Unavailable(_) | StoreError::Conflict | StoreError::Corrupt(_) | StoreError::Fault(_) => Self::Store(error),
        }
    }
}

impl From<Refusal> for PhoneError {
    fn from(refusal: Refusal) -> Self {
        let refuse = PhoneError::new;
        match refusal {
            Refusal::InvalidRequest(why) => refuse(StatusCode::BAD_REQUEST, "invalid_request", why),
            Refusal::BadBinding(why) => refuse(StatusCode::BAD_REQUEST, "bad_binding", why),
            Refusal::InvalidToken(why) => challenge("invalid_token", r#"DPoP error="invalid_token""#, why),
            Refusal::InvalidProof(why) => challenge("invalid_dpop_proof", r#"DPoP error="invalid_dpop_proof""#, why),
            Refusal::UseNonce => challenge(
                "use_dpop_nonce",
                r#"DPoP error="use_dpop_nonce""#,
                "Repeat the call with the nonce of this answer.",
            ),
            Refusal::InvalidDeviceSecret => refuse(StatusCode::UNAUTHORIZED, "invalid_device_secret", "The device secret is not valid."),
            Refusal::DeviceKeyRequired => refuse(StatusCode::FORBIDDEN, "device_key_required", "This call needs a device key."),
            Refusal::DeviceKeyRefused(why) => refuse(StatusCode::FORBIDDEN, "device_key_refused", why),
            Refusal::AnonymousNotAllowed => anonymous_not_allowed(),
            Refusal::NotFound(what) => refuse(StatusCode::NOT_FOUND, "not_found", what),
            Refusal::SubjectTaken => refuse(StatusCode::CONFLICT, "subject_taken", "This identity is enrolled with other keys."),
            Refusal::AlreadyScanned => refuse(StatusCode::CONFLICT, "already_scanned", "Another phone scanned this code first."),
            Refusal::Conflict(state) => conflict(state),
            Refusal::BadFrame => refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "qr_bad_frame",
                "This is not the current code. Point the camera at the page again.",
            ),
            Refusal::Stale => refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "qr_stale",
                "This code was shown too long ago. Point the camera at the page again.",
            ),
            Refusal::MissingField(fields) => missing_field(&fields),
            Refusal::RateLimited(wait) => wait.into(),
            Refusal::Store(error) => error.into(),
            Refusal::Signing(failed) => {
                tracing::error!(request_id = %request_id::current(), error = %failed, "a receipt was not signed");
                PhoneError::internal()
            }
        }
    }
}

/// RFC 9449 §7.1.
fn challenge(code: &'static str, header: &'static str, why: &'static str) -> PhoneError {
    PhoneError::new(StatusCode::UNAUTHORIZED, code, why).header(header::WWW_AUTHENTICATE, HeaderValue::from_static(header))
}

fn anonymous_not_allowed() -> PhoneError {
    let error = PhoneError::new(
        StatusCode::FORBIDDEN,
        "anonymous_not_allowed",
        "This application asks for a linked account.",
    );
    error.with("link", Vec::<String>::new())
}

fn conflict(state: Status) -> PhoneError {
    let message = match state {
        Status::Pending => "The code was renewed. Point the camera at the page again.",
        Status::Scanned => "Another answer came first. Read the login again.",
        Status::Approved => "This login was already approved.",
        Status::Completed | Status::Denied | Status::Expired | Status::Failed => "This login is over.",
    };
    PhoneError::new(StatusCode::CONFLICT, "conflict", message).with("state", state.as_str())
}

fn missing_field(fields: &[Field]) -> PhoneError {
    let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    PhoneError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "missing_field",
        format!("The application needs: {}.", names.join(", ")),
    )
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        PhoneError::from(self).into_response()
    }
}

#[cfg(test)]
mod tests;
