//! The steps of an enrolment, each durable before the next.

use std::sync::Arc;

use futures_util::lock::Mutex;
use http::Method;

use super::{Choice, Doubt, EnrolError, Installation};
use crate::api::wire::{BootstrapRequest, BootstrapResponse};
use crate::api::{Authorization, Call, CallError, Client};
use crate::id::{DeviceId, InstallationId};
use crate::identity::{Account, PublicJwk, make_subject, notice_loss};
use crate::ports::{DeviceKey, DeviceValue, HeldKey, KeyError, KeyRole, LaunchMarker, Rng};
use crate::vault::{AccountRecord, DecisionsRecord, InstallationRecord, KeysLostRecord, Vault};

const PATH: &str = "/api/v1/auth/anonymous_bootstrap";

pub(crate) struct EnrolmentPorts {
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) keys: Arc<dyn DeviceKey>,
    pub(crate) device_value: Arc<dyn DeviceValue>,
    pub(crate) marker: Arc<dyn LaunchMarker>,
}

/// What this device says of itself.
pub(crate) struct Device {
    pub(crate) platform: &'static str,
    pub(crate) name: Option<String>,
}

pub(crate) struct Enrolment {
    ports: EnrolmentPorts,
    device: Device,
    vault: Arc<Vault>,
    client: Arc<Client>,
    turn: Mutex<()>,
}

impl Enrolment {
    pub(crate) fn new(ports: EnrolmentPorts, device: Device, vault: Arc<Vault>, client: Arc<Client>) -> Self {
        Self {
            ports,
            device,
            vault,
            client,
            turn: Mutex::new(()),
        }
    }

    pub(crate) async fn installation(&self) -> Result<Installation, EnrolError> {
        let marker = self.ports.marker.load().await?.map(InstallationId::from);
        let record = self.vault.load::<InstallationRecord>().await?;
        Ok(match (marker, record) {
            (None, None) => Installation::Fresh,
            (Some(_), None) => Installation::Ask(Doubt::StoreLost),
            (Some(marker), Some(record)) if marker != record.installation => Installation::Ask(Doubt::OtherInstallation),
            (_, Some(record)) if !record.sent => Installation::Fresh,
            (None, Some(_)) => Installation::Ask(Doubt::Reinstalled),
            (Some(_), Some(_)) if self.vault.load::<KeysLostRecord>().await?.is_some() => Installation::Ask(Doubt::KeysLost),
            (Some(_), Some(_)) => match self.vault.load::<AccountRecord>().await? {
                None => Installation::Unanswered,
                Some(account) if account.refused => Installation::TokenRefused(to_account(account)),
                Some(account) => Installation::Enrolled(to_account(account)),
            },
        })
    }

    /// Does what the person chose. Safe to repeat after a crash: until it is done, the doubt stays.
    pub(crate) async fn settle(&self, choice: Choice) -> Result<(), EnrolError> {
        let _turn = self.turn.lock().await;
        let Installation::Ask(doubt) = self.installation().await? else {
            return Err(EnrolError::NotInDoubt);
        };
        match choice {
            Choice::ContinueAsBefore if doubt == Doubt::KeysLost => Err(EnrolError::CannotContinue),
            Choice::ContinueAsBefore => {
                let record = self.vault.load::<InstallationRecord>().await?.ok_or(EnrolError::CannotContinue)?;
                Ok(self.ports.marker.save(record.installation.uuid()).await?)
            }
            Choice::StartFresh => self.start_fresh().await,
        }
    }

    /// The account of this device: as stored, or from the server.
    pub(crate) async fn enrol(&self) -> Result<Account, EnrolError> {
        let _turn = self.turn.lock().await;
        match self.installation().await? {
            Installation::Enrolled(account) => Ok(account),
            Installation::Ask(doubt) => Err(EnrolError::Undecided(doubt)),
            Installation::Fresh | Installation::Unanswered | Installation::TokenRefused(_) => {
                let record = self.prepare().await?;
                self.send(&record).await
            }
        }
    }

    /// Old account and keys go first: a new subject under old keys would be refused for ever.
    async fn start_fresh(&self) -> Result<(), EnrolError> {
        self.vault.remove::<DecisionsRecord>().await?;
        self.vault.remove::<AccountRecord>().await?;
        for role in [KeyRole::Approval, KeyRole::Possession] {
            self.ports.keys.remove(role).await?;
        }
        self.vault.remove::<KeysLostRecord>().await?;
        self.vault.remove::<InstallationRecord>().await?;
        let record = self.make_record().await?;
        Ok(self.ports.marker.save(record.installation.uuid()).await?)
    }

    async fn make_record(&self) -> Result<InstallationRecord, EnrolError> {
        let rng = &*self.ports.rng;
        let installation = InstallationId::make(rng)?;
        let device_value = self.ports.device_value.read().await?;
        let record = InstallationRecord {
            installation,
            issuer: self.client.issuer().as_str().to_owned(),
            subject: make_subject(installation, &device_value, rng)?,
            device_id: DeviceId::make(rng)?,
            sent: false,
        };
        self.vault.save(&record).await?;
        Ok(record)
    }

    /// Makes everything durable that the server will know this device by.
    async fn prepare(&self) -> Result<InstallationRecord, EnrolError> {
        let record = match self.vault.load::<InstallationRecord>().await? {
            Some(record) => record,
            None => self.make_record().await?,
        };
        if record.sent {
            return Ok(record);
        }
        for role in [KeyRole::Possession, KeyRole::Approval] {
            self.ports.keys.ensure(role).await?;
        }
        self.ports.marker.save(record.installation.uuid()).await?;
        let record = InstallationRecord { sent: true, ..record };
        self.vault.save(&record).await?;
        Ok(record)
    }

    async fn find(&self, role: KeyRole) -> Result<HeldKey, KeyError> {
        notice_loss(&self.vault, self.ports.keys.find(role).await).await
    }

    async fn send(&self, record: &InstallationRecord) -> Result<Account, EnrolError> {
        let possession = self.find(KeyRole::Possession).await?;
        let approval = self.find(KeyRole::Approval).await?;
        let request = BootstrapRequest {
            device_id: record.device_id,
            device_platform: self.device.platform,
            device_name: self.device.name.as_deref(),
            root_subject: &record.subject,
            possession_key: PublicJwk::from(&possession.public_key),
            approval_key: PublicJwk::from(&approval.public_key),
            hardware: possession.hardware.max(approval.hardware).as_str(),
            presence: approval.presence.as_str(),
        };
        let call = Call::with_json(Method::POST, PATH, &request, Authorization::Proof);
        let answer: BootstrapResponse = self.client.call(call).await?;
        if !answer.token_type.eq_ignore_ascii_case("DPoP") {
            return Err(CallError::BadAnswer { status: 200 }.into());
        }
        let account = AccountRecord {
            user_id: answer.user.id,
            anonymous: answer.user.anonymous,
            nickname: answer.user.nickname,
            access_token: answer.access_token,
            refused: false,
        };
        self.vault.save(&account).await?;
        Ok(to_account(account))
    }
}

fn to_account(record: AccountRecord) -> Account {
    Account {
        id: record.user_id,
        anonymous: record.anonymous,
        nickname: record.nickname,
    }
}
