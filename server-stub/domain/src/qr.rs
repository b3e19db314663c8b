//! The QR session.
//!
//! ```text
//! pending ──scan──▶ scanned ──approve──▶ approved ──complete──▶ completed
//!    │                 ├──deny, cancel──▶ denied      └──refused at the end──▶ failed
//!    └─────────────────┴──exp reached (from any state left of completed)──▶ expired
//! ```
//! In `pending` the browser may mark the session as opened on its own device, once and for all. Terminal states absorb. Every transition is one conditional update on the previous state that also requires `exp > now`;
//! readers compute `expired`, the sweeper only writes it down.

use crate::authorize::AuthorizationRequest;
use crate::field::{Decision, DeclaredField, Field};
use crate::frame::FrameRhythm;
use crate::id::{AccountId, DeviceRowId, SecretHash, SessionId};
use crate::key::{PublicKey, text_enum};
use crate::time::{Millis, Seconds};

/// Seconds a session lives after start and after each extension; no frame secret lives longer.
pub const SESSION_SECONDS: i64 = 600;
/// How often a session can be extended.
pub const MAX_EXTENSIONS: u8 = 10;
/// Seconds the row, and with it the browser's cookies, are kept after start.
pub const ROW_SECONDS: i64 = 24 * 3600;

/// Where a session stands: `status` to the browser, `state` to the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The code is shown.
    Pending,
    /// A phone is bound and shows the request.
    Scanned,
    /// The person approved.
    Approved,
    /// The browser has its code.
    Completed,
    /// The person declined, or said that it was not their phone.
    Denied,
    /// Its time ran out.
    Expired,
    /// Account, device or client were no longer valid at the end.
    Failed,
}
text_enum!(Status, "status", Status::Pending => "pending", Status::Scanned => "scanned", Status::Approved => "approved", Status::Completed => "completed", Status::Denied => "denied", Status::Expired => "expired", Status::Failed => "failed");

impl Status {
    /// Whether nothing can follow.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Pending | Self::Scanned | Self::Approved => false,
            Self::Completed | Self::Denied | Self::Expired | Self::Failed => true,
        }
    }
}

/// What moves a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The phone's first call binds it.
    Scan,
    /// The bound phone approves.
    Approve,
    /// The bound phone declines.
    Deny,
    /// The browser says "not my phone".
    Cancel,
    /// Its time ran out.
    Expire,
    /// The browser that holds the keys collects its code.
    Complete,
    /// The end found account, device or client no longer valid.
    Fail,
}

/// A transition that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} is not possible in {status:?}")]
pub struct InvalidTransition {
    /// Where the session stands.
    pub status: Status,
    /// What was attempted.
    pub event: Event,
}

impl Status {
    /// The one table of transitions; the conditional updates of the store are its rows.
    ///
    /// # Errors
    /// [`InvalidTransition`].
    pub fn apply(self, event: Event) -> Result<Self, InvalidTransition> {
        match (self, event) {
            (Self::Pending, Event::Scan) => Ok(Self::Scanned),
            (Self::Scanned, Event::Approve) => Ok(Self::Approved),
            (Self::Scanned, Event::Deny | Event::Cancel) => Ok(Self::Denied),
            (Self::Approved, Event::Complete) => Ok(Self::Completed),
            (Self::Approved, Event::Fail) => Ok(Self::Failed),
            (Self::Pending | Self::Scanned | Self::Approved, Event::Expire) => Ok(Self::Expired),
            (status, event) => Err(InvalidTransition { status, event }),
        }
    }
}

/// The language of a page, `locale` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    En,
    /// Korean.
    Ko,
}
text_enum!(Locale, "locale", Locale::En => "en", Locale::Ko => "ko");

/// Where a request comes from, seen from the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Equal IPv4, or equal IPv6 /64.
    SameNetwork,
    /// Both countries known and equal.
    SameCountry,
    /// Both countries known and different.
    DifferentCountry,
    /// Anything else.
    Unknown,
}
text_enum!(Relation, "relation", Relation::SameNetwork => "same_network", Relation::SameCountry => "same_country", Relation::DifferentCountry => "different_country", Relation::Unknown => "unknown");

/// What the server saw of the browser at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    /// SHA-256 of the `qr_browser_nonce` cookie.
    pub nonce_hash: SecretHash,
    /// Its non-extractable key; `complete` then demands a proof.
    pub key: Option<PublicKey>,
    /// Family and system, as "Firefox on Windows".
    pub label: String,
    /// ISO 3166-1 alpha-2 or `unknown`.
    pub country: String,
    /// The address, erased at scan or expiry.
    pub address: Option<std::net::IpAddr>,
}

/// What a scan fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The bound device.
    pub device: DeviceRowId,
    /// Its account.
    pub account: AccountId,
    /// Its system's name, as shown on the page.
    pub platform: String,
    /// Two words shown by page and phone.
    pub words: String,
    /// The UTF-8 JSON bytes the phone was shown; what is signed is their SHA-256.
    pub presented: String,
    /// When.
    pub at: Millis,
}

/// What a decision fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The compact JWS as the phone sent it; the same bytes again get the same answer.
    pub jws: String,
    /// The granted fields, in the order of `presented`; empty for a denial.
    pub granted: Vec<Field>,
    /// When.
    pub at: Millis,
    /// The receipt JWS; approvals only.
    pub receipt: Option<String>,
    /// What the browser signs to complete; approvals only.
    pub challenge: Option<[u8; 32]>,
}

/// A QR session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrSession {
    /// `session`.
    pub id: SessionId,
    /// The validated authorization request it answers.
    pub request: AuthorizationRequest,
    /// The page's language.
    pub locale: Locale,
    /// The browser.
    pub browser: Browser,
    /// When the current generation's frame 0 began.
    pub started_at: Millis,
    /// Seconds each frame lasts.
    pub frame_seconds: u16,
    /// Counts the frame secrets of this session.
    pub generation: u16,
    /// How often it was extended.
    pub extensions: u8,
    /// `exp`.
    pub expires_at: Seconds,
    /// As stored; readers use [`QrSession::status`].
    pub stored_status: Status,
    /// A second phone was refused.
    pub second_scan: bool,
    /// The browser opened it on its own device: it is scanned without a frame and completed with a return code.
    pub here: bool,
    /// From `scanned` on.
    pub scan: Option<Scan>,
    /// From a decision on; absent where the browser cancelled.
    pub decided: Option<Decided>,
    /// When the row was made.
    pub created_at: Millis,
}

impl QrSession {
    /// The status at `now`: past `exp` every open state reads `expired`.
    #[must_use]
    pub fn status(&self, now: Millis) -> Status {
        if !self.stored_status.is_terminal() && self.expires_at.is_past(now) {
            Status::Expired
        } else {
            self.stored_status
        }
    }

    /// The frame rhythm of the current generation.
    #[must_use]
    pub fn rhythm(&self, grace_seconds: u32) -> FrameRhythm {
        FrameRhythm {
            started_at: self.started_at,
            frame_seconds: self.frame_seconds,
            grace_seconds,
        }
    }

    /// Whether this device scanned it.
    #[must_use]
    pub fn is_bound_to(&self, device: DeviceRowId) -> bool {
        self.scan.as_ref().is_some_and(|scan| scan.device == device)
    }
}

/// A field as the phone is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentedField {
    /// The declaration.
    pub declared: DeclaredField,
    /// What was decided before.
    pub before: Option<Decision>,
    /// Whether the profile holds a value.
    pub value_present: bool,
}

/// Why a grant is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    /// Not a subsequence of the offered fields, or without a value: `400 bad_binding`.
    #[error("a field was granted that was not offered or has no value")]
    NotOffered,
    /// A required field is not granted: `422 missing_field`.
    #[error("a required field was not granted")]
    MissingRequired,
}

/// Checks that `granted` is a subsequence of the presented fields with values, and contains every required one.
///
/// # Errors
/// [`GrantRefusal`], the binding first.
pub fn check_granted(presented: &[PresentedField], granted: &[Field]) -> Result<(), GrantRefusal> {
    let mut offered = presented.iter();
    for field in granted {
        let found = offered.find(|p| p.declared.name == *field).ok_or(GrantRefusal::NotOffered)?;
        if !found.value_present {
            return Err(GrantRefusal::NotOffered);
        }
    }
    let missing = presented.iter().any(|p| p.declared.required && !granted.contains(&p.declared.name));
    if missing { Err(GrantRefusal::MissingRequired) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
