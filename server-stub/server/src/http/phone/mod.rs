//! The phone's API under `/api/v1`.

pub mod proof_memory;

use crate::app::App;
use axum::Router;

/// The routes phones call.
pub fn routes() -> Router<App> {
    Router::new()
}
