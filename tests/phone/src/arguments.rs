//! What the phone is told on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A phone without a screen: enrols at a logi server, reads login codes and answers them.
#[derive(Debug, Parser)]
#[command(name = "logi-phone", version, after_help = EXITS)]
pub struct Arguments {
    /// The server, as its pages name it.
    #[arg(long, global = true, env = "LOGI_PHONE_SERVER", default_value = "http://localhost:8080")]
    pub server: String,
    /// The host of the server's same-device links, as `open.example.org`; `127.0.0.1:8080` beside a server on localhost.
    #[arg(long, global = true, env = "LOGI_PHONE_LINK_HOST")]
    pub link_host: Option<String>,
    /// The folder that is this phone's memory; made when it is not there.
    #[arg(long, global = true, env = "LOGI_PHONE_HOME", default_value = ".logi-phone")]
    pub home: PathBuf,
    /// Where its secrets are kept.
    #[arg(long, global = true, env = "LOGI_PHONE_STORE", value_enum, default_value_t = Store::File)]
    pub store: Store,
    /// One JSON object per line; the last one is the outcome.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where a phone keeps its secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Store {
    /// In a sealed file in the folder, its key beside it.
    File,
    /// In the keyring of this desktop: Secret Service, macOS Keychain, Windows Credential Manager.
    Keyring,
}

const EXITS: &str = "Exit codes: 0 approved or done, 3 denied, 4 refused before the network, 5 refused by the server, 1 anything else.";

/// What a phone can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an account, or go on with the one that is there.
    Enrol(EnrolArguments),
    /// Say which account this is.
    Whoami,
    /// The values that applications may ask for.
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Read a login code and answer it.
    Scan(ScanArguments),
    /// Open a link, as a phone's browser, its own camera or a message would. A same-device link is answered, and the
    /// address that leads back into the browser printed; every other link is refused.
    Open(OpenArguments),
    /// List what was approved, newest first.
    Receipts,
    /// One receipt.
    #[command(subcommand)]
    Receipt(ReceiptCommand),
}

/// What to do when this folder and the server's account may not belong together.
#[derive(Debug, Args)]
pub struct EnrolArguments {
    /// Go on with the account that is stored.
    #[arg(long, conflicts_with = "start_fresh")]
    pub continue_as_before: bool,
    /// Forget what is stored and begin with another account.
    #[arg(long)]
    pub start_fresh: bool,
}

/// The profile.
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// Print the values.
    Show,
    /// Set values: preferred_name, full_name, email, phone_number. An empty value removes one.
    Set {
        /// Name and value, as `email=ann@example.org`.
        #[arg(required = true, value_name = "NAME=VALUE")]
        changes: Vec<String>,
    },
}

/// Where the code is, and what to answer.
#[derive(Debug, Args)]
pub struct ScanArguments {
    #[command(flatten)]
    pub code: CodeArguments,
    #[command(flatten)]
    pub decision: DecisionArguments,
}

/// What was opened, and what to answer.
#[derive(Debug, Args)]
pub struct OpenArguments {
    /// The link.
    pub link: String,
    #[command(flatten)]
    pub decision: DecisionArguments,
}

/// Exactly one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct CodeArguments {
    /// The code's text.
    #[arg(long)]
    pub text: Option<String>,
    /// A picture of the code, PNG or JPEG.
    #[arg(long)]
    pub image: Option<PathBuf>,
}

/// At most one of these; with none the terminal asks.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct DecisionArguments {
    /// Approve, granting the required fields and those granted before.
    #[arg(long)]
    pub approve: bool,
    /// Decline.
    #[arg(long)]
    pub deny: bool,
    /// Approve, granting exactly these fields.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub grant: Option<Vec<String>>,
}

/// Receipts as files.
#[derive(Debug, Subcommand)]
pub enum ReceiptCommand {
    /// Print one receipt with the key that it is verified with.
    Export {
        /// The login's id, as `receipts` lists it.
        id: String,
    },
    /// Verify an exported receipt; asks nobody.
    Verify {
        /// The file.
        file: PathBuf,
    },
}
