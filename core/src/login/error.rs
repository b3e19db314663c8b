//! Why a login does not begin, or does not go on.

use crate::api::CallError;
use crate::ports::KeyError;
use crate::qr::Refusal;
use crate::vault::VaultError;

/// Why a code does not begin a login.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// The code was refused on this phone.
    #[error("{0}")]
    Refused(Refusal),
    /// One picture holds the codes of several logins.
    #[error("several codes are in the picture: show one")]
    SeveralCodes,
    /// The code names an unknown key, and the server's keys could not be fetched.
    #[error("the server's keys could not be fetched")]
    Call(#[from] CallError),
    /// The vault could not be read or written.
    #[error("this device's data cannot be used")]
    Vault(#[from] VaultError),
}

impl BeginError {
    /// The stable name of the outcome, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::SeveralCodes => "several_codes",
            Self::Call(error) => error.code(),
            Self::Vault(_) => "vault",
        }
    }
}

impl From<Refusal> for BeginError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Why a login did not take a step. The login stands where it stood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Nothing is presented that could be decided.
    #[error("nothing is presented to decide about")]
    NotPresented,
    /// This login is decided; the decision is repeated until it is acknowledged.
    #[error("this login is decided already")]
    AlreadyDecided,
    /// The login was cancelled on this phone.
    #[error("this login was cancelled")]
    Cancelled,
    /// A granted field was not asked for.
    #[error("the application did not ask for {field}")]
    FieldNotOffered {
        /// The field as given.
        field: String,
    },
    /// A required field is not granted.
    #[error("the application needs {field}: grant it or decline")]
    FieldRequired {
        /// The field.
        field: String,
    },
    /// A granted field has no value in the profile.
    #[error("{field} has no value yet: set it in the profile and scan again")]
    FieldNotSet {
        /// The field.
        field: String,
    },
    /// The call to the server.
    #[error("the server gave no answer to use")]
    Call(#[from] CallError),
    /// The key did not sign; nothing is decided.
    #[error("nothing was signed")]
    Key(#[from] KeyError),
    /// The vault could not be read or written.
    #[error("this device's data cannot be used")]
    Vault(#[from] VaultError),
}

impl LoginError {
    /// The stable name of the outcome, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotPresented => "not_presented",
            Self::AlreadyDecided => "already_decided",
            Self::Cancelled => "cancelled",
            Self::FieldNotOffered { .. } => "field_not_offered",
            Self::FieldRequired { .. } => "field_required",
            Self::FieldNotSet { .. } => "field_not_set",
            Self::Call(error) => error.code(),
            Self::Key(_) => "device_key",
            Self::Vault(_) => "vault",
        }
    }
}
