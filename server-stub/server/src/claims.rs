//! Subjects and claims: what an application learns. Tokens and userinfo carry exactly what was granted of what was requested.

use crate::app::App;
use crate::keys::Purpose;
use data_encoding::BASE64URL_NOPAD;
use logi_domain::client::{Client, SubjectType};
use logi_domain::field::{Field, Profile};
use logi_domain::grant::{ACCESS_TOKEN_SECONDS, Grant};
use logi_domain::id::RootSubject;
use logi_domain::time::Seconds;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// The `sub` a client sees: HMAC-SHA256 under the pairwise key over its sector, or over `public`, and the root subject.
#[must_use]
pub fn subject(app: &App, client: &Client, root: &RootSubject) -> String {
    let sector = match client.subject_type {
        SubjectType::Pairwise => client.sector.as_str(),
        SubjectType::Public => "public",
    };
    BASE64URL_NOPAD.encode(&app.keys().mac(Purpose::Pairwise, &[sector.as_bytes(), root.as_str().as_bytes()]))
}

/// Who a person is to one application: subject and granted fields. It holds a person's values and does not print.
#[derive(Serialize, ToSchema)]
#[schema(description = "Who a person is to one application: subject and granted fields.")]
pub struct Identity<'a> {
    sub: &'a str,
    canonical_sub: &'a str,
    is_canonical: bool,
    #[schema(value_type = Vec<String>)]
    linked_subs: [&'a str; 0],
    previously_anonymous: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    preferred_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    full_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone_number: Option<&'a str>,
}

impl<'a> Identity<'a> {
    /// The identity claims of a grant (`logi.md` 3.1.1 and 3.1.2). An account that was never merged is its own canonical one.
    #[must_use]
    pub fn of(grant: &'a Grant, profile: &'a Profile) -> Self {
        let granted = |field: Field| grant.fields.contains(&field).then(|| profile.value(field)).flatten();
        let email = granted(Field::Email);
        Self {
            sub: &grant.sub,
            canonical_sub: &grant.sub,
            is_canonical: true,
            linked_subs: [],
            previously_anonymous: false,
            preferred_name: granted(Field::PreferredName),
            full_name: granted(Field::FullName),
            email,
            // A profile is what the person typed; nothing has verified it.
            email_verified: email.map(|_| false),
            phone_number: granted(Field::PhoneNumber),
        }
    }
}

/// Claims of an `id_token` (OIDC Core §2).
#[derive(Serialize)]
pub struct IdToken<'a> {
    iss: &'a str,
    aud: &'a str,
    exp: Seconds,
    iat: Seconds,
    auth_time: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    at_hash: String,
    #[serde(flatten)]
    identity: Identity<'a>,
}

impl<'a> IdToken<'a> {
    /// The claims for a grant, bound to the access token issued with it.
    #[must_use]
    pub fn new(
        issuer: &'a str,
        identity: Identity<'a>,
        grant: &'a Grant,
        (nonce, access_token): (Option<&'a str>, &str),
        now: Seconds,
    ) -> Self {
        Self {
            iss: issuer,
            aud: grant.client_id.as_str(),
            exp: Seconds(now.0 + ACCESS_TOKEN_SECONDS),
            iat: now,
            auth_time: grant.auth_time,
            nonce,
            at_hash: at_hash(access_token),
            identity,
        }
    }
}

/// `at_hash` (OIDC Core §3.1.3.6): the left half of SHA-256, base64url.
#[must_use]
pub fn at_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token.as_bytes());
    BASE64URL_NOPAD.encode(digest.split_at(16).0)
}

/// Claims of an access token (RFC 9068 §2.2).
#[derive(Debug, Serialize)]
pub struct AccessToken<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    client_id: &'a str,
    exp: Seconds,
    iat: Seconds,
    jti: &'a str,
    scope: String,
}

impl<'a> AccessToken<'a> {
    /// The claims for a grant.
    #[must_use]
    pub fn new(issuer: &'a str, grant: &'a Grant, jti: &'a str, now: Seconds) -> Self {
        Self {
            iss: issuer,
            sub: &grant.sub,
            aud: grant.client_id.as_str(),
            client_id: grant.client_id.as_str(),
            exp: Seconds(now.0 + ACCESS_TOKEN_SECONDS),
            iat: now,
            jti,
            scope: grant.scopes.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::at_hash;

    /// OIDC Core, appendix A.3.
    #[test]
    fn at_hash_is_the_left_half_of_the_digest() {
        assert_eq!(at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
