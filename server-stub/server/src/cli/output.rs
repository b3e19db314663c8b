//! What commands print: lines for people, one JSON value for programs.

use super::CliError;
use logi_domain::client::Client;
use logi_domain::time::Millis;
use serde_json::{Value, json};
use std::io::Write;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Prints one line.
pub(super) fn line(text: &str) -> Result<(), CliError> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

/// RFC 3339 in UTC, whole seconds.
pub(super) fn date(at: Millis) -> String {
    OffsetDateTime::from_unix_timestamp(at.seconds().0)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| at.0.to_string())
}

/// A client as JSON, without its secret.
pub(super) fn client_json(client: &Client) -> Value {
    json!({
        "client_id": client.id,
        "name": client.name,
        "client_type": client.client_type.as_str(),
        "redirect_uris": client.redirect_uris,
        "scopes": client.allowed_scopes,
        "fields": client.fields,
        "allow_anonymous": client.allow_anonymous,
        "sector": client.sector,
        "subject_type": client.subject_type.as_str(),
        "status": client.status.as_str(),
        "created_at": date(client.created_at),
    })
}

/// A client for a person, one setting a line.
pub(super) fn client_text(client: &Client) -> String {
    let fields: Vec<String> = client
        .fields
        .iter()
        .map(|field| {
            let need = if field.required { "required" } else { "optional" };
            format!(
                "{} ({need}: {})",
                field.name.as_str(),
                field.purpose.as_deref().unwrap_or("no purpose given")
            )
        })
        .collect();
    let anonymous = match client.allow_anonymous {
        Some(true) => "allowed",
        Some(false) => "refused",
        None => "allowed where nothing but openid is asked",
    };
    let rows = [
        ("client_id", client.id.to_string()),
        ("name", client.name.clone()),
        ("type", client.client_type.as_str().to_owned()),
        ("redirect URIs", client.redirect_uris.join(" ")),
        ("scopes", client.allowed_scopes.join(" ")),
        ("fields", if fields.is_empty() { "none".to_owned() } else { fields.join(", ") }),
        ("anonymous accounts", anonymous.to_owned()),
        ("subjects", format!("{}, sector {}", client.subject_type.as_str(), client.sector)),
        ("status", client.status.as_str().to_owned()),
        ("created", date(client.created_at)),
    ];
    rows.map(|(name, value)| format!("{name:<20}{value}")).join("\n")
}
