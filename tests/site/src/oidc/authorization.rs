//! Sending a browser to the provider and reading what it comes back with (RFC 6749 §4.1, RFC 7636, RFC 9207).

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use url::Url;

use super::make_random;
use super::provider::Provider;

/// The website as the provider knows it.
#[derive(Clone, Debug)]
pub struct Client {
    /// The `client_id`.
    pub id: String,
    /// The secret of a confidential client.
    pub secret: Option<SecretString>,
    /// Where browsers come back to.
    pub redirect_uri: String,
    /// What is asked for, separated by spaces.
    pub scope: String,
}

/// One visitor's attempt to log in: three random values that nobody else knows.
#[derive(Clone)]
pub struct Attempt {
    /// Ties the answer to the browser.
    pub state: String,
    /// Ties the id_token to this attempt.
    pub nonce: String,
    /// Ties the code to this website (PKCE).
    pub verifier: String,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Attempt(…)")
    }
}

/// Why what came back in the address is not an answer to this attempt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// Another browser's answer, or a forged one.
    #[error("the answer belongs to another login")]
    OtherState,
    /// RFC 9207 §2.4: the answer is another provider's.
    #[error("the answer is another provider's")]
    OtherIssuer,
    /// The provider answered with an error.
    #[error("the provider answered {0}")]
    Refused(String),
    /// There is neither a code nor an error, or one is there twice.
    #[error("the answer holds no code")]
    NoCode,
}

impl Attempt {
    /// Three fresh values.
    pub fn make() -> Self {
        Self {
            state: make_random(),
            nonce: make_random(),
            verifier: make_random(),
        }
    }

    /// The S256 challenge of RFC 7636.
    pub fn challenge(&self) -> String {
        BASE64URL_NOPAD.encode(&Sha256::digest(self.verifier.as_bytes()))
    }

    /// The address to send the browser to.
    pub fn authorization_url(&self, provider: &Provider, client: &Client) -> Option<Url> {
        let mut url = Url::parse(&provider.metadata.authorization_endpoint).ok()?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", &client.redirect_uri)
            .append_pair("scope", &client.scope)
            .append_pair("state", &self.state)
            .append_pair("nonce", &self.nonce)
            .append_pair("code_challenge", &self.challenge())
            .append_pair("code_challenge_method", "S256");
        Some(url)
    }

    /// The code in the address the browser came back to, if it answers this attempt.
    ///
    /// # Errors
    /// In this order: another attempt's or another provider's answer, the provider's error, no code.
    pub fn code_in(&self, issuer: &str, query: &[(String, String)]) -> Result<String, CallbackError> {
        if single(query, "state") != Some(&self.state) {
            return Err(CallbackError::OtherState);
        }
        if single(query, "iss") != Some(issuer) {
            return Err(CallbackError::OtherIssuer);
        }
        if let Some(error) = single(query, "error") {
            return Err(CallbackError::Refused(error.to_owned()));
        }
        single(query, "code").map(str::to_owned).ok_or(CallbackError::NoCode)
    }
}

fn single<'query>(query: &'query [(String, String)], name: &str) -> Option<&'query str> {
    let mut values = query.iter().filter(|(key, _)| key == name);
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Some(value),
        (None | Some(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, CallbackError};

    const ISSUER: &str = "http://localhost:8080";

    fn attempt() -> Attempt {
        Attempt {
            state: "the-state".into(),
            nonce: "the-nonce".into(),
            // RFC 7636 appendix B.
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        }
    }

    fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect()
    }

    #[test]
    fn refuses_the_answer_to_another_attempt() {
        let answer = query(&[("code", "c"), ("state", "other"), ("iss", ISSUER)]);
        assert_eq!(attempt().code_in(ISSUER, &answer), Err(CallbackError::OtherState));
    }

    #[test]
    fn refuses_an_answer_without_state_even_when_it_is_an_error() {
        let answer = query(&[("error", "access_denied"), ("iss", ISSUER)]);
        assert_eq!(attempt().code_in(ISSUER, &answer), Err(CallbackError::OtherState));
    }

    #[test]
    fn refuses_the_answer_of_another_provider() {
        for issuer in [Some("http://127.0.0.1:8080"), None] {
            let mut answer = query(&[("code", "c"), ("state", "the-state")]);
            answer.extend(issuer.map(|issuer| ("iss".to_owned(), issuer.to_owned())));
            assert_eq!(attempt().code_in(ISSUER, &answer), Err(CallbackError::OtherIssuer));
        }
    }

    #[test]
    fn refuses_two_codes() {
        let answer = query(&[("code", "c"), ("code", "d"), ("state", "the-state"), ("iss", ISSUER)]);
        assert_eq!(attempt().code_in(ISSUER, &answer), Err(CallbackError::NoCode));
    }

    #[test]
    fn hands_on_the_error_of_the_provider() {
        let answer = query(&[("error", "access_denied"), ("state", "the-state"), ("iss", ISSUER)]);
        assert_eq!(
            attempt().code_in(ISSUER, &answer),
            Err(CallbackError::Refused("access_denied".into()))
        );
    }

    #[test]
    fn finds_the_code() {
        let answer = query(&[("code", "c"), ("state", "the-state"), ("iss", ISSUER)]);
        assert_eq!(attempt().code_in(ISSUER, &answer), Ok("c".into()));
    }

    #[test]
    fn makes_the_challenge_of_rfc_7636() {
        assert_eq!(attempt().challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
