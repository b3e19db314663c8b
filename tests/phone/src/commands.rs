//! One function per command.

use std::path::Path;

use serde_json::json;

use crate::arguments::{Arguments, Command, DecisionArguments, ProfileCommand, ReceiptCommand, ScanArguments};
use crate::device::Phone;
use crate::login::{Decide, Seen};
use crate::outcome::Outcome;
use crate::profile::parse_changes;
use crate::screen::Screen;

/// Does what the command line says and answers the exit code.
pub async fn run(arguments: Arguments) -> u8 {
    let screen = if arguments.json { Screen::Json } else { Screen::Text };
    let outcome = match perform(arguments, screen).await {
        Ok(outcome) | Err(outcome) => outcome,
    };
    screen.end(&outcome);
    outcome.exit()
}

async fn perform(arguments: Arguments, screen: Screen) -> Result<Outcome, Outcome> {
    let place = (arguments.home.as_path(), arguments.store);
    let phone = Phone::open(&arguments.server, arguments.link_host.as_deref(), place).await?;
    match arguments.command {
        Command::Enrol(choice) => phone.settle_and_enrol(&choice, screen).await,
        Command::Whoami => whoami(&phone).await,
        Command::Profile(ProfileCommand::Show) => phone.show_profile().await,
        Command::Profile(ProfileCommand::Set { changes }) => {
            let changes = parse_changes(&changes).map_err(|line| Outcome::failed("not_a_change", line))?;
            phone.change_profile(changes).await
        }
        Command::Scan(scan) => {
            let seen = seen_in(&scan)?;
            Ok(phone.answer(&seen, &decide_by(&scan.decision), screen).await)
        }
        Command::Open(open) => Ok(phone.answer(&Seen::Link(open.link), &decide_by(&open.decision), screen).await),
        Command::Receipts => phone.list_receipts().await,
        Command::Receipt(ReceiptCommand::Export { id }) => {
            let text = phone.export_receipt(&id).await?;
            Ok(match screen {
                Screen::Text | Screen::Silent => Outcome::done(text),
                Screen::Json => Outcome::done("").with("file", text),
            })
        }
        Command::Receipt(ReceiptCommand::Verify { file }) => phone.verify_receipt(&file).await,
    }
}

async fn whoami(phone: &Phone) -> Result<Outcome, Outcome> {
    let account = phone.authenticator.whoami().await?;
    let kind = if account.anonymous { "anonymous" } else { "linked" };
    Ok(Outcome::done(format!("Account {} ({kind}).", account.id)).with(
        "account",
        json!({"id": account.id, "anonymous": account.anonymous, "nickname": account.nickname}),
    ))
}

fn seen_in(scan: &ScanArguments) -> Result<Seen, Outcome> {
    match (&scan.code.text, &scan.code.image) {
        (Some(text), _) => Ok(Seen::Text(text.clone())),
        (None, Some(file)) => read_picture(file),
        (None, None) => Err(Outcome::failed("no_code", "name a code with --text or --image")),
    }
}

fn read_picture(file: &Path) -> Result<Seen, Outcome> {
    std::fs::read(file)
        .map(Seen::Picture)
        .map_err(|error| Outcome::failed("file", format!("{} cannot be read: {error}", file.display())))
}

fn decide_by(decision: &DecisionArguments) -> Decide {
    match decision {
        DecisionArguments { approve: true, .. } => Decide::Approve,
        DecisionArguments { deny: true, .. } => Decide::Deny,
        DecisionArguments { grant: Some(fields), .. } => Decide::Grant(fields.iter().filter(|field| !field.is_empty()).cloned().collect()),
        DecisionArguments { grant: None, .. } => Decide::Ask,
    }
}
