//! Profile fields, the scopes that ask for them, and what a person decided about each.

use crate::key::text_enum;
use serde::{Deserialize, Serialize};

/// One value of a profile that an application can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What the person wants to be called.
    PreferredName,
    /// The full name.
    FullName,
    /// The e-mail address.
    Email,
    /// The phone number.
    PhoneNumber,
}

text_enum!(Field, "field", Field::PreferredName => "preferred_name", Field::FullName => "full_name", Field::Email => "email", Field::PhoneNumber => "phone_number");

impl Field {
    /// The scope that asks for this field.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::PreferredName | Self::FullName => "profile:basic",
            Self::Email => "email",
            Self::PhoneNumber => "phone",
        }
    }

    /// The fields a scope asks for, in the order of the protocol. `profile` is an alias of `profile:basic`.
    #[must_use]
    pub fn of_scope(scope: &str) -> &'static [Self] {
        match scope {
            "profile:basic" | "profile" => &[Self::PreferredName, Self::FullName],
            "email" => &[Self::Email],
            "phone" => &[Self::PhoneNumber],
            _ => &[],
        }
    }
}

/// A field as a client declares it (`--field NAME:required|optional:PURPOSE`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredField {
    /// Which field.
    pub name: Field,
    /// Without it there is no login.
    pub required: bool,
    /// Why the application asks; shown on the phone.
    pub purpose: Option<String>,
}

/// What a person decided about a field the last time it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The field is shared.
    Granted,
    /// The field is not shared.
    Refused,
}

text_enum!(Decision, "decision", Decision::Granted => "granted", Decision::Refused => "refused");

/// One stored decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Which field.
    pub field: Field,
    /// What was decided.
    pub decision: Decision,
}

/// The self-asserted values of a profile; an absent value is `None`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// What the person wants to be called.
    pub preferred_name: Option<String>,
    /// The full name.
    pub full_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
}

impl Profile {
    /// The value of one field.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&str> {
        match field {
            Field::PreferredName => self.preferred_name.as_deref(),
            Field::FullName => self.full_name.as_deref(),
            Field::Email => self.email.as_deref(),
            Field::PhoneNumber => self.phone_number.as_deref(),
        }
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile(…)")
    }
}

/// The fields a request offers, each once and in the order of the requested scopes: as the client declares them, and optional
/// without a purpose where it does not.
#[must_use]
pub fn offered(declared: &[DeclaredField], scopes: &[String]) -> Vec<DeclaredField> {
    let mut fields: Vec<DeclaredField> = Vec::new();
    for name in scopes.iter().flat_map(|scope| Field::of_scope(scope)).copied() {
        if fields.iter().any(|field| field.name == name) {
            continue;
        }
        let undeclared = DeclaredField {
            name,
            required: false,
            purpose: None,
        };
        fields.push(declared.iter().find(|d| d.name == name).cloned().unwrap_or(undeclared));
    }
    fields
}

/// The scope an answer names: `openid` and each requested scope with a granted field.
#[must_use]
pub fn granted_scopes(requested: &[String], granted: &[Field]) -> Vec<String> {
    requested
        .iter()
        .filter(|scope| *scope == "openid" || Field::of_scope(scope).iter().any(|f| granted.contains(f)))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests;
