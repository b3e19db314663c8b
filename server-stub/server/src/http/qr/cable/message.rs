//! The JSON shapes of `actioncable-v1-json`.

use crate::http::qr::status::StatusObject;
use logi_domain::qr::QrSession;
use logi_domain::time::{Millis, Seconds};
use serde::{Deserialize, Serialize};

/// What a browser may ask.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Asks for a channel.
    Subscribe {
        /// JSON in a text, repeated in every answer byte for byte.
        identifier: String,
    },
    /// Gives a channel up.
    Unsubscribe {
        /// As it was subscribed.
        identifier: String,
    },
}

impl Command {
    /// Reads a command; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// What the server says.
#[derive(Debug)]
pub enum ToBrowser<'a> {
    /// First of all.
    Welcome,
    /// The server is there.
    Ping(Seconds),
    /// The subscription stands.
    Confirm(&'a str),
    /// There is no such channel for this browser.
    Reject(&'a str),
    /// Where the session stands.
    Status(&'a str, &'a QrSession, Millis),
    /// The last message.
    Disconnect {
        /// Why.
        reason: &'static str,
        /// Whether the client should come back.
        reconnect: bool,
    },
}

/// A message, members in the order ActionCable writes them.
#[derive(Default, Serialize)]
struct Shape<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reconnect: Option<bool>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Time(Seconds),
    Status(StatusObject<'a>),
}

impl ToBrowser<'_> {
    /// The message as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.shape()).unwrap_or_else(|error| {
            tracing::error!(%error, "a cable message was not written");
            r#"{"type":"disconnect","reason":"remote","reconnect":true}"#.to_owned()
        })
    }

    fn shape(&self) -> Shape<'_> {
        let none = Shape::default();
        match *self {
            Self::Welcome => Shape {
                kind: Some("welcome"),
                ..none
            },
            Self::Ping(at) => Shape {
                kind: Some("ping"),
                message: Some(Content::Time(at)),
                ..none
            },
            Self::Confirm(identifier) => Shape {
                identifier: Some(identifier),
                kind: Some("confirm_subscription"),
                ..none
            },
            Self::Reject(identifier) => Shape {
                identifier: Some(identifier),
                kind: Some("reject_subscription"),
                ..none
            },
            Self::Status(identifier, session, now) => Shape {
                identifier: Some(identifier),
                message: Some(Content::Status(StatusObject::new(session, now))),
                ..none
            },
            Self::Disconnect { reason, reconnect } => Shape {
                kind: Some("disconnect"),
                reason: Some(reason),
                reconnect: Some(reconnect),
                ..none
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn golden() -> Value {
        serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/cable.json"))).unwrap()
    }

    fn message(name: &str) -> Value {
        let golden = golden();
        let messages = golden["messages"].as_array().unwrap();
        messages.iter().find(|message| message["name"] == name).unwrap()["message"].clone()
    }

    fn sent(message: &ToBrowser<'_>) -> Value {
        serde_json::from_str(&message.to_json()).unwrap()
    }

    #[test]
    fn what_is_no_command_is_none() {
        for text in [
            "",
            "x",
            "[]",
            "{}",
            r#"{"command":"message","identifier":"x","data":"{}"}"#,
            r#"{"command":"subscribe"}"#,
        ] {
            assert_eq!(Command::parse(text), None, "{text}");
        }
    }

    #[test]
    fn commands_are_those_of_the_contract() {
        let identifier = message("subscribe")["identifier"].as_str().unwrap().to_owned();
        let subscribe = Command::Subscribe {
            identifier: identifier.clone(),
        };
        assert_eq!(Command::parse(&message("subscribe").to_string()), Some(subscribe));
        assert_eq!(
            Command::parse(&message("unsubscribe").to_string()),
            Some(Command::Unsubscribe { identifier })
        );
    }

    #[test]
    fn messages_without_a_session_are_those_of_the_contract() {
        let ping = message("ping");
        assert_eq!(sent(&ToBrowser::Welcome), message("welcome"));
        assert_eq!(sent(&ToBrowser::Ping(Seconds(ping["message"].as_i64().unwrap()))), ping);
        let (confirm, reject) = (message("confirm_subscription"), message("reject_subscription"));
        assert_eq!(sent(&ToBrowser::Confirm(confirm["identifier"].as_str().unwrap())), confirm);
        assert_eq!(sent(&ToBrowser::Reject(reject["identifier"].as_str().unwrap())), reject);
        for (name, reason, reconnect) in [
            ("after a terminal status", "remote", false),
            ("server restarts", "server_restart", true),
        ] {
            assert_eq!(sent(&ToBrowser::Disconnect { reason, reconnect }), message(name));
        }
    }
}
