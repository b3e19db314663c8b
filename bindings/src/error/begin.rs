//! From a text to a login.

use logi_core::qr::Refusal;

flow_errors! {
    /// Why a text does not begin a login.
    BeginError {
        /// The text does not have the form of a code.
        #[error("this is not a logi code")]
        NotALogiCode,
        /// The code names another origin than the trusted one.
        #[error("this code belongs to {host}, not to the service this app trusts")]
        WrongDomain {
            /// The host in the code, safe to show: punycode, at most 253 characters, with a port that is not the usual
            /// one.
            host: String,
        },
        /// The early format without a signature.
        #[error("this code is not signed")]
        Unsigned,
        /// The signature does not belong to this code.
        #[error("this code was changed or forged")]
        BadSignature,
        /// The code names a key that the server's key set does not hold.
        #[error("this code is signed by the unknown key {kid}")]
        UnknownKey {
            /// The key named in the code.
            kid: String,
        },
        /// The code ended more than ten minutes ago.
        #[error("this code has expired: reload the page for a new one")]
        Expired,
        /// The code ends later than any code can: one of the two clocks is wrong.
        #[error("the clock of this device is wrong: correct it and scan again")]
        ClockOff,
        /// The request arrived as a link, and is genuine otherwise. A link is never a scan: the app opens its camera.
        #[error("a link cannot log in: point the camera at the code")]
        LinkNotScan,
        /// One picture holds the codes of several logins.
        #[error("several codes are in the picture: show one")]
        SeveralCodes,
    }
}

impl From<logi_core::BeginError> for BeginError {
    fn from(error: logi_core::BeginError) -> Self {
        match error {
            logi_core::BeginError::Refused(refusal) => refusal.into(),
            logi_core::BeginError::SeveralCodes => Self::SeveralCodes,
            logi_core::BeginError::Call(error) => error.into(),
            logi_core::BeginError::Vault(error) => error.into(),
        }
    }
}

impl From<Refusal> for BeginError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotALogiCode => Self::NotALogiCode,
            Refusal::WrongDomain { host } => Self::WrongDomain { host },
            Refusal::Unsigned => Self::Unsigned,
            Refusal::BadSignature => Self::BadSignature,
            Refusal::UnknownKey { kid } => Self::UnknownKey { kid: kid.to_string() },
            Refusal::Expired => Self::Expired,
            Refusal::ClockOff => Self::ClockOff,
            Refusal::LinkNotScan => Self::LinkNotScan,
        }
    }
}
