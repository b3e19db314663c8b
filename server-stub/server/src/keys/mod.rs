//! The server's keys: what they sign, what they recompute, and their public sets.
//!
//! | key | does |
//! |---|---|
//! | token (RS256) | signs id tokens and access tokens; public in `jwks.json` |
//! | code, receipt (ES256) | sign codes and receipts; public in `logi-keys.json`, never in `jwks.json` |
//! | one secret | frame, cookie, CSRF, nonce and pairwise keys derive from it |
//!
//! Private parts are sealed at rest (`seal`) and made at the first start (`load`). All signing is ring's, with key pairs parsed once:
//! a JOSE library would parse the private key at each signature, and what is needed of JOSE is one strict form ([`jws`]).

pub mod code_text;
mod ec;
pub mod jws;
mod load;
mod seal;
mod secret;
mod token;

pub use ec::{EcPrivate, InvalidPrivateKey};
pub use load::KeyOverrides;
pub use seal::{SealError, SealingKey};
pub use secret::{HmacKeys, Purpose};

use code_text::Signed;
use ec::EcKey;
use logi_domain::id::SessionId;
use logi_domain::time::Seconds;
use logi_store::StoreError;
use secret::Secrets;
use serde::Serialize;
use token::TokenKey;

/// The keys of this server, ready to use.
pub struct Keyring {
    /// Newest first; the first signs.
    token: Vec<TokenKey>,
    code: Vec<EcKey>,
    receipt: Vec<EcKey>,
    secrets: Secrets,
    jwks_json: String,
    logi_keys_json: String,
}

/// The signature of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSignature {
    /// The code key, 8 Crockford characters.
    pub kid: String,
    /// r‖s with low s.
    pub signature: [u8; 64],
}

/// Keys without which the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key that seals the others is missing, unreadable or another.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An opened key is not what its row says.
    #[error("the key {kid} in the database is damaged: restore the database from a backup")]
    Damaged {
        /// Which.
        kid: String,
    },
    /// A key could not be made.
    #[error("a new key could not be made: the system gave no randomness")]
    Generate,
}

/// A signature that could not be made. It does not happen with keys that were loaded; it is not hidden where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key did not sign")]
pub struct SigningFailed;

impl Keyring {
    /// A compact JWS of the claims under the token key (RS256), with `typ` and `kid`.
    ///
    /// # Errors
    /// [`SigningFailed`].
    pub fn sign_token(&self, typ: &str, claims: &impl Serialize) -> Result<String, SigningFailed> {
        self.token.first().ok_or(SigningFailed)?.sign(typ, claims)
    }

    /// The claims of a token this server signed: `alg`, `kid`, `typ` and signature are checked, times and audience are the caller's.
    #[must_use]
    pub fn verify_token(&self, token: &str, typ: &str) -> Option<serde_json::Value> {
        token::verify(&self.token, token, typ)
    }

    /// `jwks.json`: the token keys.
    #[must_use]
    pub fn jwks_json(&self) -> &str {
        &self.jwks_json
    }

    /// `logi-keys.json`: code and receipt keys.
    #[must_use]
    pub fn logi_keys_json(&self) -> &str {
        &self.logi_keys_json
    }

    /// Signs a code or a same-device link: ES256 with low s over tag ‖ 00 ‖ len ‖ origin ‖ session ‖ exp.
    ///
    /// # Errors
    /// [`SigningFailed`], also where the origin or `exp` do not fit their fields.
    pub fn sign_code(&self, signed: Signed, origin: &str, session: SessionId, exp: Seconds) -> Result<CodeSignature, SigningFailed> {
        let key = self.code.first().ok_or(SigningFailed)?;
        let input = code_text::signature_input(signed, origin, session, exp).ok_or(SigningFailed)?;
        Ok(CodeSignature {
            kid: key.kid().to_owned(),
            signature: key.sign_low_s(&input)?,
        })
    }

    /// A receipt JWS, header `{alg, typ, kid}`.
    ///
    /// # Errors
    /// [`SigningFailed`].
    pub fn sign_receipt(&self, payload: &impl Serialize) -> Result<String, SigningFailed> {
        self.receipt.first().ok_or(SigningFailed)?.sign_jws("logi-receipt+jwt", payload)
    }

    /// HMAC-SHA256 over the concatenated parts under the key of `purpose`.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.secrets.mac(purpose, parts)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

#[cfg(test)]
mod tests;
