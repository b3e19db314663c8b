//! The network over reqwest, on rustls with ring and Mozilla's roots. No redirect is followed, no proxy is taken
//! from the environment, every answer has a time and a size that it may not exceed.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::header::CONTENT_LENGTH;
use rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::ports::{Http, HttpError, HttpRequest, HttpResponse};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a whole call may take.
const CALL: Duration = Duration::from_secs(30);
/// The longest answer, in bytes: some thousand receipts.
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// HTTP/1.1 over TLS 1.2 or 1.3; without TLS to this machine itself only. Calls need a tokio runtime around them.
pub struct ReqwestHttp {
    client: reqwest::Client,
}

impl ReqwestHttp {
    /// A client with its own pool of connections.
    ///
    /// # Errors
    /// [`HttpError::NotTrusted`] when TLS cannot be set up.
    pub fn new() -> Result<Self, HttpError> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| HttpError::NotTrusted)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(CALL)
            .build()
            .map_err(|_| HttpError::NotTrusted)?;
        Ok(Self { client })
    }
}

#[async_trait]
impl Http for ReqwestHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if !is_secure(&request.url) {
            return Err(HttpError::NotSecure);
        }
        let HttpRequest {
            method,
            url,
            headers,
            mut body,
        } = request;
        let body = std::mem::take(&mut *body);
        let sent = self.client.request(method, url).headers(headers).body(body).send().await;
        let mut answer = sent.map_err(|error| read_error(&error))?;
        let announced = answer
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > MAX_ANSWER) {
            return Err(HttpError::TooLarge);
        }
        let mut body = Zeroizing::new(Vec::with_capacity(announced.unwrap_or(16 * 1024)));
        while let Some(chunk) = answer.chunk().await.map_err(|error| read_error(&error))? {
            if body.len().saturating_add(chunk.len()) > MAX_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let headers = std::mem::take(answer.headers_mut());
        Ok(HttpResponse {
            status: answer.status(),
            headers,
            body,
        })
    }
}

fn is_secure(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

/// What went wrong. The error itself is dropped: it may carry the address and more.
fn read_error(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        return HttpError::TimedOut;
    }
    if is_about_tls(error) {
        return HttpError::NotTrusted;
    }
    if error.is_connect() {
        HttpError::Unreachable
    } else {
        HttpError::Interrupted
    }
}

/// Whether a TLS error lies anywhere under `error`. An I/O error hides what it wraps from `source`.
fn is_about_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || wrapped.is_some_and(|wrapped| is_about_tls(wrapped)) || error.source().is_some_and(is_about_tls)
}

#[cfg(test)]
mod tests;
