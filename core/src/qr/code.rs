//! The form of a code's text: an origin, `/qr#` and six fields of fixed width. Exactly one text carries a
//! given code; everything else is not a logi code. The same-device link is its first four fields behind `/here#`.

use std::fmt;
use std::str::Split;

use url::Url;
use uuid::Uuid;

use super::crockford;
use super::key_set::Kid;
use crate::origin::MAX_HOST;

/// Longer than any code: scheme, host, port and 183 more characters.
const MAX_TEXT: usize = 512;

/// What a code and a same-device link have in common: the address before a path, and the fields that are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedText {
    pub(super) spelling: String,
    pub(super) origin: String,
    pub(super) host: String,
    pub(super) session: Uuid,
    pub(super) exp: u32,
    pub(super) kid: Kid,
    pub(super) signature: [u8; 64],
}

impl SignedText {
    /// Reads `<origin><path>#session.exp.kid.signature` and nothing else.
    pub(super) fn parse(text: &str, path: &str) -> Option<Self> {
        let (signed, mut more) = Self::parse_head(text, path)?;
        more.next().is_none().then_some(signed)
    }

    /// Reads `<origin><path>#session.exp.kid.signature`; the fields behind are left.
    fn parse_head<'a>(text: &'a str, path: &str) -> Option<(Self, Split<'a, char>)> {
        if text.len() > MAX_TEXT || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let (address, fragment) = text.split_once('#')?;
        let spelling = address.strip_suffix(path)?;
        let (origin, host) = parse_address(spelling)?;
        let mut fields = fragment.split('.');
        let signed = Self {
            spelling: spelling.to_owned(),
            origin,
            host,
            session: Uuid::from_bytes(crockford::decode(fields.next()?)?),
            exp: u32::from_be_bytes(crockford::decode(fields.next()?)?),
            kid: Kid::parse(fields.next()?)?,
            signature: crockford::decode(fields.next()?)?,
        };
        Some((signed, fields))
    }
}

/// A text that has the form of a code. Nothing in it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeText {
    pub(super) signed: SignedText,
    pub(super) step: u16,
    pub(super) code: FrameCode,
}

impl CodeText {
    /// Reads `<origin>/qr#session.exp.kid.signature.step.code`; nothing when the text has another form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (signed, mut more) = SignedText::parse_head(text, "/qr")?;
        let code = Self {
            signed,
            step: u16::from_be_bytes(crockford::decode(more.next()?)?),
            code: FrameCode::parse(more.next()?)?,
        };
        more.next().is_none().then_some(code)
    }

    /// The host that the code names, safe to show: punycode, at most 253 characters, and the port where it
    /// is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.signed.host
    }

    /// The login session that the code names.
    #[must_use]
    pub const fn session(&self) -> Uuid {
        self.signed.session
    }

    /// The key that the code claims to be signed by.
    #[must_use]
    pub const fn kid(&self) -> Kid {
        self.signed.kid
    }
}

/// The rotating part of a code, 16 bytes, written as 26 characters in a scan request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FrameCode([u8; 16]);

impl FrameCode {
    fn parse(text: &str) -> Option<Self> {
        crockford::decode(text).map(Self)
    }
}

impl fmt::Display for FrameCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crockford::encode(&self.0))
    }
}

impl fmt::Debug for FrameCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FrameCode")
    }
}

/// The canonical origin and the host seen in a web address that has nothing behind host and port.
fn parse_address(spelling: &str) -> Option<(String, String)> {
    let url = Url::parse(spelling).ok()?;
    let web = matches!(url.scheme(), "https" | "http");
    let bare = url.path() == "/" && url.query().is_none() && !spelling.ends_with('/');
    if !web || !bare {
        return None;
    }
    let host = url.host_str().filter(|host| host.len() <= MAX_HOST)?;
    let seen = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Some((url.origin().ascii_serialization(), seen))
}
