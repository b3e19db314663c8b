//! Parameters of a query or of a form, with repetitions kept visible: OAuth allows none (RFC 6749 §3.1, §3.2).

use super::error::OauthError;
use super::json::read_body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;
use http::{StatusCode, header};
use std::convert::Infallible;

/// The parameters in their order. An empty value counts as absent (RFC 6749 §3.1).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

/// The parameters of the URL.
#[derive(Clone, Debug, Default)]
pub struct Query(pub Parameters);

/// The parameters of an `application/x-www-form-urlencoded` body.
#[derive(Clone, Debug, Default)]
pub struct Form(pub Parameters);

impl Parameters {
    /// Parses `a=b&c=d`.
    #[must_use]
    pub fn parse(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The first value of `name`; `None` where it is absent or empty.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Whether `name` came more than once, with whatever values.
    #[must_use]
    pub fn is_repeated(&self, name: &str) -> bool {
        self.0.iter().filter(|(key, _)| key == name).nth(1).is_some()
    }

    /// Whether any parameter came more than once.
    #[must_use]
    pub fn has_duplicate(&self) -> bool {
        self.0.iter().any(|(key, _)| self.is_repeated(key))
    }

    /// Whether `name` came at all.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

impl std::fmt::Debug for Parameters {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = OauthError;

    async fn from_request(request: Request, _: &S) -> Result<Self, OauthError> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let is_form = media_type
            .and_then(|text| text.split(';').next())
            .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(OauthError::new(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "the body must be sent as application/x-www-form-urlencoded",
            ));
        }
        Ok(Self(Parameters::parse(&read_body(request.into_body()).await?)))
    }
}
