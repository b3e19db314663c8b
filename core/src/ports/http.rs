//! The network, one request and one answer. Redirects are never followed: a 3xx is an answer like any other.

use std::fmt;

use async_trait::async_trait;
use http::{HeaderMap, Method, StatusCode};
use url::Url;
use zeroize::Zeroizing;

/// Sends one HTTP request.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends `request` and reads the whole answer.
    ///
    /// # Errors
    /// [`HttpError`] when there is no answer to use. Whether the server acted is then unknown.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

/// One request.
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub url: Url,
    /// All headers; those that authorize are marked sensitive.
    pub headers: HeaderMap,
    /// The body, empty for none.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({} {})", self.method, self.url.path())
    }
}

/// One answer.
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpResponse({}, {} bytes)", self.status, self.body.len())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address is neither `https` nor `http` to this machine itself.
    #[error("the address is not secure: only https, or http to this machine itself, is used")]
    NotSecure,
    /// No connection: the name is unknown, nobody listens, the network is off.
    #[error("the server cannot be reached: check the network and the address")]
    Unreachable,
    /// The server's certificate is not trusted, or its TLS is too old.
    #[error("the server's identity could not be proven (TLS)")]
    NotTrusted,
    /// The connection or the answer took too long.
    #[error("the server did not answer in time: try again")]
    TimedOut,
    /// The connection broke before the answer was whole.
    #[error("the connection broke before the answer was complete: try again")]
    Interrupted,
    /// The answer is longer than any answer may be.
    #[error("the server's answer is too large")]
    TooLarge,
}
