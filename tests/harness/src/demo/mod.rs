//! The demo: server, example website and virtual phone in one terminal, with a person in front of a browser or, with `--once`,
//! with a scripted browser and nobody.

mod once;
mod parts;
mod person;
mod steps;

use std::process::ExitCode;

use clap::Parser;

/// logi as a newcomer sees it: a server, a website and a phone on this machine.
#[derive(Clone, Copy, Debug, Parser)]
#[command(name = "cargo demo")]
pub struct Arguments {
    /// Run one whole login with no person and no browser, and end.
    #[arg(long)]
    once: bool,
    /// The server's port on localhost.
    #[arg(long, default_value_t = 8080, conflicts_with = "once")]
    port: u16,
    /// The website's port on 127.0.0.1.
    #[arg(long, default_value_t = 8081, conflicts_with = "once")]
    site_port: u16,
}

/// Runs the demo until its end or Ctrl-C. Whatever it started ends with it.
pub async fn run(arguments: Arguments) -> ExitCode {
    let steps = steps::Steps::new();
    let work = async {
        if arguments.once {
            once::run(&steps).await
        } else {
            person::run(arguments.port, arguments.site_port, &steps).await
        }
    };
    tokio::select! {
        ended = steps.guard(work) => match ended {
            Ok(()) => ExitCode::SUCCESS,
            Err(line) => {
                eprintln!("demo: {line}");
                ExitCode::FAILURE
            }
        },
        () = crate::signals::asked_to_end() => {
            println!("\nThe demo has ended; server, website and phone are gone.");
            ExitCode::SUCCESS
        }
    }
}
