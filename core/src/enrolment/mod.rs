//! Enrolment: installing is signing up. Subject, keys and device id are durable before anything is sent, so a lost
//! answer is healed by the same call again, which gives the same account. What outlived the app, or was lost
//! under it, is told apart by the first-launch marker and asked about; nothing is revived silently.
//!
//! ```text
//!             marker none             marker = record         marker ≠ record
//! no record   Fresh                   —                       StoreLost (ask)
//! unsent      Fresh                   Fresh                   OtherInstallation (ask)
//! sent        Reinstalled (ask)       Unanswered | Enrolled   OtherInstallation (ask)
//! key gone    Reinstalled (ask)       KeysLost (ask)          OtherInstallation (ask)
//! ```

mod error;
mod flow;

pub use self::error::EnrolError;
pub(crate) use self::flow::{Device, Enrolment, EnrolmentPorts};
use crate::identity::Account;

/// What this installation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installation {
    /// The first launch: no account can exist yet.
    Fresh,
    /// An enrolment was sent and no answer arrived: enrol again, it gives the same account.
    Unanswered,
    /// Enrolled.
    Enrolled(Account),
    /// Enrolled, but the server refused the token: enrol again, it gives the same account another token.
    TokenRefused(Account),
    /// The person must say what to do: [`Choice`].
    Ask(Doubt),
}

/// Why it is not known whether the stored identity is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// The person's answer to a [`Doubt`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Go on with the stored identity.
    ContinueAsBefore,
    /// Forget the stored identity and its keys, and begin with another account.
    StartFresh,
}

#[cfg(test)]
mod tests;
