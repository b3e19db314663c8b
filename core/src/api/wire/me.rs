//! `GET /api/v1/me` and `GET`, `PUT /api/v1/me/profile`

use serde::{Deserialize, Serialize};

/// The `user` object.
#[derive(Deserialize)]
pub(crate) struct UserResponse {
    pub(crate) id: u64,
    pub(crate) anonymous: bool,
    pub(crate) nickname: Option<String>,
}

/// All values; a missing one is not set.
#[derive(Serialize)]
pub(crate) struct ProfileRequest<'a> {
    pub(crate) preferred_name: Option<&'a str>,
    pub(crate) full_name: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) phone_number: Option<&'a str>,
}

/// All values, null where not set.
#[derive(Deserialize)]
pub(crate) struct ProfileResponse {
    pub(crate) preferred_name: Option<String>,
    pub(crate) full_name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: Option<bool>,
    pub(crate) phone_number: Option<String>,
}
