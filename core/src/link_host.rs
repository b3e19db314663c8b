//! The one host that same-device links have. A phone opens no app for a link to the page's own host, so it is never
//! the issuer's; and a browser on this machine reaches a development server by two names.

use std::fmt;

use crate::origin::{Origin, OriginError};

/// The host of same-device links: `open.example` for links `https://open.example/here#…`. Beside an issuer on
/// plain http, which is this machine itself, it is another name of this machine with a port, as `127.0.0.1:8080`
/// beside `http://localhost:8080`, and its links are http.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkHost {
    origin: Origin,
}

impl LinkHost {
    /// Reads the link host of `issuer`.
    ///
    /// # Errors
    /// [`LinkHostError`] says what is not acceptable.
    pub fn parse(text: &str, issuer: &Origin) -> Result<Self, LinkHostError> {
        let scheme = if issuer.as_str().starts_with("https:") { "https" } else { "http" };
        let spelling = format!("{scheme}://{text}");
        let origin = Origin::parse(&spelling).map_err(|error| match error {
            OriginError::NotSecure => LinkHostError::NotThisMachine,
            OriginError::Malformed | OriginError::MoreThanOrigin => LinkHostError::NotAHost,
        })?;
        let has_port = origin.as_str().strip_prefix("https://").is_some_and(|host| host != origin.host());
        if origin.as_str() != spelling || has_port {
            return Err(LinkHostError::NotAHost);
        }
        if origin.host() == issuer.host() {
            return Err(LinkHostError::IssuersOwn);
        }
        Ok(Self { origin })
    }

    /// The origin of the links.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl fmt::Debug for LinkHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkHost({})", self.origin)
    }
}

/// Why a text is not the host of same-device links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkHostError {
    /// More or less than a host in lower case; a port stands only beside an issuer on this machine.
    #[error("not a host: write it as open.example.org, without scheme, port or path")]
    NotAHost,
    /// The issuer's own host: a phone would open no app for the link.
    #[error("this is the server's own host: links need another one")]
    IssuersOwn,
    /// Another machine beside an issuer on plain http.
    #[error("not this machine: a server on plain http has its links on another name of this machine, as 127.0.0.1:8080")]
    NotThisMachine,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    fn refusal(text: &str, issuer: &Origin) -> Option<LinkHostError> {
        LinkHost::parse(text, issuer).err()
    }

    #[test]
    fn refuses_what_is_not_a_second_host() {
        for (text, why) in [
            ("", LinkHostError::NotAHost),
            ("https://open.example", LinkHostError::NotAHost),
            ("open.example:8443", LinkHostError::NotAHost),
            ("open.example:443", LinkHostError::NotAHost),
            ("open.example/", LinkHostError::NotAHost),
            ("open.example/here", LinkHostError::NotAHost),
            ("open.example?x", LinkHostError::NotAHost),
            ("open.example#x", LinkHostError::NotAHost),
            ("me@open.example", LinkHostError::NotAHost),
            ("Open.example", LinkHostError::NotAHost),
            ("open.example.", LinkHostError::NotAHost),
            ("\u{43e}pen.example", LinkHostError::NotAHost),
            (" open.example", LinkHostError::NotAHost),
            ("login.example", LinkHostError::IssuersOwn),
        ] {
            assert_eq!(refusal(text, &issuer("https://login.example")), Some(why), "{text}");
        }
        let other_port = issuer("https://login.example:8443");
        assert_eq!(refusal("login.example", &other_port), Some(LinkHostError::IssuersOwn));
        for (text, why) in [
            ("open.example", LinkHostError::NotThisMachine),
            ("192.168.0.1:8080", LinkHostError::NotThisMachine),
            ("localhost:8080", LinkHostError::IssuersOwn),
            ("localhost:8081", LinkHostError::IssuersOwn),
            ("127.0.0.1:8080/here", LinkHostError::NotAHost),
        ] {
            assert_eq!(refusal(text, &issuer("http://localhost:8080")), Some(why), "{text}");
        }
    }

    #[test]
    fn is_https_but_on_a_developers_own_machine() {
        for (text, beside, origin) in [
            ("open.example", "https://login.example", "https://open.example"),
            (
                "xn--bcher-kva.example",
                "https://login.example:8443",
                "https://xn--bcher-kva.example",
            ),
            ("127.0.0.1:8080", "http://localhost:8080", "http://127.0.0.1:8080"),
            ("localhost:8080", "http://127.0.0.1:8080", "http://localhost:8080"),
            ("[::1]:9", "http://localhost:8080", "http://[::1]:9"),
        ] {
            let host = LinkHost::parse(text, &issuer(beside)).unwrap();
            assert_eq!(host.origin().as_str(), origin, "{text}");
        }
    }
}
