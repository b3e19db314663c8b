//! The checks of a code before any network call, in the protocol's order: form, origin, freshness, signature.
//! The order is part of the contract: a code of another site is named as such whatever else is wrong with it.

use std::time::Duration;

use p256::ecdsa::Signature;
use p256::ecdsa::signature::Verifier as _;
use uuid::Uuid;

use super::code::{CodeText, FrameCode};
use super::key_set::{KeySet, KeyUse, Kid};
use crate::origin::Origin;

/// How far the phone's clock may be off before it judges a code's age by itself.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(10);

/// First part of the bytes that the code key signs.
const TAG: &[u8] = b"logi-qr-v2\0";

/// Why a code or a link is refused. Everything here is decided on the phone, before the network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text does not have the form of a code.
    #[error("this is not a logi code")]
    NotALogiCode,
    /// The code names another origin than the trusted one.
    #[error("this code belongs to {host}, not to the service this app trusts")]
    WrongDomain {
        /// The host in the code, safe to show: punycode, bounded, with a port that is not the usual one.
        host: String,
    },
    /// The early format without a signature, `{session, domain}` as JSON.
    #[error("this code is not signed")]
    Unsigned,
    /// The signature does not belong to this code.
    #[error("this code was changed or forged")]
    BadSignature,
    /// The code names a key that the set does not hold.
    #[error("this code is signed by the unknown key {kid}")]
    UnknownKey {
        /// The key named in the code.
        kid: Kid,
    },
    /// The code ended more than ten minutes ago.
    #[error("this code has expired: reload the page for a new one")]
    Expired,
    /// The code ends later than any code can: one of the two clocks is wrong.
    #[error("the clock of this device is wrong: correct it and scan again")]
    ClockOff,
    /// The request arrived as a link. A link is never a scan.
    #[error("a link cannot log in: point the camera at the code")]
    LinkNotScan,
}

impl Refusal {
    /// The stable name of the refusal, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotALogiCode => "not_a_logi_code",
            Self::WrongDomain { .. } => "wrong_domain",
            Self::Unsigned => "unsigned",
            Self::BadSignature => "bad_signature",
            Self::UnknownKey { .. } => "unknown_key",
            Self::Expired => "expired",
            Self::ClockOff => "clock_off",
            Self::LinkNotScan => "link_not_scan",
        }
    }
}

/// A scanned code that passed every check the phone can make alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedRequest {
    origin: Origin,
    code: CodeText,
}

impl VerifiedRequest {
    /// The trusted origin, which the code names.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The login session.
    #[must_use]
    pub const fn session(&self) -> Uuid {
        self.code.session
    }

    /// When the session ends, in Unix seconds.
    #[must_use]
    pub const fn exp(&self) -> u32 {
        self.code.exp
    }

    /// The key that signed the code.
    #[must_use]
    pub const fn kid(&self) -> Kid {
        self.code.kid
    }

    /// The number of the frame. Only the server can judge it.
    #[must_use]
    pub const fn step(&self) -> u16 {
        self.code.step
    }

    /// The rotating code of the frame. Only the server can judge it.
    #[must_use]
    pub const fn code(&self) -> FrameCode {
        self.code.code
    }
}

/// A link whose origin and signature are verified. It names a session, but carries nothing that could be sent:
/// the app opens its camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedLink {
    origin: Origin,
    session: Uuid,
}

impl VerifiedLink {
    /// The trusted origin, which the link names.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The login session that the link names.
    #[must_use]
    pub const fn session(&self) -> Uuid {
        self.session
    }
}

/// Verifies the text of a code that the camera, a picture or a person gave.
///
/// `now_unix_ms` is the core's time (server time as far as known) in Unix milliseconds, `session_life` the longest
/// life of a session.
///
/// # Errors
/// [`Refusal`], the first check that fails. On [`Refusal::UnknownKey`] the caller may fetch the key set from the
/// trusted origin and ask again.
pub fn verify_scan(
    text: &str,
    trusted: &Origin,
    keys: &KeySet,
    now_unix_ms: u64,
    session_life: Duration,
) -> Result<VerifiedRequest, Refusal> {
    let code = parse_for(text, trusted)?;
    verify_freshness(&code, now_unix_ms, session_life)?;
    verify_signature(&code, trusted, keys)?;
    Ok(VerifiedRequest {
        origin: trusted.clone(),
        code,
    })
}

/// Verifies a code's address that arrived as a link: form, origin and signature.
///
/// # Errors
/// [`Refusal`], the first check that fails.
pub fn verify_link(link: &str, trusted: &Origin, keys: &KeySet) -> Result<VerifiedLink, Refusal> {
    let code = parse_for(link, trusted)?;
    verify_signature(&code, trusted, keys)?;
    Ok(VerifiedLink {
        origin: trusted.clone(),
        session: code.session,
    })
}

fn parse_for(text: &str, trusted: &Origin) -> Result<CodeText, Refusal> {
    let Some(code) = CodeText::parse(text) else {
        return Err(if is_unsigned(text) {
            Refusal::Unsigned
        } else {
            Refusal::NotALogiCode
        });
    };
    if code.spelling == trusted.as_str() {
        return Ok(code);
    }
    // The trusted origin in capitals, with a user or with its usual port: no server of ours writes that.
    if code.origin == trusted.as_str() {
        return Err(Refusal::NotALogiCode);
    }
    Err(Refusal::WrongDomain {
        host: code.host().to_owned(),
    })
}

fn verify_freshness(code: &CodeText, now_ms: u64, life: Duration) -> Result<(), Refusal> {
    let now = Duration::from_millis(now_ms);
    let exp = Duration::from_secs(code.exp.into());
    if now.saturating_sub(exp) > CLOCK_TOLERANCE {
        return Err(Refusal::Expired);
    }
    if exp.saturating_sub(now) > life.saturating_add(CLOCK_TOLERANCE) {
        return Err(Refusal::ClockOff);
    }
    Ok(())
}

fn verify_signature(code: &CodeText, trusted: &Origin, keys: &KeySet) -> Result<(), Refusal> {
    let published = keys.find(code.kid, KeyUse::Qr).ok_or(Refusal::UnknownKey { kid: code.kid })?;
    let signature = Signature::from_slice(&code.signature).map_err(|_| Refusal::BadSignature)?;
    // A code has one signature only: the high-S twin of a valid one is a changed code.
    if signature.normalize_s() != signature {
        return Err(Refusal::BadSignature);
    }
    let input = signature_input(trusted, code).ok_or(Refusal::BadSignature)?;
    published.key().verify(&input, &signature).map_err(|_| Refusal::BadSignature)
}

/// `logi-qr-v2` 00 ‖ u16 length ‖ origin ‖ session ‖ exp.
fn signature_input(origin: &Origin, code: &CodeText) -> Option<Vec<u8>> {
    let text = origin.as_str().as_bytes();
    let mut input = TAG.to_vec();
    input.extend(u16::try_from(text.len()).ok()?.to_be_bytes());
    input.extend(text);
    input.extend(code.session.as_bytes());
    input.extend(code.exp.to_be_bytes());
    Some(input)
}

/// Whether the text is the early format, a JSON object with the strings `session` and `domain`.
fn is_unsigned(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Early {
        #[expect(dead_code, reason = "only its presence matters")]
        session: String,
        #[expect(dead_code, reason = "only its presence matters")]
        domain: String,
    }
    const MAX_EARLY: usize = 1024;
    text.starts_with('{') && text.len() <= MAX_EARLY && serde_json::from_str::<Early>(text).is_ok()
}
