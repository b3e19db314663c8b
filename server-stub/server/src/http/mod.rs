//! The routes of all areas, and what holds for each of them.

pub mod authorization;
mod duplicates;
pub mod error;
pub mod json;
pub mod oauth;
pub mod parameters;
pub mod phone;
pub mod qr;
pub mod request_id;

use crate::app::App;
use crate::pages;
use axum::Router;

/// Every route of the server.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(oauth::routes(&app))
        .merge(phone::routes(&app))
        .merge(qr::routes())
        .merge(pages::routes())
        .with_state(app)
}
