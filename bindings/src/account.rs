//! The account, and the values that applications may ask for.

use std::fmt;
use std::sync::Arc;

use crate::error::AccountError;

/// The account of this device.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Account {
    /// The user's id at the server.
    pub id: u64,
    /// Whether no identity is linked.
    pub anonymous: bool,
    /// The name that the person goes by in the app.
    pub nickname: Option<Arc<Nickname>>,
}

impl From<logi_core::Account> for Account {
    fn from(account: logi_core::Account) -> Self {
        Self {
            id: account.id,
            anonymous: account.anonymous,
            nickname: account.nickname.map(|text| Arc::new(Nickname { text })),
        }
    }
}

/// A person's nickname. It crosses as an object, so that no language prints it; [`Self::reveal`] is the one way to its
/// text.
#[derive(Clone, PartialEq, Eq, Hash, uniffi::Object)]
#[uniffi::export(Eq, Hash)]
pub struct Nickname {
    text: String,
}

impl fmt::Debug for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nickname")
    }
}

#[uniffi::export]
impl Nickname {
    /// The name, to be shown to its owner.
    ///
    /// # Errors
    /// None of its own.
    pub fn reveal(&self) -> Result<String, AccountError> {
        Ok(self.text.clone())
    }
}

/// A profile. It crosses as an object, so that no language prints what is in it; [`Self::reveal`] is the one way to
/// the values.
#[derive(uniffi::Object)]
pub struct Profile {
    core: logi_core::Profile,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Profile")
    }
}

/// The values of a profile, revealed. Nothing means not set.
#[derive(Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct ProfileValues {
    /// What the person likes to be called.
    #[uniffi(default = None)]
    pub preferred_name: Option<String>,
    /// The full name.
    #[uniffi(default = None)]
    pub full_name: Option<String>,
    /// The e-mail address.
    #[uniffi(default = None)]
    pub email: Option<String>,
    /// The phone number.
    #[uniffi(default = None)]
    pub phone_number: Option<String>,
}

impl fmt::Debug for ProfileValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProfileValues")
    }
}

#[uniffi::export]
impl Profile {
    /// A profile of these values, to be set.
    ///
    /// # Errors
    /// None of its own.
    #[uniffi::constructor]
    pub fn new(values: ProfileValues) -> Result<Arc<Self>, AccountError> {
        let values = logi_core::ProfileValues {
            preferred_name: values.preferred_name,
            full_name: values.full_name,
            email: values.email,
            phone_number: values.phone_number,
        };
        Ok(Self::wrap(logi_core::Profile {
            values,
            email_verified: None,
        }))
    }

    /// The values, to be shown to their owner.
    ///
    /// # Errors
    /// None of its own.
    pub fn reveal(&self) -> Result<ProfileValues, AccountError> {
        let values = self.core.values.clone();
        Ok(ProfileValues {
            preferred_name: values.preferred_name,
            full_name: values.full_name,
            email: values.email,
            phone_number: values.phone_number,
        })
    }

    /// Whether the server verified the e-mail address; nothing where there is none, or the server was not asked.
    ///
    /// # Errors
    /// None of its own.
    pub fn email_verified(&self) -> Result<Option<bool>, AccountError> {
        Ok(self.core.email_verified)
    }
}

impl Profile {
    pub(crate) fn wrap(core: logi_core::Profile) -> Arc<Self> {
        Arc::new(Self { core })
    }

    pub(crate) const fn values(&self) -> &logi_core::ProfileValues {
        &self.core.values
    }
}
