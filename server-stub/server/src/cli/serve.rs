//! `serve`: reads the settings, listens, and ends gracefully on SIGINT or SIGTERM.

use super::CliError;
use crate::app::{App, StartError};
use crate::clock::SystemClock;
use crate::config::{Config, ConfigError, Database, Flags};
use crate::keys::KeyOverrides;
use crate::serve::Server;
use clap::Args;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Development mode: loopback only, http://localhost:PORT as issuer, software keys may enrol.
    #[arg(long)]
    dev: bool,
    /// Where to listen, as 127.0.0.1:8080; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The folder that belongs to this server.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The configuration file; docs/reference/configuration.md lists the settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Serve {
    /// How many threads answer requests. SQLite has a thread of its own and one writer: a second one would mostly wake the first and
    /// costs a third more CPU per login. PostgreSQL gets all there are.
    pub fn workers(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, NonZero::get);
        match self.load().map(|config| config.database) {
            Ok(Database::Postgres(_)) => all(),
            Ok(Database::Sqlite) | Err(_) => 1,
        }
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let flags = Flags {
            development: self.dev,
            listen: self.listen.clone(),
            data: self.data.clone(),
            file: self.config.clone(),
        };
        Config::load(&flags, &super::environment)
    }

    pub async fn run(self) -> Result<(), CliError> {
        let config = self.load()?;
        crate::logging::install(&config.log)?;
        // Before anything is opened: a signal during the start is not lost.
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let listener = listen(config.listen).await?;
        let config = config.bound_to(listener.local_addr()?);
        let metrics = config.metrics_listen;
        let app = App::open(config, Arc::new(SystemClock), KeyOverrides::default()).await?;
        let server = Server::start(app, listener)
            .await
            .map_err(|error| cannot_listen(metrics.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0))), &error))?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        server.stop().await;
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| cannot_listen(address, &error))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum")]
fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> StartError {
    let reason = match error.kind() {
        ErrorKind::AddrInUse => "another program listens there; stop it, or choose another address with --listen".to_owned(),
        ErrorKind::PermissionDenied => {
            "this user may not; choose a port above 1023 with --listen, or grant CAP_NET_BIND_SERVICE".to_owned()
        }
        ErrorKind::AddrNotAvailable => "this machine does not have the address; choose another one with --listen".to_owned(),
        _ => error.to_string(),
    };
    StartError::Listen { address, reason }
}
