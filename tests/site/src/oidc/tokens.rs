//! Exchanging the code, and what a website learns by it.

use std::fmt;

use data_encoding::BASE64;
use secrecy::ExposeSecret;
use serde_json::{Map, Value};
use url::form_urlencoded::{Serializer, byte_serialize};

use super::authorization::{Attempt, CallbackError, Client};
use super::fetch::FetchError;
use super::id_token::{Expected, IdToken, IdTokenError, kid_of, verify_id_token};
use super::provider::{Provider, ProviderError};

/// What the token endpoint answered, after every check.
pub struct Tokens {
    /// For the userinfo endpoint.
    pub access_token: String,
    /// The compact id_token as received.
    pub raw_id_token: String,
    /// Who logged in.
    pub id_token: IdToken,
    /// What was granted, separated by spaces.
    pub scope: Option<String>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tokens").field("scope", &self.scope).finish_non_exhaustive()
    }
}

/// Why a login did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// What came back in the address is no answer, or the provider said no.
    #[error(transparent)]
    Callback(#[from] CallbackError),
    /// The provider cannot be used.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The token or userinfo endpoint failed.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The answer lacks a member.
    #[error("the provider's answer has no {0}")]
    Missing(&'static str),
    /// The id_token does not pass.
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
    /// Core §5.3.2: the fields are another visitor's.
    #[error("the fields belong to another visitor")]
    OtherSubject,
}

impl Provider {
    /// Exchanges a code and verifies what comes.
    ///
    /// # Errors
    /// The provider refuses the code, or its id_token does not pass.
    pub async fn exchange(&self, client: &Client, attempt: &Attempt, code: &str, now: i64) -> Result<Tokens, LoginError> {
        let answer = self.request_tokens(client, attempt, code).await?;
        let text = |name: &'static str| answer.get(name).and_then(Value::as_str).ok_or(LoginError::Missing(name));
        let raw_id_token = text("id_token")?.to_owned();
        let access_token = text("access_token")?.to_owned();
        let keys = self.keys_for(kid_of(&raw_id_token)?.as_deref()).await?;
        let expected = Expected {
            issuer: &self.metadata.issuer,
            client_id: &client.id,
            nonce: &attempt.nonce,
            access_token: Some(&access_token),
            now,
        };
        let id_token = verify_id_token(&raw_id_token, &keys, &expected)?;
        let scope = answer.get("scope").and_then(Value::as_str).map(str::to_owned);
        Ok(Tokens {
            access_token,
            raw_id_token,
            id_token,
            scope,
        })
    }

    /// The token endpoint's answer as it is, for a client that looks at refusals.
    ///
    /// # Errors
    /// The provider does not answer or refuses the code.
    pub async fn request_tokens(&self, client: &Client, attempt: &Attempt, code: &str) -> Result<Value, FetchError> {
        let form = Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &client.redirect_uri)
            .append_pair("client_id", &client.id)
            .append_pair("code_verifier", &attempt.verifier)
            .finish();
        let authorization = basic_authorization(client);
        self.fetch
            .post_form(&self.metadata.token_endpoint, form, authorization.as_deref())
            .await
    }

    /// The fields that this visitor granted.
    ///
    /// # Errors
    /// The provider refuses the token, or answers about somebody else.
    pub async fn userinfo(&self, tokens: &Tokens) -> Result<Map<String, Value>, LoginError> {
        let answer = self.fetch.get(&self.metadata.userinfo_endpoint, Some(&tokens.access_token)).await?;
        let Value::Object(fields) = answer else {
            return Err(LoginError::Missing("sub"));
        };
        if fields.get("sub").and_then(Value::as_str) != Some(&tokens.id_token.subject) {
            return Err(LoginError::OtherSubject);
        }
        Ok(fields)
    }
}

/// RFC 6749 §2.3.1: both parts form-encoded, then Basic.
fn basic_authorization(client: &Client) -> Option<String> {
    let secret = client.secret.as_ref()?;
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    // EXPOSE: the token request proves that it comes from this client.
    let pair = format!("{}:{}", encoded(&client.id), encoded(secret.expose_secret()));
    Some(format!("Basic {}", BASE64.encode(pair.as_bytes())))
}
