//! The command line. Each command reads the same settings as the server; a failure is one line that says what to do.

mod application;
mod links;
mod maintenance;
mod output;
mod serve;

use crate::app::{self, StartError};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, ConfigError, Database, Flags};
use clap::{Args, Parser, Subcommand};
use logi_store::{Store, StoreError};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What the program is asked to do.
#[derive(Debug, Parser)]
#[command(name = "logi-server", version, about = "An identity provider: log in to websites with a phone")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGINT or SIGTERM.
    Serve(serve::Serve),
    /// Register and look at applications.
    #[command(subcommand)]
    App(application::Application),
    /// Look at the server's keys.
    #[command(subcommand)]
    Key(maintenance::Key),
    /// Write a consistent copy of the database to a new file, while the server runs.
    Backup(maintenance::Backup),
    /// Look at what opens the app on the device of the browser.
    #[command(subcommand)]
    Links(links::Links),
    /// Describe the settings.
    #[command(subcommand)]
    Config(maintenance::Settings),
    /// Print the description of every HTTP endpoint, for `docs/reference/openapi.json`.
    Openapi,
}

/// Which server a command is about.
#[derive(Clone, Debug, Args)]
struct Place {
    /// The server's data folder.
    #[arg(long, value_name = "DIR", required_unless_present = "config")]
    data: Option<PathBuf>,
    /// The server's configuration file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Log(#[from] crate::logging::InvalidFilter),
    #[error(transparent)]
    Client(#[from] logi_domain::client::InvalidClient),
    #[error("the database did not do it: {0}")]
    Store(#[from] StoreError),
    #[error("the description is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("cannot write the output: {0}")]
    Output(#[from] std::io::Error),
    #[error("{0}")]
    Usage(String),
}

/// Runs the program with the process's arguments and environment.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Another part of the process may have chosen a provider before; then that one stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let workers = match &cli.command {
        Command::Serve(serve) => serve.workers(),
        Command::App(_) | Command::Key(_) | Command::Backup(_) | Command::Links(_) | Command::Config(_) | Command::Openapi => 1,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(&CliError::Output(error)),
    };
    match runtime.block_on(execute(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &CliError) -> ExitCode {
    eprintln!("error: {}", app::chain(error));
    ExitCode::FAILURE
}

async fn execute(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve(serve) => serve.run().await,
        Command::App(application) => application.run().await,
        Command::Key(key) => key.run().await,
        Command::Backup(backup) => backup.run().await,
        Command::Links(links) => links.run(),
        Command::Config(settings) => settings.run(),
        Command::Openapi => output::line(&crate::openapi::json()?),
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Place {
    /// The store of a server that has one.
    async fn open_existing(&self) -> Result<Arc<dyn Store>, CliError> {
        let config = self.config()?;
        let file = config.sqlite_file();
        if matches!(config.database, Database::Sqlite) && !file.exists() {
            return Err(CliError::Usage(format!(
                "there is no database {}: start the server with this data folder first, or correct --data",
                file.display()
            )));
        }
        Ok(app::open_store(&config).await?)
    }

    /// The store, made where it is missing.
    async fn open_or_make(&self) -> Result<Arc<dyn Store>, CliError> {
        Ok(app::open_store(&self.config()?).await?)
    }

    fn config(&self) -> Result<Config, ConfigError> {
        let flags = Flags {
            // A data folder alone says nothing of an issuer, and none is needed here.
            development: self.config.is_none(),
            data: self.data.clone(),
            file: self.config.clone(),
            listen: None,
        };
        Config::load(&flags, &environment)
    }
}

fn now() -> logi_domain::time::Millis {
    SystemClock.now()
}
