//! The refusals a page delivers: what happened, that nothing was shared, what to do. A cause that would help an attacker is not told apart.

use super::{
    Locale, assets, locale, rendered,
    text::{ErrorText, Text},
};
use askama::Template;
use http::StatusCode;

/// Why a page refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// No application with this `client_id`.
    UnknownClient,
    /// The application is pending or suspended.
    SuspendedApplication,
    /// The redirect URI is not registered for the application.
    BadRedirect,
    /// The request is not a request to log in: a duplicated or missing parameter before a trusted redirect is known.
    InvalidRequest,
    /// `complete` without the cookies or the proof of the browser that started.
    OtherBrowser,
    /// `complete` of a login that was opened on this device, without the phone's return code or too late.
    NotReturned,
    /// `complete` before the phone has approved.
    NotApprovedYet,
    /// No such page.
    NotFound,
    /// The database is locked or the disk full: the same request may succeed later.
    Unavailable,
    /// A fault of the server.
    Internal,
}

impl ErrorKind {
    /// Every kind, in the order of their status.
    pub const ALL: [Self; 10] = [
        Self::UnknownClient,
        Self::SuspendedApplication,
        Self::BadRedirect,
        Self::InvalidRequest,
        Self::OtherBrowser,
        Self::NotReturned,
        Self::NotFound,
        Self::NotApprovedYet,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The HTTP status the page is sent with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::UnknownClient
            | Self::SuspendedApplication
            | Self::BadRedirect
            | Self::InvalidRequest
            | Self::OtherBrowser
            | Self::NotReturned => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotApprovedYet => StatusCode::CONFLICT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn words(self, text: &'static Text) -> &'static ErrorText {
        let errors = &text.errors;
        match self {
            Self::UnknownClient => &errors.unknown_client,
            Self::SuspendedApplication => &errors.suspended_application,
            Self::BadRedirect => &errors.bad_redirect,
            Self::InvalidRequest => &errors.invalid_request,
            Self::OtherBrowser => &errors.other_browser,
            Self::NotReturned => &errors.not_returned,
            Self::NotApprovedYet => &errors.not_approved_yet,
            Self::NotFound => &errors.not_found,
            Self::Unavailable => &errors.unavailable,
            Self::Internal => &errors.internal,
        }
    }
}

/// What an error page shows.
#[derive(Clone, Copy, Debug)]
pub struct ErrorPage<'a> {
    /// Why.
    pub kind: ErrorKind,
    /// The request's id, as in `X-Logi-Request-Id` and the log.
    pub request_id: &'a str,
    /// `Retry-After` in seconds, where there is one.
    pub retry_after_seconds: Option<u64>,
}

/// Renders a refusal. Send it with [`ErrorKind::status`].
#[must_use]
pub fn error_page(locale: Locale, error: &ErrorPage<'_>) -> String {
    let text = locale::text(locale);
    rendered(&ErrorTemplate {
        locale,
        text,
        words: error.kind.words(text),
        retry: error
            .retry_after_seconds
            .map(|seconds| text.errors.retry_after.replace("{time}", &text.duration(seconds))),
        request_id: error.request_id,
    })
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorTemplate<'a> {
    locale: Locale,
    text: &'static Text,
    words: &'static ErrorText,
    retry: Option<String>,
    request_id: &'a str,
}
