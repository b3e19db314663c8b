//! `app create|list|show|add-redirect`.

use super::{CliError, Place, now, output};
use crate::random;
use clap::{ArgGroup, Args, Subcommand};
use logi_domain::client::{Client, ClientStatus, ClientType, RedirectUri, SubjectType, derive_sector};
use logi_domain::field::{DeclaredField, Field};
use logi_domain::id::{ClientId, SecretHash};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Application {
    /// Register an application; its secret is shown once.
    Create(Create),
    /// List the applications.
    List(Place),
    /// Show one application.
    Show(Show),
    /// Allow another redirect URI.
    AddRedirect(AddRedirect),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("type").required(true).args(["public", "confidential"])))]
pub(super) struct Create {
    /// The name people see, 1 to 80 characters.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Where logins are answered; compared as exact texts. May be repeated, or name several.
    #[arg(long = "redirect-uri", value_name = "URI", required = true, num_args = 1..)]
    redirect_uris: Vec<String>,
    /// What it may ask for: openid, profile:basic, email, phone. May be repeated, or separated by spaces.
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    scopes: Vec<String>,
    /// It cannot keep a secret: an app on a phone, a page without a server.
    #[arg(long)]
    public: bool,
    /// It keeps a secret on a server.
    #[arg(long)]
    confidential: bool,
    /// A field with its demand and purpose, as email:required:Receipts. May be repeated.
    #[arg(long = "field", value_name = "NAME:required|optional:PURPOSE", value_parser = parse_field)]
    fields: Vec<DeclaredField>,
    /// Accept accounts without a linked identity, whatever is asked.
    #[arg(long)]
    allow_anonymous: bool,
    /// The sector of its subjects: one of its redirect hosts, needed where there are several.
    #[arg(long, value_name = "HOST")]
    sector: Option<String>,
    /// Which subject it sees.
    #[arg(long, value_name = "TYPE", default_value = "pairwise", value_parser = parse_subject_type)]
    subject_type: SubjectType,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// As `app list` shows it.
    client_id: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
pub(super) struct AddRedirect {
    /// As `app list` shows it.
    client_id: String,
    /// The new redirect URI.
    uri: String,
    #[command(flatten)]
    place: Place,
}

const SCOPES: [&str; 5] = ["openid", "profile:basic", "profile", "email", "phone"];
const LONGEST_NAME: usize = 80;

impl Application {
    pub async fn run(self) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run().await,
            Self::List(place) => list(&place).await,
            Self::Show(show) => show.run().await,
            Self::AddRedirect(add) => add.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), CliError> {
        let secret = self.confidential.then(|| random::token("logi_secret_"));
        let client = self.client(secret.as_ref())?;
        let store = self.place.open_or_make().await?;
        let inserted = store.insert_client(&client).await;
        store.close().await;
        inserted?;
        // EXPOSE: shown once, to whoever made the application.
        let secret = secret.as_ref().map(ExposeSecret::expose_secret);
        if self.place.json {
            let mut shown = output::client_json(&client);
            if let (Some(secret), Some(members)) = (secret, shown.as_object_mut()) {
                members.insert("client_secret".to_owned(), json!(secret));
            }
            return output::line(&shown.to_string());
        }
        output::line(&output::client_text(&client))?;
        match secret {
            Some(secret) => output::line(&format!(
                "{:<20}{secret}\nKeep the secret now: it is not shown again.",
                "client_secret"
            )),
            None => Ok(()),
        }
    }

    fn client(&self, secret: Option<&SecretString>) -> Result<Client, CliError> {
        let id = ClientId::from_random(random::bytes());
        let scopes = parse_scopes(&self.scopes)?;
        check_fields(&self.fields, &scopes)?;
        for uri in &self.redirect_uris {
            RedirectUri::parse(uri)?;
        }
        Ok(Client {
            sector: derive_sector(&id, &self.redirect_uris, self.sector.as_deref())?,
            id,
            name: parse_name(&self.name)?,
            client_type: if self.public {
                ClientType::Public
            } else {
                ClientType::Confidential
            },
            // EXPOSE: only its hash is kept.
            secret_hash: secret.map(|secret| SecretHash::of(secret.expose_secret())),
            redirect_uris: without_repetition(&self.redirect_uris),
            allowed_scopes: scopes,
            fields: self.fields.clone(),
            allow_anonymous: self.allow_anonymous.then_some(true),
            subject_type: self.subject_type,
            status: ClientStatus::Approved,
            created_at: now(),
        })
    }
}

impl Show {
    async fn run(self) -> Result<(), CliError> {
        let id = parse_id(&self.client_id)?;
        let store = self.place.open_existing().await?;
        let client = store.client(&id).await;
        store.close().await;
        let client = client?.ok_or_else(|| unknown(&id))?;
        if self.place.json {
            output::line(&output::client_json(&client).to_string())
        } else {
            output::line(&output::client_text(&client))
        }
    }
}

impl AddRedirect {
    async fn run(self) -> Result<(), CliError> {
        let id = parse_id(&self.client_id)?;
        RedirectUri::parse(&self.uri)?;
        let store = self.place.open_existing().await?;
        let added = store.add_redirect_uri(&id, &self.uri).await;
        let client = store.client(&id).await;
        store.close().await;
        match (added?, client?) {
            (true, Some(client)) if self.place.json => output::line(&output::client_json(&client).to_string()),
            (true, Some(client)) => output::line(&output::client_text(&client)),
            _ => Err(unknown(&id)),
        }
    }
}

async fn list(place: &Place) -> Result<(), CliError> {
    let store = place.open_existing().await?;
    let clients = store.clients().await;
    store.close().await;
    let clients = clients?;
    if place.json {
        let clients: Vec<_> = clients.iter().map(output::client_json).collect();
        return output::line(&json!({ "applications": clients }).to_string());
    }
    if clients.is_empty() {
        return output::line("no applications yet: logi-server app create --help says how to register one");
    }
    for client in &clients {
        output::line(&format!("{}  {:<14}{}", client.id, client.client_type.as_str(), client.name))?;
    }
    Ok(())
}

fn parse_id(text: &str) -> Result<ClientId, CliError> {
    ClientId::parse(text).map_err(|_| CliError::Usage("a client_id is logi_ and 32 hexadecimal digits, as app list shows it".to_owned()))
}

fn unknown(id: &ClientId) -> CliError {
    CliError::Usage(format!("there is no application {id}: app list shows those there are"))
}

fn parse_name(text: &str) -> Result<String, CliError> {
    let name = text.trim();
    let visible = name.chars().any(char::is_alphanumeric) && !name.chars().any(is_hidden);
    if visible && name.chars().count() <= LONGEST_NAME {
        Ok(name.to_owned())
    } else {
        Err(logi_domain::client::InvalidClient::Name.into())
    }
}

/// Control characters, and those that turn the direction of what follows: a name with them could pass for another.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || c == '\u{61c}'
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn parse_scopes(texts: &[String]) -> Result<Vec<String>, CliError> {
    let scopes: Vec<String> = texts
        .iter()
        .flat_map(|text| text.split(' '))
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect();
    if let Some(unknown) = scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        let known = SCOPES.join(", ");
        return Err(CliError::Usage(format!("there is no scope \"{unknown}\": use {known}")));
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err(CliError::Usage(
            "an application needs the scope openid: add --scope openid".to_owned(),
        ));
    }
    Ok(without_repetition(&scopes))
}

/// A field that no scope asks for would never be offered.
fn check_fields(fields: &[DeclaredField], scopes: &[String]) -> Result<(), CliError> {
    for (at, field) in fields.iter().enumerate() {
        let name = field.name.as_str();
        if !scopes.iter().any(|scope| Field::of_scope(scope).contains(&field.name)) {
            let scope = field.name.scope();
            return Err(CliError::Usage(format!(
                "the field {name} belongs to the scope {scope}: add --scope {scope}"
            )));
        }
        if fields.iter().skip(at + 1).any(|other| other.name == field.name) {
            return Err(CliError::Usage(format!("the field {name} is declared twice: keep one")));
        }
    }
    Ok(())
}

fn parse_field(text: &str) -> Result<DeclaredField, String> {
    let mut parts = text.splitn(3, ':');
    let (name, need, purpose) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let name =
        Field::parse(name).map_err(|_| format!("there is no field \"{name}\": use preferred_name, full_name, email or phone_number"))?;
    let required = match need {
        Some("required") => true,
        Some("optional") => false,
        _ => return Err("say whether it is required or optional, as email:required:Receipts".to_owned()),
    };
    let purpose = purpose.map(str::trim).filter(|purpose| !purpose.is_empty());
    match purpose {
        Some(purpose) if purpose.chars().count() > 200 || purpose.chars().any(is_hidden) => {
            Err("a purpose has at most 200 visible characters".to_owned())
        }
        None => Err("say what it is for, as email:required:Receipts; people are shown it".to_owned()),
        Some(purpose) => Ok(DeclaredField {
            name,
            required,
            purpose: Some(purpose.to_owned()),
        }),
    }
}

fn parse_subject_type(text: &str) -> Result<SubjectType, String> {
    SubjectType::parse(text).map_err(|_| "use pairwise or public".to_owned())
}

fn without_repetition(texts: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if !kept.contains(text) {
            kept.push(text.clone());
        }
    }
    kept
}
