//! The records, each at its newest version. Changing a field here is a new version: see [`Record`].

use serde::{Deserialize, Serialize};

use super::record::{Record, read_json};
use crate::id::{DeviceId, InstallationId, SessionId};
use crate::secret::{self, AccessToken};

macro_rules! first_version {
    ($record:ty, $name:literal) => {
        impl Record for $record {
            const NAME: &'static str = $name;
            const VERSION: u16 = 1;

            fn read(version: u16, body: &[u8]) -> Option<Self> {
                match version {
                    1 => read_json(body),
                    _ => None,
                }
            }
        }
    };
}

/// Who this installation is. Written before anything about it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstallationRecord {
    /// The app UUID, also the first-launch marker.
    pub(crate) installation: InstallationId,
    /// The one server this installation belongs to.
    pub(crate) issuer: String,
    /// The root subject.
    pub(crate) subject: String,
    /// The id sent at enrolment.
    pub(crate) device_id: DeviceId,
    /// Whether an enrolment may have reached the server. Before that no account can exist.
    pub(crate) sent: bool,
}

first_version!(InstallationRecord, "installation");

/// The account and what proves it beside the keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountRecord {
    /// The user's id at the server.
    pub(crate) user_id: u64,
    /// Whether no identity is linked.
    pub(crate) anonymous: bool,
    /// The user's nickname.
    pub(crate) nickname: Option<String>,
    /// The access token.
    #[serde(with = "secret::exposed")]
    pub(crate) access_token: AccessToken,
    /// Whether the server refused the token: enrolling again gives another to the same account.
    pub(crate) refused: bool,
}

first_version!(AccountRecord, "account");

/// There while a key of this installation is known to be gone for good.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeysLostRecord {}

first_version!(KeysLostRecord, "keys-lost");

/// What is known about the server's clock.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssuerRecord {
    /// Server time minus device time, in milliseconds.
    pub(crate) clock_offset_ms: i64,
}

first_version!(IssuerRecord, "issuer");

/// The server's published keys as last fetched.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeySetRecord {
    /// The key set as JSON; absent before the first successful fetch.
    pub(crate) keys: Option<String>,
    /// When it was fetched, in Unix seconds.
    pub(crate) fetched_at: u64,
    /// When an unknown key was last asked for, in Unix seconds.
    pub(crate) asked_at: Option<u64>,
}

first_version!(KeySetRecord, "key-set");

/// The logins decided on this phone whose decision the server has not acknowledged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionsRecord {
    /// In the order decided; one per session.
    pub(crate) decisions: Vec<DecisionRecord>,
}

first_version!(DecisionsRecord, "decisions");

/// One signed decision.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionRecord {
    /// The login.
    pub(crate) session: SessionId,
    /// What was decided.
    pub(crate) decision: DecidedRecord,
    /// The signed bytes. They are repeated, never signed anew.
    pub(crate) jws: String,
    /// When it was decided, in Unix seconds.
    pub(crate) decided_at: u64,
}

/// What was decided.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DecidedRecord {
    Approve,
    Deny,
}
