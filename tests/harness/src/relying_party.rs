//! The application that somebody logs in to: begins with PKCE, state and nonce, and judges what comes back.

use logi_site::oidc::{Attempt, Client, Fetch, LoginError, Provider, Tokens};
use url::Url;

/// An application and one login of it.
#[derive(Debug)]
pub struct RelyingParty {
    /// The provider it found.
    pub provider: Provider,
    /// What it is there.
    pub client: Client,
    /// The login under way.
    pub attempt: Attempt,
}

impl RelyingParty {
    /// Finds the provider and begins a login.
    ///
    /// # Errors
    /// The provider does not answer.
    ///
    /// # Panics
    /// The TLS library cannot be set up.
    pub async fn begin(issuer: &str, client: Client) -> Result<Self, LoginError> {
        let fetch = Fetch::new().expect("the TLS library can be set up");
        let provider = Provider::discover(issuer, fetch).await?;
        Ok(Self {
            provider,
            client,
            attempt: Attempt::make(),
        })
    }

    /// Where the browser is sent.
    ///
    /// # Panics
    /// The provider names no URL.
    pub fn authorization_url(&self) -> Url {
        self.attempt
            .authorization_url(&self.provider, &self.client)
            .expect("an authorization endpoint")
    }

    /// The code in the address that the browser came back to.
    ///
    /// # Errors
    /// The answer is an error or belongs elsewhere.
    pub fn code_in(&self, url: &Url) -> Result<String, LoginError> {
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        Ok(self.attempt.code_in(&self.provider.metadata.issuer, &query)?)
    }

    /// Exchanges that code and verifies the id_token as of `now` in Unix seconds.
    ///
    /// # Errors
    /// The provider refuses, or what it answers does not pass.
    pub async fn log_in(&self, url: &Url, now: i64) -> Result<Tokens, LoginError> {
        let code = self.code_in(url)?;
        self.provider.exchange(&self.client, &self.attempt, &code, now).await
    }
}
