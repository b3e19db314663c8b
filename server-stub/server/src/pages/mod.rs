//! The pages a person sees: the login panel, what a code's link shows on a phone without the app, and every refusal that a page delivers.
//!
//! Rules that live here: a page is rendered whole on the server in one of two languages, loads nothing but this server's own script and
//! style, holds no inline code, can be framed by nobody and is kept by no cache. The HTTP routes belong to others; they call the
//! rendering functions and answer with [`page`].

pub mod assets;
mod error;
mod headers;
mod landing;
mod locale;
mod login;
mod return_page;
mod text;

pub use error::{ErrorKind, ErrorPage, error_page};
pub use headers::{CONTENT_SECURITY_POLICY, page};
pub use landing::{here_landing, qr_landing, session_new_without_request};
pub use locale::negotiate;
pub use logi_domain::qr::Locale;
pub use login::{LoginPanel, login_panel};
pub use return_page::{ReturnPage, return_page};

use crate::http::parameters::{Parameters, Query};
use askama::Template;
use axum::{Router, response::Response, routing::get};
use http::{HeaderMap, StatusCode, header};
use utoipa::OpenApi;

/// This area in the reference.
#[derive(OpenApi)]
#[openapi(paths(show_qr_landing, show_here_landing, assets::serve))]
pub(crate) struct Description;

/// The routes that need nothing but the request: the bundled files, `/qr` and `/here`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    assets::router()
        .route("/qr", get(show_qr_landing))
        .route("/here", get(show_here_landing))
}

#[utoipa::path(
    get, path = "/qr", tag = "pages", operation_id = "qr_landing",
    summary = "What a code opened as a link shows",
    params(("ui_locales" = Option<String>, Query, description = "`en` or `ko`")),
    responses((status = 200, description = "A page", body = String, content_type = "text/html")),
)]
async fn show_qr_landing(Query(query): Query, headers: HeaderMap) -> Response {
    page(StatusCode::OK, qr_landing(wanted(&query, &headers)))
}

#[utoipa::path(
    get, path = "/here", tag = "pages", operation_id = "here_landing",
    summary = "What a same-device link shows where no app opens it",
    params(("ui_locales" = Option<String>, Query, description = "`en` or `ko`")),
    responses((status = 200, description = "A page", body = String, content_type = "text/html")),
)]
async fn show_here_landing(Query(query): Query, headers: HeaderMap) -> Response {
    page(StatusCode::OK, here_landing(wanted(&query, &headers)))
}

fn wanted(query: &Parameters, headers: &HeaderMap) -> Locale {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    negotiate(query.first("ui_locales"), accepted)
}

/// Renders a template. Writing into a `String` fails only if a value's own `Display` does; such a page says so in one plain sentence.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be rendered");
        "<!doctype html><title>logi</title><p>logi could not write this page. Please try again.</p>".to_owned()
    })
}

/// The first letter or figure of an application's name, for the square that stands where a logo will.
fn initial(name: &str) -> String {
    name.chars()
        .find(|c| c.is_alphanumeric())
        .map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
}

#[cfg(test)]
mod tests;
