//! The facade: wires the ports to the flows and holds no rule of its own.

use std::sync::Arc;
use std::time::Duration;

use crate::account::{OwnAccount, Profile, ProfileValues};
use crate::api::{CallError, Client, ClientPorts, KeyRing};
use crate::enrolment::{Choice, Device, EnrolError, Enrolment, EnrolmentPorts, Installation};
use crate::error::OpenError;
use crate::id::SessionId;
use crate::identity::{Account, CoreTime};
use crate::link_host::LinkHost;
use crate::login::{BeginError, LoginFlow, LoginPorts, Logins, Source};
use crate::origin::Origin;
use crate::ports::Ports;
use crate::qr::KeySet;
use crate::receipts::{ListedReceipt, ReceiptError, Receipts, VerifiedReceipt};
use crate::vault::{InstallationRecord, Vault, VaultError};

/// What an app decides about its authenticator.
#[derive(Debug, Clone)]
pub struct Config {
    /// The one server that is trusted. Codes of any other are refused.
    pub issuer: Origin,
    /// The host of its same-device links. Without one no such link begins a login.
    pub link_host: Option<LinkHost>,
    /// The server's keys as the app was built with; they serve until the first successful fetch.
    pub pins: KeySet,
    /// The system this device runs.
    pub platform: DevicePlatform,
    /// The device's name as its owner knows it.
    pub device_name: Option<String>,
    /// The longest life of a code at this server.
    pub session_life: Duration,
}

impl Config {
    /// The longest life of a code unless a server is configured otherwise.
    pub const SESSION_LIFE: Duration = Duration::from_mins(10);
}

/// The system a device runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DevicePlatform {
    /// iOS.
    Ios,
    /// macOS.
    Macos,
    /// Android.
    Android,
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

impl DevicePlatform {
    /// The word of the protocol.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ios => "ios",
            Self::Macos => "macos",
            Self::Android => "android",
            Self::Linux => "linux",
            Self::Windows => "windows",
        }
    }
}

/// One phone's authenticator. Every call is safe to drop at any time and to make again.
#[derive(Clone)]
pub struct Authenticator {
    parts: Arc<Parts>,
}

struct Parts {
    enrolment: Enrolment,
    account: OwnAccount,
    logins: Logins,
    receipts: Receipts,
    key_ring: Arc<KeyRing>,
}

impl Authenticator {
    /// Opens what this phone remembers. Nothing is sent and nothing is made.
    ///
    /// # Errors
    /// [`OpenError`] when the vault cannot be read, or belongs to another server.
    pub async fn open(config: Config, ports: Ports) -> Result<Self, OpenError> {
        let vault = Arc::new(Vault::new(ports.secrets));
        if let Some(installation) = vault.load::<InstallationRecord>().await?
            && installation.issuer != config.issuer.as_str()
        {
            return Err(OpenError::OtherIssuer {
                stored: installation.issuer,
            });
        }
        let time = Arc::new(CoreTime::load(ports.clock, &vault).await?);
        let client_ports = ClientPorts {
            http: ports.http,
            keys: ports.keys.clone(),
            rng: ports.rng.clone(),
            marker: ports.marker.clone(),
        };
        let client = Arc::new(Client::new(config.issuer, client_ports, vault.clone(), time.clone()));
        let key_ring = Arc::new(KeyRing::new(client.clone(), vault.clone(), time.clone(), config.pins));
        let enrolment_ports = EnrolmentPorts {
            rng: ports.rng,
            keys: ports.keys.clone(),
            device_value: ports.device_value,
            marker: ports.marker,
        };
        let device = Device {
            platform: config.platform.as_str(),
            name: config.device_name,
        };
        let login_ports = LoginPorts::new(client.clone(), key_ring.clone(), vault.clone(), time, ports.keys);
        let wired = Parts {
            enrolment: Enrolment::new(enrolment_ports, device, vault.clone(), client.clone()),
            account: OwnAccount::new(client.clone(), vault),
            logins: Logins::new(login_ports, config.link_host, config.session_life),
            receipts: Receipts::new(client, key_ring.clone()),
            key_ring,
        };
        Ok(Self { parts: Arc::new(wired) })
    }

    /// What this installation is: new, enrolled, or in doubt.
    ///
    /// # Errors
    /// [`EnrolError`] when vault or marker cannot be read.
    pub async fn installation(&self) -> Result<Installation, EnrolError> {
        self.parts.enrolment.installation().await
    }

    /// Does what the person chose where [`Self::installation`] asks.
    ///
    /// # Errors
    /// [`EnrolError`]; the question stands then.
    pub async fn settle(&self, choice: Choice) -> Result<(), EnrolError> {
        self.parts.enrolment.settle(choice).await
    }

    /// Enrols this device, or says who it is enrolled as. After a lost answer the same call gives the same account.
    ///
    /// # Errors
    /// [`EnrolError`]; the same call may be made again.
    pub async fn enrol(&self) -> Result<Account, EnrolError> {
        let account = self.parts.enrolment.enrol().await?;
        self.parts.key_ring.refresh_if_stale().await;
        Ok(account)
    }

    /// The account as the server knows it.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn whoami(&self) -> Result<Account, CallError> {
        self.answered(self.parts.account.whoami().await).await
    }

    /// The values that applications may ask for.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn profile(&self) -> Result<Profile, CallError> {
        self.answered(self.parts.account.profile().await).await
    }

    /// Replaces all values; one that is not given is not set.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn set_profile(&self, values: &ProfileValues) -> Result<Profile, CallError> {
        self.answered(self.parts.account.set_profile(values).await).await
    }

    /// Judges a text and begins its login. Nothing is sent for a text that is refused, except that a code with an
    /// unknown key has the server's keys fetched, at most once in five minutes.
    ///
    /// A same-device link begins a login from [`Source::Link`] only: its approval gives the address that leads back
    /// into the browser of this device. A code's address that arrives as a link is always refused.
    ///
    /// # Errors
    /// [`BeginError`].
    pub async fn begin(&self, text: &str, source: Source) -> Result<LoginFlow, BeginError> {
        self.parts.logins.begin(text, source).await
    }

    /// Begins the one login among the texts of all codes in one picture.
    ///
    /// # Errors
    /// [`BeginError`]: the refusal that says most, or [`BeginError::SeveralCodes`].
    pub async fn begin_one_of(&self, texts: &[String]) -> Result<LoginFlow, BeginError> {
        self.parts.logins.begin_one_of(texts).await
    }

    /// The logins decided on this phone whose decision the server has not acknowledged, oldest first.
    ///
    /// # Errors
    /// [`VaultError`].
    pub async fn unanswered_logins(&self) -> Result<Vec<LoginFlow>, VaultError> {
        self.parts.logins.unanswered().await
    }

    /// All receipts of this account, newest first, read and verified.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn receipts(&self) -> Result<Vec<ListedReceipt>, CallError> {
        self.answered(self.parts.receipts.list().await).await
    }

    /// One receipt as a file, JSON `{id, approval, receipt, keys}`.
    ///
    /// # Errors
    /// [`ReceiptError`] also when what the server gave does not verify.
    pub async fn export_receipt(&self, session: SessionId) -> Result<String, ReceiptError> {
        self.parts.receipts.export(session).await
    }

    /// Verifies an exported file without any call, under keys this phone trusts.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub async fn verify_receipt(&self, file: &[u8]) -> Result<VerifiedReceipt, ReceiptError> {
        self.parts.receipts.verify(file).await
    }

    async fn answered<T>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        if answer.is_ok() {
            self.parts.key_ring.refresh_if_stale().await;
        }
        answer
    }
}

#[cfg(test)]
mod tests;
