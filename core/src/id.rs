//! Ids, one type each, with one spelling each.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::ports::{Rng, RngError};

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Reads a UUID of 36 characters in lower case; nothing for any other spelling.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let id = Uuid::try_parse(text).ok()?;
                (id.hyphenated().to_string() == text).then_some(Self(id))
            }

            /// The UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| D::Error::custom("not a UUID in lower case"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

uuid_id! {
    /// One login: a QR session.
    SessionId
}

uuid_id! {
    /// The id this device gives itself at enrolment. It is not unique and no secret.
    DeviceId
}

uuid_id! {
    /// One installation of the app (the app UUID). It never leaves the phone.
    InstallationId
}

impl DeviceId {
    pub(crate) fn make(rng: &dyn Rng) -> Result<Self, RngError> {
        make_uuid(rng).map(Self)
    }
}

impl InstallationId {
    pub(crate) fn make(rng: &dyn Rng) -> Result<Self, RngError> {
        make_uuid(rng).map(Self)
    }
}

fn make_uuid(rng: &dyn Rng) -> Result<Uuid, RngError> {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_one_spelling() {
        let text = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        assert_eq!(SessionId::parse(text).unwrap().to_string(), text);
        for other in [
            "7C9E6679-7425-40DE-944B-E07FC1F90AE7",
            "7c9e6679742540de944be07fc1f90ae7",
            "{7c9e6679-7425-40de-944b-e07fc1f90ae7}",
            "",
        ] {
            assert_eq!(SessionId::parse(other), None, "{other}");
            let json = serde_json::Value::from(other);
            assert!(serde_json::from_value::<SessionId>(json).is_err(), "{other}");
        }
    }
}
