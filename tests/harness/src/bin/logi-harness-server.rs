//! `logi-harness-server`: the real server on a movable clock, for tests in other languages.
//!
//! Prints `{"issuer", "control"}` when it is ready. Ends on `POST /stop` at the control port, when the pipe that is its standard input
//! closes, or on SIGINT and SIGTERM.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, ValueEnum};
use logi_harness::clock::Pace;
use logi_harness::control;
use logi_harness::server::{Options, TestServer};
use logi_harness::signals;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A logi server whose time can be moved.
#[derive(Parser)]
struct Arguments {
    /// Keep the SQLite database in this folder; a temporary one without.
    #[arg(long, value_name = "DIR", conflicts_with = "postgres")]
    sqlite: Option<PathBuf>,
    /// Keep everything in this PostgreSQL database.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// The port on localhost; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How the clock behaves between two moves.
    #[arg(long, value_enum, default_value = "running")]
    clock: ClockKind,
    /// A setting of the server, as `limits.start_per_minute=1000`.
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_setting)]
    set: Vec<(String, String)>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ClockKind {
    Running,
    Standing,
}

fn parse_setting(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("logi-harness-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut settings = arguments.set;
    settings.extend(arguments.postgres.map(|url| ("database".to_owned(), url)));
    let pace = match arguments.clock {
        ClockKind::Running => Pace::Running,
        ClockKind::Standing => Pace::Standing,
    };
    let server = Arc::new(
        TestServer::try_start(&Options {
            data: arguments.sqlite,
            settings,
            pace,
            port: arguments.port,
            ..Options::default()
        })
        .await?,
    );
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!(
        "{}",
        json!({"issuer": server.issuer, "control": format!("http://{}", listener.local_addr()?)})
    );
    let stop = CancellationToken::new();
    let handler = {
        let (server, stop) = (Arc::clone(&server), stop.clone());
        move |request| control::answer(Arc::clone(&server), stop.clone(), request)
    };
    logi_site::http::serve(listener, handler, signals::not_needed(&stop)).await;
    if let Some(server) = Arc::into_inner(server) {
        server.stop().await;
    }
    // A read of standard input may still be waiting in a thread of its own.
    std::process::exit(0);
}
