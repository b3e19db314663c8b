//! The routes of all areas, and what holds for each of them.

mod answer;
pub mod arrival;
pub mod authorization;
mod duplicates;
pub mod error;
pub(crate) mod health;
pub mod json;
pub mod links;
pub mod oauth;
pub mod parameters;
pub mod phone;
pub mod qr;
pub mod request_id;

use crate::app::App;
use crate::pages;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use error::{ApiError, Envelope, Oauth, Phone};
use http::StatusCode;
use pages::{ErrorKind, ErrorPage};
use std::time::Duration;

/// Every route of the server.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .merge(health::routes())
        .merge(links::routes())
        .merge(oauth::routes(&app))
        .merge(phone::routes())
        .merge(qr::routes())
        .merge(pages::routes());
    with_layers(routes, app, answer::LONGEST)
}

fn with_layers(routes: Router<App>, app: App, longest: Duration) -> Router {
    routes
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(refuse_what_is_no_text))
        .layer(middleware::from_fn_with_state(app.clone(), links::guard_link_host))
        .layer(middleware::from_fn_with_state((app.clone(), longest), answer::answer))
        .layer(middleware::from_fn_with_state(app.clone(), phone::proof_memory::release))
        .layer(middleware::from_fn_with_state(app.clone(), phone::nonce::add))
        .layer(middleware::from_fn_with_state(app.clone(), arrival::note))
        .with_state(app)
}

/// An id that is no UTF-8 names nothing; the extractors would say so in words of their own.
async fn refuse_what_is_no_text(path: Result<RawPathParams, RawPathParamsRejection>, request: Request, next: Next) -> Response {
    if matches!(path, Err(RawPathParamsRejection::InvalidUtf8InPathParam(_))) {
        return not_found(request).await;
    }
    next.run(request).await
}

async fn not_found(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        ApiError::<Phone>::not_found().into_response()
    } else if path.starts_with("/oauth/") || path.starts_with("/.well-known/") {
        ApiError::<Oauth>::not_found().into_response()
    } else {
        not_found_page(request.headers())
    }
}

fn not_found_page(headers: &http::HeaderMap) -> Response {
    let language = headers.get(http::header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let error = ErrorPage {
        kind: ErrorKind::NotFound,
        request_id: &request_id::current().to_string(),
        retry_after_seconds: None,
    };
    pages::page(error.kind.status(), pages::error_page(pages::negotiate(None, language), &error))
}

async fn wrong_method(request: Request) -> Response {
    fn refusal<E: Envelope>() -> Response {
        ApiError::<E>::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "invalid_request",
            "this address takes another method",
        )
        .into_response()
    }
    if request.uri().path().starts_with("/api/") {
        refusal::<Phone>()
    } else {
        refusal::<Oauth>()
    }
}

#[cfg(test)]
mod tests;
