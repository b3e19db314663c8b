//! The text of a code up to and with its signature, `<origin>/qr#session.exp.kid.signature`, and the same-device link,
//! `<link origin>/here#session.exp.kid.signature`: each part in Crockford base32 (RFC 4648's bit order, upper case, spare bits zero).

use super::CodeSignature;
use data_encoding::{Encoding, Specification};
use logi_domain::id::SessionId;
use logi_domain::time::Seconds;
use std::sync::LazyLock;

static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    // The specification is a constant of 32 distinct symbols, which is always an encoding.
    specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
});

/// Crockford base32.
#[must_use]
pub fn crockford(bytes: &[u8]) -> String {
    CROCKFORD.encode(bytes)
}

/// Decodes exactly what [`crockford`] writes: no aliases, no lower case, no spare bits.
#[must_use]
pub fn parse_crockford(text: &str) -> Option<Vec<u8>> {
    CROCKFORD.decode(text.as_bytes()).ok()
}

/// What a signature of the code key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A code.
    Code,
    /// A same-device link.
    Here,
}

impl Signed {
    const fn tag(self) -> &'static [u8] {
        match self {
            Self::Code => b"logi-qr-v2\0",
            Self::Here => b"logi-here-v1\0",
        }
    }
}

/// What a code key signs: `logi-qr-v2` or `logi-here-v1`, 00 ‖ the issuer's origin with a u16 length ‖ session ‖ exp u32. `None` where a value does not fit its field.
#[must_use]
pub fn signature_input(signed: Signed, origin: &str, session: SessionId, exp: Seconds) -> Option<Vec<u8>> {
    let length = u16::try_from(origin.len()).ok()?;
    let exp = u32::try_from(exp.0).ok()?;
    Some(
        [
            signed.tag(),
            &length.to_be_bytes(),
            origin.as_bytes(),
            &session.bytes(),
            &exp.to_be_bytes(),
        ]
        .concat(),
    )
}

/// `qr_payload`: the page appends `.step.code`. `None` where `exp` does not fit its field.
#[must_use]
pub fn qr_payload(origin: &str, session: SessionId, exp: Seconds, signed: &CodeSignature) -> Option<String> {
    Some(format!("{origin}/qr#{}", fields(session, exp, signed)?))
}

/// The same-device link. `None` where `exp` does not fit its field.
#[must_use]
pub fn here_link(link_origin: &str, session: SessionId, exp: Seconds, signed: &CodeSignature) -> Option<String> {
    Some(format!("{link_origin}/here#{}", fields(session, exp, signed)?))
}

fn fields(session: SessionId, exp: Seconds, signed: &CodeSignature) -> Option<String> {
    let exp = u32::try_from(exp.0).ok()?;
    let (session, exp) = (crockford(&session.bytes()), crockford(&exp.to_be_bytes()));
    let (kid, signature) = (&signed.kid, crockford(&signed.signature));
    Some(format!("{session}.{exp}.{kid}.{signature}"))
}
