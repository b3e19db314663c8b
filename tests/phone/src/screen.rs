//! Where the phone shows things: lines for a person, one JSON object per line for a program, or nowhere.

use std::io::{Write, stdout};

use serde_json::Value;

use crate::outcome::Outcome;

/// How things are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Lines for a person.
    Text,
    /// One object per line.
    Json,
    /// Nothing is shown.
    Silent,
}

impl Screen {
    /// Shows a state: the lines to a person, the object to a program.
    pub fn show(self, lines: &str, object: &Value) {
        match self {
            Self::Silent => {}
            Self::Text if lines.is_empty() => {}
            Self::Text => print(lines),
            Self::Json => print(object),
        }
    }

    /// Shows the end of a command.
    pub fn end(self, outcome: &Outcome) {
        match self {
            Self::Text if outcome.exit() == 0 || outcome.exit() == 3 => print(outcome.message()),
            Self::Text => eprintln!("logi-phone: {}", outcome.message()),
            Self::Json => print(outcome.to_json()),
            Self::Silent => {}
        }
    }
}

/// A reader that has read enough, as `head` does, is no failure: the exit code still says what happened.
fn print(line: impl std::fmt::Display) {
    let _ = writeln!(stdout(), "{line}");
}
