//! The phone itself: the core on a folder, with software keys and real HTTP.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use logi_core::adapters::{FileMarker, NoDeviceValue, OsRng, ReqwestHttp, SoftwareKeys, SystemClock};
use logi_core::link_host::{LinkHost, LinkHostError};
use logi_core::origin::Origin;
use logi_core::ports::Rng;
use logi_core::qr::KeySet;
use logi_core::{Authenticator, Config, DevicePlatform, Ports};

use crate::arguments::Store;
use crate::secrets;

/// A phone on a folder.
pub struct Phone {
    /// Its core.
    pub authenticator: Authenticator,
}

/// Why a folder is no phone.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// The server's address is none.
    #[error("{0} is not a server's address: write it as https://login.example.org, without a path")]
    Server(String),
    /// The host of links is none for this server.
    #[error("{host}")]
    LinkHost {
        /// The host as given.
        host: String,
        /// What is wrong with it.
        source: LinkHostError,
    },
    /// The folder cannot be used.
    #[error("the folder {home} cannot be used")]
    Home {
        /// The folder.
        home: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What lies in the folder cannot be used.
    #[error("the phone in {home} cannot be opened")]
    Stored {
        /// The folder.
        home: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Phone {
    /// Opens the phone in that folder, which is made when it is not there, with its secrets in that store.
    ///
    /// # Errors
    /// The address or the host of links is none, or the folder belongs to another server, version or process.
    pub async fn open(server: &str, link_host: Option<&str>, (home, store): (&Path, Store)) -> Result<Self, PhoneError> {
        let issuer = Origin::parse(server.trim_end_matches('/')).map_err(|_| PhoneError::Server(server.to_owned()))?;
        let link_host = link_host.map(|host| read_link_host(host, &issuer)).transpose()?;
        make_folder(home).map_err(|source| PhoneError::Home {
            home: home.to_owned(),
            source,
        })?;
        let stored = |source: Box<dyn std::error::Error + Send + Sync>| PhoneError::Stored {
            home: home.to_owned(),
            source,
        };
        let ports = ports_in(home, store).map_err(stored)?;
        let config = Config {
            issuer,
            link_host,
            pins: KeySet::parse(br#"{"keys":[]}"#).map_err(|error| stored(Box::new(error)))?,
            platform: platform(),
            device_name: Some("Virtual phone".into()),
            session_life: Config::SESSION_LIFE,
        };
        let authenticator = Authenticator::open(config, ports).await.map_err(|error| stored(Box::new(error)))?;
        Ok(Self { authenticator })
    }
}

fn read_link_host(host: &str, issuer: &Origin) -> Result<LinkHost, PhoneError> {
    LinkHost::parse(host, issuer).map_err(|source| PhoneError::LinkHost {
        host: host.to_owned(),
        source,
    })
}

fn ports_in(home: &Path, store: Store) -> Result<Ports, Box<dyn std::error::Error + Send + Sync>> {
    let rng: Arc<dyn Rng> = Arc::new(OsRng);
    let secrets = secrets::open(home, store, &rng)?;
    Ok(Ports {
        clock: Arc::new(SystemClock),
        http: Arc::new(ReqwestHttp::new()?),
        keys: Arc::new(SoftwareKeys::new(secrets.clone(), rng.clone())),
        device_value: Arc::new(NoDeviceValue),
        marker: Arc::new(FileMarker::new(home.join("installation"))),
        secrets,
        rng,
    })
}

fn make_folder(home: &Path) -> io::Result<()> {
    fs::create_dir_all(home)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(home, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn platform() -> DevicePlatform {
    match std::env::consts::OS {
        "macos" => DevicePlatform::Macos,
        "windows" => DevicePlatform::Windows,
        _ => DevicePlatform::Linux,
    }
}
