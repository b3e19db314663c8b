//! The browser's cookies.
//!
//! | cookie | holds |
//! |---|---|
//! | `logi_page` | random; the CSRF token is an HMAC over it, limits count by it |
//! | `qr_browser_nonce` | random, one per browser and kept across starts; rows hold its SHA-256 |
//! | `qr_session_uuid` | the newest 8 sessions of this browser, signed together with the nonce they were started under |
//!
//! `HttpOnly`, `SameSite=Lax`, `Path=/`, no `Domain`, 24 h; on https `Secure` and with the `__Host-` prefix, so that no sibling host can
//! plant one; on http loopback neither.

use crate::app::App;
use crate::keys::Purpose;
use crate::random;
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, HeaderValue, header};
use logi_domain::id::{SecretHash, SessionId};
use logi_domain::qr::ROW_SECONDS;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The page cookie's name on http loopback.
pub(super) const PAGE: &str = "logi_page";
const NONCE: &str = "qr_browser_nonce";
const SESSIONS: &str = "qr_session_uuid";

/// How many sessions a browser's list holds.
const MOST_SESSIONS: usize = 8;
const MAC_BYTES: usize = 32;

/// What a browser's two login cookies say, after their form and signature were checked.
#[derive(Clone)]
pub struct Browser {
    nonce: String,
    sessions: Vec<SessionId>,
}

impl Browser {
    /// Reads both cookies; `None` where one is missing, repeated or was changed.
    #[must_use]
    pub fn read(app: &App, headers: &HeaderMap) -> Option<Self> {
        let nonce = value(app, headers, NONCE).filter(|nonce| is_nonce(nonce))?;
        let sessions = opened(app, nonce, value(app, headers, SESSIONS)?)?;
        Some(Self {
            nonce: nonce.to_owned(),
            sessions,
        })
    }

    /// Reads what is there and begins anew where it is not.
    #[must_use]
    pub fn read_or_new(app: &App, headers: &HeaderMap) -> Self {
        if let Some(browser) = Self::read(app, headers) {
            return browser;
        }
        let kept = value(app, headers, NONCE).filter(|nonce| is_nonce(nonce));
        Self {
            nonce: kept.map_or_else(|| BASE64URL_NOPAD.encode(&random::bytes::<32>()), ToOwned::to_owned),
            sessions: Vec::new(),
        }
    }

    /// Whether this browser started the session.
    #[must_use]
    pub fn lists(&self, session: SessionId) -> bool {
        self.sessions.contains(&session)
    }

    /// SHA-256 of the nonce, as rows hold it.
    #[must_use]
    pub fn nonce_hash(&self) -> SecretHash {
        SecretHash::of(&self.nonce)
    }

    /// Whether a row was started under this browser's nonce, in constant time.
    #[must_use]
    pub fn has_nonce(&self, stored: &SecretHash) -> bool {
        self.nonce_hash().0.ct_eq(&stored.0).into()
    }

    /// Lists one more session; the oldest falls out.
    pub fn add(&mut self, session: SessionId) {
        self.sessions.insert(0, session);
        self.sessions.truncate(MOST_SESSIONS);
    }

    /// Both cookies, prolonged.
    pub fn set_cookies(&self, app: &App) -> impl Iterator<Item = HeaderValue> {
        let sessions = sealed(app, &self.nonce, &self.sessions);
        [set(app, NONCE, &self.nonce), set(app, SESSIONS, &sessions)].into_iter().flatten()
    }
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser").field("sessions", &self.sessions).finish_non_exhaustive()
    }
}

/// The page cookie's value as sent; empty ones count as absent.
pub(super) fn page<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    value(app, headers, PAGE)
}

/// A `Set-Cookie` with the attributes every cookie of this server has. The value is base64url, so it always fits a header.
pub(super) fn set(app: &App, name: &str, value: &str) -> Option<HeaderValue> {
    let secure = if app.config().is_https() { "; Secure" } else { "" };
    let name = full_name(app, name);
    let cookie = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={ROW_SECONDS}{secure}");
    HeaderValue::try_from(cookie).ok()
}

/// `[session…] ‖ HMAC` in base64url.
fn sealed(app: &App, nonce: &str, sessions: &[SessionId]) -> String {
    let mut bytes: Vec<u8> = sessions.iter().flat_map(|session| session.bytes()).collect();
    let mac = list_mac(app, nonce, &bytes);
    bytes.extend(mac);
    BASE64URL_NOPAD.encode(&bytes)
}

fn opened(app: &App, nonce: &str, text: &str) -> Option<Vec<SessionId>> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (list, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC_BYTES)?)?;
    if !bool::from(list_mac(app, nonce, list).ct_eq(mac)) {
        return None;
    }
    let (sessions, rest) = list.as_chunks::<16>();
    let is_list = rest.is_empty() && sessions.len() <= MOST_SESSIONS;
    is_list.then(|| sessions.iter().map(|bytes| SessionId::new(Uuid::from_bytes(*bytes))).collect())
}

fn list_mac(app: &App, nonce: &str, list: &[u8]) -> [u8; MAC_BYTES] {
    app.keys().mac(Purpose::Cookie, &[b"logi-sessions-v1\0", nonce.as_bytes(), list])
}

/// The form in which this server makes nonces; its fixed length keeps it apart from the list in the signed input.
fn is_nonce(nonce: &str) -> bool {
    BASE64URL_NOPAD.decode(nonce.as_bytes()).is_ok_and(|bytes| bytes.len() == 32)
}

fn full_name(app: &App, name: &str) -> String {
    if app.config().is_https() {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// The value of a cookie; `None` also where two cookies of this name say different things (RFC 6265 §4.1.2: servers should not rely on
/// which of them comes first).
fn value<'a>(app: &App, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let name = full_name(app, name);
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut found = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(key, value)| (key == name && !value.is_empty()).then_some(value));
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}
