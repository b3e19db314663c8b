//! `logi-server` as an operator runs it: a process of its own on a folder, which dies with whoever started it.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use http::Method;
use tokio::process::{Child, Command};

use crate::agent::Agent;
use crate::executables;

/// How long a server may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How often it is asked meanwhile.
const START_PAUSE: Duration = Duration::from_millis(20);
/// How often a killed server is looked for until the system has cleared it away.
const DROP_LOOKS: u32 = 1000;
/// The time between two looks.
const DROP_PAUSE: Duration = Duration::from_millis(1);

/// A running `logi-server serve --dev`.
#[derive(Debug)]
pub struct ServerProcess {
    child: Child,
    data: PathBuf,
    /// The issuer.
    pub issuer: String,
    /// The host of its same-device links.
    pub link_host: String,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// The program is not there.
    #[error("{0}")]
    NotBuilt(String),
    /// The port is taken.
    #[error("port {port} is taken: stop the program that has it or name another with --port")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The system refused.
    #[error("the server cannot be started")]
    Start(#[from] io::Error),
    /// The server ended by itself.
    #[error("the server ended ({status}): {last_line}")]
    Ended {
        /// How it ended.
        status: ExitStatus,
        /// The last line of its log.
        last_line: String,
    },
    /// The server does not answer.
    #[error("the server does not answer: {last_line}")]
    Silent {
        /// The last line of its log.
        last_line: String,
    },
    /// A command of it failed.
    #[error("`logi-server {command}` failed: {last_line}")]
    Command {
        /// What it was told.
        command: String,
        /// What it said.
        last_line: String,
    },
}

impl ServerProcess {
    /// Starts a server in development mode on that port of the loopback interface and waits until it answers.
    ///
    /// # Errors
    /// The port is taken, or the server ends or stays silent.
    pub async fn start(data: &Path, port: u16) -> Result<Self, ProcessError> {
        Self::start_with(data, port, &[]).await
    }

    /// The same with settings from the environment, as `LOGI_LOG` and `trace`.
    ///
    /// # Errors
    /// The port is taken, or the server ends or stays silent.
    pub async fn start_with(data: &Path, port: u16, variables: &[(&str, &str)]) -> Result<Self, ProcessError> {
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
            return Err(ProcessError::PortTaken { port });
        }
        std::fs::create_dir_all(data)?;
        let log = File::create(log_in(data))?;
        let child = Command::new(executables::find("logi-server").map_err(ProcessError::NotBuilt)?)
            .args(["serve", "--dev", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let mut server = Self {
            child,
            data: data.to_owned(),
            issuer: format!("http://localhost:{port}"),
            link_host: format!("127.0.0.1:{port}"),
        };
        server.wait_until_it_answers().await?;
        Ok(server)
    }

    /// Runs a command of the server's program on the same folder and answers what it printed.
    ///
    /// # Errors
    /// The command failed.
    pub async fn command(&self, arguments: &[&str]) -> Result<String, ProcessError> {
        let output = Command::new(executables::find("logi-server").map_err(ProcessError::NotBuilt)?)
            .args(arguments)
            .arg("--data")
            .arg(&self.data)
            .stdin(Stdio::null())
            .output()
            .await?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let last_line = last_line_of(&String::from_utf8_lossy(&output.stderr));
        Err(ProcessError::Command {
            command: arguments.join(" "),
            last_line,
        })
    }

    /// Ends the server at once, as a power cut would.
    ///
    /// # Errors
    /// The system refused.
    pub async fn kill(mut self) -> io::Result<()> {
        self.child.kill().await
    }

    /// Asks the server to end, and waits until it has.
    ///
    /// # Errors
    /// The system refused.
    pub async fn stop(mut self) -> io::Result<ExitStatus> {
        if let Some(id) = self.child.id() {
            // A signal cannot be sent without `unsafe` or a crate; `kill` is on every system that has signals.
            Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        }
        self.child.wait().await
    }

    async fn wait_until_it_answers(&mut self) -> Result<(), ProcessError> {
        let agent = Agent::new();
        let url = format!("{}/up", self.issuer);
        let answers = async {
            loop {
                if let Some(status) = self.child.try_wait()? {
                    return Err(ProcessError::Ended {
                        status,
                        last_line: last_line_in(&log_in(&self.data)),
                    });
                }
                if agent
                    .try_send(Method::GET, &url, &[], None)
                    .await
                    .is_ok_and(|answer| answer.status.is_success())
                {
                    return Ok(());
                }
                tokio::time::sleep(START_PAUSE).await;
            }
        };
        match tokio::time::timeout(START_LIMIT, answers).await {
            Ok(answered) => answered,
            Err(_) => Err(ProcessError::Silent {
                last_line: last_line_in(&log_in(&self.data)),
            }),
        }
    }
}

impl Drop for ServerProcess {
    /// Ends it, and waits until it is gone: what it still writes would outlive the folder that it writes to.
    fn drop(&mut self) {
        // Refused where it was waited for before.
        if self.child.start_kill().is_err() {
            return;
        }
        for _ in 0..DROP_LOOKS {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(DROP_PAUSE);
        }
    }
}

/// A free port of the loopback interface. Another program may take it before it is used.
///
/// # Errors
/// The system has none.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn log_in(data: &Path) -> PathBuf {
    data.join("server.log")
}

fn last_line_in(file: &Path) -> String {
    last_line_of(&std::fs::read_to_string(file).unwrap_or_default())
}

fn last_line_of(text: &str) -> String {
    text.lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it said nothing")
        .trim()
        .to_owned()
}
