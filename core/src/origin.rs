//! The one rule for comparing hosts: an origin is scheme, host and port together, and two origins are
//! equal only when every byte of their canonical text is. No suffix, no prefix, no user part.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Longest name DNS can carry (RFC 1035 §2.3.4), and so the longest host shown or trusted.
pub(crate) const MAX_HOST: usize = 253;

/// A web origin (RFC 6454) in canonical text: `https`, or `http` on a loopback host; lower case, IDNA in
/// punycode, the default port left out, no trailing slash.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    text: String,
    host: String,
    loopback: bool,
}

impl Origin {
    /// Reads an origin from the text of a URL that names nothing below it: `https://login.example`,
    /// `http://localhost:8080/`.
    ///
    /// # Errors
    /// [`OriginError`] says which part is not acceptable.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::Malformed)?;
        let host = url.host().ok_or(OriginError::Malformed)?;
        let loopback = is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(OriginError::NotSecure),
        }
        let bare =
            url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if !bare {
            return Err(OriginError::MoreThanOrigin);
        }
        let host = host.to_string();
        if host.len() > MAX_HOST || host.ends_with('.') {
            return Err(OriginError::Malformed);
        }
        Ok(Self {
            text: url.origin().ascii_serialization(),
            host,
            loopback,
        })
    }

    /// The canonical text, as it stands in codes, signatures and URLs: `https://login.example:8443`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host without the port; an IPv6 address keeps its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the host is this machine itself: `localhost`, `127.0.0.0/8` or `[::1]`.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({})", self.text)
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Why a text is not an origin that logi may trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not a URL with a host of at most 253 characters.
    #[error("not a web address: write it as https://host or https://host:port")]
    Malformed,
    /// A scheme other than `https`, or `http` to another machine.
    #[error("not a secure address: use https (http only for localhost, 127.0.0.1 or [::1])")]
    NotSecure,
    /// A user, path, query or fragment besides scheme, host and port.
    #[error("more than an origin: leave out user, path, query and fragment")]
    MoreThanOrigin,
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_a_secure_origin() {
        for (text, why) in [
            ("", OriginError::Malformed),
            ("login.example", OriginError::Malformed),
            ("https://", OriginError::Malformed),
            ("https://login.example.", OriginError::Malformed),
            ("https://login.example:99999", OriginError::Malformed),
            ("http://login.example", OriginError::NotSecure),
            ("http://127.0.0.1.example", OriginError::NotSecure),
            ("http://sub.localhost", OriginError::NotSecure),
            ("ftp://localhost", OriginError::NotSecure),
            ("logi://login.example", OriginError::NotSecure),
            ("https://a@login.example", OriginError::MoreThanOrigin),
            ("https://:b@login.example", OriginError::MoreThanOrigin),
            ("https://login.example/oauth", OriginError::MoreThanOrigin),
            ("https://login.example/?q", OriginError::MoreThanOrigin),
            ("https://login.example/#f", OriginError::MoreThanOrigin),
        ] {
            assert_eq!(Origin::parse(text), Err(why), "{text}");
        }
        let long = format!("https://{}.example", "a".repeat(300));
        assert_eq!(Origin::parse(&long), Err(OriginError::Malformed));
    }

    #[test]
    fn is_written_in_one_way_only() {
        for (text, canonical, host) in [
            ("https://login.example", "https://login.example", "login.example"),
            ("HTTPS://Login.Example:443/", "https://login.example", "login.example"),
            ("https://login.example:8443", "https://login.example:8443", "login.example"),
            (
                "https://b\u{fc}cher.example",
                "https://xn--bcher-kva.example",
                "xn--bcher-kva.example",
            ),
            ("http://localhost:8080", "http://localhost:8080", "localhost"),
            ("http://127.0.0.1:80", "http://127.0.0.1", "127.0.0.1"),
            ("http://[::1]:3000", "http://[::1]:3000", "[::1]"),
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!((origin.as_str(), origin.host()), (canonical, host), "{text}");
            assert_eq!(Origin::parse(origin.as_str()), Ok(origin));
        }
    }

    #[test]
    fn knows_its_own_machine() {
        for text in ["http://localhost", "https://localhost", "http://127.8.9.1:1", "http://[::1]"] {
            assert!(Origin::parse(text).unwrap().is_loopback(), "{text}");
        }
        assert!(!Origin::parse("https://localhost.example").unwrap().is_loopback());
    }

    #[test]
    fn a_lookalike_is_another_origin() {
        let trusted = Origin::parse("https://login.example").unwrap();
        for other in [
            "https://login.example:8443",
            "https://xlogin.example",
            "https://a.login.example",
            "https://login.example.evil",
            "https://l\u{43e}gin.example",
            "https://1ogin.example",
        ] {
            assert_ne!(Origin::parse(other).unwrap(), trusted, "{other}");
        }
    }
}
