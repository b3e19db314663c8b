//! Authorization codes and what they give. A code is used once; using it again revokes what it gave (RFC 6749 §4.1.2).

use crate::field::Field;
use crate::id::{AccountId, ClientId, GrantId, SecretHash};
use crate::time::{Millis, Seconds};

/// Seconds an authorization code lives.
pub const CODE_SECONDS: i64 = 600;
/// Seconds an access token lives.
pub const ACCESS_TOKEN_SECONDS: i64 = 900;

/// What an account allowed a client at one login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The grant.
    pub id: GrantId,
    /// Whose.
    pub account: AccountId,
    /// For whom.
    pub client_id: ClientId,
    /// The subject this client sees, fixed at the grant.
    pub sub: String,
    /// `openid` and each requested scope with a granted field.
    pub scopes: Vec<String>,
    /// The granted fields; tokens and userinfo carry exactly these.
    pub fields: Vec<Field>,
    /// When the person approved.
    pub auth_time: Seconds,
    /// Set when it was revoked.
    pub revoked_at: Option<Millis>,
}

/// An authorization code, known by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// SHA-256 of the code.
    pub hash: SecretHash,
    /// What it gives.
    pub grant: Grant,
    /// Where it was sent.
    pub redirect_uri: String,
    /// The PKCE challenge.
    pub code_challenge: String,
    /// For the `id_token`.
    pub nonce: Option<String>,
    /// Refused from here on.
    pub expires_at: Millis,
    /// Set at its one use.
    pub used_at: Option<Millis>,
}

/// Why a code gives nothing: `invalid_grant` with this description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// No such code, or another client's.
    #[error("code not found")]
    NotFound,
    /// Used before: its grant is revoked.
    #[error("code already used")]
    AlreadyUsed,
    /// Too old.
    #[error("code expired")]
    Expired,
    /// Another redirect URI than the code was sent to.
    #[error("redirect_uri mismatch")]
    RedirectUri,
    /// The verifier does not fit the challenge (RFC 7636 §4.6).
    #[error("PKCE verifier mismatch")]
    Verifier,
    /// The account was suspended after the code was given.
    #[error("the account may not log in")]
    Account,
}

impl AuthorizationCode {
    /// Checks a redemption; the caller compares the PKCE verifier in constant time and passes the verdict.
    ///
    /// # Errors
    /// [`CodeRefusal`], in the order of the variants; the account is the caller's to ask.
    pub fn check(&self, client_id: &ClientId, redirect_uri: Option<&str>, verifier_fits: bool, now: Millis) -> Result<(), CodeRefusal> {
        if self.grant.client_id != *client_id {
            Err(CodeRefusal::NotFound)
        } else if self.used_at.is_some() {
            Err(CodeRefusal::AlreadyUsed)
        } else if self.expires_at <= now || self.grant.revoked_at.is_some() {
            Err(CodeRefusal::Expired)
        } else if redirect_uri != Some(self.redirect_uri.as_str()) {
            Err(CodeRefusal::RedirectUri)
        } else if verifier_fits {
            Ok(())
        } else {
            Err(CodeRefusal::Verifier)
        }
    }
}

#[cfg(test)]
mod tests;
