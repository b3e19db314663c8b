//! Enrolling, and the one question that enrolling may raise: is the stored account meant?

use logi_core::{Choice, Doubt, Installation};
use serde_json::json;

use crate::arguments::EnrolArguments;
use crate::device::Phone;
use crate::outcome::Outcome;
use crate::screen::Screen;
use crate::terminal::ask_yes_or_no;

impl Phone {
    /// Makes an account, or goes on with the one that is there.
    ///
    /// # Errors
    /// The outcome of whatever stood in the way.
    pub async fn enrol(&self) -> Result<Outcome, Outcome> {
        let account = self.authenticator.enrol().await?;
        let kind = if account.anonymous { "an anonymous account" } else { "an account" };
        Ok(
            Outcome::done(format!("This phone has {kind} with the number {}.", account.id)).with(
                "account",
                json!({"id": account.id, "anonymous": account.anonymous, "nickname": account.nickname}),
            ),
        )
    }

    pub(crate) async fn settle_and_enrol(&self, arguments: &EnrolArguments, screen: Screen) -> Result<Outcome, Outcome> {
        if let Installation::Ask(doubt) = self.authenticator.installation().await? {
            let choice = match (arguments.continue_as_before, arguments.start_fresh, screen) {
                (true, _, _) => Choice::ContinueAsBefore,
                (false, true, _) => Choice::StartFresh,
                (false, false, Screen::Json | Screen::Silent) => return Err(undecided(doubt)),
                (false, false, Screen::Text) => ask(doubt).await?,
            };
            self.authenticator.settle(choice).await?;
        }
        self.enrol().await
    }
}

async fn ask(doubt: Doubt) -> Result<Choice, Outcome> {
    println!("{}", describe(doubt));
    let failed = |error: std::io::Error| Outcome::failed("terminal", error.to_string());
    let can_continue = !matches!(doubt, Doubt::StoreLost | Doubt::KeysLost);
    if can_continue && ask_yes_or_no("Continue as before?", None).await.map_err(failed)? == Some(true) {
        return Ok(Choice::ContinueAsBefore);
    }
    match ask_yes_or_no("Start fresh with another account?", None).await.map_err(failed)? {
        Some(true) => Ok(Choice::StartFresh),
        Some(false) | None => Err(undecided(doubt)),
    }
}

fn undecided(doubt: Doubt) -> Outcome {
    Outcome::failed(
        "undecided",
        format!("{} Say --continue-as-before or --start-fresh.", describe(doubt)),
    )
}

fn describe(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Reinstalled => "An account is stored here, but the phone was set up anew.",
        Doubt::StoreLost => "This phone had an account, but what was stored is gone.",
        Doubt::KeysLost => "A key of this phone is gone for good, and its account cannot be reached without it.",
        Doubt::OtherInstallation => "What is stored here belongs to another phone.",
    }
}
