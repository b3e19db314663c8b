//! One login, from what the phone saw to the answer that the server acknowledged.

use std::time::Duration;

use logi_core::qr::read_still;
use logi_core::{CallError, LoginError, LoginFlow, LoginState, Presentation, Source};
use serde_json::json;

use crate::consent::{self, Answer};
use crate::device::Phone;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// How often a decision is sent before the phone gives up for now.
const SENDS: u32 = 3;
/// The time between two of them.
const PAUSE: Duration = Duration::from_secs(1);

/// What the phone saw.
#[derive(Clone, Debug)]
pub enum Seen {
    /// A code's text.
    Text(String),
    /// The bytes of a picture, PNG or JPEG.
    Picture(Vec<u8>),
    /// A link that something else opened.
    Link(String),
}

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    /// Ask the person at the terminal.
    Ask,
    /// Approve, granting what is required and what was granted before.
    Approve,
    /// Approve, granting exactly these.
    Grant(Vec<String>),
    /// Decline.
    Deny,
}

impl Phone {
    /// Answers what it saw as it is told. Decisions of earlier runs that no server acknowledged are sent first.
    pub async fn answer(&self, seen: &Seen, decide: &Decide, screen: Screen) -> Outcome {
        match self.try_answer(seen, decide, screen).await {
            Ok(outcome) | Err(outcome) => outcome,
        }
    }

    async fn try_answer(&self, seen: &Seen, decide: &Decide, screen: Screen) -> Result<Outcome, Outcome> {
        self.send_unanswered(screen).await?;
        let flow = self.begin(seen).await?;
        let session = flow.session().to_string();
        screen.show("", &json!({"state": "verified", "session": session}));
        let mut state = next(&flow).await?;
        if let LoginState::Presented(presentation) = &state {
            screen.show(&consent::lines_of(presentation), &consent::json_of(presentation));
            decide_on(&flow, presentation, decide, screen).await?;
            state = next(&flow).await?;
        }
        if let LoginState::Answering { .. } = &state {
            screen.show(
                "This login was answered before; sending the same answer again.",
                &json!({"state": "answering", "session": session}),
            );
            state = next(&flow).await?;
        }
        Ok(outcome_of(&state).with("session", session))
    }

    async fn begin(&self, seen: &Seen) -> Result<LoginFlow, Outcome> {
        let begun = match seen {
            Seen::Text(text) => self.authenticator.begin(text.trim(), Source::Scan).await,
            Seen::Link(link) => self.authenticator.begin(link.trim(), Source::Link).await,
            Seen::Picture(bytes) => {
                let texts = read_still(bytes).map_err(|error| Outcome::refused("not_a_picture", error.to_string()))?;
                if texts.is_empty() {
                    return Err(Outcome::refused("not_a_logi_code", "there is no code in the picture"));
                }
                self.authenticator.begin_one_of(&texts).await
            }
        };
        Ok(begun?)
    }

    async fn send_unanswered(&self, screen: Screen) -> Result<(), Outcome> {
        let flows = self
            .authenticator
            .unanswered_logins()
            .await
            .map_err(|error| Outcome::failed("vault", error.to_string()))?;
        for flow in flows {
            let session = flow.session().to_string();
            screen.show(
                "Sending an earlier answer again.",
                &json!({"state": "answering", "session": session}),
            );
            match acknowledged(&flow).await {
                Ok(state) => screen.show("", &json!({"state": "acknowledged", "session": session, "as": state.code()})),
                // It is tried again next time; what was just seen must not wait for it.
                Err(outcome) => screen.show(
                    "The earlier answer was not taken.",
                    &json!({"state": "unacknowledged", "session": session, "why": outcome.to_json()}),
                ),
            }
        }
        Ok(())
    }
}

/// Sends an answer of an earlier run, to its end.
async fn acknowledged(flow: &LoginFlow) -> Result<LoginState, Outcome> {
    match next(flow).await? {
        LoginState::Answering { .. } => next(flow).await,
        over => Ok(over),
    }
}

async fn decide_on(flow: &LoginFlow, presentation: &Presentation, decide: &Decide, screen: Screen) -> Result<(), Outcome> {
    let answer = match decide {
        Decide::Ask => consent::ask(presentation)
            .await
            .map_err(|error| Outcome::failed("terminal", error.to_string()))?,
        Decide::Approve => Answer::Approve(consent::settled(presentation)),
        Decide::Grant(fields) => Answer::Approve(fields.clone()),
        Decide::Deny => Answer::Deny,
    };
    match answer {
        Answer::Approve(granted) => {
            let names: Vec<&str> = granted.iter().map(String::as_str).collect();
            flow.approve(&names).await?;
            screen.show("", &json!({"state": "decided", "decision": "approve", "granted": granted}));
        }
        Answer::Deny => {
            flow.deny().await?;
            screen.show("", &json!({"state": "decided", "decision": "deny"}));
        }
        Answer::None => {
            flow.cancel();
            return Err(Outcome::failed(
                "no_decision",
                "no decision was made; the login waits until it expires",
            ));
        }
    }
    Ok(())
}

/// The next state. Where no answer comes, the same bytes are sent again a few times.
async fn next(flow: &LoginFlow) -> Result<LoginState, Outcome> {
    for _ in 1..SENDS {
        match flow.next_state().await {
            Err(LoginError::Call(CallError::Network(_))) => tokio::time::sleep(PAUSE).await,
            Ok(state) => return Ok(state.unwrap_or(LoginState::Cancelled)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(flow.next_state().await?.unwrap_or(LoginState::Cancelled))
}

fn outcome_of(state: &LoginState) -> Outcome {
    match state {
        LoginState::Approved { receipt, return_url } => {
            let receipt = receipt.as_ref().map(|receipt| receipt.receipt.clone());
            let approved = match return_url {
                None => Outcome::approved("You are logged in."),
                Some(url) => Outcome::approved(format!("Approved. Open this in your browser within a minute:\n{}", url.as_str()))
                    .with("return_url", url.as_str()),
            };
            approved.with("receipt", receipt)
        }
        LoginState::Completed => Outcome::approved("This login was approved before, and the browser is logged in."),
        LoginState::Denied => Outcome::denied("Declined. Nothing was shared."),
        LoginState::Expired => Outcome::rejected("expired", "The login ran out of time. Ask the page for a new code."),
        LoginState::Failed => Outcome::rejected("failed", "The login was approved, and the server could not complete it."),
        LoginState::Cancelled => Outcome::failed("cancelled", "The login was left. The server was not told."),
        LoginState::Presented(_) | LoginState::Answering { .. } => Outcome::failed(
            "unanswered",
            "The server has not taken the answer yet. Scan the same code again to send it once more.",
        ),
    }
}
