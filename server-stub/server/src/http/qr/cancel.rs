//! `POST /oauth/qr/:id/cancel`: "not my phone". A scanned session is denied; in any other state nothing changes.

use super::csrf::FromPage;
use super::session::{self, SessionPath};
use super::status;
use crate::app::App;
use crate::http::error::OauthError;
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;

/// The handler.
pub(super) async fn cancel(State(app): State<App>, _: FromPage, Path(id): SessionPath, headers: HeaderMap) -> Result<Response, OauthError> {
    let session = session::of_browser(&app, &headers, &id).await?;
    let now = app.now();
    if app.store().cancel(session.id, now).await? {
        app.hub().changed(session.id);
    }
    Ok(status::answer(&session::again(&app, session.id).await?, now))
}
