//! Which sessions a browser may see: those its cookies list and its nonce started. Anything else does not exist for it.

use super::cookies::{self, Browser};
use crate::app::App;
use crate::context::ClientAddress;
use crate::http::error::OauthError;
use crate::limits::Limit;
use axum::extract::{FromRequestParts, Path};
use http::HeaderMap;
use http::request::Parts;
use logi_domain::id::SessionId;
use logi_domain::qr::QrSession;
use logi_store::StoreError;

/// The id of a session in the path, as sent.
pub(super) type SessionPath = Path<String>;

/// The id, where it is one that this browser's cookies list.
pub(super) fn listed(browser: &Browser, id: &str) -> Option<SessionId> {
    SessionId::parse(id).ok().filter(|id| browser.lists(*id))
}

/// The listed session; `None` where it is unknown or was started under another nonce.
///
/// # Errors
/// [`StoreError`]
pub(super) async fn started(app: &App, browser: &Browser, id: SessionId) -> Result<Option<QrSession>, StoreError> {
    let session = app.store().session(id).await?;
    Ok(session.filter(|session| browser.has_nonce(&session.browser.nonce_hash)))
}

/// The session of this id, for a navigation; `None` where this browser did not start it.
///
/// # Errors
/// [`StoreError`]
pub(super) async fn of_navigation(app: &App, headers: &HeaderMap, id: &str) -> Result<Option<QrSession>, StoreError> {
    let browser = Browser::read(app, headers);
    match browser.as_ref().and_then(|browser| Some((browser, listed(browser, id)?))) {
        Some((browser, id)) => started(app, browser, id).await,
        None => Ok(None),
    }
}

/// The session of this id, for calls that answer JSON.
///
/// # Errors
/// `404 not_found`; `503 temporarily_unavailable`.
pub(super) async fn of_browser(app: &App, headers: &HeaderMap, id: &str) -> Result<QrSession, OauthError> {
    let browser = Browser::read(app, headers).ok_or_else(OauthError::not_found)?;
    let id = listed(&browser, id).ok_or_else(OauthError::not_found)?;
    started(app, &browser, id).await?.ok_or_else(OauthError::not_found)
}

/// The session as it stands now, after a change that may have been another's.
///
/// # Errors
/// `404 not_found` where the row was removed in the meantime; `503 temporarily_unavailable`.
pub(super) async fn again(app: &App, id: SessionId) -> Result<QrSession, OauthError> {
    app.store().session(id).await?.ok_or_else(OauthError::not_found)
}

/// A read of a session's status that was counted: at this address for this page, and at this address in all.
#[derive(Clone, Copy, Debug)]
pub struct CountedRead;

impl FromRequestParts<App> for CountedRead {
    type Rejection = OauthError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, OauthError> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        let page = cookies::page(app, &parts.headers).unwrap_or_default();
        app.check_limit(Limit::Status { address, page })?;
        Ok(Self)
    }
}
