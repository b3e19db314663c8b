//! Pages that stand on their own: `/qr`, reached when a code is opened as a link, and `/session/new` without a request to log in to.

use super::{Locale, assets, locale, rendered, text::Text};
use askama::Template;

/// Where the app can be had.
#[derive(Clone, Copy, Debug)]
pub struct StoreLink<'a> {
    /// The store's own name.
    pub name: &'a str,
    /// The app's page there.
    pub url: &'a str,
}

/// What `/qr` shows to a phone without the app. The page's script removes the fragment from the address.
#[derive(Clone, Copy, Debug)]
pub struct QrLanding<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Where to install the app; empty where the operator has named no store.
    pub stores: &'a [StoreLink<'a>],
}

/// Renders `/qr`.
#[must_use]
pub fn qr_landing(landing: &QrLanding<'_>) -> String {
    rendered(&QrTemplate {
        locale: landing.locale,
        text: locale::text(landing.locale),
        stores: landing.stores,
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
struct QrTemplate<'a> {
    locale: Locale,
    text: &'static Text,
    stores: &'a [StoreLink<'a>],
}

#[derive(Template)]
#[template(path = "session_new.html")]
struct SessionNewTemplate {
    locale: Locale,
    text: &'static Text,
}

impl QrTemplate<'_> {
    fn other_language(&self) -> String {
        format!("/qr?ui_locales={}", locale::other(self.locale).as_str())
    }
}

impl SessionNewTemplate {
    fn other_language(&self) -> String {
        format!("/session/new?ui_locales={}", locale::other(self.locale).as_str())
    }
}
