//! The account as its own device reads and changes it: the user, and the values that applications may ask for.

use std::fmt;
use std::sync::Arc;

use http::Method;

use crate::api::wire::{ProfileRequest, ProfileResponse, UserResponse};
use crate::api::{Authorization, Call, CallError, Client};
use crate::identity::Account;
use crate::vault::{AccountRecord, Vault};

const USER: &str = "/api/v1/me";
const PROFILE: &str = "/api/v1/me/profile";

/// The values of a profile as a person sets them; nothing means not set.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProfileValues {
    /// What the person likes to be called.
    pub preferred_name: Option<String>,
    /// The full name.
    pub full_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
}

impl fmt::Debug for ProfileValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProfileValues")
    }
}

/// A profile as the server holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// The values.
    pub values: ProfileValues,
    /// Whether the server verified the e-mail address; nothing where there is none.
    pub email_verified: Option<bool>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile")
    }
}

pub(crate) struct OwnAccount {
    client: Arc<Client>,
    vault: Arc<Vault>,
}

impl OwnAccount {
    pub(crate) fn new(client: Arc<Client>, vault: Arc<Vault>) -> Self {
        Self { client, vault }
    }

    pub(crate) async fn whoami(&self) -> Result<Account, CallError> {
        let user: UserResponse = self.client.call(Call::get(USER, Authorization::Token)).await?;
        let account = Account {
            id: user.id,
            anonymous: user.anonymous,
            nickname: user.nickname,
        };
        self.remember(&account).await?;
        Ok(account)
    }

    pub(crate) async fn profile(&self) -> Result<Profile, CallError> {
        let answer: ProfileResponse = self.client.call(Call::get(PROFILE, Authorization::Token)).await?;
        Ok(answer.into())
    }

    pub(crate) async fn set_profile(&self, values: &ProfileValues) -> Result<Profile, CallError> {
        let request = ProfileRequest {
            preferred_name: values.preferred_name.as_deref(),
            full_name: values.full_name.as_deref(),
            email: values.email.as_deref(),
            phone_number: values.phone_number.as_deref(),
        };
        let call = Call::with_json(Method::PUT, PROFILE, &request, Authorization::Token);
        let answer: ProfileResponse = self.client.call(call).await?;
        Ok(answer.into())
    }

    async fn remember(&self, account: &Account) -> Result<(), CallError> {
        let change = |stored: Option<AccountRecord>| {
            let stored = stored?;
            let known = (stored.user_id, stored.anonymous, &stored.nickname);
            if known == (account.id, account.anonymous, &account.nickname) {
                return None;
            }
            let nickname = account.nickname.clone();
            Some(AccountRecord {
                user_id: account.id,
                anonymous: account.anonymous,
                nickname,
                ..stored
            })
        };
        Ok(self.vault.update(change).await?)
    }
}

impl From<ProfileResponse> for Profile {
    fn from(answer: ProfileResponse) -> Self {
        Self {
            values: ProfileValues {
                preferred_name: answer.preferred_name,
                full_name: answer.full_name,
                email: answer.email,
                phone_number: answer.phone_number,
            },
            email_verified: answer.email_verified,
        }
    }
}
