//! `GET /oauth/authorize` (RFC 6749 §4.1.1) and `/session/new`: a validated request becomes the login panel; nothing starts by itself.

use crate::app::App;
use crate::http::authorization::{self, Refusal, Validated};
use crate::http::error::OauthError;
use crate::http::qr::csrf;
use crate::http::request_id;
use crate::openapi::shapes::{AuthorizeRequest, OauthErrorBody};
use crate::pages::{self, ErrorKind, ErrorPage, LoginPanel};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode, header};
use logi_domain::authorize::PageError;
use logi_domain::client::RedirectUri;
use logi_domain::qr::Locale;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// The decoded pairs of a query, as they came.
type Pairs = Vec<(String, String)>;

/// `GET /oauth/authorize`.
#[utoipa::path(
    get, path = "/oauth/authorize", tag = "oauth", operation_id = "authorize",
    summary = "Shows the login page for an authorization request",
    description = "",
    params(AuthorizeRequest),
    responses(
        (status = 200, description = "The login page", body = String, content_type = "text/html"),
        (status = 302, description = "To the redirect URI with `error`, `error_description`, `state`, `iss`: `invalid_request`, `unsupported_response_type`, `invalid_scope`, `login_required`, `request_not_supported`, `request_uri_not_supported`", headers(("Location" = String))),
        (status = 400, description = "No redirect: `invalid_client`, `unauthorized_client`, `invalid_request`. A page, or this body for `Accept: application/json`", content((String = "text/html"), (OauthErrorBody = "application/json"))),
        (status = 500, description = "A page: the log names the cause under the request id", body = String, content_type = "text/html"),
        (status = 503, description = "A page: again in a moment", body = String, content_type = "text/html"),
    ),
)]
pub async fn authorize(State(app): State<App>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let pairs: Pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    show(&app, "/oauth/authorize", &pairs, &headers).await
}

/// `GET /session/new`: the same panel for an authorize query; without one it says where a login begins.
#[utoipa::path(
    get, path = "/session/new", tag = "pages", operation_id = "session_new",
    summary = "The same page; without a request it says where a login begins",
    description = "",
    params(AuthorizeRequest),
    responses(
        (status = 200, description = "The login page", body = String, content_type = "text/html"),
        (status = 302, description = "To the redirect URI with `error`, `error_description`, `state`, `iss`: `invalid_request`, `unsupported_response_type`, `invalid_scope`, `login_required`, `request_not_supported`, `request_uri_not_supported`", headers(("Location" = String))),
        (status = 400, description = "No redirect: `invalid_client`, `unauthorized_client`, `invalid_request`. A page, or this body for `Accept: application/json`", content((String = "text/html"), (OauthErrorBody = "application/json"))),
        (status = 500, description = "A page: the log names the cause under the request id", body = String, content_type = "text/html"),
        (status = 503, description = "A page: again in a moment", body = String, content_type = "text/html"),
    ),
)]
pub async fn session_new(State(app): State<App>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let pairs: Pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    if pairs.iter().any(|(name, _)| name == "client_id") {
        return show(&app, "/session/new", &pairs, &headers).await;
    }
    pages::page(StatusCode::OK, pages::session_new_without_request(locale_of(&pairs, &headers)))
}

async fn show(app: &App, path: &str, pairs: &Pairs, headers: &HeaderMap) -> Response {
    let locale = locale_of(pairs, headers);
    let raw = match authorization::collect(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))) {
        Ok(raw) => raw,
        Err(error) => return refused(locale, headers, error),
    };
    match authorization::validate(app, &raw).await {
        Ok(validated) => panel(app, &Shown { path, pairs, locale }, &validated, headers),
        Err(Refusal::Page(error)) => refused(locale, headers, error),
        Err(Refusal::Redirect { location, .. }) => authorization::found(&location),
        Err(Refusal::Store(error)) => {
            let status = OauthError::from(error).status();
            let kind = if status == StatusCode::SERVICE_UNAVAILABLE {
                ErrorKind::Unavailable
            } else {
                ErrorKind::Internal
            };
            error_page(locale, kind)
        }
    }
}

/// Where and how a panel is shown.
struct Shown<'a> {
    path: &'a str,
    pairs: &'a Pairs,
    locale: Locale,
}

fn panel(app: &App, shown: &Shown<'_>, validated: &Validated, headers: &HeaderMap) -> Response {
    let csrf = csrf::issue(app, headers);
    let domain = RedirectUri::parse(&validated.request.redirect_uri)
        .map(|uri| uri.shown_domain().to_owned())
        .unwrap_or_default();
    let html = pages::login_panel(&LoginPanel {
        locale: shown.locale,
        client_name: &validated.client.name,
        client_domain: &domain,
        issuer_origin: app.issuer(),
        csrf_token: &csrf.token,
        authorize: &start_body(shown).to_string(),
        cancel_url: &authorization::denied_location(app, &validated.request),
        switch_language_url: &switch_language(shown),
        same_device: app.config().link_origin.is_some(),
        dev: app.config().development,
        frame_grace_seconds: u64::from(app.config().qr.frame_grace),
    });
    let mut response = pages::page(StatusCode::OK, html);
    if let Some(cookie) = csrf.set_cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// What the page sends to `POST /oauth/qr/start`: the parameters again, and the page's language.
fn start_body(shown: &Shown<'_>) -> Value {
    let sent = |name: &&str| {
        shown
            .pairs
            .iter()
            .find(|(n, v)| n == name && !v.is_empty())
            .map(|(_, value)| Value::from(value.as_str()))
    };
    let mut body: Map<String, Value> = authorization::PARAMETERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), sent(name)?)))
        .collect();
    body.insert("locale".to_owned(), shown.locale.as_str().into());
    Value::Object(body)
}

/// The same request in the other language.
fn switch_language(shown: &Shown<'_>) -> String {
    let other = match shown.locale {
        Locale::En => Locale::Ko,
        Locale::Ko => Locale::En,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(shown.pairs.iter().filter(|(name, _)| name != "ui_locales"));
    query.append_pair("ui_locales", other.as_str());
    format!("{}?{}", shown.path, query.finish())
}

fn locale_of(pairs: &Pairs, headers: &HeaderMap) -> Locale {
    let asked = pairs.iter().find(|(name, _)| name == "ui_locales").map(|(_, value)| value.as_str());
    pages::negotiate(asked, headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

/// A refusal that no redirect may carry: a page, or the error's JSON for a caller that asks for it.
fn refused(locale: Locale, headers: &HeaderMap, error: PageError) -> Response {
    let (kind, code) = match error {
        PageError::UnknownClient => (ErrorKind::UnknownClient, "invalid_client"),
        PageError::ClientNotApproved => (ErrorKind::SuspendedApplication, "unauthorized_client"),
        PageError::RedirectUri => (ErrorKind::BadRedirect, "invalid_request"),
        PageError::Malformed => (ErrorKind::InvalidRequest, "invalid_request"),
    };
    let accepts = |media: &str| {
        headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accept| accept.contains(media))
    };
    if accepts("application/json") && !accepts("text/html") {
        return OauthError::new(StatusCode::BAD_REQUEST, code, error.to_string()).into_response();
    }
    error_page(locale, kind)
}

fn error_page(locale: Locale, kind: ErrorKind) -> Response {
    let request_id = request_id::current().to_string();
    let html = pages::error_page(
        locale,
        &ErrorPage {
            kind,
            request_id: &request_id,
            retry_after_seconds: None,
        },
    );
    pages::page(kind.status(), html)
}
