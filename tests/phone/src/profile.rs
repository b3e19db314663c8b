//! The values that applications may ask for.

use logi_core::{Profile, ProfileValues};
use serde_json::{Value, json};

use crate::device::Phone;
use crate::outcome::Outcome;

/// One value to set, or to remove where it is empty.
pub type Change = (Claim, Option<String>);

/// The values there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `preferred_name`
    PreferredName,
    /// `full_name`
    FullName,
    /// `email`
    Email,
    /// `phone_number`
    PhoneNumber,
}

/// Reads `name=value`.
///
/// # Errors
/// One line that says what a change looks like.
pub fn parse_changes(texts: &[String]) -> Result<Vec<Change>, String> {
    texts.iter().map(|text| parse_change(text)).collect()
}

fn parse_change(text: &str) -> Result<Change, String> {
    let form = "write NAME=VALUE, where NAME is preferred_name, full_name, email or phone_number";
    let (name, value) = text.split_once('=').ok_or_else(|| format!("{text} is no change: {form}"))?;
    let name = match name {
        "preferred_name" => Claim::PreferredName,
        "full_name" => Claim::FullName,
        "email" => Claim::Email,
        "phone_number" => Claim::PhoneNumber,
        _ => return Err(format!("{name} is no value of a profile: {form}")),
    };
    Ok((name, (!value.is_empty()).then(|| value.to_owned())))
}

impl Phone {
    /// Changes some values and keeps the others.
    ///
    /// # Errors
    /// The outcome of whatever stood in the way.
    pub async fn change_profile(&self, changes: Vec<Change>) -> Result<Outcome, Outcome> {
        let mut values = self.authenticator.profile().await?.values;
        for (name, value) in changes {
            *place_in(&mut values, name) = value;
        }
        Ok(outcome_of(&self.authenticator.set_profile(&values).await?))
    }

    pub(crate) async fn show_profile(&self) -> Result<Outcome, Outcome> {
        Ok(outcome_of(&self.authenticator.profile().await?))
    }
}

fn place_in(values: &mut ProfileValues, claim: Claim) -> &mut Option<String> {
    match claim {
        Claim::PreferredName => &mut values.preferred_name,
        Claim::FullName => &mut values.full_name,
        Claim::Email => &mut values.email,
        Claim::PhoneNumber => &mut values.phone_number,
    }
}

fn outcome_of(profile: &Profile) -> Outcome {
    let values = &profile.values;
    let rows = [
        ("preferred_name", &values.preferred_name),
        ("full_name", &values.full_name),
        ("email", &values.email),
        ("phone_number", &values.phone_number),
    ];
    let lines: Vec<String> = rows
        .iter()
        .map(|(name, value)| format!("{name:<15} {}", value.as_deref().unwrap_or("(not set)")))
        .collect();
    let mut object: Value = rows.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    object["email_verified"] = json!(profile.email_verified);
    Outcome::done(lines.join("\n")).with("profile", object)
}

#[cfg(test)]
mod tests {
    use super::{Claim, parse_changes};

    fn parse(text: &str) -> Result<Vec<super::Change>, String> {
        parse_changes(&[text.to_owned()])
    }

    #[test]
    fn refuses_a_value_that_no_profile_has() {
        assert!(parse("colour=green").unwrap_err().contains("no value of a profile"));
        assert!(parse("email").unwrap_err().contains("NAME=VALUE"));
        assert!(parse("email_verified=true").is_err());
    }

    #[test]
    fn an_empty_value_removes_and_a_value_may_hold_an_equals_sign() {
        assert_eq!(parse("email="), Ok(vec![(Claim::Email, None)]));
        assert_eq!(parse("full_name=a=b"), Ok(vec![(Claim::FullName, Some("a=b".into()))]));
    }
}
