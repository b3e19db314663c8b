//! What completing a login gives: the code, the grant behind it, and what is remembered of the person's decisions.

use crate::app::App;
use crate::{claims, random};
use data_encoding::BASE64URL_NOPAD;
use logi_domain::client::Client;
use logi_domain::field::{Consent, Decision, Field, granted_scopes};
use logi_domain::grant::{AuthorizationCode, CODE_SECONDS, Grant};
use logi_domain::id::{AccountId, GrantId, RootSubject, SecretHash};
use logi_domain::qr::{Decided, QrSession};
use logi_domain::time::Millis;
use logi_store::{Completion, Parties, StoreError};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// Who gets what, found valid at the end of the login.
pub(super) struct Holder<'a> {
    account: AccountId,
    subject: RootSubject,
    client: Client,
    decided: &'a Decided,
    offered: Vec<Offered>,
}

/// The part of the stored `presented` that consent is about.
#[derive(Deserialize)]
struct Presented {
    fields: Vec<Offered>,
}

#[derive(Deserialize)]
struct Offered {
    name: Field,
    value_present: bool,
}

/// Looks up whether account, device, client and redirect URI are still what they were; `None` where one is not.
///
/// # Errors
/// [`StoreError`], also where the row is not what an approved session holds.
pub(super) async fn still_valid<'a>(app: &App, session: &'a QrSession) -> Result<Option<Holder<'a>>, StoreError> {
    let (Some(scan), Some(decided)) = (&session.scan, &session.decided) else {
        return Err(StoreError::Corrupt("an approved session without scan or decision".into()));
    };
    let presented: Presented = serde_json::from_str(&scan.presented)
        .map_err(|_| StoreError::Corrupt("a session whose presented text is not what was written".into()))?;
    let parties = app.store().parties(scan.device, scan.account, &session.request.client_id).await?;
    let Some(Parties { account, client }) = parties else {
        return Ok(None);
    };
    if !account.is_active() || !client.is_approved() || !client.has_redirect_uri(&session.request.redirect_uri) {
        return Ok(None);
    }
    let Some(subject) = account.root_subject else {
        return Ok(None);
    };
    Ok(Some(Holder {
        account: account.id,
        subject,
        client,
        decided,
        offered: presented.fields,
    }))
}

/// An authorization code of 256 random bits.
pub(super) fn new_code() -> SecretString {
    SecretString::from(BASE64URL_NOPAD.encode(&random::bytes::<32>()))
}

/// What the one transaction writes.
pub(super) fn completion(app: &App, session: &QrSession, holder: &Holder<'_>, code: &SecretString, now: Millis) -> Completion {
    let (request, granted) = (&session.request, &holder.decided.granted);
    let grant = Grant {
        id: GrantId::new(random::uuid()),
        account: holder.account,
        client_id: request.client_id.clone(),
        sub: claims::subject(app, &holder.client, &holder.subject),
        scopes: granted_scopes(&request.scopes, granted),
        fields: granted.clone(),
        auth_time: holder.decided.at.seconds(),
        revoked_at: None,
    };
    Completion {
        id: session.id,
        code: AuthorizationCode {
            // EXPOSE: only the hash is kept.
            hash: SecretHash::of(code.expose_secret()),
            grant,
            redirect_uri: request.redirect_uri.clone(),
            code_challenge: request.code_challenge.clone(),
            nonce: request.nonce.clone(),
            expires_at: now.plus_seconds(CODE_SECONDS),
            used_at: None,
        },
        consents: consents(&holder.offered, granted),
        browser_label: session.browser.label.clone(),
        country: session.browser.country.clone(),
        now,
    }
}

/// One decision per field the person could decide about: a field that was not set could be neither given nor withheld.
fn consents(offered: &[Offered], granted: &[Field]) -> Vec<Consent> {
    let decided = offered.iter().filter(|field| field.value_present);
    let consent = |field: &Offered| Consent {
        field: field.name,
        decision: if granted.contains(&field.name) {
            Decision::Granted
        } else {
            Decision::Refused
        },
    };
    decided.map(consent).collect()
}
