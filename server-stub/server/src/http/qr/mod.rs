//! The browser's API under `/oauth/qr` and `/cable`.
//!
//! | module | rule it holds |
//! |---|---|
//! | [`csrf`] | a POST counts only if this site's own page sent it |
//! | [`cookies`] | which browser this is, and which sessions it started |
//! | `start`, `extend`, `here`, `cancel` | what the page may do |
//! | [`status`], `events`, `cable` | where a session stands, asked or told |
//! | `return_page` | where the phone gives a login back to the browser of its own device |
//! | `complete` | an approved session becomes a code, in the browser that started it |

mod browser_key;
mod cable;
mod cancel;
mod complete;
pub mod cookies;
pub mod csrf;
mod events;
mod extend;
mod grant;
mod here;
mod return_page;
mod session;
mod start;
pub mod status;

use crate::app::App;
use crate::http::error::OauthError;
use axum::Router;
use axum::routing::{get, post};
use http::StatusCode;
use utoipa::OpenApi;

/// This area in the reference.
#[derive(OpenApi)]
#[openapi(paths(
    start::start,
    extend::extend,
    here::here,
    cancel::cancel,
    status::status,
    events::events,
    return_page::return_page,
    complete::complete,
    cable::cable
))]
pub(crate) struct Description;

/// The routes pages call.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/oauth/qr/start", post(start::start))
        .route("/oauth/qr/{id}/extend", post(extend::extend))
        .route("/oauth/qr/{id}/here", post(here::here))
        .route("/oauth/qr/{id}/cancel", post(cancel::cancel))
        .route("/oauth/qr/{id}/status", get(status::status))
        .route("/oauth/qr/{id}/events", get(events::events).head(not_for_head))
        .route("/oauth/qr/{id}/return", get(return_page::return_page))
        .route("/oauth/qr/{id}/complete", get(complete::complete).head(not_for_head))
        .route("/cable", get(cable::cable))
}

/// What has an effect, or never ends, answers `GET` only.
async fn not_for_head() -> OauthError {
    OauthError::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "use GET")
}
