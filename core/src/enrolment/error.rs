//! Why an enrolment did not come to its end.

use super::Doubt;
use crate::api::CallError;
use crate::ports::{DeviceValueError, KeyError, MarkerError, RngError};
use crate::vault::VaultError;

/// Why this device is not enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The person must first say what to do with what is stored.
    #[error("this device must first be told whether to continue as before or to start fresh")]
    Undecided(Doubt),
    /// There is nothing stored to continue with.
    #[error("nothing is left to continue with: start fresh")]
    CannotContinue,
    /// Nothing is in doubt, so nothing is thrown away.
    #[error("nothing has to be decided: this device goes on as it is")]
    NotInDoubt,
    /// The call to the server.
    #[error("the enrolment did not succeed")]
    Call(#[from] CallError),
    /// A device key could not be made.
    #[error("this device's keys cannot be made")]
    Key(#[from] KeyError),
    /// The vault could not be read or written.
    #[error("this device's data cannot be used")]
    Vault(#[from] VaultError),
    /// The first-launch marker could not be read or written.
    #[error("the first-launch marker cannot be used")]
    Marker(#[from] MarkerError),
    /// The device's own value could not be read.
    #[error("this device's own value cannot be read")]
    DeviceValue(#[from] DeviceValueError),
    /// No randomness.
    #[error("no random numbers")]
    Rng(#[from] RngError),
}
