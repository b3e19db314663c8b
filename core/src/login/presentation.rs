//! What the person sees before deciding.

use crate::api::wire::FieldJson;
use crate::id::SessionId;

/// One login as the person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// The login.
    pub session: SessionId,
    /// Two words that the page shows as well.
    pub words: Vec<String>,
    /// Who asks.
    pub application: Application,
    /// The scopes asked for.
    pub scopes: Vec<String>,
    /// The fields offered, in the order asked for.
    pub fields: Vec<Field>,
    /// Where the page is open, as the server saw it.
    pub browser: Browser,
    /// The page's language: `en` or `ko`.
    pub locale: String,
    /// When the login ends, in Unix seconds of this device's clock, right or wrong.
    pub expires_at: u64,
    /// Whether another phone tried to scan the same code.
    pub second_scan: bool,
}

impl Presentation {
    /// The fields to ask about: all that have a value and were neither granted nor refused before.
    #[must_use]
    pub fn asked(&self) -> Vec<&Field> {
        self.fields
            .iter()
            .filter(|field| field.value_present && field.before.is_none())
            .collect()
    }

    /// The names of the fields granted before, which are granted again unless the person says otherwise.
    #[must_use]
    pub fn preset(&self) -> Vec<&str> {
        let granted = |field: &&Field| field.value_present && field.before == Some(Before::Granted);
        self.fields.iter().filter(granted).map(|field| field.name.as_str()).collect()
    }
}

/// The application that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id at the server.
    pub client_id: String,
    /// Its name, chosen by its developer.
    pub name: String,
    /// The host that the login returns to.
    pub domain: String,
}

/// One field that the application asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The claim's name.
    pub name: String,
    /// What the application wants it for; nothing when it does not say.
    pub purpose: Option<String>,
    /// Whether the application does not go on without it.
    pub required: bool,
    /// What the person decided for this application before.
    pub before: Option<Before>,
    /// Whether the profile has a value to give.
    pub value_present: bool,
}

/// An earlier decision about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It was granted.
    Granted,
    /// It was refused, and stays off.
    Refused,
}

/// The browser that shows the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// Browser and system, as `Chrome on macOS`.
    pub label: String,
    /// ISO 3166-1 alpha-2, or `unknown`.
    pub country: String,
    /// How its place relates to the phone's.
    pub relation: Relation,
}

/// How the browser's place relates to the phone's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same internet connection. That is not the same as safe.
    SameNetwork,
    /// The same country.
    SameCountry,
    /// Different countries.
    DifferentCountry,
    /// Not known.
    Unknown,
}

impl From<&FieldJson> for Field {
    fn from(field: &FieldJson) -> Self {
        let before = match field.before.as_deref() {
            Some("granted") => Some(Before::Granted),
            Some(_) => Some(Before::Refused),
            None => None,
        };
        Self {
            name: field.name.clone(),
            purpose: field.purpose.clone(),
            required: field.required,
            before,
            value_present: field.value_present,
        }
    }
}

impl Relation {
    pub(super) fn parse(text: &str) -> Self {
        match text {
            "same_network" => Self::SameNetwork,
            "same_country" => Self::SameCountry,
            "different_country" => Self::DifferentCountry,
            _ => Self::Unknown,
        }
    }

    /// The word of the protocol.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameNetwork => "same_network",
            Self::SameCountry => "same_country",
            Self::DifferentCountry => "different_country",
            Self::Unknown => "unknown",
        }
    }
}
