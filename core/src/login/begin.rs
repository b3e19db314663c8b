//! From a text to a login: every check that needs no call, in the protocol's order. The only call there may be is
//! for the server's keys, when a code names one that is unknown.

use std::sync::Arc;
use std::time::Duration;

use super::error::BeginError;
use super::flow::LoginFlow;
use super::journal::Journal;
use super::stage::Verified;
use crate::api::{Client, KeyRing};
use crate::identity::CoreTime;
use crate::link_host::LinkHost;
use crate::ports::DeviceKey;
use crate::qr::{HereContext, KeySet, Refusal, VerifiedHere, VerifiedRequest, verify_here, verify_link, verify_scan};
use crate::vault::{Vault, VaultError};

/// How a text came to this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Read from a code by this app, or typed into it.
    Scan,
    /// Opened as a link: by another camera, from a message or a page. Only a same-device link begins a login, and
    /// that one goes back into the browser that asked for it.
    Link,
}

/// What the stages of a login need.
pub(crate) struct LoginPorts {
    pub(super) client: Arc<Client>,
    pub(super) key_ring: Arc<KeyRing>,
    pub(super) vault: Arc<Vault>,
    pub(super) time: Arc<CoreTime>,
    pub(super) keys: Arc<dyn DeviceKey>,
    pub(super) journal: Journal,
}

impl LoginPorts {
    pub(crate) fn new(
        client: Arc<Client>,
        key_ring: Arc<KeyRing>,
        vault: Arc<Vault>,
        time: Arc<CoreTime>,
        keys: Arc<dyn DeviceKey>,
    ) -> Self {
        Self {
            client,
            key_ring,
            vault: vault.clone(),
            time,
            keys,
            journal: Journal::new(vault),
        }
    }
}

/// Begins logins, and finds those whose decision is not acknowledged.
pub(crate) struct Logins {
    ports: Arc<LoginPorts>,
    link_host: Option<LinkHost>,
    session_life: Duration,
}

/// A text from a camera, a picture or a person. Nothing in it is believed.
struct Scanned<'a>(&'a str);

impl Scanned<'_> {
    fn verify(&self, ports: &LoginPorts, keys: &KeySet, life: Duration) -> Result<VerifiedRequest, Refusal> {
        verify_scan(self.0, ports.client.issuer(), keys, ports.time.now_unix_ms(), life)
    }
}

impl Logins {
    pub(crate) fn new(ports: LoginPorts, link_host: Option<LinkHost>, session_life: Duration) -> Self {
        Self {
            ports: Arc::new(ports),
            link_host,
            session_life,
        }
    }

    pub(crate) async fn begin(&self, text: &str, source: Source) -> Result<LoginFlow, BeginError> {
        match source {
            Source::Scan => self.begin_one_of(&[text]).await,
            Source::Link => self.begin_here(text).await,
        }
    }

    /// Begins the one login that `texts`, all read from one picture, hold.
    pub(crate) async fn begin_one_of<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<LoginFlow, BeginError> {
        let mut judged = self.judge(texts, &self.ports.key_ring.trusted().await?);
        if let Err(BeginError::Refused(Refusal::UnknownKey { .. })) = judged
            && let Some(keys) = self.ports.key_ring.ask().await?
        {
            judged = self.judge(texts, &keys);
        }
        self.begin_verified(judged?.into()).await
    }

    /// Begins the login that a same-device link names, and no other.
    async fn begin_here(&self, link: &str) -> Result<LoginFlow, BeginError> {
        let mut judged = self.judge_link(link, &self.ports.key_ring.trusted().await?);
        if let Err(Refusal::UnknownKey { .. }) = judged
            && let Some(keys) = self.ports.key_ring.ask().await?
        {
            judged = self.judge_link(link, &keys);
        }
        self.begin_verified(judged?.into()).await
    }

    async fn begin_verified(&self, verified: Verified) -> Result<LoginFlow, BeginError> {
        let earlier = self.ports.journal.find(verified.session(), self.ports.time.now_unix()).await?;
        Ok(match earlier {
            Some(decision) => LoginFlow::resume(self.ports.clone(), decision.into()),
            None => LoginFlow::begin(self.ports.clone(), verified),
        })
    }

    /// The logins that were decided on this phone and whose decision is not acknowledged.
    pub(crate) async fn unanswered(&self) -> Result<Vec<LoginFlow>, VaultError> {
        let decisions = self.ports.journal.list(self.ports.time.now_unix()).await?;
        Ok(decisions
            .into_iter()
            .map(|decision| LoginFlow::resume(self.ports.clone(), decision.into()))
            .collect())
    }

    /// The one verified request among `texts`; where there is none, the refusal that says most.
    fn judge<T: AsRef<str>>(&self, texts: &[T], keys: &KeySet) -> Result<VerifiedRequest, BeginError> {
        let mut found: Option<VerifiedRequest> = None;
        let mut refusal = Refusal::NotALogiCode;
        for text in texts {
            match Scanned(text.as_ref()).verify(&self.ports, keys, self.session_life) {
                Ok(request) => match &found {
                    Some(other) if other.session() != request.session() => return Err(BeginError::SeveralCodes),
                    Some(other) if other.step() >= request.step() => {}
                    _ => found = Some(request),
                },
                Err(Refusal::NotALogiCode) => {}
                Err(other) if refusal == Refusal::NotALogiCode => refusal = other,
                Err(_) => {}
            }
        }
        found.ok_or(BeginError::Refused(refusal))
    }

    /// The same-device link in `link`. A code's address is checked, so that the app can say what is wrong with it,
    /// and is refused even when nothing is.
    fn judge_link(&self, link: &str, keys: &KeySet) -> Result<VerifiedHere, Refusal> {
        let trusted = self.ports.client.issuer();
        let context = HereContext {
            trusted,
            link_host: self.link_host.as_ref(),
            keys,
            now_unix_ms: self.ports.time.now_unix_ms(),
            session_life: self.session_life,
        };
        match verify_here(link, context) {
            Err(Refusal::NotALogiCode) => Err(verify_link(link, trusted, keys).err().unwrap_or(Refusal::LinkNotScan)),
            judged => judged,
        }
    }
}
