//! A whole server on a port of its own, with a clock that stands still until it is moved, fixed test keys, and a plain HTTP client that
//! sends exactly the bytes it is given.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use data_encoding::BASE64URL_NOPAD;
use logi_domain::key::{PublicJwk, PublicKey};
use logi_domain::time::Millis;
use logi_server::keys::{EcPrivate, HmacKeys};
use logi_server::{App, Clock, Config, KeyOverrides, Server};
use serde_json::Value;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use zeroize::Zeroizing;

/// A clock that tests move. It starts at `started_at_ms` of the wire contract.
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicI64,
    leap: AtomicI64,
}

impl ManualClock {
    pub fn at(now: Millis) -> Arc<Self> {
        Arc::new(Self {
            now: AtomicI64::new(now.0),
            leap: AtomicI64::new(0),
        })
    }

    pub fn advance_ms(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
    }

    /// Moves on as soon as it has been read once more.
    pub fn advance_after_a_reading(&self, ms: i64) {
        self.leap.store(ms, Ordering::SeqCst);
    }

    pub fn set(&self, now: Millis) {
        self.now.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Millis {
        let leap = self.leap.swap(0, Ordering::SeqCst);
        Millis(self.now.fetch_add(leap, Ordering::SeqCst))
    }
}

/// A JSON file of `tests/wire`.
pub fn wire(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wire").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The fixed keys of the wire contract, and a fixed RSA key.
pub fn fixed_keys() -> KeyOverrides {
    let keys = wire("keys.json");
    let bytes = |value: &Value| -> Zeroizing<[u8; 32]> {
        let decoded = BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap();
        Zeroizing::new(decoded.try_into().unwrap())
    };
    let ec = |name: &str| {
        let jwk: PublicJwk = serde_json::from_value(keys["ec"][name]["public"].clone()).unwrap();
        EcPrivate {
            private: bytes(&keys["ec"][name]["private"]["d"]),
            public: PublicKey::try_from(&jwk).unwrap(),
        }
    };
    KeyOverrides {
        token_pkcs8: Some(Zeroizing::new(include_bytes!("token-key.pk8").to_vec())),
        code: Some(ec("code")),
        receipt: Some(ec("receipt")),
        hmac: Some(HmacKeys {
            frame: bytes(&keys["hmac"]["frame"]),
            cookie: bytes(&keys["hmac"]["cookie"]),
            csrf: bytes(&keys["hmac"]["csrf"]),
            nonce: bytes(&keys["hmac"]["nonce"]),
            pairwise: bytes(&keys["hmac"]["pairwise"]),
        }),
    }
}

/// An app on a database in a folder that is gone with this value.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub folder: tempfile::TempDir,
}

impl TestApp {
    /// The app with the issuer of the wire contract, `http://localhost:8080`: for router-level tests by `oneshot`.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at(Millis(wire("keys.json")["started_at_ms"].as_i64().unwrap()));
        let mut config = Config::development(folder.path().to_owned());
        "http://localhost:8080".clone_into(&mut config.issuer);
        config.link_origin = Some("http://127.0.0.1:8080".to_owned());
        change(&mut config);
        let app = App::open(config, Arc::<ManualClock>::clone(&clock), fixed_keys()).await.unwrap();
        Self { app, clock, folder }
    }

    /// The router over it.
    pub fn router(&self) -> axum::Router {
        logi_server::http::router(self.app.clone())
    }
}

/// A server that listens.
pub struct TestServer {
    pub server: Server,
    pub clock: Arc<ManualClock>,
    pub folder: tempfile::TempDir,
}

impl TestServer {
    /// On a free port, which is its issuer's too.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::at(Millis(wire("keys.json")["started_at_ms"].as_i64().unwrap()));
        Self::start_in(folder, clock, fixed_keys(), change).await
    }

    /// On a data folder that may have been used before.
    pub async fn start_in(
        folder: tempfile::TempDir,
        clock: Arc<ManualClock>,
        keys: KeyOverrides,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = Config::development(folder.path().to_owned()).bound_to(listener.local_addr().unwrap());
        change(&mut config);
        let app = App::open(config, Arc::<ManualClock>::clone(&clock), keys).await.unwrap();
        let server = Server::start(app, listener).await.unwrap();
        Self { server, clock, folder }
    }

    pub fn app(&self) -> &App {
        self.server.app()
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// `GET path` without headers.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"").await
    }

    /// Any request on a connection of its own.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        write_request(&mut stream, (method, path), headers, body).await;
        read_answer(&mut BufReader::new(stream)).await
    }

    /// Stops it and gives its folder back.
    pub async fn stop(self) -> (tempfile::TempDir, Arc<ManualClock>) {
        self.server.stop().await;
        (self.folder, self.clock)
    }
}

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a header.
    pub fn header_all(&self, name: &str) -> Vec<&str> {
        let name = name.to_lowercase();
        let found = self.headers.iter().filter(|(key, _)| *key == name);
        found.map(|(_, value)| value.as_str()).collect()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Writes a request with `Host`, `Content-Length` and `Connection: close`, unless the headers say otherwise.
pub async fn write_request(stream: &mut TcpStream, (method, path): (&str, &str), headers: &[(&str, &str)], body: &[u8]) {
    let mut head = format!("{method} {path} HTTP/1.1\r\n");
    let given = |name: &str| headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
    if !given("host") {
        write!(head, "Host: {}\r\n", stream.peer_addr().unwrap()).unwrap();
    }
    if !given("connection") {
        head.push_str("Connection: close\r\n");
    }
    if !given("content-length") && !given("transfer-encoding") && (!body.is_empty() || method != "GET") {
        write!(head, "Content-Length: {}\r\n", body.len()).unwrap();
    }
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // The server may answer, and close, before it has read all of a body it refuses.
    let _ = stream.write_all(body).await;
}

/// Reads status line and headers; the body's bytes come next on the stream.
pub async fn read_head(stream: &mut BufReader<TcpStream>) -> Answer {
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    let status = line
        .split(' ')
        .nth(1)
        .unwrap_or_else(|| panic!("no status line: {line:?}"))
        .parse()
        .unwrap();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
            None => break,
        }
    }
    Answer {
        status,
        headers,
        body: Vec::new(),
    }
}

/// Reads a whole answer: by `Content-Length`, by chunks, or to the end.
pub async fn read_answer(stream: &mut BufReader<TcpStream>) -> Answer {
    let mut answer = read_head(stream).await;
    if let Some(length) = answer.header("content-length").map(|text| text.parse::<usize>().unwrap()) {
        answer.body = vec![0; length];
        stream.read_exact(&mut answer.body).await.unwrap();
    } else if answer.header("transfer-encoding") == Some("chunked") {
        while let Some(chunk) = read_chunk(stream).await {
            answer.body.extend(chunk);
        }
    } else if !matches!(answer.status, 101 | 204 | 304) {
        stream.read_to_end(&mut answer.body).await.unwrap();
    }
    answer
}

/// The next chunk of a chunked body; `None` at its end.
pub async fn read_chunk(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut size = String::new();
    stream.read_line(&mut size).await.unwrap();
    let size = usize::from_str_radix(size.trim_end(), 16).ok()?;
    let mut chunk = vec![0; size + 2];
    stream.read_exact(&mut chunk).await.ok()?;
    chunk.truncate(size);
    (size > 0).then_some(chunk)
}
