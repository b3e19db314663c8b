//! What stands between the phone and the server: it counts the phone's requests, loses the answer to one, or is no network
//! at all. Everybody reaches the server through it, but it gets in the way of phones alone.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::{HeaderMap, HeaderValue, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::clock::MovableClock;

/// RFC 9110 §5.6.7.
const IMF_FIXDATE: StaticFormatDescription =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// What the phone's requests meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Network {
    /// They reach the server.
    On,
    /// They reach nobody.
    Off,
    /// The next one whose path ends so reaches the server, and its answer nobody; then it is on again.
    LoseAnswerTo(String),
    /// Each one whose path ends so reaches the server, and its answer nobody.
    LoseAnswersTo(String),
}

/// The proxy.
#[derive(Debug)]
pub struct Proxy {
    upstream: SocketAddr,
    client: reqwest::Client,
    clock: Arc<MovableClock>,
    network: Mutex<Network>,
    seen: Mutex<Vec<Value>>,
}

/// The connection is closed in place of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the answer is lost")]
struct Lost;

impl Proxy {
    /// A proxy in front of the server at `upstream`, whose clock it dates answers by: the server's own library asks the
    /// system for the time, which no test moves.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn new(upstream: SocketAddr, clock: Arc<MovableClock>) -> Result<Self, reqwest::Error> {
        Ok(Self {
            upstream,
            client: logi_site::oidc::client_builder().build()?,
            clock,
            network: Mutex::new(Network::On),
            seen: Mutex::default(),
        })
    }

    /// Changes what the phone's requests meet.
    pub fn set(&self, network: Network) {
        *lock(&self.network) = network;
    }

    /// The phone's requests so far: method, path, SHA-256 of the body in hexadecimal, and whether an answer went back.
    pub fn seen(&self) -> Vec<Value> {
        lock(&self.seen).clone()
    }

    /// Serves until it is dropped.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let mut connections = JoinSet::new();
        loop {
            let stream = tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(_) => continue,
                },
                Some(_) = connections.join_next() => continue,
            };
            let proxy = Arc::clone(&self);
            connections.spawn(async move {
                let service = service_fn(move |request| {
                    let proxy = Arc::clone(&proxy);
                    async move { proxy.pass(request).await }
                });
                // A connection that breaks concerns nobody but its peer; losing answers breaks it on purpose.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    }

    async fn pass(&self, request: http::Request<Incoming>) -> Result<http::Response<Full<Bytes>>, Lost> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
        let path = head.uri.path().to_owned();
        let is_of_phone = path.starts_with("/api/v1/") || path == "/.well-known/logi-keys.json";
        let network = if is_of_phone { self.meet(&path) } else { Network::On };
        if is_of_phone {
            let answered = network == Network::On;
            let seen = json!({"method": head.method.as_str(), "path": path, "body": HEXLOWER.encode(&Sha256::digest(&body)), "answered": answered});
            lock(&self.seen).push(seen);
        }
        if network == Network::Off {
            return Err(Lost);
        }
        let answer = self.forward(&head, body).await?;
        if network == Network::On { Ok(answer) } else { Err(Lost) }
    }

    fn date(&self) -> Option<HeaderValue> {
        let now = OffsetDateTime::from_unix_timestamp(self.clock.now_seconds()).ok()?;
        HeaderValue::from_str(&now.format(&IMF_FIXDATE).ok()?).ok()
    }

    /// What this request meets. A loss happens once.
    fn meet(&self, path: &str) -> Network {
        let mut network = lock(&self.network);
        match &*network {
            Network::LoseAnswerTo(end) if path.ends_with(end) => std::mem::replace(&mut *network, Network::On),
            Network::LoseAnswersTo(end) if path.ends_with(end.as_str()) => network.clone(),
            Network::LoseAnswerTo(_) | Network::LoseAnswersTo(_) | Network::On => Network::On,
            Network::Off => Network::Off,
        }
    }

    async fn forward(&self, head: &http::request::Parts, body: Bytes) -> Result<http::Response<Full<Bytes>>, Lost> {
        let path = head.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let url = format!("http://{}{path}", self.upstream);
        let request = self
            .client
            .request(head.method.clone(), url)
            .headers(end_to_end(&head.headers))
            .body(body);
        let answer = request.send().await.map_err(|_| Lost)?;
        let (status, headers) = (answer.status(), end_to_end(answer.headers()));
        let mut passed = http::Response::new(Full::new(answer.bytes().await.map_err(|_| Lost)?));
        *passed.status_mut() = status;
        *passed.headers_mut() = headers;
        passed.headers_mut().insert(header::DATE, self.date().ok_or(Lost)?);
        Ok(passed)
    }
}

/// The headers that are not about the connection.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let mut passed = headers.clone();
    for name in [header::CONNECTION, header::TRANSFER_ENCODING, header::CONTENT_LENGTH] {
        passed.remove(name);
    }
    passed
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
