//! What is presented, read once from the bytes that the server stored at the scan. The approval signs the hash of
//! those bytes and every value in them, so that what was shown is what was signed.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use super::error::LoginError;
use crate::api::CallError;
use crate::api::wire::{FieldJson, PresentedJson, SessionResponse};
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
    /// When the login ends, in Unix seconds of the server.
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

/// The stored bytes behind a presentation, read and checked.
pub(super) struct PresentedBytes {
    pub(super) json: PresentedJson,
    encoded: String,
    bytes: Vec<u8>,
}

impl PresentedBytes {
    /// Reads `presented` of an answer about `session`.
    pub(super) fn read(session: SessionId, answer: &SessionResponse) -> Result<Self, CallError> {
        let bad_answer = CallError::BadAnswer { status: 200 };
        let bytes = BASE64URL_NOPAD
            .decode(answer.presented.as_bytes())
            .map_err(|_| bad_answer.clone())?;
        let json: PresentedJson = serde_json::from_slice(&bytes).map_err(|_| bad_answer.clone())?;
        if json.session != session || !is_showable(&json) {
            return Err(bad_answer);
        }
        Ok(Self {
            json,
            encoded: answer.presented.clone(),
            bytes,
        })
    }

    /// Whether `answer` is about the same bytes: they never change.
    pub(super) fn are_those_of(&self, answer: &SessionResponse) -> bool {
        self.encoded == answer.presented
    }

    /// base64url of their SHA-256.
    pub(super) fn hash(&self) -> String {
        BASE64URL_NOPAD.encode(&Sha256::digest(&self.bytes))
    }

    pub(super) fn present(&self, answer: &SessionResponse) -> Presentation {
        let json = &self.json;
        Presentation {
            session: json.session,
            words: answer.words.clone(),
            application: Application {
                client_id: json.application.client_id.clone(),
                name: json.application.name.clone(),
                domain: json.application.domain.clone(),
            },
            scopes: json.scopes.clone(),
            fields: json.fields.iter().map(Field::from).collect(),
            browser: Browser {
                label: json.browser.label.clone(),
                country: json.browser.country.clone(),
                relation: Relation::parse(&json.browser.relation),
            },
            locale: json.locale.clone(),
            expires_at: answer.expires_at,
            second_scan: answer.second_scan,
        }
    }

    /// `granted` in the order of the offer, when the person may grant exactly that.
    pub(super) fn consent(&self, granted: &[&str]) -> Result<Vec<&str>, LoginError> {
        let fields = &self.json.fields;
        if let Some(unknown) = granted.iter().find(|name| !fields.iter().any(|field| field.name == **name)) {
            return Err(LoginError::FieldNotOffered {
                field: (*unknown).to_owned(),
            });
        }
        let mut consented = Vec::new();
        for field in fields {
            let is_granted = granted.contains(&field.name.as_str());
            if (is_granted || field.required) && !field.value_present {
                return Err(LoginError::FieldNotSet { field: field.name.clone() });
            }
            if field.required && !is_granted {
                return Err(LoginError::FieldRequired { field: field.name.clone() });
            }
            if is_granted {
                consented.push(field.name.as_str());
            }
        }
        Ok(consented)
    }
}

/// Whether every text can be shown as it is: a control character could make a screen or a terminal show another
/// text than was signed.
fn is_showable(json: &PresentedJson) -> bool {
    let application = [&json.application.client_id, &json.application.name, &json.application.domain];
    let browser = [&json.browser.label, &json.browser.country, &json.browser.relation];
    let fields = json
        .fields
        .iter()
        .flat_map(|field| [Some(&field.name), field.purpose.as_ref()])
        .flatten();
    let mut texts = application.into_iter().chain(browser).chain(&json.scopes).chain(fields);
    texts.all(|text| !text.chars().any(is_deceptive))
}

/// Control characters, and those that turn the direction of the text around them (Unicode UAX #9).
fn is_deceptive(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    fn parse(text: &str) -> Self {
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
