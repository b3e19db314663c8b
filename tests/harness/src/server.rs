//! The real server in this process, on a free port, a folder of its own and a clock that is moved.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use logi_domain::client::{Client, ClientStatus, ClientType, SubjectType, derive_sector};
use logi_domain::field::{DeclaredField, Field};
use logi_domain::id::{ClientId, SecretHash};
use logi_server::app::{Parts, StartError};
use logi_server::config::reference::SETTINGS;
use logi_server::config::{ConfigError, Flags};
use logi_server::context::CountryDatabase;
use logi_server::keys::{KeyOverrides, Keyring};
use logi_server::serve::Server;
use logi_server::{App, Clock, Config};
use logi_site::oidc;
use logi_store_sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket};

use crate::clock::{MovableClock, Pace};
use crate::keys::random;
use crate::phone::{Now, ScriptedPhone};

/// The token key of every test server, so that making one takes no time. It guards nothing.
const TOKEN_KEY: &[u8] = include_bytes!("../../../server-stub/server/tests/support/token-key.pk8");

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Its folder; a temporary one without.
    pub data: Option<PathBuf>,
    /// Settings as the configuration file names them, as `qr.frame_grace` and `5`.
    pub settings: Vec<(String, String)>,
    /// How its clock behaves.
    pub pace: Pace,
    /// The port; 0 picks a free one.
    pub port: u16,
    /// Whether its SQLite waits while another process writes; one that does not refuses at once.
    pub waits_for_writers: bool,
}

impl Default for Options {
    /// A standing clock, and frames that are accepted as long as in production.
    fn default() -> Self {
        Self {
            data: None,
            settings: vec![("qr.frame_grace".into(), "5".into())],
            pace: Pace::Standing,
            port: 0,
            waits_for_writers: true,
        }
    }
}

impl Options {
    /// The same with one more setting.
    #[must_use]
    pub fn with(mut self, setting: &str, value: &str) -> Self {
        self.settings.push((setting.to_owned(), value.to_owned()));
        self
    }
}

/// A running server.
#[derive(Debug)]
pub struct TestServer {
    /// The issuer.
    pub issuer: String,
    /// Its clock.
    pub clock: Arc<MovableClock>,
    running: Server,
    config: Config,
    waits_for_writers: bool,
    folder: Option<TempDir>,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum TestServerError {
    /// A setting is none, or has no such value.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no such setting.
    #[error("there is no setting {0}")]
    NoSuchSetting(String),
    /// What the settings name cannot be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] logi_store::StoreError),
    /// The system refused.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

impl TestServer {
    /// Starts a server.
    ///
    /// # Errors
    /// A setting is wrong, or what it names cannot be opened.
    pub async fn try_start(options: &Options) -> Result<Self, TestServerError> {
        let folder = match options.data {
            Some(_) => None,
            None => Some(temporary_folder()?),
        };
        let data = options
            .data
            .clone()
            .or_else(|| folder.as_ref().map(|folder| folder.path().to_owned()));
        let flags = Flags {
            development: true,
            listen: Some("127.0.0.1:0".into()),
            data,
            file: None,
        };
        let variables = variables_of(&options.settings)?;
        let config = Config::load(&flags, &|name| variables.get(name).cloned())?;
        let listener = listen_on(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))?;
        let config = config.bound_to(listener.local_addr()?);
        let clock = Arc::new(MovableClock::new(options.pace));
        let app = open(config.clone(), Arc::clone(&clock), options.waits_for_writers).await?;
        let running = Server::start(app, listener).await?;
        Ok(Self {
            issuer: config.issuer.clone(),
            clock,
            running,
            config,
            waits_for_writers: options.waits_for_writers,
            folder,
        })
    }

    /// Starts a server with these options.
    ///
    /// # Panics
    /// It does not start.
    pub async fn start_with(options: &Options) -> Self {
        Self::try_start(options)
            .await
            .unwrap_or_else(|error| panic!("the test server does not start: {error}"))
    }

    /// Starts a server with the usual options.
    ///
    /// # Panics
    /// It does not start.
    pub async fn start() -> Self {
        Self::start_with(&Options::default()).await
    }

    /// Stops the server and starts it again on the same port, folder and clock.
    ///
    /// # Panics
    /// It does not start again.
    pub async fn restart(self) -> Self {
        let Self {
            issuer,
            clock,
            running,
            config,
            waits_for_writers,
            folder,
        } = self;
        let address = running.address();
        running.stop().await;
        let listener = listen_on(address).expect("the port of the server that stopped");
        let app = open(config.clone(), Arc::clone(&clock), waits_for_writers)
            .await
            .expect("the database opens again");
        let running = Server::start(app, listener).await.expect("the server starts again");
        Self {
            issuer,
            clock,
            running,
            config,
            waits_for_writers,
            folder,
        }
    }

    /// Stops the server.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    /// What the server sees, for tests that look into the store.
    pub fn app(&self) -> &App {
        self.running.app()
    }

    /// Where it listens, which is not its issuer where something stands in front of it.
    pub fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// The file of its SQLite.
    pub fn database(&self) -> PathBuf {
        self.config.sqlite_file()
    }

    /// The time, for phones.
    pub fn now(&self) -> Now {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || clock.now_seconds())
    }

    /// A phone that is enrolled here.
    pub async fn phone(&self) -> ScriptedPhone {
        ScriptedPhone::enrolled(&self.issuer, self.now()).await
    }

    /// Registers an application and answers it as it knows itself.
    ///
    /// # Panics
    /// The application cannot be registered as described.
    pub async fn register(&self, application: &Application) -> oidc::Client {
        self.try_register(application)
            .await
            .unwrap_or_else(|error| panic!("the application cannot be registered: {error}"))
    }

    /// Registers an application and answers it as it knows itself.
    ///
    /// # Errors
    /// One line about what is wrong with the description.
    pub async fn try_register(&self, application: &Application) -> Result<oidc::Client, String> {
        let id = ClientId::from_random(random());
        let secret = (!application.public).then(|| format!("logi_secret_{}", data_encoding::HEXLOWER.encode(&random::<32>())));
        let sector = derive_sector(&id, &application.redirect_uris, application.sector.as_deref()).map_err(|error| error.to_string())?;
        let client = Client {
            sector,
            name: application.name.clone(),
            client_type: if application.public {
                ClientType::Public
            } else {
                ClientType::Confidential
            },
            secret_hash: secret.as_deref().map(SecretHash::of),
            redirect_uris: application.redirect_uris.clone(),
            allowed_scopes: application.scopes.clone(),
            fields: application.fields.iter().map(Demand::declared).collect::<Result<_, _>>()?,
            allow_anonymous: application.allow_anonymous,
            subject_type: SubjectType::Pairwise,
            status: ClientStatus::Approved,
            created_at: self.app().now(),
            id: id.clone(),
        };
        self.app().store().insert_client(&client).await.map_err(|error| error.to_string())?;
        Ok(oidc::Client {
            id: id.as_str().to_owned(),
            secret: secret.map(Into::into),
            redirect_uri: application.redirect_uris.first().cloned().unwrap_or_default(),
            scope: application.scopes.join(" "),
        })
    }
}

async fn open(config: Config, clock: Arc<MovableClock>, waits_for_writers: bool) -> Result<App, TestServerError> {
    let keys = KeyOverrides {
        token_pkcs8: Some(TOKEN_KEY.to_vec().into()),
        ..KeyOverrides::default()
    };
    if waits_for_writers {
        return Ok(App::open(config, clock, keys).await?);
    }
    let store = SqliteStore::open_without_waiting(&config.sqlite_file()).await?;
    let keys = Keyring::load(&store, &config, &keys, clock.now()).await.map_err(StartError::from)?;
    Ok(App::new(Parts {
        config,
        clock,
        store: Arc::new(store),
        keys,
        country: CountryDatabase::default(),
    }))
}

/// A listener, also where the last connections of an earlier one are still closing.
fn listen_on(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(1024)
}

/// In memory where the system offers that: a test server's data need not outlive a power cut, and `fsync` takes most of its time.
fn temporary_folder() -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("logi-test-");
    builder.tempdir_in("/dev/shm").or_else(|_| builder.tempdir())
}

fn variables_of(settings: &[(String, String)]) -> Result<HashMap<String, String>, TestServerError> {
    settings
        .iter()
        .map(|(key, value)| {
            let setting = SETTINGS.iter().find(|setting| setting.key == key);
            let setting = setting.ok_or_else(|| TestServerError::NoSuchSetting(key.clone()))?;
            Ok((setting.variable(), value.clone()))
        })
        .collect()
}

/// An application to register.
#[derive(Clone, Debug)]
pub struct Application {
    /// The name people see.
    pub name: String,
    /// Where logins are answered; the first one is used.
    pub redirect_uris: Vec<String>,
    /// What it may ask for, and asks for.
    pub scopes: Vec<String>,
    /// Whether it has no secret.
    pub public: bool,
    /// The fields with their demand.
    pub fields: Vec<Demand>,
    /// Whether accounts without a linked identity may log in.
    pub allow_anonymous: Option<bool>,
    /// The sector of its subjects.
    pub sector: Option<String>,
}

/// A field that an application declares.
#[derive(Clone, Debug)]
pub struct Demand {
    /// Its name, as `email`.
    pub name: String,
    /// Whether there is no login without it.
    pub required: bool,
    /// Why the application asks.
    pub purpose: Option<String>,
}

impl Demand {
    fn declared(&self) -> Result<DeclaredField, String> {
        let name = Field::parse(&self.name).map_err(|_| format!("{} is no field", self.name))?;
        Ok(DeclaredField {
            name,
            required: self.required,
            purpose: self.purpose.clone(),
        })
    }
}

impl Default for Application {
    /// A confidential application that asks for everything and requires nothing.
    fn default() -> Self {
        Self {
            name: "Notes".into(),
            redirect_uris: vec!["https://notes.example/callback".into()],
            scopes: ["openid", "profile:basic", "email", "phone"].map(str::to_owned).into(),
            public: false,
            fields: Vec::new(),
            allow_anonymous: Some(true),
            sector: None,
        }
    }
}
