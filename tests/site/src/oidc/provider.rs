//! What the provider says of itself (OpenID Connect Discovery 1.0) and the keys it signs with.

use serde::Deserialize;
use tokio::sync::Mutex;

use super::fetch::{Fetch, FetchError};
use super::id_token::KeySet;

/// The members of the discovery document that a website needs.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    /// The provider's name in tokens.
    pub issuer: String,
    /// Where browsers are sent.
    pub authorization_endpoint: String,
    /// Where codes are exchanged.
    pub token_endpoint: String,
    /// Where the provider's public keys are.
    pub jwks_uri: String,
    /// Where a visitor's granted fields are read.
    pub userinfo_endpoint: String,
}

/// Why a provider cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// A call failed.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The discovery document lacks a member.
    #[error("the provider's discovery document cannot be used")]
    Incomplete(#[source] serde_json::Error),
    /// Discovery §4.3: the document must name the issuer it was asked for.
    #[error("asked {asked}, and the document is {named}'s")]
    OtherIssuer {
        /// The issuer that was asked.
        asked: String,
        /// The issuer in the document.
        named: String,
    },
    /// The key set cannot be read.
    #[error("the provider's key set cannot be read")]
    Keys,
}

/// A provider that was asked for its document once.
#[derive(Debug)]
pub struct Provider {
    /// What it says of itself.
    pub metadata: Metadata,
    pub(super) fetch: Fetch,
    keys: Mutex<Option<KeySet>>,
}

impl Provider {
    /// Reads the discovery document of that issuer.
    ///
    /// # Errors
    /// The provider does not answer, or speaks of another issuer.
    pub async fn discover(issuer: &str, fetch: Fetch) -> Result<Self, ProviderError> {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = fetch.get(&url, None).await?;
        let metadata: Metadata = serde_json::from_value(document).map_err(ProviderError::Incomplete)?;
        if metadata.issuer != issuer {
            return Err(ProviderError::OtherIssuer {
                asked: issuer.to_owned(),
                named: metadata.issuer,
            });
        }
        Ok(Self {
            metadata,
            fetch,
            keys: Mutex::new(None),
        })
    }

    /// The keys, from memory unless `kid` is not among them: then they are fetched, once.
    ///
    /// # Errors
    /// The provider does not answer with a key set.
    pub async fn keys_for(&self, kid: Option<&str>) -> Result<KeySet, ProviderError> {
        let mut known = self.keys.lock().await;
        if let Some(keys) = known.as_ref()
            && kid.is_none_or(|kid| keys.has(kid))
        {
            return Ok(keys.clone());
        }
        let document = self.fetch.get(&self.metadata.jwks_uri, None).await?;
        let keys: KeySet = serde_json::from_value(document).map_err(|_| ProviderError::Keys)?;
        *known = Some(keys.clone());
        Ok(keys)
    }
}
