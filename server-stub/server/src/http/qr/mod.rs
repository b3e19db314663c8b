//! The browser's API under `/oauth/qr` and `/cable`.

use crate::app::App;
use axum::Router;

/// The routes pages call.
pub fn routes() -> Router<App> {
    Router::new()
}
