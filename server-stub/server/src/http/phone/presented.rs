//! What the phone is shown, fixed as bytes at scan: those bytes are stored, sent, and found again by their hash in the decision.
//! Everything in it comes from the server's own record; nothing a client sends reaches it.

use data_encoding::BASE64URL_NOPAD;
use logi_domain::client::RedirectUri;
use logi_domain::field::{Decision, DeclaredField, Field, offered};
use logi_domain::qr::{PresentedField, QrSession, Relation};
use logi_store::{Holdings, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The presented object; its members are written in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presented {
    /// The session.
    pub session: String,
    /// Who asks.
    pub application: Application,
    /// For what, in the order of the request.
    pub scopes: Vec<String>,
    /// Field by field, in the order of the scopes.
    pub fields: Vec<ShownField>,
    /// From where.
    pub browser: ShownBrowser,
    /// The page's language.
    pub locale: String,
}

/// The application as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// `client_id`
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// The host of the redirect URI.
    pub domain: String,
}

/// A field as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownField {
    /// Which field.
    pub name: Field,
    /// Why the application asks, where it says so.
    pub purpose: Option<String>,
    /// Without it there is no login.
    pub required: bool,
    /// What was decided the last time.
    pub before: Option<Decision>,
    /// Whether the profile holds a value; without one it cannot be granted.
    pub value_present: bool,
}

/// The browser as shown; no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownBrowser {
    /// Family and system.
    pub label: String,
    /// ISO 3166-1 alpha-2 or `unknown`.
    pub country: String,
    /// How its place relates to the phone's.
    pub relation: String,
}

impl Presented {
    /// Gathers what is shown of a session.
    #[must_use]
    pub fn of(session: &QrSession, holdings: &Holdings, relation: Relation) -> Self {
        let client = &holdings.client;
        let redirect_uri = &session.request.redirect_uri;
        let domain = RedirectUri::parse(redirect_uri).map(|uri| uri.shown_domain().to_owned());
        let show = |field: DeclaredField| ShownField::of(field, holdings);
        Self {
            session: session.id.to_string(),
            application: Application {
                client_id: client.id.to_string(),
                name: client.name.clone(),
                domain: domain.unwrap_or_default(),
            },
            scopes: session.request.scopes.clone(),
            fields: offered(&client.fields, &session.request.scopes).into_iter().map(show).collect(),
            browser: ShownBrowser {
                label: session.browser.label.clone(),
                country: session.browser.country.clone(),
                relation: relation.as_str().to_owned(),
            },
            locale: session.locale.as_str().to_owned(),
        }
    }

    /// Reads stored bytes back.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for what this version did not write.
    pub fn parse(stored: &str) -> Result<Self, StoreError> {
        serde_json::from_str(stored).map_err(|error| StoreError::Corrupt(format!("presented bytes: {error}")))
    }

    /// The bytes to be stored.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where they cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|error| StoreError::Corrupt(format!("presented bytes: {error}")))
    }

    /// The fields as the domain judges a grant of them.
    #[must_use]
    pub fn offered(&self) -> Vec<PresentedField> {
        let offer = |field: &ShownField| PresentedField {
            declared: DeclaredField {
                name: field.name,
                required: field.required,
                purpose: field.purpose.clone(),
            },
            before: field.before,
            value_present: field.value_present,
        };
        self.fields.iter().map(offer).collect()
    }
}

impl ShownField {
    fn of(field: DeclaredField, holdings: &Holdings) -> Self {
        let before = holdings.consents.iter().find(|consent| consent.field == field.name);
        Self {
            before: before.map(|consent| consent.decision),
            value_present: holdings.profile.value(field.name).is_some(),
            name: field.name,
            purpose: field.purpose,
            required: field.required,
        }
    }
}

/// How stored bytes are sent.
#[must_use]
pub fn sent(stored: &str) -> String {
    BASE64URL_NOPAD.encode(stored.as_bytes())
}

/// How stored bytes are named in a decision.
#[must_use]
pub fn named(stored: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(stored))
}

#[cfg(test)]
mod tests;
