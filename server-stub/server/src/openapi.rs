//! The description of every HTTP endpoint (`OpenAPI` 3.1), generated from the handlers and their types: the source of
//! `docs/reference/openapi.json`. What handlers read by hand, as forms and queries, is described in [`shapes`].

pub mod shapes;

use crate::{http, pages};
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

const ABOUT: &str = "The identity provider's HTTP interface: OAuth 2.0 and OpenID Connect for applications, the QR login's browser side \
for its own pages, and the phone API.

Every answer carries `X-Logi-Request-Id`; errors repeat it as `request_id`. What is not declared cacheable is `no-store`. Bodies have at \
most 65536 bytes. A known path under another method answers 405 `invalid_request`, an unknown path 404 `not_found`. Codes of errors: \
docs/reference/errors.md.";

#[derive(OpenApi)]
#[openapi(
    info(title = "logi", description = ABOUT),
    modifiers(&Schemes),
    tags(
        (name = "oauth", description = "For applications: OAuth 2.0 and OpenID Connect."),
        (name = "phone", description = "For phones: `/api/v1`. Bodies refuse unknown and repeated members."),
        (name = "browser", description = "For this server's own login page. Unknown members of bodies are ignored, repeated ones refused."),
        (name = "pages", description = "What a person's browser is shown."),
        (name = "operation", description = "For whoever runs the server."),
    )
)]
struct Whole;

/// The whole description.
#[must_use]
pub fn document() -> Document {
    let mut document = Whole::openapi();
    for area in [
        http::health::Description::openapi(),
        http::links::Description::openapi(),
        http::oauth::Description::openapi(),
        http::phone::Description::openapi(),
        http::qr::Description::openapi(),
        pages::Description::openapi(),
    ] {
        document.merge(area);
    }
    for (path, other, prefix) in SECOND_ADDRESSES {
        if let Some(mut item) = document.paths.paths.get(*path).cloned() {
            for (_, operation) in operations(&mut item) {
                operation.operation_id = operation.operation_id.as_ref().map(|id| format!("{prefix}_{id}"));
            }
            document.paths.paths.insert((*other).to_owned(), item);
        }
    }
    document.paths.paths.values_mut().for_each(tidy);
    document
}

/// Handlers that answer under a second path, and what its operations' names begin with.
const SECOND_ADDRESSES: &[(&str, &str, &str)] = &[
    ("/oauth/userinfo", "/api/v1/oauth/userinfo", "api"),
    (
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "oauth",
    ),
];

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let methods = [("get", &mut item.get), ("post", &mut item.post), ("put", &mut item.put)];
    methods
        .into_iter()
        .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// A name of its own for each method of one handler; no description rather than an empty one.
fn tidy(item: &mut PathItem) {
    let mut taken = Vec::new();
    for (method, operation) in operations(item) {
        if taken.contains(&operation.operation_id) {
            operation.operation_id = operation.operation_id.as_ref().map(|id| format!("{id}_{method}"));
        }
        taken.push(operation.operation_id.clone());
        operation.description = operation.description.take().filter(|text| !text.is_empty());
    }
}

/// As it is committed: indented JSON.
///
/// # Errors
/// None that the description can cause.
pub fn json() -> Result<String, serde_json::Error> {
    document().to_pretty_json()
}

/// How callers show who they are.
struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let schemes = [
            (
                "pak",
                header(
                    "Authorization",
                    "`DPoP <access token>` (RFC 9449 §7.1): the phone's token, bound to its possession key.",
                ),
            ),
            (
                "proof",
                header(
                    "DPoP",
                    "A proof by the possession key (RFC 9449 §4.2), new for each call, with the nonce of the last answer's `DPoP-Nonce`.",
                ),
            ),
            (
                "keyless",
                bearer(
                    "opaque",
                    "The token of a phone that enrolled without keys. It reads its own user record and nothing else.",
                ),
            ),
            ("access_token", bearer("JWT", "An application's access token (`at+jwt`, RS256).")),
            ("client", SecurityScheme::Http(Http::new(HttpAuthScheme::Basic))),
            (
                "page",
                cookie("logi_page", "Set with the login page. On https the name is `__Host-logi_page`."),
            ),
            (
                "csrf",
                header(
                    "X-CSRF-Token",
                    "The page's `<meta name=\"csrf-token\">`; and `Sec-Fetch-Site: same-origin` or, where absent, `Origin` = issuer.",
                ),
            ),
            (
                "browser",
                cookie("qr_browser_nonce", "Which browser this is. On https with the prefix `__Host-`."),
            ),
            (
                "sessions",
                cookie(
                    "qr_session_uuid",
                    "The newest 8 logins this browser started, signed. On https with the prefix `__Host-`.",
                ),
            ),
        ];
        for (name, scheme) in schemes {
            components.add_security_scheme(name, scheme);
        }
    }
}

fn header(name: &str, about: &str) -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, about)))
}

fn cookie(name: &str, about: &str) -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(name, about)))
}

fn bearer(format: &str, about: &str) -> SecurityScheme {
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.bearer_format = Some(format.to_owned());
    scheme.description = Some(about.to_owned());
    SecurityScheme::Http(scheme)
}
