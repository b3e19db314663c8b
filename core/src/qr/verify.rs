//! The checks of a code before any network call, in the protocol's order: form, origin, freshness, signature.
//! The order is part of the contract: a code of another site is named as such whatever else is wrong with it. A
//! same-device link is judged in the same order, against the link host in place of the origin.

use std::time::Duration;

use p256::ecdsa::Signature;
use p256::ecdsa::signature::Verifier as _;
use uuid::Uuid;

use super::code::{CodeText, FrameCode, SignedText};
use super::key_set::{KeySet, KeyUse, Kid};
use crate::link_host::LinkHost;
use crate::origin::Origin;

/// How far the phone's clock may be off before it judges a code's age by itself.
const CLOCK_TOLERANCE: Duration = Duration::from_mins(10);

/// First part of the bytes that the code key signs for a code.
const CODE_TAG: &[u8] = b"logi-qr-v2\0";
/// First part of the bytes that the code key signs for a same-device link.
const HERE_TAG: &[u8] = b"logi-here-v1\0";

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
        self.code.signed.session
    }

    /// When the session ends, in Unix seconds.
    #[must_use]
    pub const fn exp(&self) -> u32 {
        self.code.signed.exp
    }

    /// The key that signed the code.
    #[must_use]
    pub const fn kid(&self) -> Kid {
        self.code.signed.kid
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

/// A same-device link that passed every check the phone can make alone. The login that it names goes back into the
/// browser that opened it, and into no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedHere {
    origin: Origin,
    session: Uuid,
}

impl VerifiedHere {
    /// The trusted origin, which the link is signed for.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The login session.
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
    let code = parse_code(text, trusted)?;
    verify_freshness(&code.signed, now_unix_ms, session_life)?;
    verify_signature(CODE_TAG, &code.signed, trusted, keys)?;
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
    let code = parse_code(link, trusted)?;
    verify_signature(CODE_TAG, &code.signed, trusted, keys)?;
    Ok(VerifiedLink {
        origin: trusted.clone(),
        session: code.signed.session,
    })
}

/// What a same-device link is judged against.
#[derive(Debug, Clone, Copy)]
pub struct HereContext<'a> {
    /// The origin that the link is signed for.
    pub trusted: &'a Origin,
    /// The host that its links have; without one every link is of another host.
    pub link_host: Option<&'a LinkHost>,
    /// The server's keys.
    pub keys: &'a KeySet,
    /// The core's time (server time as far as known) in Unix milliseconds.
    pub now_unix_ms: u64,
    /// The longest life of a session.
    pub session_life: Duration,
}

/// Verifies a same-device link, `https://<link host>/here#session.exp.kid.signature`: form, host, freshness, signature.
///
/// # Errors
/// [`Refusal`], the first check that fails. On [`Refusal::UnknownKey`] the caller may fetch the key set from the
/// trusted origin and ask again.
pub fn verify_here(link: &str, context: HereContext<'_>) -> Result<VerifiedHere, Refusal> {
    let signed = SignedText::parse(link, "/here").ok_or(Refusal::NotALogiCode)?;
    verify_origin(&signed, context.link_host.map(LinkHost::origin))?;
    verify_freshness(&signed, context.now_unix_ms, context.session_life)?;
    verify_signature(HERE_TAG, &signed, context.trusted, context.keys)?;
    Ok(VerifiedHere {
        origin: context.trusted.clone(),
        session: signed.session,
    })
}

fn parse_code(text: &str, trusted: &Origin) -> Result<CodeText, Refusal> {
    let Some(code) = CodeText::parse(text) else {
        return Err(if is_unsigned(text) {
            Refusal::Unsigned
        } else {
            Refusal::NotALogiCode
        });
    };
    verify_origin(&code.signed, Some(trusted))?;
    Ok(code)
}

fn verify_origin(signed: &SignedText, trusted: Option<&Origin>) -> Result<(), Refusal> {
    let trusted = trusted.map(Origin::as_str);
    if trusted == Some(&signed.spelling) {
        return Ok(());
    }
    // The trusted origin in capitals, with a user or with its usual port: no server of ours writes that.
    if trusted == Some(&signed.origin) {
        return Err(Refusal::NotALogiCode);
    }
    Err(Refusal::WrongDomain { host: signed.host.clone() })
}

fn verify_freshness(signed: &SignedText, now_ms: u64, life: Duration) -> Result<(), Refusal> {
    let now = Duration::from_millis(now_ms);
    let exp = Duration::from_secs(signed.exp.into());
    if now.saturating_sub(exp) > CLOCK_TOLERANCE {
        return Err(Refusal::Expired);
    }
    if exp.saturating_sub(now) > life.saturating_add(CLOCK_TOLERANCE) {
        return Err(Refusal::ClockOff);
    }
    Ok(())
}

fn verify_signature(tag: &[u8], signed: &SignedText, issuer: &Origin, keys: &KeySet) -> Result<(), Refusal> {
    let published = keys.find(signed.kid, KeyUse::Qr).ok_or(Refusal::UnknownKey { kid: signed.kid })?;
    let signature = Signature::from_slice(&signed.signature).map_err(|_| Refusal::BadSignature)?;
    // A code has one signature only: the high-S twin of a valid one is a changed code.
    if signature.normalize_s() != signature {
        return Err(Refusal::BadSignature);
    }
    let input = signature_input(tag, issuer, signed).ok_or(Refusal::BadSignature)?;
    published.key().verify(&input, &signature).map_err(|_| Refusal::BadSignature)
}

/// Tag ‖ u16 length ‖ origin ‖ session ‖ exp.
fn signature_input(tag: &[u8], issuer: &Origin, signed: &SignedText) -> Option<Vec<u8>> {
    let text = issuer.as_str().as_bytes();
    let mut input = tag.to_vec();
    input.extend(u16::try_from(text.len()).ok()?.to_be_bytes());
    input.extend(text);
    input.extend(signed.session.as_bytes());
    input.extend(signed.exp.to_be_bytes());
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
