//! Accounts and their devices, and what a bootstrap does with what it finds.
//!
//! ```text
//! with keys     subject and both keys known together ──▶ resume (a new PAK and secret; the earlier ones die)
//!               subject known with another key, or a key known with another subject ──▶ taken
//!               both unknown ──▶ create
//! without keys  right secret of a keyless record ──▶ resume;  a secret that fits none ──▶ invalid_device_secret
//!               no secret ──▶ create
//! ```

use crate::id::{AccountId, DeviceId, DeviceRowId, RootSubject, SecretHash};
use crate::key::{Hardware, KeyLevel, Presence, PublicKey, text_enum};
use crate::time::Millis;

/// The system a device runs, `device_platform` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// iOS and iPadOS.
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
text_enum!(Platform, "device_platform", Platform::Ios => "ios", Platform::Macos => "macos", Platform::Android => "android", Platform::Linux => "linux", Platform::Windows => "windows");

/// Whether an account may log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// May log in.
    Active,
    /// May not.
    Suspended,
}
text_enum!(AccountStatus, "account status", AccountStatus::Active => "active", AccountStatus::Suspended => "suspended");

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// `user.id`.
    pub id: AccountId,
    /// The identity; keyless accounts have none.
    pub root_subject: Option<RootSubject>,
    /// No identity of a provider is linked.
    pub anonymous: bool,
    /// What it calls itself.
    pub nickname: Option<String>,
    /// Whether it may log in.
    pub status: AccountStatus,
}

impl Account {
    /// Whether it may log in, and applications may learn of it.
    #[must_use]
    pub fn is_active(&self) -> bool {
        match self.status {
            AccountStatus::Active => true,
            AccountStatus::Suspended => false,
        }
    }
}

/// The two keys of a device and what it says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceKeys {
    /// Signs DPoP proofs and denials.
    pub possession: PublicKey,
    /// Signs approvals, with user presence.
    pub approval: PublicKey,
    /// Where the device says the keys live.
    pub hardware: Hardware,
    /// How the approval key asks for its user.
    pub presence: Presence,
    /// How far that is believed.
    pub level: KeyLevel,
}

/// An enrolled device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The row.
    pub row: DeviceRowId,
    /// The account it belongs to.
    pub account: AccountId,
    /// As the phone named itself.
    pub device_id: DeviceId,
    /// The system.
    pub platform: Platform,
    /// Absent for the published, keyless client.
    pub keys: Option<DeviceKeys>,
}

/// A device found by its PAK, with its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The account.
    pub account: Account,
    /// The device.
    pub device: Device,
}

/// What a bootstrap brings and what it will be given if it succeeds.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The row a new device gets.
    pub row: DeviceRowId,
    /// As the phone names itself.
    pub device_id: DeviceId,
    /// The system.
    pub platform: Platform,
    /// A name for lists of devices.
    pub device_name: Option<String>,
    /// Subject and keys, or the secret of a keyless record.
    pub identity: EnrolmentIdentity,
    /// SHA-256 of the PAK to be issued.
    pub pak_hash: SecretHash,
    /// SHA-256 of the device secret to be issued.
    pub secret_hash: SecretHash,
    /// When.
    pub now: Millis,
}

/// How a bootstrap says who it is.
#[derive(Clone, Debug)]
pub enum EnrolmentIdentity {
    /// A root subject with both keys.
    Keyed {
        /// The root subject.
        subject: RootSubject,
        /// Both keys.
        keys: DeviceKeys,
    },
    /// The published client: no keys, and a secret where it has one.
    Keyless {
        /// SHA-256 of the presented secret.
        presented: Option<SecretHash>,
    },
}

/// What was found for a keyed bootstrap.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The account of the subject.
    pub subject_account: Option<AccountId>,
    /// The device of the possession key.
    pub possession_device: Option<Device>,
}

/// What to do with a keyed bootstrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentDecision {
    /// A new account on a new record.
    Create,
    /// The same account; PAK and secret are replaced on this row.
    Resume(DeviceRowId),
    /// `409 subject_taken`.
    SubjectTaken,
}

/// Decides a keyed bootstrap (the table above).
#[must_use]
pub fn decide_enrolment(known: &Known, keys: &DeviceKeys) -> EnrolmentDecision {
    match (known.subject_account, &known.possession_device) {
        (None, None) => EnrolmentDecision::Create,
        (Some(account), Some(device)) if device.account == account => match &device.keys {
            Some(have) if have.possession == keys.possession && have.approval == keys.approval => EnrolmentDecision::Resume(device.row),
            _ => EnrolmentDecision::SubjectTaken,
        },
        _ => EnrolmentDecision::SubjectTaken,
    }
}

/// How an enrolment ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnrolmentOutcome {
    /// A new account.
    Created(Account),
    /// The account that was known.
    Resumed(Account),
    /// `409 subject_taken`.
    SubjectTaken,
    /// `401 invalid_device_secret`.
    InvalidDeviceSecret,
}

#[cfg(test)]
mod tests;
