//! Applications: who they are, where they may be answered, and what they may ask for.

use crate::field::DeclaredField;
use crate::id::{ClientId, SecretHash};
use crate::key::text_enum;
use crate::time::Millis;
use url::{Host, Url};

/// Whether a client can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientType {
    /// Has no secret.
    Public,
    /// Has a secret and must use it.
    Confidential,
}
text_enum!(ClientType, "client type", ClientType::Public => "public", ClientType::Confidential => "confidential");

/// Which `sub` a client sees (OIDC Core §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectType {
    /// One per sector.
    Pairwise,
    /// The same for all clients that ask for it.
    Public,
}
text_enum!(SubjectType, "subject type", SubjectType::Pairwise => "pairwise", SubjectType::Public => "public");

/// An application's standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientStatus {
    /// Waits for approval; may not log anybody in.
    Pending,
    /// May log people in.
    Approved,
    /// May not log anybody in.
    Suspended,
}
text_enum!(ClientStatus, "client status", ClientStatus::Pending => "pending", ClientStatus::Approved => "approved", ClientStatus::Suspended => "suspended");

/// An application (an RFC 6749 client).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// The name people see.
    pub name: String,
    /// Public or confidential; never changes.
    pub client_type: ClientType,
    /// SHA-256 of the secret; present exactly for confidential clients.
    pub secret_hash: Option<SecretHash>,
    /// Compared as exact strings.
    pub redirect_uris: Vec<String>,
    /// What it may ask for.
    pub allowed_scopes: Vec<String>,
    /// Fields with their demand and purpose.
    pub fields: Vec<DeclaredField>,
    /// Whether accounts without a linked identity may log in; `None` follows the default of [`Client::accepts_anonymous`].
    pub allow_anonymous: Option<bool>,
    /// The sector of pairwise subjects, fixed when the client is made.
    pub sector: String,
    /// Which `sub` it sees.
    pub subject_type: SubjectType,
    /// Its standing.
    pub status: ClientStatus,
    /// When it was made.
    pub created_at: Millis,
}

impl Client {
    /// Whether an account without a linked identity may log in with these scopes: by default only where nothing but `openid` is asked.
    #[must_use]
    pub fn accepts_anonymous(&self, scopes: &[String]) -> bool {
        self.allow_anonymous.unwrap_or_else(|| scopes.iter().all(|scope| scope == "openid"))
    }

    /// Whether it may log people in.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        match self.status {
            ClientStatus::Approved => true,
            ClientStatus::Pending | ClientStatus::Suspended => false,
        }
    }

    /// Whether this exact redirect URI is registered (RFC 9700 §2.1).
    #[must_use]
    pub fn has_redirect_uri(&self, redirect_uri: &str) -> bool {
        self.redirect_uris.iter().any(|uri| uri == redirect_uri)
    }
}

/// Why a client cannot be registered as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClient {
    /// The redirect URI is of no allowed kind.
    #[error(
        "{uri} is not an allowed redirect URI: use https, http on localhost, 127.0.0.1 or [::1], or a reverse-DNS scheme such as com.example.app:/callback; host in lower case, no user, no fragment, no wildcard"
    )]
    RedirectUri {
        /// As given.
        uri: String,
    },
    /// No redirect URI was given.
    #[error("a client needs at least one redirect URI")]
    NoRedirectUri,
    /// Several redirect hosts and no sector.
    #[error("the redirect URIs have several hosts: name one of them as sector")]
    SectorNeeded,
    /// The sector is none of the redirect hosts.
    #[error("the sector {sector} is none of the redirect hosts")]
    SectorForeign {
        /// As given.
        sector: String,
    },
    /// A name that shows nothing, is too long or hides control characters.
    #[error("a name needs 1 to 80 visible characters")]
    Name,
}

/// The kinds of redirect URI that are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectUri {
    /// `https://host…`
    Https {
        /// The host in ASCII form.
        host: String,
    },
    /// `http://` on a loopback host.
    Loopback {
        /// The host in ASCII form.
        host: String,
    },
    /// A reverse-DNS scheme of a native app (RFC 8252 §7.1).
    Scheme {
        /// The scheme.
        scheme: String,
    },
}

impl RedirectUri {
    /// Parses a redirect URI of an allowed kind.
    ///
    /// # Errors
    /// [`InvalidClient::RedirectUri`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidClient> {
        let refuse = || InvalidClient::RedirectUri {
            uri: text.chars().take(200).collect(),
        };
        let url = Url::parse(text).map_err(|_| refuse())?;
        if !is_spelt_plainly(text, &url) {
            return Err(refuse());
        }
        let is_loopback = match url.host() {
            Some(Host::Domain(domain)) => domain == "localhost",
            Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
            Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
            None => false,
        };
        match (url.scheme(), url.host_str()) {
            ("https", Some(host)) => Ok(Self::Https { host: host.to_owned() }),
            ("http", Some(host)) if is_loopback => Ok(Self::Loopback { host: host.to_owned() }),
            (scheme, _) if scheme.contains('.') => Ok(Self::Scheme { scheme: scheme.to_owned() }),
            _ => Err(refuse()),
        }
    }

    /// What a person is shown as the domain of the request.
    #[must_use]
    pub fn shown_domain(&self) -> &str {
        match self {
            Self::Https { host } | Self::Loopback { host } => host,
            Self::Scheme { scheme } => scheme,
        }
    }
}

/// Whether the text says where a browser goes with it: printable ASCII, scheme and host as they are understood, no credentials, no
/// fragment, no wildcard. A URL parser forgives backslashes, line breaks, other slashes, other digits and percent signs in a host.
fn is_spelt_plainly(text: &str, url: &Url) -> bool {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'*' | b'\\'));
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let begins = url
        .host_str()
        .map_or_else(|| format!("{}:", url.scheme()), |host| format!("{}://{host}", url.scheme()));
    let ends_the_host = |rest: &str| url.host_str().is_none() || rest.is_empty() || rest.starts_with([':', '/', '?']);
    is_plain && !has_credentials && text.strip_prefix(&begins).is_some_and(ends_the_host)
}

/// The sector of a client's pairwise subjects: its only https host; the client id for a loopback or custom scheme; with several
/// hosts the named one, which must be one of them.
///
/// # Errors
/// [`InvalidClient`] where a sector is missing or foreign, or a URI is of no allowed kind.
pub fn derive_sector(client_id: &ClientId, redirect_uris: &[String], named: Option<&str>) -> Result<String, InvalidClient> {
    if redirect_uris.is_empty() {
        return Err(InvalidClient::NoRedirectUri);
    }
    let mut hosts: Vec<String> = Vec::new();
    for uri in redirect_uris {
        if let RedirectUri::Https { host } = RedirectUri::parse(uri)?
            && !hosts.contains(&host)
        {
            hosts.push(host);
        }
    }
    match (named, hosts.as_slice()) {
        (Some(sector), hosts) if hosts.iter().any(|host| host == sector) => Ok(sector.to_owned()),
        (Some(sector), _) => Err(InvalidClient::SectorForeign {
            sector: sector.chars().take(200).collect(),
        }),
        (None, []) => Ok(client_id.as_str().to_owned()),
        (None, [host]) => Ok(host.clone()),
        (None, _) => Err(InvalidClient::SectorNeeded),
    }
}

#[cfg(test)]
mod tests;
