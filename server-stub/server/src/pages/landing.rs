//! Pages that stand on their own: `/qr`, reached when a code is opened as a link, and `/session/new` without a request to log in to.

use super::{Locale, assets, locale, rendered, text::Text};
use askama::Template;

/// Renders `/qr`, for a phone without the app. The page's script removes the fragment from the address.
#[must_use]
pub fn qr_landing(locale: Locale) -> String {
    rendered(&QrTemplate {
        locale,
        text: locale::text(locale),
    })
}

/// Renders `/session/new` for somebody who came without an application's request: a login begins at the application.
#[must_use]
pub fn session_new_without_request(locale: Locale) -> String {
    rendered(&SessionNewTemplate {
        locale,
        text: locale::text(locale),
    })
}

#[derive(Template)]
#[template(path = "qr.html")]
struct QrTemplate {
    locale: Locale,
    text: &'static Text,
}

#[derive(Template)]
#[template(path = "session_new.html")]
struct SessionNewTemplate {
    locale: Locale,
    text: &'static Text,
}

impl QrTemplate {
    fn other_language(&self) -> String {
        format!("/qr?ui_locales={}", locale::other(self.locale).as_str())
    }
}

impl SessionNewTemplate {
    fn other_language(&self) -> String {
        format!("/session/new?ui_locales={}", locale::other(self.locale).as_str())
    }
}
