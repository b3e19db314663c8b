//! The two envelopes of errors: `{error, message, request_id}` under `/api/v1`, `{error, error_description, error_uri, request_id}`
//! under `/oauth`. Both carry the code, one sentence for a developer and the request's id; nothing internal.

use crate::http::request_id;
use crate::keys::SigningFailed;
use crate::limits::RetryAfter;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use logi_store::StoreError;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::marker::PhantomData;

/// How an error is written.
pub trait Envelope {
    /// Puts code and sentence under their names.
    fn write(code: &'static str, message: &str, body: &mut Map<String, Value>);
}

/// `/api/v1`
#[derive(Clone, Copy, Debug)]
pub enum Phone {}

/// `/oauth` and `/cable`
#[derive(Clone, Copy, Debug)]
pub enum Oauth {}

impl Envelope for Phone {
    fn write(code: &'static str, message: &str, body: &mut Map<String, Value>) {
        body.insert("error".into(), code.into());
        body.insert("message".into(), message.into());
    }
}

impl Envelope for Oauth {
    fn write(code: &'static str, message: &str, body: &mut Map<String, Value>) {
        body.insert("error".into(), code.into());
        body.insert("error_description".into(), message.into());
        body.insert("error_uri".into(), format!("https://docs.1pass.dev/oauth/errors#{code}").into());
    }
}

/// An error of `/api/v1`.
pub type PhoneError = ApiError<Phone>;
/// An error of `/oauth`.
pub type OauthError = ApiError<Oauth>;

/// An error as it leaves the server.
#[derive(Debug)]
pub struct ApiError<E> {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    members: Vec<(&'static str, Value)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    envelope: PhantomData<E>,
}

impl<E: Envelope> ApiError<E> {
    /// An error with its stable code and one sentence for a developer. The sentence repeats no secret and no value of the caller's.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            members: Vec::new(),
            headers: Vec::new(),
            envelope: PhantomData,
        }
    }

    /// Adds a member to the body, as `state` of `409 conflict`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// `404 not_found`
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// `500 server_error`: a fault of the server; what it was stands in the log under the request's id.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "the server failed; its log names the cause under this request id",
        )
    }

    /// `503 temporarily_unavailable`: nothing was changed, the same call may be repeated.
    #[must_use]
    pub fn unavailable() -> Self {
        let error = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            "nothing was changed; repeat the call in a moment",
        );
        error.header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }
}

impl<E: Envelope> From<RetryAfter> for ApiError<E> {
    fn from(RetryAfter(seconds): RetryAfter) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "too many requests; wait as Retry-After says",
        )
        .header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }
}

impl<E: Envelope> From<StoreError> for ApiError<E> {
    /// A replayed proof is `401 invalid_dpop_proof`; callers that need its challenge header map it before.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(source) => {
                tracing::warn!(request_id = %request_id::current(), error = %source, "the database is not available for the moment");
                Self::unavailable()
            }
            StoreError::ProofReplayed => Self::new(StatusCode::UNAUTHORIZED, "invalid_dpop_proof", "the proof was used before"),
            StoreError::Conflict | StoreError::Corrupt(_) | StoreError::Fault(_) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(request_id = %request_id::current(), error, "the database failed");
                Self::internal()
            }
        }
    }
}

impl<E: Envelope> From<SigningFailed> for ApiError<E> {
    fn from(error: SigningFailed) -> Self {
        tracing::error!(request_id = %request_id::current(), %error, "a signature could not be made");
        Self::internal()
    }
}

impl<E: Envelope> IntoResponse for ApiError<E> {
    fn into_response(self) -> Response {
        let mut body = Map::new();
        E::write(self.code, &self.message, &mut body);
        for (name, value) in self.members {
            body.insert(name.into(), value);
        }
        body.insert("request_id".into(), request_id::current().to_string().into());
        let mut response = (self.status, Json(body)).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}
