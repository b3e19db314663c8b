//! How a command ends: one line for a person, one object for a program, one exit code for a shell.

use std::error::Error;

use logi_core::{BeginError, CallError, EnrolError, LoginError, ReceiptError};
use serde_json::{Map, Value, json};

use crate::device::PhoneError;

/// The end of a command.
#[derive(Debug)]
pub struct Outcome {
    name: &'static str,
    exit: u8,
    message: String,
    details: Map<String, Value>,
}

impl Outcome {
    /// The command did what was asked.
    pub fn done(message: impl Into<String>) -> Self {
        Self::new("done", 0, message)
    }

    /// The login is approved.
    pub fn approved(message: impl Into<String>) -> Self {
        Self::new("approved", 0, message)
    }

    /// The login is declined.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new("denied", 3, message)
    }

    /// The core refused, and nothing was sent.
    pub fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::new("refused", 4, message).with("code", code)
    }

    /// The server refused.
    pub fn rejected(code: &str, message: impl Into<String>) -> Self {
        Self::new("rejected", 5, message).with("code", code)
    }

    /// Anything else.
    pub fn failed(code: &str, message: impl Into<String>) -> Self {
        Self::new("failed", 1, message).with("code", code)
    }

    fn new(name: &'static str, exit: u8, message: impl Into<String>) -> Self {
        Self {
            name,
            exit,
            message: message.into(),
            details: Map::new(),
        }
    }

    /// The same with one more member for programs.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The exit code: 0, 3, 4, 5 or 1.
    pub fn exit(&self) -> u8 {
        self.exit
    }

    /// The line for a person.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The object for a program.
    pub fn to_json(&self) -> Value {
        let mut object = json!({"outcome": self.name, "exit": self.exit});
        if let Value::Object(members) = &mut object {
            members.extend(self.details.clone());
            members.insert("message".into(), Value::from(self.message.as_str()));
        }
        object
    }
}

/// An error and what is behind it, in one line.
fn chain_of(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(behind) = source {
        line.push_str(": ");
        line.push_str(&behind.to_string());
        source = behind.source();
    }
    line
}

fn of_call(call: &CallError, whole: &dyn Error) -> Outcome {
    match call {
        CallError::Refused(refusal) => Outcome::rejected(refusal.code(), refusal.to_string())
            .with("status", refusal.status)
            .with("request_id", refusal.request_id.clone()),
        CallError::Network(_)
        | CallError::BadAnswer { .. }
        | CallError::NotEnrolled
        | CallError::Undecided
        | CallError::Marker(_)
        | CallError::Key(_)
        | CallError::Vault(_) => Outcome::failed(call.code(), chain_of(whole)),
    }
}

impl From<CallError> for Outcome {
    fn from(error: CallError) -> Self {
        of_call(&error, &error)
    }
}

impl From<BeginError> for Outcome {
    fn from(error: BeginError) -> Self {
        match &error {
            BeginError::Refused(refusal) => Self::refused(refusal.code(), error.to_string()),
            BeginError::SeveralCodes => Self::refused(error.code(), error.to_string()),
            BeginError::Call(call) => of_call(call, &error),
            BeginError::Vault(_) => Self::failed(error.code(), chain_of(&error)),
        }
    }
}

impl From<LoginError> for Outcome {
    fn from(error: LoginError) -> Self {
        match &error {
            LoginError::Call(call) => of_call(call, &error),
            LoginError::FieldNotOffered { .. }
            | LoginError::FieldRequired { .. }
            | LoginError::FieldNotSet { .. }
            | LoginError::NotPresented
            | LoginError::AlreadyDecided
            | LoginError::Cancelled
            | LoginError::Key(_)
            | LoginError::Vault(_) => Self::failed(error.code(), chain_of(&error)),
        }
    }
}

impl From<EnrolError> for Outcome {
    fn from(error: EnrolError) -> Self {
        match &error {
            EnrolError::Call(call) => of_call(call, &error),
            EnrolError::Undecided(_) => Self::failed("undecided", error.to_string()),
            EnrolError::CannotContinue
            | EnrolError::NotInDoubt
            | EnrolError::Key(_)
            | EnrolError::Vault(_)
            | EnrolError::Marker(_)
            | EnrolError::DeviceValue(_)
            | EnrolError::Rng(_) => Self::failed("enrolment", chain_of(&error)),
        }
    }
}

impl From<ReceiptError> for Outcome {
    fn from(error: ReceiptError) -> Self {
        match &error {
            ReceiptError::Call(call) => of_call(call, &error),
            ReceiptError::Invalid | ReceiptError::UnknownKey { .. } => Self::refused(error.code(), error.to_string()),
            ReceiptError::Vault(_) => Self::failed(error.code(), chain_of(&error)),
        }
    }
}

impl From<PhoneError> for Outcome {
    fn from(error: PhoneError) -> Self {
        Self::failed("home", chain_of(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn every_outcome_has_the_exit_code_that_scripts_rely_on() {
        let exits = [
            (Outcome::approved(""), 0),
            (Outcome::done(""), 0),
            (Outcome::denied(""), 3),
            (Outcome::refused("wrong_domain", ""), 4),
            (Outcome::rejected("conflict", ""), 5),
            (Outcome::failed("network", ""), 1),
        ];
        for (outcome, exit) in exits {
            assert_eq!(outcome.exit(), exit, "{outcome:?}");
            assert_eq!(outcome.to_json()["exit"], exit);
        }
    }

    #[test]
    fn a_program_reads_what_happened_by_its_code() {
        let json = Outcome::refused("wrong_domain", "another host")
            .with("host", "evil.example")
            .to_json();
        assert_eq!(json["outcome"], "refused");
        assert_eq!(json["code"], "wrong_domain");
        assert_eq!(json["host"], "evil.example");
        assert_eq!(json["message"], "another host");
    }
}
