//! What is wrong with a configuration, in one line that says what to write.

use std::net::SocketAddr;
use std::path::PathBuf;

/// A configuration the server does not start with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {file}: {reason}")]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why, in the words of the system.
        reason: String,
    },
    /// The file is not TOML, or holds what no setting is called. The line itself is not shown: it may hold a secret.
    #[error("{file}, line {line}: {reason}; the settings are listed in docs/reference/configuration.md")]
    File {
        /// Which.
        file: PathBuf,
        /// Counts from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// An environment variable has the wrong form.
    #[error("{variable} must be {want}")]
    Variable {
        /// Which.
        variable: String,
        /// What it must be.
        want: &'static str,
    },
    /// A setting without which the server cannot start.
    #[error("the setting {0} is missing: write {0} = \"{1}\" in the file, or use --dev on your own machine")]
    Missing(&'static str, &'static str),
    /// A setting with a value it cannot have.
    #[error("the setting {setting} cannot be \"{value}\": write {want}")]
    Invalid {
        /// Which.
        setting: &'static str,
        /// As given.
        value: String,
        /// What to write.
        want: &'static str,
    },
    /// The database setting; its value is not shown, it may hold a password.
    #[error("the setting database must be \"sqlite\" or a postgres:// URL")]
    Database,
    /// An http issuer on a host that is not this machine.
    #[error("the issuer {0} is http: codes and cookies need https everywhere but on localhost; put TLS in front and write https://")]
    PlainIssuer(String),
    /// Development mode that others could reach.
    #[error("--dev listens on this machine only, not on {0}: use --listen 127.0.0.1:8080, or a configuration file without --dev")]
    DevelopmentListens(SocketAddr),
    /// Two places to take the sealing key from.
    #[error("sealing_key and sealing_key_file are both set: keep one of them")]
    TwoSealingKeys,
}
