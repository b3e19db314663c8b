//! The page a phone gives a login back to: finishes it by its script, or tells a browser that did not start it where to go.

use super::{Locale, assets, locale, rendered, text::Text};
use askama::Template;

/// What the page shows and hands to its script.
#[derive(Clone, Copy, Debug)]
pub struct ReturnPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Origin of the issuer, as it stands in the proof of `complete`.
    pub issuer_origin: &'a str,
    /// The login's session, in the browser that started it; `None` in every other.
    pub session: Option<&'a str>,
}

/// Renders `/oauth/qr/{id}/return`. In both forms its script removes the fragment from the address.
#[must_use]
pub fn return_page(page: &ReturnPage<'_>) -> String {
    rendered(&ReturnTemplate {
        locale: page.locale,
        text: locale::text(page.locale),
        issuer_origin: page.issuer_origin,
        session: page.session,
    })
}

#[derive(Template)]
#[template(path = "return.html")]
struct ReturnTemplate<'a> {
    locale: Locale,
    text: &'static Text,
    issuer_origin: &'a str,
    session: Option<&'a str>,
}
