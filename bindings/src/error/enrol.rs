//! Enrolment.

flow_errors! {
    /// Why this device is not enrolled.
    EnrolError {
        /// There is nothing stored to continue with.
        #[error("nothing is left to continue with: start fresh")]
        CannotContinue,
        /// Nothing is in doubt, so nothing is thrown away.
        #[error("nothing has to be decided: this device goes on as it is")]
        NotInDoubt,
        /// The system gives no random numbers.
        #[error("no random numbers")]
        NoRandomness,
        /// The device's own value could not be read.
        #[error("this device's own value cannot be read")]
        NoDeviceValue,
    }
}

impl From<logi_core::EnrolError> for EnrolError {
    fn from(error: logi_core::EnrolError) -> Self {
        match error {
            logi_core::EnrolError::Undecided(_) => Self::Undecided,
            logi_core::EnrolError::CannotContinue => Self::CannotContinue,
            logi_core::EnrolError::NotInDoubt => Self::NotInDoubt,
            logi_core::EnrolError::Call(error) => error.into(),
            logi_core::EnrolError::Key(error) => error.into(),
            logi_core::EnrolError::Vault(error) => error.into(),
            logi_core::EnrolError::Marker(error) => Self::Store { fault: error.into() },
            logi_core::EnrolError::DeviceValue(_) => Self::NoDeviceValue,
            logi_core::EnrolError::Rng(_) => Self::NoRandomness,
        }
    }
}
