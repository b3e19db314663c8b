//! Proofs of possession (RFC 9449 §4.2): one for each call, never reused.

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::jws::sign_compact;
use crate::ports::{DeviceKey, KeyError, KeyRole, Rng, SignReason};
use crate::secret::AccessToken;

/// What one proof is about.
pub(crate) struct ProofOf<'a> {
    /// The HTTP method.
    pub(crate) method: &'a str,
    /// The address without query and fragment.
    pub(crate) url: &'a str,
    /// Server time in Unix seconds.
    pub(crate) issued_at: u64,
    /// The token sent along; none at enrolment.
    pub(crate) token: Option<&'a AccessToken>,
    /// The last nonce from the server.
    pub(crate) nonce: Option<&'a str>,
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    htm: &'a str,
    htu: &'a str,
    iat: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

/// Makes a proof under the possession key.
pub(crate) async fn make_proof(keys: &dyn DeviceKey, rng: &dyn Rng, of: ProofOf<'_>) -> Result<String, KeyError> {
    let mut jti = [0; 16];
    rng.fill(&mut jti).map_err(|_| KeyError::Unavailable)?;
    let claims = Claims {
        jti: BASE64URL_NOPAD.encode(&jti),
        htm: of.method,
        htu: of.url,
        iat: of.issued_at,
        // EXPOSE: RFC 9449 §4.2 wants the hash of the token.
        ath: of.token.map(|token| BASE64URL_NOPAD.encode(&Sha256::digest(token.expose()))),
        nonce: of.nonce,
    };
    sign_compact(keys, KeyRole::Possession, ("dpop+jwt", SignReason::Call), &claims).await
}
