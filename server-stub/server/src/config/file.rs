//! The settings as they are written: TOML with the environment laid over it, before anything is checked.

use super::reference::{Form, SETTINGS};
use super::{ConfigError, LimitsConfig};
use secrecy::SecretString;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The file's top level. Nothing unknown is allowed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileConfig {
    /// `issuer`
    pub issuer: Option<String>,
    /// `link_host`
    pub link_host: Option<String>,
    /// `[apps]`
    pub apps: Option<AppsSection>,
    /// `listen`
    pub listen: Option<String>,
    /// `metrics_listen`
    pub metrics_listen: Option<String>,
    /// `data`
    pub data: Option<PathBuf>,
    /// `database`
    pub database: Option<SecretString>,
    /// `sealing_key`
    pub sealing_key: Option<SecretString>,
    /// `sealing_key_file`
    pub sealing_key_file: Option<PathBuf>,
    /// `trusted_proxies`
    pub trusted_proxies: Option<Vec<String>>,
    /// `country_database`
    pub country_database: Option<PathBuf>,
    /// `minimum_key_level`
    pub minimum_key_level: Option<String>,
    /// `log`
    pub log: Option<String>,
    /// `[qr]`
    pub qr: Option<QrSection>,
    /// `[limits]`
    pub limits: Option<LimitsSection>,
}

/// `[qr]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QrSection {
    /// `qr.frame_grace`
    pub frame_grace: Option<u32>,
}

/// `[apps]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppsSection {
    /// `apps.apple`
    pub apple: Option<Vec<String>>,
    /// `apps.android`
    pub android: Option<Vec<String>>,
}

/// `[limits]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsSection {
    /// `limits.start_per_minute`
    pub start_per_minute: Option<u32>,
    /// `limits.status_per_minute`
    pub status_per_minute: Option<u32>,
    /// `limits.address_factor`
    pub address_factor: Option<u32>,
    /// `limits.scan_per_device`
    pub scan_per_device: Option<u32>,
    /// `limits.scan_per_account`
    pub scan_per_account: Option<u32>,
    /// `limits.streams_per_browser`
    pub streams_per_browser: Option<u32>,
}

impl FileConfig {
    /// Reads the file, if one is named, and lays the environment over it.
    pub(super) fn read(file: Option<&Path>, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let (path, text) = match file {
            Some(path) => (path, read_text(path)?),
            None => (Path::new("environment"), String::new()),
        };
        let place = |error: &toml::de::Error| ConfigError::File {
            file: path.to_owned(),
            line: error
                .span()
                .map_or(1, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1),
            reason: error.message().lines().next().unwrap_or_default().to_owned(),
        };
        toml::from_str::<Self>(&text).map_err(|error| place(&error))?;
        let mut table: Table = toml::from_str(&text).map_err(|error| place(&error))?;
        for setting in SETTINGS {
            let variable = setting.variable();
            if let Some(text) = environment(&variable) {
                let value = parse_variable(&variable, &text, setting.form)?;
                insert(&mut table, setting.key, value);
            }
        }
        table.try_into().map_err(|error: toml::de::Error| place(&error))
    }
}

impl LimitsSection {
    pub(super) fn checked(&self) -> Result<LimitsConfig, ConfigError> {
        let default = LimitsConfig::default();
        let number = |setting: &'static str, value: Option<u32>, default: u32| match value {
            Some(0) => Err(super::invalid(setting, "0", "a number of at least 1")),
            Some(value) if value > 1_000_000 => Err(super::invalid(setting, &value.to_string(), "a number of at most 1000000")),
            Some(value) => Ok(value),
            None => Ok(default),
        };
        Ok(LimitsConfig {
            start_per_minute: number("limits.start_per_minute", self.start_per_minute, default.start_per_minute)?,
            status_per_minute: number("limits.status_per_minute", self.status_per_minute, default.status_per_minute)?,
            address_factor: number("limits.address_factor", self.address_factor, default.address_factor)?,
            scan_per_device: number("limits.scan_per_device", self.scan_per_device, default.scan_per_device)?,
            scan_per_account: number("limits.scan_per_account", self.scan_per_account, default.scan_per_account)?,
            streams_per_browser: number("limits.streams_per_browser", self.streams_per_browser, default.streams_per_browser)?,
        })
    }
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        file: path.to_owned(),
        reason: error.kind().to_string(),
    })
}

fn parse_variable(variable: &str, text: &str, form: Form) -> Result<Value, ConfigError> {
    match form {
        Form::Text | Form::Secret => Ok(Value::String(text.to_owned())),
        Form::List => Ok(Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| Value::String(part.to_owned()))
                .collect(),
        )),
        Form::Number => text
            .parse::<u32>()
            .map(|number| Value::Integer(number.into()))
            .map_err(|_| ConfigError::Variable {
                variable: variable.to_owned(),
                want: "a whole number",
            }),
    }
}

/// Sets `key`, of the form `name` or `section.name`.
fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((section, name)) => {
            let entry = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Some(section) = entry.as_table_mut() {
                section.insert(name.to_owned(), value);
            }
        }
    }
}
