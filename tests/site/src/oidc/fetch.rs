//! Calls to the provider: JSON answers, a time and a size limit, no redirects.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

const TIME_LIMIT: Duration = Duration::from_secs(10);
const SIZE_LIMIT: u64 = 256 * 1024;

/// Why an answer did not come.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No answer came.
    #[error("{url} does not answer")]
    Unreachable {
        /// Who was asked.
        url: String,
        /// What the network said.
        source: reqwest::Error,
    },
    /// The answer is not the JSON that was asked for.
    #[error("{url} answered {status} with something other than JSON")]
    NotJson {
        /// Who was asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The provider refused.
    #[error("{url} answered {status} {error}")]
    Refused {
        /// Who was asked.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The `error` member, or nothing.
        error: String,
    },
}

/// A client for the provider's endpoints.
#[derive(Clone, Debug)]
pub struct Fetch(reqwest::Client);

impl Fetch {
    /// Trusts the public authorities and follows nothing.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        let roots = rustls::RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIME_LIMIT)
            .build()
            .map(Self)
    }

    /// `GET` of a JSON object, with a bearer token where one is given.
    pub(super) async fn get(&self, url: &str, bearer: Option<&str>) -> Result<Value, FetchError> {
        let request = self.0.get(url);
        let request = match bearer {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        };
        answer_of(url, request).await
    }

    /// `POST` of a form, with `Authorization` where it is given.
    pub(super) async fn post_form(&self, url: &str, form: String, authorization: Option<&str>) -> Result<Value, FetchError> {
        let request = self
            .0
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let request = match authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        };
        answer_of(url, request).await
    }
}

/// A client that trusts the public authorities, follows no redirect and asks no proxy.
///
/// # Panics
/// Never: ring speaks the default versions of TLS.
pub fn client_builder() -> reqwest::ClientBuilder {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
}

async fn answer_of(url: &str, request: reqwest::RequestBuilder) -> Result<Value, FetchError> {
    let unreachable = |source| FetchError::Unreachable {
        url: url.to_owned(),
        source,
    };
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let not_json = || FetchError::NotJson {
        url: url.to_owned(),
        status: status.as_u16(),
    };
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 > SIZE_LIMIT {
            return Err(not_json());
        }
    }
    let json: Option<Value> = serde_json::from_slice(&body).ok();
    if status.is_success() {
        return json.filter(Value::is_object).ok_or_else(not_json);
    }
    let error = json
        .as_ref()
        .and_then(|json| json.get("error"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    Err(FetchError::Refused {
        url: url.to_owned(),
        status: status.as_u16(),
        error,
    })
}
