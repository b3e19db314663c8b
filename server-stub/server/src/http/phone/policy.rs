//! Whether an account and its device may log in to an application: asked at scan and again at the decision, approval or denial.

use super::auth::KeyBound;
use super::refusal::Refusal;
use super::session;
use crate::App;
use logi_domain::client::Client;
use logi_domain::key::KeyLevel;
use logi_domain::qr::QrSession;

/// Judges account, application and device, in this order.
///
/// # Errors
/// `403 anonymous_not_allowed` and `403 device_key_refused`.
pub fn check(caller: &KeyBound, client: &Client, scopes: &[String], minimum: KeyLevel) -> Result<(), Refusal> {
    if !caller.account.is_active() {
        return Err(Refusal::DeviceKeyRefused("This account may not log in."));
    }
    if caller.account.anonymous && !client.accepts_anonymous(scopes) {
        return Err(Refusal::AnonymousNotAllowed);
    }
    if caller.keys.level < minimum {
        return Err(Refusal::DeviceKeyRefused("This server needs a hardware key."));
    }
    Ok(())
}

/// Judges them at a decision, by the application as it is then.
///
/// # Errors
/// As [`check`].
pub async fn check_decision(app: &App, caller: &KeyBound, session: &QrSession) -> Result<(), Refusal> {
    let client = app.store().client(&session.request.client_id).await?;
    let client = client.ok_or(session::NO_SUCH_LOGIN)?;
    check(caller, &client, &session.request.scopes, app.config().minimum_key_level)
}
