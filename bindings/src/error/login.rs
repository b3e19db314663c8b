//! One login.

flow_errors! {
    /// Why a login did not take a step. The login stands where it stood.
    LoginError {
        /// Nothing is presented that could be decided.
        #[error("nothing is presented to decide about")]
        NotPresented,
        /// This login is decided; the decision is repeated until it is acknowledged.
        #[error("this login is decided already")]
        AlreadyDecided,
        /// The login was cancelled on this phone.
        #[error("this login was cancelled")]
        Cancelled,
        /// A granted field was not asked for.
        #[error("the application did not ask for {field}")]
        FieldNotOffered {
            /// The field as given.
            field: String,
        },
        /// A required field is not granted.
        #[error("the application needs {field}: grant it or decline")]
        FieldRequired {
            /// The field.
            field: String,
        },
        /// A granted field has no value in the profile.
        #[error("{field} has no value yet: set it in the profile and scan again")]
        FieldNotSet {
            /// The field.
            field: String,
        },
    }
}

impl From<logi_core::LoginError> for LoginError {
    fn from(error: logi_core::LoginError) -> Self {
        match error {
            logi_core::LoginError::NotPresented => Self::NotPresented,
            logi_core::LoginError::AlreadyDecided => Self::AlreadyDecided,
            logi_core::LoginError::Cancelled => Self::Cancelled,
            logi_core::LoginError::FieldNotOffered { field } => Self::FieldNotOffered { field },
            logi_core::LoginError::FieldRequired { field } => Self::FieldRequired { field },
            logi_core::LoginError::FieldNotSet { field } => Self::FieldNotSet { field },
            logi_core::LoginError::Call(error) => error.into(),
            logi_core::LoginError::Key(error) => error.into(),
            logi_core::LoginError::Vault(error) => error.into(),
        }
    }
}
