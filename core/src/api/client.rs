//! One call: its proof, its one repetition for a fresh nonce, what its answer teaches about nonce and time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;
use zeroize::Zeroizing;

use super::error::{CallError, RefusalKind, ServerRefusal, read_refusal};
use crate::identity::{CoreTime, ProofOf, make_proof, notice_loss};
use crate::origin::Origin;
use crate::ports::{DeviceKey, Http, HttpError, HttpRequest, HttpResponse, KeyError, LaunchMarker, Rng};
use crate::secret::AccessToken;
use crate::vault::{AccountRecord, InstallationRecord, Vault};

const DPOP: HeaderName = HeaderName::from_static("dpop");
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
/// Longer than any nonce of ours; a longer one is not kept.
const MAX_NONCE: usize = 256;

/// What the client reaches the outside by.
#[derive(Clone)]
pub(crate) struct ClientPorts {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) keys: Arc<dyn DeviceKey>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) marker: Arc<dyn LaunchMarker>,
}

/// Makes calls to the one trusted server.
pub(crate) struct Client {
    issuer: Origin,
    ports: ClientPorts,
    vault: Arc<Vault>,
    time: Arc<CoreTime>,
    nonce: Mutex<Option<String>>,
    /// Whether the stored identity was found to be this installation's.
    is_own: AtomicBool,
}

/// How a call is authorized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Authorization {
    /// Not at all: published documents.
    None,
    /// By a proof alone: enrolment.
    Proof,
    /// By the token and a proof bound to it.
    Token,
}

/// One call to make.
pub(crate) struct Call {
    method: Method,
    path: String,
    body: Option<Zeroizing<Vec<u8>>>,
    authorization: Authorization,
}

impl Call {
    /// A read.
    pub(crate) fn get(path: impl Into<String>, authorization: Authorization) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            body: None,
            authorization,
        }
    }

    /// A call with a JSON body. Our own structs of texts and numbers always have one; an empty body would be refused.
    pub(crate) fn with_json<B: Serialize>(method: Method, path: impl Into<String>, body: &B, authorization: Authorization) -> Self {
        let mut json = Zeroizing::new(Vec::with_capacity(4096));
        if serde_json::to_writer(&mut *json, body).is_err() {
            json.clear();
        }
        Self {
            method,
            path: path.into(),
            body: Some(json),
            authorization,
        }
    }
}

impl Client {
    pub(crate) fn new(issuer: Origin, ports: ClientPorts, vault: Arc<Vault>, time: Arc<CoreTime>) -> Self {
        Self {
            issuer,
            ports,
            vault,
            time,
            nonce: Mutex::new(None),
            is_own: AtomicBool::new(false),
        }
    }

    /// The server, which is also the `aud` of what this device signs.
    pub(crate) const fn issuer(&self) -> &Origin {
        &self.issuer
    }

    /// Makes the call and reads its answer.
    pub(crate) async fn call<A: DeserializeOwned>(&self, call: Call) -> Result<A, CallError> {
        let (status, body) = self.answer(call).await?;
        serde_json::from_slice(&body).map_err(|_| CallError::BadAnswer { status: status.as_u16() })
    }

    /// Makes the call and returns the body of its answer.
    pub(crate) async fn call_raw(&self, call: Call) -> Result<Zeroizing<Vec<u8>>, CallError> {
        Ok(self.answer(call).await?.1)
    }

    async fn answer(&self, call: Call) -> Result<(StatusCode, Zeroizing<Vec<u8>>), CallError> {
        let token = match call.authorization {
            Authorization::Token => Some(self.token().await?),
            Authorization::Proof | Authorization::None => None,
        };
        let mut response = self.send(&call, token.as_ref()).await?;
        if call.authorization != Authorization::None && asks_for_nonce(&response) {
            response = self.send(&call, token.as_ref()).await?;
        }
        if response.status == StatusCode::OK {
            return Ok((response.status, response.body));
        }
        if !(response.status.is_client_error() || response.status.is_server_error()) {
            return Err(CallError::BadAnswer {
                status: response.status.as_u16(),
            });
        }
        let refusal = read_refusal(response.status, &response.headers, &response.body);
        tracing::debug!(status = refusal.status, code = refusal.code(), "the server refused");
        if let (RefusalKind::InvalidToken, Some(token)) = (&refusal.kind, &token) {
            self.mark_refused(token).await?;
        }
        Err(refusal.into())
    }

    async fn send(&self, call: &Call, token: Option<&AccessToken>) -> Result<HttpResponse, CallError> {
        let url = self.url(&call.path)?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if call.authorization != Authorization::None {
            let nonce = self.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let proof = ProofOf {
                method: call.method.as_str(),
                url: url.as_str(),
                issued_at: self.time.now_unix(),
                token,
                nonce: nonce.as_deref(),
            };
            let proof = make_proof(&*self.ports.keys, &*self.ports.rng, proof).await;
            let proof = notice_loss(&self.vault, proof).await?;
            headers.insert(DPOP, sensitive(&proof)?);
        }
        if let Some(token) = token {
            // EXPOSE: the header that authorizes the call.
            let authorization = Zeroizing::new(format!("DPoP {}", token.expose()));
            headers.insert(AUTHORIZATION, sensitive(&authorization)?);
        }
        let body = call.body.clone().unwrap_or_default();
        let request = HttpRequest {
            method: call.method.clone(),
            url,
            headers,
            body,
        };
        let response = self.ports.http.send(request).await?;
        self.learn(&response.headers).await?;
        Ok(response)
    }

    fn url(&self, path: &str) -> Result<Url, HttpError> {
        Url::parse(self.issuer.as_str())
            .and_then(|issuer| issuer.join(path))
            .map_err(|_| HttpError::NotSecure)
    }

    /// The token, unless it may be of another life of this device: nothing is revived silently.
    async fn token(&self) -> Result<AccessToken, CallError> {
        if !self.is_own.load(Ordering::Relaxed) {
            let installation = self.vault.load::<InstallationRecord>().await?.ok_or(CallError::NotEnrolled)?;
            if self.ports.marker.load().await? != Some(installation.installation.uuid()) {
                return Err(CallError::Undecided);
            }
            self.is_own.store(true, Ordering::Relaxed);
        }
        match self.vault.load::<AccountRecord>().await? {
            Some(account) if !account.refused => Ok(account.access_token),
            _ => Err(CallError::NotEnrolled),
        }
    }

    async fn learn(&self, headers: &HeaderMap) -> Result<(), CallError> {
        if let Some(nonce) = headers.get(DPOP_NONCE).and_then(|value| value.to_str().ok())
            && (1..=MAX_NONCE).contains(&nonce.len())
        {
            *self.nonce.lock().unwrap_or_else(PoisonError::into_inner) = Some(nonce.to_owned());
        }
        if let Some(date) = headers.get(DATE).and_then(|value| value.to_str().ok()) {
            self.time.learn(date, &self.vault).await?;
        }
        Ok(())
    }

    /// Remembers that `token` is dead, unless another has taken its place meanwhile.
    async fn mark_refused(&self, token: &AccessToken) -> Result<(), CallError> {
        let refuse = |account: Option<AccountRecord>| {
            account
                .filter(|account| account.access_token == *token)
                .map(|account| AccountRecord { refused: true, ..account })
        };
        Ok(self.vault.update(refuse).await?)
    }
}

fn asks_for_nonce(response: &HttpResponse) -> bool {
    response.status == StatusCode::UNAUTHORIZED
        && response.headers.contains_key(DPOP_NONCE)
        && matches!(
            read_refusal(response.status, &response.headers, &response.body),
            ServerRefusal {
                kind: RefusalKind::UseDpopNonce,
                ..
            }
        )
}

fn sensitive(text: &str) -> Result<HeaderValue, KeyError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| KeyError::Unavailable)?;
    value.set_sensitive(true);
    Ok(value)
}
