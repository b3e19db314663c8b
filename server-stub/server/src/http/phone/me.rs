//! The account as its own devices read and write it: `GET /api/v1/me`, and the profile, which is self-asserted throughout.

use super::auth::{AnyDevice, KeyBound};
use super::members::Members;
use super::refusal::Refusal;
use crate::App;
use crate::http::json::PhoneJson;
use crate::openapi::shapes::{KeyBoundRefusals, PhoneErrorBody, PhoneFaults};
use axum::Json;
use axum::extract::State;
use logi_domain::account::Account;
use logi_domain::field::Profile;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const LONGEST_VALUE: usize = 200;

/// The `user` object.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct User {
    id: i64,
    anonymous: bool,
    #[schema(required)]
    nickname: Option<String>,
}

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            anonymous: account.anonymous,
            nickname: account.nickname,
        }
    }
}

/// The four values; absent or null is not set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileRequest {
    preferred_name: Option<String>,
    full_name: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
}

/// The profile as answered; `email_verified` is null where there is no address.
#[derive(Serialize, ToSchema)]
pub struct ProfileResponse {
    #[schema(required)]
    preferred_name: Option<String>,
    #[schema(required)]
    full_name: Option<String>,
    #[schema(required)]
    email: Option<String>,
    #[schema(required)]
    email_verified: Option<bool>,
    #[schema(required)]
    phone_number: Option<String>,
}

impl From<Profile> for ProfileResponse {
    fn from(profile: Profile) -> Self {
        Self {
            email_verified: profile.email.is_some().then_some(false),
            preferred_name: profile.preferred_name,
            full_name: profile.full_name,
            email: profile.email,
            phone_number: profile.phone_number,
        }
    }
}

impl TryFrom<ProfileRequest> for Profile {
    type Error = Refusal;

    fn try_from(request: ProfileRequest) -> Result<Self, Refusal> {
        let profile = Self {
            preferred_name: request.preferred_name,
            full_name: request.full_name,
            email: request.email,
            phone_number: request.phone_number,
        };
        let values = [&profile.preferred_name, &profile.full_name, &profile.email, &profile.phone_number];
        if !values.into_iter().flatten().all(|value| is_value(value)) {
            return Err(Refusal::InvalidRequest(
                "A value has 1 to 200 visible characters; null where it is not set.",
            ));
        }
        if !profile.email.as_deref().is_none_or(is_address) {
            return Err(Refusal::InvalidRequest("email is not an address."));
        }
        Ok(profile)
    }
}

fn is_value(text: &str) -> bool {
    text.chars().count() <= LONGEST_VALUE && !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// Something on both sides of one `@`; whether it is reached is never judged by its form.
fn is_address(text: &str) -> bool {
    let sides = text.split_once('@');
    sides.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
        && !text.contains(char::is_whitespace)
}

/// `GET /api/v1/me`
///
/// # Errors
/// Those of [`AnyDevice`].
#[utoipa::path(
    get, path = "/api/v1/me", tag = "phone", operation_id = "me",
    summary = "The account",
    description = "",
    security(("pak" = [], "proof" = []), ("keyless" = [])),
    responses(
        PhoneFaults,
        (status = 200, description = "The account", body = User),
        (status = 401, description = "`invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`", body = PhoneErrorBody),
    ),
)]
pub async fn me(caller: AnyDevice) -> Json<User> {
    Json(caller.account.into())
}

/// `GET /api/v1/me/profile`
///
/// # Errors
/// Those of [`KeyBound`].
#[utoipa::path(
    get, path = "/api/v1/me/profile", tag = "phone", operation_id = "profile",
    summary = "The profile: self-asserted throughout",
    description = "",
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "Null where not set", body = ProfileResponse),
    ),
)]
pub async fn profile(State(app): State<App>, caller: KeyBound) -> Result<Json<ProfileResponse>, Refusal> {
    let profile = app.store().profile(caller.account.id).await?;
    Ok(Json(profile.into()))
}

/// `PUT /api/v1/me/profile`: replaces all values and answers as GET.
///
/// # Errors
/// `400 invalid_request`, and those of [`KeyBound`].
#[utoipa::path(
    put, path = "/api/v1/me/profile", tag = "phone", operation_id = "set_profile",
    summary = "Replaces the profile",
    description = "Absent or null is not set.",
    request_body = ProfileRequest,
    security(("pak" = [], "proof" = [])),
    responses(
        KeyBoundRefusals,
        (status = 200, description = "As GET answers", body = ProfileResponse),
        (status = 400, description = "`invalid_request`", body = PhoneErrorBody),
        (status = 413, description = "`too_large`", body = PhoneErrorBody),
    ),
)]
pub async fn set_profile(
    State(app): State<App>,
    caller: KeyBound,
    PhoneJson(Members(request)): PhoneJson<Members<ProfileRequest>>,
) -> Result<Json<ProfileResponse>, Refusal> {
    let profile = Profile::try_from(request)?;
    app.store().set_profile(caller.account.id, &profile, &caller.proof).await?;
    Ok(Json(profile.into()))
}
