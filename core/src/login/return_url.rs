//! The address that leads an approved login back into the browser it was started in, on this same device. It comes
//! from the server and is opened by the system, so it is taken only in the one form it may have.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;

use crate::id::SessionId;
use crate::origin::Origin;

/// Bytes of a return code.
const CODE_BYTES: usize = 32;

/// `<issuer>/oauth/qr/<session>/return#<code>`: to be opened in the system's browser at once, for the code is good
/// for 60 seconds after the approval.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnUrl(String);

impl ReturnUrl {
    /// Takes the address when it is exactly the one of this login at this server.
    pub(super) fn parse(text: &str, issuer: &Origin, session: SessionId) -> Option<Self> {
        let code = text.strip_prefix(&format!("{issuer}/oauth/qr/{session}/return#"))?;
        let bytes = BASE64URL_NOPAD.decode(code.as_bytes()).ok()?;
        (bytes.len() == CODE_BYTES).then(|| Self(text.to_owned()))
    }

    /// The address. Whoever holds it cannot complete the login without the browser's cookies and key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReturnUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnUrl")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{self, text};

    /// The golden login and its server.
    fn login() -> (Origin, SessionId) {
        let keys = golden::keys();
        let session = SessionId::parse(text(&keys["session_id"])).unwrap();
        (Origin::parse(text(&keys["issuer"])).unwrap(), session)
    }

    #[test]
    fn refuses_every_other_address_than_this_logins_own() {
        let (issuer, session) = login();
        for row in golden::here()["return_urls_refused"].as_array().unwrap() {
            let taken = row["return_url"].as_str().and_then(|url| ReturnUrl::parse(url, &issuer, session));
            assert_eq!(taken, None, "{}", row["name"]);
        }
    }

    #[test]
    fn takes_the_addresses_of_the_contract_and_prints_no_code() {
        let (issuer, session) = login();
        for row in golden::here()["return_codes"].as_array().unwrap() {
            let url = ReturnUrl::parse(text(&row["return_url"]), &issuer, session).unwrap();
            assert_eq!(url.as_str(), row["return_url"]);
            assert!(!format!("{url:?}").contains(text(&row["mac"])));
        }
    }
}
