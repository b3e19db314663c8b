//! Whether an account and its device may log in to an application: asked at scan and again at approval.

use super::auth::KeyBound;
use super::refusal::Refusal;
use logi_domain::account::AccountStatus;
use logi_domain::client::Client;
use logi_domain::key::KeyLevel;

/// Judges account, application and device, in this order.
///
/// # Errors
/// `403 anonymous_not_allowed` and `403 device_key_refused`.
pub fn check(caller: &KeyBound, client: &Client, scopes: &[String], minimum: KeyLevel) -> Result<(), Refusal> {
    match caller.account.status {
        AccountStatus::Active => {}
        AccountStatus::Suspended => return Err(Refusal::DeviceKeyRefused("This account may not log in.")),
    }
    if caller.account.anonymous && !client.accepts_anonymous(scopes) {
        return Err(Refusal::AnonymousNotAllowed);
    }
    if caller.keys.level < minimum {
        return Err(Refusal::DeviceKeyRefused("This server needs a hardware key."));
    }
    Ok(())
}
