//! The bytes that the server stored at the scan, read once. A decision signs their hash and every value in them, so
//! that what was shown is what was signed.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use super::error::LoginError;
use super::presentation::{Application, Browser, Field, Presentation, Relation};
use crate::api::CallError;
use crate::api::wire::{DecisionPayload, PresentedJson, SessionResponse};
use crate::id::{DeviceId, SessionId};
use crate::origin::Origin;

/// What a person decided, and where and when.
pub(super) struct Verdict<'a> {
    pub(super) issuer: &'a Origin,
    pub(super) device_id: DeviceId,
    /// Unix seconds.
    pub(super) decided_at: u64,
    /// `approve` or `deny`.
    pub(super) decision: &'a str,
    /// The granted fields; nothing for a denial.
    pub(super) granted: Option<Vec<&'a str>>,
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

    pub(super) fn present(&self, answer: &SessionResponse, expires_at: u64) -> Presentation {
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
            expires_at,
            second_scan: answer.second_scan,
        }
    }

    /// What a decision about these bytes signs: every value in them, and their hash.
    pub(super) fn payload<'a>(&'a self, verdict: Verdict<'a>) -> DecisionPayload<'a> {
        let json = &self.json;
        DecisionPayload {
            aud: verdict.issuer.as_str(),
            jti: json.session,
            iat: verdict.decided_at,
            device_id: verdict.device_id,
            client_id: &json.application.client_id,
            name: &json.application.name,
            domain: &json.application.domain,
            scopes: &json.scopes,
            fields: json.fields.iter().map(|field| field.name.as_str()).collect(),
            granted: verdict.granted,
            browser_label: &json.browser.label,
            country: &json.browser.country,
            relation: &json.browser.relation,
            presented: BASE64URL_NOPAD.encode(&Sha256::digest(&self.bytes)),
            decision: verdict.decision,
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

/// Control characters, those that turn the direction of the text around them (Unicode UAX #9), and those that nobody sees.
fn is_deceptive(character: char) -> bool {
    let is_unseen = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    character.is_control() || character == '\u{61c}' || is_unseen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::golden;

    fn read(presented: String) -> Option<Presentation> {
        let session = SessionId::parse(golden::text(&golden::keys()["session_id"]))?;
        let answer = SessionResponse {
            state: "scanned".to_owned(),
            expires_at: 0,
            words: Vec::new(),
            presented,
            second_scan: false,
        };
        PresentedBytes::read(session, &answer).ok().map(|bytes| bytes.present(&answer, 0))
    }

    #[test]
    fn reads_every_presentation_of_the_contract() {
        let presented = golden::presented();
        let others = presented["others"].as_array().unwrap();
        for vector in others.iter().chain([&presented]) {
            let read = read(golden::text(&vector["base64url"]).to_owned()).unwrap();
            let value = &vector["value"];
            assert_eq!(read.application.name, golden::text(&value["application"]["name"]));
            assert_eq!(read.browser.relation.as_str(), golden::text(&value["browser"]["relation"]));
            assert_eq!(read.fields.len(), value["fields"].as_array().unwrap().len());
        }
    }

    proptest! {
        #[test]
        fn presents_nothing_from_foreign_bytes(bytes: Vec<u8>, text in ".{0,100}") {
            prop_assert!(read(BASE64URL_NOPAD.encode(&bytes)).is_none());
            prop_assert!(read(text).is_none());
        }

        #[test]
        fn never_shows_a_character_that_deceives(name in "\\PC{0,20}", bad in "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}]") {
            let mut value = golden::presented()["value"].clone();
            value["application"]["name"] = format!("{name}{bad}").into();
            prop_assert!(read(BASE64URL_NOPAD.encode(value.to_string().as_bytes())).is_none());
        }
    }
}
