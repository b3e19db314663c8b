//! Every setting of the server: a TOML file, environment variables over it, command-line flags over both; checked once, at start.
//!
//! [`reference::SETTINGS`] lists each setting with its variable, default and meaning; `docs/reference/configuration.md` is written from it.

mod error;
mod file;
mod links;
mod network;
pub mod reference;

pub use error::ConfigError;
pub use file::{AppsSection, FileConfig, LimitsSection, QrSection};
pub use links::AppsConfig;
pub use network::Network;

use logi_domain::key::KeyLevel;
use secrecy::SecretString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// The checked settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// `--dev`: a loopback issuer, software keys welcome, frames that live long enough for a person at a terminal.
    pub development: bool,
    /// The issuer's origin without a trailing slash, as `https://login.example.com`.
    pub issuer: String,
    /// The origin of same-device links, as `https://open.example.com`. Without one the pages offer none.
    pub link_origin: Option<String>,
    /// The apps that may open links of this server.
    pub apps: AppsConfig,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where metrics are served, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// The folder that belongs to this server: sealing key and, with SQLite, the database.
    pub data: PathBuf,
    /// Which database.
    pub database: Database,
    /// Where the sealing key comes from.
    pub sealing_key: SealingKeySource,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// An MMDB file with countries.
    pub country_database: Option<PathBuf>,
    /// The lowest key level of a device that may enrol.
    pub minimum_key_level: KeyLevel,
    /// The QR login.
    pub qr: QrConfig,
    /// How often somebody may ask.
    pub limits: LimitsConfig,
    /// Which events are logged, as `info` or `info,sqlx=warn`.
    pub log: String,
    /// The issuer follows the listener's port.
    issuer_follows_port: bool,
    /// The link host is the listener's address.
    link_follows_listener: bool,
}

/// Which database.
#[derive(Clone, Debug)]
pub enum Database {
    /// The file `logi.sqlite3` in the data folder.
    Sqlite,
    /// A PostgreSQL URL; it may hold a password.
    Postgres(SecretString),
}

/// Where the key comes from that seals private keys at rest.
#[derive(Clone, Debug)]
pub enum SealingKeySource {
    /// `sealing.key` in the data folder, made at the first start.
    DataFolder,
    /// A file made by the operator, as a systemd credential.
    File(PathBuf),
    /// The key itself: 64 hexadecimal digits.
    Value(SecretString),
}

/// Settings of the QR login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QrConfig {
    /// Seconds a frame is still taken after its end.
    pub frame_grace: u32,
}

/// How often somebody may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Starts per minute of one page at one address.
    pub start_per_minute: u32,
    /// Status reads per minute of one page at one address.
    pub status_per_minute: u32,
    /// How much more one address may do in all.
    pub address_factor: u32,
    /// Scans per minute of one device.
    pub scan_per_device: u32,
    /// Scans per minute of one account.
    pub scan_per_account: u32,
    /// Open event streams and sockets of one browser.
    pub streams_per_browser: u32,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            start_per_minute: 10,
            status_per_minute: 60,
            address_factor: 12,
            scan_per_device: 20,
            scan_per_account: 60,
            streams_per_browser: 10,
        }
    }
}

/// What the command line says over file and environment.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--dev`
    pub development: bool,
    /// `--listen`
    pub listen: Option<String>,
    /// `--data`
    pub data: Option<PathBuf>,
    /// `--config`
    pub file: Option<PathBuf>,
}

/// Seconds of grace for a frame in production; 35 s bound the age of a photographed code.
const FRAME_GRACE: u32 = 5;
/// The same in development, where a person copies the code's text into a terminal.
const DEVELOPMENT_FRAME_GRACE: u32 = 120;
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

impl Config {
    /// Reads the file (where one is named), lays the environment and the flags over it, and checks all of it.
    ///
    /// # Errors
    /// [`ConfigError`], naming the setting and what to write.
    pub fn load(flags: &Flags, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut file = FileConfig::read(flags.file.as_deref(), environment)?;
        if let Some(listen) = &flags.listen {
            file.listen = Some(listen.clone());
        }
        if let Some(data) = &flags.data {
            file.data = Some(data.clone());
        }
        Self::check(file, flags.development)
    }

    /// The settings of `serve --dev --listen 127.0.0.1:0 --data DIR`.
    #[must_use]
    pub fn development(data: PathBuf) -> Self {
        Self {
            development: true,
            issuer: "http://localhost:0".to_owned(),
            link_origin: Some(format!("http://{}:0", DEFAULT_LISTEN.ip())),
            apps: AppsConfig::default(),
            listen: SocketAddr::new(DEFAULT_LISTEN.ip(), 0),
            metrics_listen: None,
            data,
            database: Database::Sqlite,
            sealing_key: SealingKeySource::DataFolder,
            trusted_proxies: Vec::new(),
            country_database: None,
            minimum_key_level: KeyLevel::None,
            qr: QrConfig {
                frame_grace: DEVELOPMENT_FRAME_GRACE,
            },
            limits: LimitsConfig::default(),
            log: "info".to_owned(),
            issuer_follows_port: true,
            link_follows_listener: true,
        }
    }

    /// These settings on a listener whose port is known: an issuer and a link host that follow it get it.
    #[must_use]
    pub fn bound_to(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        if self.issuer_follows_port {
            self.issuer = format!("http://localhost:{}", address.port());
        }
        if self.link_follows_listener {
            self.link_origin = Some(format!("http://{address}"));
        }
        self
    }

    /// Whether cookies carry `Secure` and the `__Host-` prefix.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.issuer.starts_with("https://")
    }

    /// Where the SQLite database lies.
    #[must_use]
    pub fn sqlite_file(&self) -> PathBuf {
        self.data.join("logi.sqlite3")
    }

    fn check(file: FileConfig, development: bool) -> Result<Self, ConfigError> {
        let listen = match &file.listen {
            Some(text) => parse_address("listen", text)?,
            None => DEFAULT_LISTEN,
        };
        if development && !listen.ip().is_loopback() {
            return Err(ConfigError::DevelopmentListens(listen));
        }
        let issuer = match &file.issuer {
            Some(text) => parse_issuer(text)?,
            None if development => format!("http://localhost:{}", listen.port()),
            None => return Err(ConfigError::Missing("issuer", "https://login.example.com")),
        };
        let link_follows_listener = development && file.issuer.is_none() && file.link_host.is_none();
        let link_origin = match &file.link_host {
            Some(text) => Some(links::parse_link_host(text, &issuer)?),
            None => link_follows_listener.then(|| format!("http://{listen}")),
        };
        let apps = file.apps.unwrap_or_default();
        let limits = file.limits.unwrap_or_default().checked()?;
        Ok(Self {
            development,
            issuer_follows_port: file.issuer.is_none(),
            link_follows_listener,
            issuer,
            link_origin,
            apps: links::parse_apps(&apps.apple.unwrap_or_default(), &apps.android.unwrap_or_default())?,
            listen,
            metrics_listen: file
                .metrics_listen
                .as_deref()
                .map(|text| parse_address("metrics_listen", text))
                .transpose()?,
            data: file.data.ok_or(ConfigError::Missing("data", "/var/lib/logi"))?,
            database: file.database.map_or(Ok(Database::Sqlite), parse_database)?,
            sealing_key: sealing_key(file.sealing_key, file.sealing_key_file)?,
            trusted_proxies: parse_networks(&file.trusted_proxies.unwrap_or_default())?,
            country_database: file.country_database,
            minimum_key_level: parse_level(file.minimum_key_level.as_deref(), development)?,
            qr: QrConfig {
                frame_grace: frame_grace(file.qr.unwrap_or_default().frame_grace, development)?,
            },
            limits,
            log: file.log.unwrap_or_else(|| "info".to_owned()),
        })
    }
}

fn invalid(setting: &'static str, value: &str, want: &'static str) -> ConfigError {
    ConfigError::Invalid {
        setting,
        value: value.chars().take(200).collect(),
        want,
    }
}

/// `ADDRESS:PORT`; `localhost` is the IPv4 loopback.
fn parse_address(setting: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    let numeric = text.replacen("localhost:", "127.0.0.1:", 1);
    numeric
        .parse()
        .map_err(|_| invalid(setting, text, "an address and a port, as 127.0.0.1:8080 or [::]:443"))
}

/// An origin exactly as browsers write it, so that texts can be compared byte by byte.
fn parse_issuer(text: &str) -> Result<String, ConfigError> {
    let want = "an origin as browsers write it: https://login.example.com, or http://localhost:8080 on this machine; no path, no capitals";
    let refuse = || invalid("issuer", text, want);
    let origin = text.strip_suffix('/').unwrap_or(text);
    let url = url::Url::parse(origin).map_err(|_| refuse())?;
    if url.origin().ascii_serialization() != origin {
        return Err(refuse());
    }
    match url.scheme() {
        "https" => Ok(origin.to_owned()),
        "http" if is_loopback(url.host().as_ref()) => Ok(origin.to_owned()),
        "http" => Err(ConfigError::PlainIssuer(origin.chars().take(200).collect())),
        _ => Err(refuse()),
    }
}

fn is_loopback(host: Option<&url::Host<&str>>) -> bool {
    match host {
        Some(url::Host::Domain(domain)) => *domain == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn parse_database(text: SecretString) -> Result<Database, ConfigError> {
    use secrecy::ExposeSecret;
    // EXPOSE: only its scheme is looked at.
    match text.expose_secret() {
        "sqlite" => Ok(Database::Sqlite),
        url if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(Database::Postgres(text)),
        _ => Err(ConfigError::Database),
    }
}

fn sealing_key(value: Option<SecretString>, file: Option<PathBuf>) -> Result<SealingKeySource, ConfigError> {
    match (value, file) {
        (Some(_), Some(_)) => Err(ConfigError::TwoSealingKeys),
        (Some(value), None) => Ok(SealingKeySource::Value(value)),
        (None, Some(file)) => Ok(SealingKeySource::File(file)),
        (None, None) => Ok(SealingKeySource::DataFolder),
    }
}

fn parse_networks(texts: &[String]) -> Result<Vec<Network>, ConfigError> {
    texts
        .iter()
        .map(|text| Network::parse(text).ok_or_else(|| invalid("trusted_proxies", text, "addresses or networks, as 10.0.0.0/8 or ::1")))
        .collect()
}

fn parse_level(text: Option<&str>, development: bool) -> Result<KeyLevel, ConfigError> {
    match text {
        Some(text) => KeyLevel::parse(text).map_err(|_| invalid("minimum_key_level", text, "none, claimed or attested")),
        None if development => Ok(KeyLevel::None),
        None => Ok(KeyLevel::Claimed),
    }
}

fn frame_grace(seconds: Option<u32>, development: bool) -> Result<u32, ConfigError> {
    match seconds {
        Some(seconds) if seconds > 600 => Err(invalid(
            "qr.frame_grace",
            &seconds.to_string(),
            "at most 600 seconds, the life of a code",
        )),
        Some(seconds) => Ok(seconds),
        None if development => Ok(DEVELOPMENT_FRAME_GRACE),
        None => Ok(FRAME_GRACE),
    }
}

#[cfg(test)]
mod tests;
