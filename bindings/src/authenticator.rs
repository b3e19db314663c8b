//! Opening, enrolment, and the way into every flow.

use std::sync::Arc;

use logi_core::adapters::{FileMarker, OsRng, ReqwestHttp, SystemClock};
use logi_core::link_host::LinkHost;
use logi_core::origin::Origin;
use logi_core::ports::Ports;
use logi_core::qr::KeySet;
use logi_core::{Config, SessionId};

use crate::account::{Account, Profile};
use crate::error::{AccountError, BeginError, EnrolError, LoginError, OpenError, ReceiptError};
use crate::login::{LoginFlow, Source};
use crate::platform::{DeviceKeys, FixedDeviceValue, ForeignKeys, ForeignStore, SecretStore};
use crate::receipts::{ListedReceipt, VerifiedReceipt};

/// What an app decides about its authenticator.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Options {
    /// The one server that is trusted, as `https://login.example`. Codes of any other are refused.
    pub issuer: String,
    /// The host of its same-device links, as `login-link.example`. Without one no such link begins a login.
    #[uniffi(default = None)]
    pub link_host: Option<String>,
    /// The server's keys as the app was built with: the text of its `/.well-known/logi-keys.json`. They serve until
    /// the first successful fetch.
    pub pins: String,
    /// The system this device runs.
    pub platform: DevicePlatform,
    /// The device's name as its owner knows it.
    #[uniffi(default = None)]
    pub device_name: Option<String>,
    /// A value that differs from device to device, at most 65 535 bytes; empty where the platform has none.
    pub device_value: Vec<u8>,
    /// A file that is deleted together with the app and is in no backup, such as one in the app's own folder. It need
    /// not exist; its folder must.
    pub marker_path: String,
}

impl Options {
    fn ports(&self, keys: Arc<dyn DeviceKeys>, store: Arc<dyn SecretStore>) -> Result<Ports, OpenError> {
        Ok(Ports {
            clock: Arc::new(SystemClock),
            rng: Arc::new(OsRng),
            http: Arc::new(ReqwestHttp::new()?),
            secrets: Arc::new(ForeignStore::new(store)),
            keys: Arc::new(ForeignKeys::new(keys)),
            device_value: Arc::new(FixedDeviceValue::new(self.device_value.clone())),
            marker: Arc::new(FileMarker::new(&self.marker_path)),
        })
    }

    fn into_config(self) -> Result<Config, OpenError> {
        let issuer = Origin::parse(&self.issuer)?;
        Ok(Config {
            link_host: self.link_host.map(|host| LinkHost::parse(&host, &issuer)).transpose()?,
            issuer,
            pins: KeySet::parse(self.pins.as_bytes())?,
            platform: self.platform.into(),
            device_name: self.device_name,
            session_life: Config::SESSION_LIFE,
        })
    }
}

/// The system a device runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
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

impl From<DevicePlatform> for logi_core::DevicePlatform {
    fn from(platform: DevicePlatform) -> Self {
        match platform {
            DevicePlatform::Ios => Self::Ios,
            DevicePlatform::Macos => Self::Macos,
            DevicePlatform::Android => Self::Android,
            DevicePlatform::Linux => Self::Linux,
            DevicePlatform::Windows => Self::Windows,
        }
    }
}

/// What this installation is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Installation {
    /// The first launch: no account can exist yet.
    Fresh,
    /// An enrolment was sent and no answer arrived: enrol again, it gives the same account.
    Unanswered,
    /// Enrolled.
    Enrolled {
        /// As it was last known.
        account: Account,
    },
    /// Enrolled, but the server refused the token: enrol again, it gives the same account another token.
    TokenRefused {
        /// As it was last known.
        account: Account,
    },
    /// The person must say what to do: [`Choice`].
    Ask {
        /// Why.
        doubt: Doubt,
    },
}

impl From<logi_core::Installation> for Installation {
    fn from(installation: logi_core::Installation) -> Self {
        match installation {
            logi_core::Installation::Fresh => Self::Fresh,
            logi_core::Installation::Unanswered => Self::Unanswered,
            logi_core::Installation::Enrolled(account) => Self::Enrolled { account: account.into() },
            logi_core::Installation::TokenRefused(account) => Self::TokenRefused { account: account.into() },
            logi_core::Installation::Ask(doubt) => Self::Ask { doubt: doubt.into() },
        }
    }
}

/// Why it is not known whether the stored identity is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Doubt {
    /// An identity is stored, but the app was installed anew.
    Reinstalled,
    /// The app was enrolled, but its stored identity is gone.
    StoreLost,
    /// The stored identity belongs to another installation, as after restoring another device's backup.
    OtherInstallation,
    /// A key of this device is gone for good, as after a new fingerprint was added: [`Choice::StartFresh`] is all that
    /// is left.
    KeysLost,
}

impl From<logi_core::Doubt> for Doubt {
    fn from(doubt: logi_core::Doubt) -> Self {
        match doubt {
            logi_core::Doubt::Reinstalled => Self::Reinstalled,
            logi_core::Doubt::StoreLost => Self::StoreLost,
            logi_core::Doubt::OtherInstallation => Self::OtherInstallation,
            logi_core::Doubt::KeysLost => Self::KeysLost,
        }
    }
}

/// The person's answer to a [`Doubt`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Choice {
    /// Go on with the stored identity.
    ContinueAsBefore,
    /// Forget the stored identity and its keys, and begin with another account.
    StartFresh,
}

impl From<Choice> for logi_core::Choice {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::ContinueAsBefore => Self::ContinueAsBefore,
            Choice::StartFresh => Self::StartFresh,
        }
    }
}

/// One phone's authenticator: one in an app, opened once. Every call is safe to cancel at any time and to make again.
#[derive(uniffi::Object)]
pub struct Authenticator {
    core: logi_core::Authenticator,
}

#[uniffi::export(async_runtime = "tokio")]
impl Authenticator {
    /// Opens what this phone remembers. Nothing is sent and nothing is made.
    ///
    /// # Errors
    /// [`OpenError`] when an option is not of its form, or the store cannot be read or belongs to another server.
    #[uniffi::constructor]
    pub async fn open(options: Options, keys: Arc<dyn DeviceKeys>, store: Arc<dyn SecretStore>) -> Result<Arc<Self>, OpenError> {
        let ports = options.ports(keys, store)?;
        Ok(Self::wrap(logi_core::Authenticator::open(options.into_config()?, ports).await?))
    }

    /// What this installation is: new, enrolled, or in doubt.
    ///
    /// # Errors
    /// [`EnrolError`] when store or marker cannot be read.
    pub async fn installation(&self) -> Result<Installation, EnrolError> {
        Ok(self.core.installation().await?.into())
    }

    /// Does what the person chose where [`Self::installation`] asks.
    ///
    /// # Errors
    /// [`EnrolError`]; the question stands then.
    pub async fn settle(&self, choice: Choice) -> Result<(), EnrolError> {
        Ok(self.core.settle(choice.into()).await?)
    }

    /// Enrols this device, or says who it is enrolled as. After a lost answer the same call gives the same account.
    ///
    /// # Errors
    /// [`EnrolError`]; the same call may be made again.
    pub async fn enrol(&self) -> Result<Account, EnrolError> {
        Ok(self.core.enrol().await?.into())
    }

    /// The account as the server knows it.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn whoami(&self) -> Result<Account, AccountError> {
        Ok(self.core.whoami().await?.into())
    }

    /// The values that applications may ask for.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn profile(&self) -> Result<Arc<Profile>, AccountError> {
        Ok(Profile::wrap(self.core.profile().await?))
    }

    /// Replaces all values; one that is not given is not set.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn set_profile(&self, profile: Arc<Profile>) -> Result<Arc<Profile>, AccountError> {
        Ok(Profile::wrap(self.core.set_profile(profile.values()).await?))
    }

    /// Judges a text and begins its login. Nothing is sent for a text that is refused, except that a code with an
    /// unknown key has the server's keys fetched, at most once in five minutes.
    ///
    /// A same-device link begins a login from [`Source::Link`] only. A code's address that arrives as a link is refused
    /// with [`BeginError::LinkNotScan`] when it is genuine.
    ///
    /// # Errors
    /// [`BeginError`].
    pub async fn begin(&self, text: String, source: Source) -> Result<Arc<LoginFlow>, BeginError> {
        Ok(LoginFlow::wrap(self.core.begin(&text, source.into()).await?))
    }

    /// Begins the one login among the texts of all codes in one picture or frame.
    ///
    /// # Errors
    /// [`BeginError`]: the refusal that says most, or [`BeginError::SeveralCodes`].
    pub async fn begin_one_of(&self, texts: Vec<String>) -> Result<Arc<LoginFlow>, BeginError> {
        Ok(LoginFlow::wrap(self.core.begin_one_of(&texts).await?))
    }

    /// The logins decided on this phone whose decision the server has not acknowledged, oldest first. An app asks
    /// after each start and drives each of them to its end.
    ///
    /// # Errors
    /// [`LoginError`] when the store cannot be read.
    pub async fn unanswered_logins(&self) -> Result<Vec<Arc<LoginFlow>>, LoginError> {
        Ok(self.core.unanswered_logins().await?.into_iter().map(LoginFlow::wrap).collect())
    }

    /// All receipts of this account, newest first, each read and verified on this phone.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub async fn receipts(&self) -> Result<Vec<ListedReceipt>, ReceiptError> {
        Ok(self.core.receipts().await?.into_iter().map(ListedReceipt::from).collect())
    }

    /// The receipt of a login as a file, JSON `{id, approval, receipt, keys}`.
    ///
    /// # Errors
    /// [`ReceiptError`], also when what the server gave does not verify.
    pub async fn export_receipt(&self, session: String) -> Result<String, ReceiptError> {
        let session = SessionId::parse(&session).ok_or(ReceiptError::NotASession)?;
        Ok(self.core.export_receipt(session).await?)
    }

    /// Verifies an exported file without any call, under keys this phone trusts.
    ///
    /// # Errors
    /// [`ReceiptError`].
    pub async fn verify_receipt(&self, file: Vec<u8>) -> Result<VerifiedReceipt, ReceiptError> {
        Ok(self.core.verify_receipt(&file).await?.into())
    }
}

impl Authenticator {
    pub(crate) fn wrap(core: logi_core::Authenticator) -> Arc<Self> {
        Arc::new(Self { core })
    }
}
