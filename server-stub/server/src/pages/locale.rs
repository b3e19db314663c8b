//! The language of a page: what the application asked for (`ui_locales`, OpenID Connect Core 3.1.2.1), then what the browser prefers
//! (`Accept-Language`, RFC 9110 12.5.4), then English.

use super::text::{self, Text};
use logi_domain::qr::Locale;

/// Picks the language from the authorize request's `ui_locales` and the `Accept-Language` header.
#[must_use]
pub fn negotiate(ui_locales: Option<&str>, accept_language: Option<&str>) -> Locale {
    let asked = ui_locales.and_then(|tags| tags.split_ascii_whitespace().find_map(of_tag));
    asked.or_else(|| accept_language.and_then(preferred)).unwrap_or(Locale::En)
}

/// The language of a BCP 47 tag, by its primary subtag; `None` where the pages are not written in it.
fn of_tag(tag: &str) -> Option<Locale> {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    Locale::parse(&primary.to_ascii_lowercase()).ok()
}

/// The other language, for the switch at the top of a page.
pub(super) const fn other(locale: Locale) -> Locale {
    match locale {
        Locale::En => Locale::Ko,
        Locale::Ko => Locale::En,
    }
}

pub(super) const fn text(locale: Locale) -> &'static Text {
    match locale {
        Locale::En => &text::EN,
        Locale::Ko => &text::KO,
    }
}

/// The language with the highest weight in an `Accept-Language` value; of equal weights the first. A weight of 0 refuses a language.
fn preferred(header: &str) -> Option<Locale> {
    let mut best: Option<(u16, Locale)> = None;
    for item in header.split(',').take(MAX_LANGUAGES) {
        let mut parts = item.split(';');
        let Some(locale) = parts.next().map(str::trim).and_then(of_tag) else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(Some(1000), thousandths);
        let Some(weight) = weight.filter(|weight| *weight > 0) else {
            continue;
        };
        if best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

/// More items than any browser sends.
const MAX_LANGUAGES: usize = 32;

/// A `qvalue` (RFC 9110 12.4.2) in thousandths.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    match (whole, fraction) {
        ("0", fraction) => Some(fraction),
        ("1", 0) => Some(1000),
        _ => None,
    }
}
