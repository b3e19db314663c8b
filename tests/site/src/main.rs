//! `logi-site`: the example website as a program.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use logi_site::{Settings, Site};

/// An example website that logs its visitors in through logi.
#[derive(Parser)]
struct Arguments {
    /// The provider's issuer.
    #[arg(long, default_value = "http://localhost:8080")]
    issuer: String,
    /// The website's client_id there.
    #[arg(long)]
    client_id: String,
    /// The secret of a confidential client.
    #[arg(long, env = "LOGI_SITE_CLIENT_SECRET", hide_env_values = true)]
    client_secret: Option<String>,
    /// What is asked for.
    #[arg(long, default_value = "openid profile:basic email")]
    scope: String,
    /// The name in the pages.
    #[arg(long, default_value = "Northwind Books")]
    name: String,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("logi-site: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let site = Site::listen(arguments.listen).await?;
    println!("{} (comes back to {})", site.origin(), site.redirect_uri());
    let settings = Settings {
        name: arguments.name,
        issuer: arguments.issuer,
        client_id: arguments.client_id,
        client_secret: arguments.client_secret.map(Into::into),
        scope: arguments.scope,
        logins: None,
    };
    let stop = async {
        // Without signals there is nothing to wait for, and the website stops.
        let _ = tokio::signal::ctrl_c().await;
    };
    site.serve(settings, stop).await?;
    Ok(())
}
