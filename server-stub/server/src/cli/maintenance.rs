//! `key list`, `backup`, `config reference`.

use super::{CliError, Place, output};
use crate::config::reference;
use clap::{Args, Subcommand};
use logi_store::{KeyRecord, KeyUse, StoreError};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// List the keys, newest first; private parts are never shown.
    List(Place),
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to make; it must not exist.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
pub(super) enum Settings {
    /// Print the reference of all settings in Markdown.
    Reference,
}

impl Key {
    pub async fn run(self) -> Result<(), CliError> {
        let Self::List(place) = self;
        let store = place.open_existing().await?;
        let mut keys = Vec::new();
        for key_use in [KeyUse::Token, KeyUse::Qr, KeyUse::Receipt, KeyUse::Secret] {
            keys.extend(store.keys(key_use).await?);
        }
        store.close().await;
        if place.json {
            let keys: Vec<_> = keys.iter().map(key_json).collect();
            return output::line(&json!({ "keys": keys }).to_string());
        }
        output::line(&format!("{:<18}{:<10}{:<8}{}", "kid", "use", "alg", "created"))?;
        for key in &keys {
            let created = output::date(key.created_at);
            output::line(&format!("{:<18}{:<10}{:<8}{created}", key.kid, key.key_use.as_str(), key.alg))?;
        }
        Ok(())
    }
}

fn key_json(key: &KeyRecord) -> serde_json::Value {
    json!({
        "kid": key.kid,
        "use": key.key_use.as_str(),
        "alg": key.alg,
        "created_at": output::date(key.created_at),
    })
}

impl Backup {
    pub async fn run(self) -> Result<(), CliError> {
        let store = self.place.open_existing().await?;
        let written = store.backup(&self.file).await;
        store.close().await;
        let file = self.file.display();
        match written {
            Ok(()) if self.place.json => output::line(&json!({ "file": self.file }).to_string()),
            Ok(()) => output::line(&format!(
                "wrote {file}; keep sealing.key apart from it: together they open the server's keys"
            )),
            Err(StoreError::Conflict) => Err(CliError::Usage(format!("{file} exists: name a file that does not"))),
            Err(StoreError::Corrupt(reason)) => Err(CliError::Usage(reason)),
            Err(error) => Err(error.into()),
        }
    }
}

impl Settings {
    pub fn run(self) -> Result<(), CliError> {
        let Self::Reference = self;
        output::line(reference::markdown().trim_end())
    }
}
