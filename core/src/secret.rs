//! The secret the core holds. It prints as its name only, is compared in constant time and zeroed when dropped;
//! `expose` is the one way to its text.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

const MAX_LEN: usize = 512;

/// The device's access token (PAK): with a proof of the possession key it is the account.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Takes a token of 1 to 512 visible ASCII characters, as a header can carry it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=MAX_LEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(SecretString::from(text)))
    }

    /// The token itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl Eq for AccessToken {}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken")
    }
}

/// Writes a token into, and reads it from, a form that is encrypted as a whole: a vault record, a TLS body. There
/// is no `Serialize`: each field says with `#[serde(with = "secret::exposed")]` that it crosses in clear.
pub(crate) mod exposed {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};
    use zeroize::Zeroizing;

    use super::AccessToken;

    pub(crate) fn serialize<S: Serializer>(token: &AccessToken, serializer: S) -> Result<S::Ok, S::Error> {
        // EXPOSE: the record is sealed, or the body goes through TLS.
        serializer.serialize_str(token.expose())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccessToken, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        AccessToken::parse(&text).ok_or_else(|| D::Error::custom("not a token of visible ASCII characters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_no_header_can_carry() {
        for text in ["", "a b", "a\nb", "\u{e9}", &"a".repeat(513)] {
            assert!(AccessToken::parse(text).is_none());
        }
    }

    #[test]
    fn prints_its_name_only() {
        let token = AccessToken::parse("logi_pak_planted").unwrap();
        assert_eq!(format!("{token:?}"), "AccessToken");
        assert_eq!(token, AccessToken::parse("logi_pak_planted").unwrap());
        assert_ne!(token, AccessToken::parse("logi_pak_other").unwrap());
    }
}
