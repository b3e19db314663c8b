//! What a login asks, as a person at a terminal reads and answers it. Facts first; approving is never the default.

use std::io;

use logi_core::{Before, Field, Presentation, Relation};
use serde_json::{Value, json};

use crate::terminal::ask_yes_or_no;

/// What a person decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// To log in, granting these fields.
    Approve(Vec<String>),
    /// Not to.
    Deny,
    /// Nothing: the input ended.
    None,
}

/// The request as lines of text.
pub(crate) fn lines_of(presentation: &Presentation) -> String {
    let Presentation {
        application,
        browser,
        words,
        ..
    } = presentation;
    let mut lines = vec![
        format!("\nLog in to {}?", application.name),
        format!("  {}", application.domain),
        format!("  {}, {}, {}", browser.label, place(&browser.country), relation(browser.relation)),
    ];
    if !words.is_empty() {
        lines.push(format!("  The page shows the words: {}", words.join(" ")));
    }
    if presentation.second_scan {
        lines.push("  Another phone tried to read the same code.".into());
    }
    if browser.relation == Relation::DifferentCountry {
        lines.push("  The page is open in another country than this phone. Decline unless that is you.".into());
    }
    if presentation.fields.is_empty() {
        lines.push("  It asks for nothing but an id that no other application sees.".into());
    } else {
        lines.push("  It asks for:".into());
        lines.extend(presentation.fields.iter().map(line_of));
    }
    lines.join("\n")
}

fn line_of(field: &Field) -> String {
    let mut notes = Vec::new();
    if field.required {
        notes.push("needed".to_owned());
    }
    match field.before {
        Some(Before::Granted) => notes.push("shared before".into()),
        Some(Before::Refused) => notes.push("not shared before".into()),
        None => {}
    }
    if !field.value_present {
        notes.push("you have not set it".into());
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        format!(" ({})", notes.join(", "))
    };
    let purpose = field.purpose.as_deref().map(|purpose| format!(": {purpose}")).unwrap_or_default();
    format!("    - {}{purpose}{notes}", label(&field.name))
}

/// The same for a program.
pub(crate) fn json_of(presentation: &Presentation) -> Value {
    let fields: Vec<Value> = presentation
        .fields
        .iter()
        .map(|field| {
            json!({
                "name": field.name,
                "purpose": field.purpose,
                "required": field.required,
                "before": field.before.map(|before| match before {
                    Before::Granted => "granted",
                    Before::Refused => "refused",
                }),
                "value_present": field.value_present,
            })
        })
        .collect();
    json!({
        "state": "presented",
        "session": presentation.session.to_string(),
        "application": {
            "client_id": presentation.application.client_id,
            "name": presentation.application.name,
            "domain": presentation.application.domain,
        },
        "scopes": presentation.scopes,
        "fields": fields,
        "browser": {
            "label": presentation.browser.label,
            "country": presentation.browser.country,
            "relation": relation_name(presentation.browser.relation),
        },
        "words": presentation.words,
        "locale": presentation.locale,
        "expires_at": presentation.expires_at,
        "second_scan": presentation.second_scan,
    })
}

/// The fields that are granted without being asked about: what the application needs, and what was granted before.
pub(crate) fn settled(presentation: &Presentation) -> Vec<String> {
    let preset = presentation.preset();
    let is_settled = |field: &&Field| field.value_present && (field.required || preset.contains(&field.name.as_str()));
    presentation
        .fields
        .iter()
        .filter(is_settled)
        .map(|field| field.name.clone())
        .collect()
}

/// Asks about each optional field that is new, then about the login.
pub(crate) async fn ask(presentation: &Presentation) -> io::Result<Answer> {
    let missing = presentation.fields.iter().find(|field| field.required && !field.value_present);
    if let Some(field) = missing {
        eprintln!(
            "  {} is needed and you have not set it. Decline, set it with `logi-phone profile set {}=…`, and log in again.",
            label(&field.name),
            field.name
        );
        return match ask_yes_or_no("Decline now?", None).await? {
            Some(true) => Ok(Answer::Deny),
            Some(false) | None => Ok(Answer::None),
        };
    }
    let mut granted = settled(presentation);
    for field in presentation.asked().into_iter().filter(|field| !field.required) {
        match ask_yes_or_no(&format!("Share {}?", label(&field.name)), Some(false)).await? {
            Some(true) => granted.push(field.name.clone()),
            Some(false) => {}
            None => return Ok(Answer::None),
        }
    }
    match ask_yes_or_no("Log in?", None).await? {
        Some(true) => Ok(Answer::Approve(granted)),
        Some(false) => Ok(Answer::Deny),
        None => Ok(Answer::None),
    }
}

fn label(name: &str) -> &str {
    match name {
        "preferred_name" => "your name",
        "full_name" => "your full name",
        "email" => "your e-mail address",
        "phone_number" => "your phone number",
        other => other,
    }
}

fn place(country: &str) -> String {
    if country == "unknown" {
        "country unknown".into()
    } else {
        format!("in {country}")
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::SameNetwork => "same internet connection as this phone",
        Relation::SameCountry => "same country as this phone",
        Relation::DifferentCountry => "another country than this phone",
        Relation::Unknown => "it is not known how far from this phone",
    }
}

fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::SameNetwork => "same_network",
        Relation::SameCountry => "same_country",
        Relation::DifferentCountry => "different_country",
        Relation::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests;
