//! Pages that stand on their own: `/qr` and `/here`, reached when a code or a same-device link opens in a browser, and `/session/new` without a request to log in to.

use super::{
    Locale, assets, locale, rendered,
    text::{LandingText, Text},
};
use askama::Template;

/// Renders `/qr`, for a phone without the app. The page's script removes the fragment from the address.
#[must_use]
pub fn qr_landing(locale: Locale) -> String {
    landing(locale, "/qr", |text| &text.qr)
}

/// Renders `/here` of the link host, for a device without the app. The page's script removes the fragment from the address.
#[must_use]
pub fn here_landing(locale: Locale) -> String {
    landing(locale, "/here", |text| &text.here_landing)
}

fn landing(locale: Locale, path: &'static str, words: fn(&'static Text) -> &'static LandingText) -> String {
    let text = locale::text(locale);
    rendered(&LandingTemplate {
        locale,
        text,
        words: words(text),
        path,
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
#[template(path = "landing.html")]
struct LandingTemplate {
    locale: Locale,
    text: &'static Text,
    words: &'static LandingText,
    path: &'static str,
}

#[derive(Template)]
#[template(path = "session_new.html")]
struct SessionNewTemplate {
    locale: Locale,
    text: &'static Text,
}

impl LandingTemplate {
    fn other_language(&self) -> String {
        format!("{}?ui_locales={}", self.path, locale::other(self.locale).as_str())
    }
}

impl SessionNewTemplate {
    fn other_language(&self) -> String {
        format!("/session/new?ui_locales={}", locale::other(self.locale).as_str())
    }
}
