//! `links check`: what the settings make of same-device links, without asking anybody on the network.

use super::{CliError, Place, output};
use crate::config::Config;
use crate::http::links::{android_file, apple_file};
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub(super) enum Links {
    /// Check the settings of same-device links and print what is served. Asks nothing of the network.
    Check(Place),
}

/// What is served, and what is still missing.
struct Checked {
    link_origin: Option<String>,
    apple: Option<Value>,
    android: Option<Value>,
    missing: Vec<&'static str>,
}

impl Links {
    pub fn run(self) -> Result<(), CliError> {
        let Self::Check(place) = self;
        let config = place.config()?;
        let checked = Checked::of(&config);
        if place.json {
            output::line(&checked.to_json(&config).to_string())?;
        } else {
            checked.print(&config)?;
        }
        match checked.missing.as_slice() {
            [] => Ok(()),
            missing => Err(CliError::Usage(missing.join("; "))),
        }
    }
}

impl Checked {
    fn of(config: &Config) -> Self {
        let (apple, android) = (apple_file(&config.apps), android_file(&config.apps));
        let mut missing = Vec::new();
        if config.link_origin.is_none() {
            missing.push("link_host is not set: the login page does not offer \"Open logi on this device\"");
        }
        if apple.is_none() && android.is_none() {
            missing.push("neither apps.apple nor apps.android is set: a link opens a page and no app");
        }
        Self {
            link_origin: config.link_origin.clone(),
            apple,
            android,
            missing,
        }
    }

    fn to_json(&self, config: &Config) -> Value {
        json!({
            "issuer": config.issuer,
            "link_origin": self.link_origin,
            "apple-app-site-association": self.apple,
            "assetlinks.json": self.android,
            "missing": self.missing,
        })
    }

    fn print(&self, config: &Config) -> Result<(), CliError> {
        let links = self.link_origin.as_ref().map(|origin| format!("{origin}/here#…"));
        output::line(&format!("{:<12}{}", "issuer", config.issuer))?;
        output::line(&format!("{:<12}{}", "links", links.as_deref().unwrap_or("none")))?;
        let hosts: Vec<&str> = self
            .link_origin
            .iter()
            .map(String::as_str)
            .chain([config.issuer.as_str()])
            .collect();
        for (name, file) in [("apple-app-site-association", &self.apple), ("assetlinks.json", &self.android)] {
            for host in &hosts {
                output::line(&format!("\n{host}/.well-known/{name}"))?;
            }
            let text = file.as_ref().map(serde_json::to_string_pretty).transpose()?;
            output::line(text.as_deref().unwrap_or("404"))?;
        }
        Ok(())
    }
}
