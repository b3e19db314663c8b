//! `POST /api/v1/auth/anonymous_bootstrap`: enrols a device. With keys it is under a proof of the possession key; without, it is the
//! published client with its secret. What follows from what is known stands in [`logi_domain::account`].
//!
//! Order: form of the body; the proof; the proof's key; the key level; the enrolment.

use super::auth;
use super::enrolment_request::{BootstrapRequest, Identity, Parsed};
use super::me::User;
use super::refusal::Refusal;
use crate::http::json::PhoneJson;
use crate::http::phone::members::Members;
use crate::openapi::shapes::{PhoneErrorBody, PhoneFaults};
use crate::{App, random};
use axum::Json;
use axum::extract::State;
use http::request::Parts;
use logi_domain::account::{Enrolment, EnrolmentIdentity, EnrolmentOutcome};
use logi_domain::id::{DeviceRowId, SecretHash};
use logi_store::ProofUse;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use utoipa::ToSchema;

/// The answer: a PAK, and a device secret where a new one was made.
#[derive(Serialize, ToSchema)]
pub struct BootstrapResponse {
    /// The PAK.
    access_token: String,
    /// `DPoP`, or `Bearer` without keys.
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    device_secret: Option<String>,
    user: User,
}

struct Issued {
    pak: SecretString,
    secret: SecretString,
}

/// Enrols a device, or finds it again.
///
/// # Errors
/// `400 invalid_request`, `400 bad_binding`, `401` of proofs, `401 invalid_device_secret`, `403 device_key_refused`,
/// `409 subject_taken`.
#[utoipa::path(
    post, path = "/api/v1/auth/anonymous_bootstrap", tag = "phone", operation_id = "enrol",
    summary = "Enrols a phone, or finds it again",
    description = "With keys the call is under a proof of `possession_key`; without keys it needs none.",
    request_body = BootstrapRequest,
    security(("proof" = []), ()),
    responses(
        PhoneFaults,
        (status = 200, description = "Enrolled", body = BootstrapResponse),
        (status = 400, description = "`invalid_request`, `bad_binding`", body = PhoneErrorBody),
        (status = 401, description = "`invalid_dpop_proof`, `use_dpop_nonce`, `invalid_device_secret`", body = PhoneErrorBody),
        (status = 403, description = "`device_key_refused`: this server asks for a hardware key", body = PhoneErrorBody),
        (status = 409, description = "`subject_taken`: the subject or the possession key is enrolled otherwise", body = PhoneErrorBody),
        (status = 413, description = "`too_large`", body = PhoneErrorBody),
    ),
)]
pub async fn bootstrap(
    State(app): State<App>,
    parts: Parts,
    PhoneJson(Members(request)): PhoneJson<Members<BootstrapRequest>>,
) -> Result<Json<BootstrapResponse>, Refusal> {
    let parsed = Parsed::try_from(request)?;
    let proof = check_identity(&app, &parts, &parsed.identity)?;
    let issued = Issued {
        pak: random::token("logi_pak_"),
        secret: random::token(""),
    };
    let enrolment = enrolment(&app, parsed, &issued);
    let outcome = app.store().enrol(&enrolment, proof.as_ref()).await?;
    issued.answer(proof.is_some(), outcome).map(Json)
}

/// A keyed enrolment needs the proof of its own possession key, and keys of the level this server asks for.
fn check_identity(app: &App, parts: &Parts, identity: &Identity) -> Result<Option<ProofUse>, Refusal> {
    let Identity::Keyed { keys, .. } = identity else {
        return Ok(None);
    };
    let proof = auth::prove(parts, app, None)?;
    if proof.key != keys.possession {
        return Err(Refusal::BadBinding("The proof was not made by the possession key of the body."));
    }
    if keys.level < app.config().minimum_key_level {
        return Err(Refusal::DeviceKeyRefused("This server needs a hardware key."));
    }
    auth::first_use(parts, app, proof).map(Some)
}

fn enrolment(app: &App, parsed: Parsed, issued: &Issued) -> Enrolment {
    // EXPOSE: only hashes are stored.
    let new_secret = SecretHash::of(issued.secret.expose_secret());
    let (identity, secret_hash) = match parsed.identity {
        Identity::Keyed { subject, keys } => (EnrolmentIdentity::Keyed { subject, keys }, new_secret),
        Identity::Keyless { secret } => {
            // EXPOSE: only its hash goes on.
            let presented = secret.map(|secret| SecretHash::of(secret.expose_secret()));
            // The published client keeps its secret: a presented one stays what it is.
            (EnrolmentIdentity::Keyless { presented }, presented.unwrap_or(new_secret))
        }
    };
    Enrolment {
        row: DeviceRowId::new(random::uuid()),
        device_id: parsed.device_id,
        platform: parsed.platform,
        device_name: parsed.device_name,
        identity,
        // EXPOSE: only hashes are stored.
        pak_hash: SecretHash::of(issued.pak.expose_secret()),
        secret_hash,
        now: app.now(),
    }
}

impl Issued {
    fn answer(&self, is_keyed: bool, outcome: EnrolmentOutcome) -> Result<BootstrapResponse, Refusal> {
        let (account, has_new_secret) = match outcome {
            EnrolmentOutcome::Created(account) => (account, true),
            EnrolmentOutcome::Resumed(account) => (account, is_keyed),
            EnrolmentOutcome::SubjectTaken => return Err(Refusal::SubjectTaken),
            EnrolmentOutcome::InvalidDeviceSecret => return Err(Refusal::InvalidDeviceSecret),
        };
        Ok(BootstrapResponse {
            // EXPOSE: the one answer that carries them.
            access_token: self.pak.expose_secret().to_owned(),
            token_type: if is_keyed { "DPoP" } else { "Bearer" },
            device_secret: has_new_secret.then(|| self.secret.expose_secret().to_owned()),
            user: account.into(),
        })
    }
}
