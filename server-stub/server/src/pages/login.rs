//! The login panel of `/oauth/authorize` and `/session/new`: every state of one QR login as a section of one page, shown by the page's script.

use super::{Locale, assets, initial, locale, rendered, text::Text};
use askama::Template;

/// What the login panel shows and hands to its script. The caller has validated the authorize request; nothing here is checked again.
#[derive(Clone, Copy, Debug)]
pub struct LoginPanel<'a> {
    /// The page's language.
    pub locale: Locale,
    /// The application's registered name.
    pub client_name: &'a str,
    /// Host of the redirect URI.
    pub client_domain: &'a str,
    /// Origin of the issuer, as it stands in codes and in the proof of `complete`.
    pub issuer_origin: &'a str,
    /// Value of `X-CSRF-Token` for this page's cookie.
    pub csrf_token: &'a str,
    /// The validated authorize request as one flat JSON object, sent again by `POST /oauth/qr/start`.
    pub authorize: &'a str,
    /// Where "Cancel and go back" leads: the redirect URI with `error=access_denied`, `state` and `iss`.
    pub cancel_url: &'a str,
    /// This page in the other language.
    pub switch_language_url: &'a str,
    /// Whether this device's own app can be opened: a link host is configured.
    pub same_device: bool,
    /// Development mode: the code's text can be copied, and the page says how long a frame lives.
    pub dev: bool,
    /// `qr.frame_grace` in seconds, named on the page in development mode.
    pub frame_grace_seconds: u64,
}

/// Renders the login panel.
#[must_use]
pub fn login_panel(panel: &LoginPanel<'_>) -> String {
    let text = locale::text(panel.locale);
    rendered(&LoginTemplate {
        locale: panel.locale,
        text,
        initial: initial(panel.client_name),
        frame_life: text.duration(panel.frame_grace_seconds),
        to_log_in: text.code.to_log_in.split_once("{app}").unwrap_or((text.code.to_log_in, "")),
        panel,
    })
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginTemplate<'a> {
    locale: Locale,
    text: &'static Text,
    initial: String,
    frame_life: String,
    /// What stands before and after the application's name.
    to_log_in: (&'static str, &'static str),
    panel: &'a LoginPanel<'a>,
}

impl LoginTemplate<'_> {
    /// `text` with the application's name in place of `{app}`.
    fn named(&self, text: &str) -> String {
        text.replace("{app}", self.panel.client_name)
    }
}
