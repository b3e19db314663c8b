//! Cross-site request forgery: a POST counts only if this site's own page sent it.
//!
//! The page holds in `<meta name="csrf-token">` an HMAC over its random cookie `logi_page` and sends it as `X-CSRF-Token`; and the
//! browser itself says where the call comes from: `Sec-Fetch-Site: same-origin` or, where that is absent, `Origin` = issuer.

use super::cookies;
use crate::app::App;
use crate::http::error::OauthError;
use crate::keys::Purpose;
use crate::random;
use axum::extract::FromRequestParts;
use data_encoding::BASE64URL_NOPAD;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use subtle::ConstantTimeEq;

const TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a page is given so that its calls count.
#[derive(Debug)]
pub struct Issued {
    /// For `<meta name="csrf-token">`.
    pub token: String,
    /// The page cookie, made or prolonged.
    pub set_cookie: Option<HeaderValue>,
}

/// Gives a page its token; a browser keeps its page cookie as long as it comes back within a day.
#[must_use]
pub fn issue(app: &App, headers: &HeaderMap) -> Issued {
    let page = match cookies::page(app, headers).filter(|page| is_page_cookie(page)) {
        Some(page) => page.to_owned(),
        None => BASE64URL_NOPAD.encode(&random::bytes::<32>()),
    };
    Issued {
        token: BASE64URL_NOPAD.encode(&token_of(app, &page)),
        set_cookie: cookies::set(app, cookies::PAGE, &page),
    }
}

/// Checks that the call comes from a page of this site.
///
/// # Errors
/// `403 invalid_csrf_token`, whatever is amiss.
pub fn check(app: &App, headers: &HeaderMap) -> Result<(), OauthError> {
    if is_same_origin(app, headers) && has_token(app, headers) {
        return Ok(());
    }
    Err(OauthError::new(
        StatusCode::FORBIDDEN,
        "invalid_csrf_token",
        "the call must come from the login page of this server; reload the page",
    ))
}

/// A call that a page of this site sent; extract it before the body is read.
#[derive(Clone, Copy, Debug)]
pub struct FromPage;

impl FromRequestParts<App> for FromPage {
    type Rejection = OauthError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, OauthError> {
        check(app, &parts.headers).map(|()| Self)
    }
}

fn is_same_origin(app: &App, headers: &HeaderMap) -> bool {
    match headers.get(SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        None => is_own_origin(app, headers),
    }
}

/// Whether `Origin` is there and is the issuer.
pub(super) fn is_own_origin(app: &App, headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin == app.issuer())
}

fn has_token(app: &App, headers: &HeaderMap) -> bool {
    let page = cookies::page(app, headers).filter(|page| is_page_cookie(page));
    let sent = headers.get(TOKEN).and_then(|token| BASE64URL_NOPAD.decode(token.as_bytes()).ok());
    match (page, sent) {
        (Some(page), Some(sent)) => token_of(app, page).ct_eq(sent.as_slice()).into(),
        _ => false,
    }
}

fn token_of(app: &App, page: &str) -> [u8; 32] {
    app.keys().mac(Purpose::Csrf, &[b"logi-csrf-v1\0", page.as_bytes()])
}

/// The form in which this server makes page cookies.
fn is_page_cookie(page: &str) -> bool {
    BASE64URL_NOPAD.decode(page.as_bytes()).is_ok_and(|bytes| bytes.len() == 32)
}
