//! Bodies read strictly: `application/json`, at most [`BODY_LIMIT`] bytes, no member twice at any depth.
//!
//! [`PhoneJson`] answers in the phone's envelope and is meant for types with `deny_unknown_fields`; [`LenientJson`] answers in the
//! browser's and for types that ignore what they do not know.

use super::duplicates;
use super::error::{ApiError, Envelope, Oauth, OauthError, Phone, PhoneError};
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

/// The longest body that is read, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// A JSON body of a phone.
#[derive(Clone, Copy, Debug)]
pub struct PhoneJson<T>(pub T);

/// A JSON body of a page.
#[derive(Clone, Copy, Debug)]
pub struct LenientJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for PhoneJson<T> {
    type Rejection = PhoneError;

    async fn from_request(request: Request, _: &S) -> Result<Self, PhoneError> {
        read::<T, Phone>(request).await.map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for LenientJson<T> {
    type Rejection = OauthError;

    async fn from_request(request: Request, _: &S) -> Result<Self, OauthError> {
        read::<T, Oauth>(request).await.map(Self)
    }
}

/// Reads a body of at most [`BODY_LIMIT`] bytes.
///
/// # Errors
/// `413 too_large`, or `400 invalid_request` where it did not arrive whole.
pub async fn read_body<E: Envelope>(body: Body) -> Result<Bytes, ApiError<E>> {
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "a body may have 65536 bytes",
        )),
        Err(_) => Err(invalid("the body did not arrive whole")),
    }
}

/// Parses a body that was read before.
///
/// # Errors
/// `400 invalid_request`.
pub fn parse<T: DeserializeOwned, E: Envelope>(body: &[u8]) -> Result<T, ApiError<E>> {
    duplicates::check(body).map_err(|error| describe(&error))?;
    serde_json::from_slice(body).map_err(|error| describe(&error))
}

async fn read<T: DeserializeOwned, E: Envelope>(request: Request) -> Result<T, ApiError<E>> {
    if !is_json(request.headers()) {
        return Err(invalid("the body must be sent as application/json"));
    }
    parse(&read_body(request.into_body()).await?)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    media_type
        .split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

fn invalid<E: Envelope>(message: impl Into<std::borrow::Cow<'static, str>>) -> ApiError<E> {
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_request", message)
}

/// Names of members are told, values are not.
fn describe<E: Envelope>(error: &serde_json::Error) -> ApiError<E> {
    let text = error.to_string();
    let names_members = ["unknown field", "missing field", "duplicate field"]
        .iter()
        .any(|start| text.starts_with(start));
    match error.classify() {
        serde_json::error::Category::Data if names_members => invalid(text.chars().take(300).collect::<String>()),
        serde_json::error::Category::Data => invalid(format!(
            "a member has a wrong value at line {} column {}",
            error.line(),
            error.column()
        )),
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof | serde_json::error::Category::Io => {
            invalid("the body is not JSON")
        }
    }
}
