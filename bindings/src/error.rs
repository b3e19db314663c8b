//! What can go wrong, one enum for each flow. What every flow shares is written once: [`flow_errors`] puts it into
//! each.

use logi_core::link_host::LinkHostError;
use logi_core::origin::OriginError;
use logi_core::ports::{HttpError, KeyError, MarkerError, StoreError};
use logi_core::qr::{KeySetError, Refusal};
use logi_core::{CallError, VaultError};

/// An enum of its own variants and of those that every flow with calls to the server has.
macro_rules! flow_errors {
    ($(#[$meta:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
        pub enum $name {
            $($own)*
            /// No answer arrived. Whether the server acted is unknown; the same call may be made again.
            #[error("the server did not answer: {fault}")]
            Network {
                /// Why not.
                fault: NetworkFault,
            },
            /// The server refused.
            #[error("{refusal}")]
            Refused {
                /// What it said.
                refusal: ServerRefusal,
            },
            /// The server answered something that this version does not understand.
            #[error("the server's answer cannot be understood (status {status}): update the app")]
            BadAnswer {
                /// The HTTP status.
                status: u16,
            },
            /// This device has no token: it is not enrolled, or the server refused the last one.
            #[error("this device is not enrolled: enrol it first")]
            NotEnrolled,
            /// What is stored may be of another life of this device: the person must first say whether to continue
            /// with it. `installation` says what is in doubt.
            #[error("this device must first be told whether to continue as before or to start fresh")]
            Undecided,
            /// A device key could not be made or used.
            #[error("{fault}")]
            Key {
                /// Why not.
                fault: KeyFault,
            },
            /// What this phone remembers could not be read or written.
            #[error("{fault}")]
            Store {
                /// Why not.
                fault: StoreFault,
            },
        }

        impl From<CallError> for $name {
            fn from(error: CallError) -> Self {
                match error {
                    CallError::Network(fault) => Self::Network { fault: fault.into() },
                    CallError::Refused(refusal) => Self::Refused { refusal: refusal.into() },
                    CallError::BadAnswer { status } => Self::BadAnswer { status },
                    CallError::NotEnrolled => Self::NotEnrolled,
                    CallError::Undecided => Self::Undecided,
                    CallError::Marker(error) => Self::Store { fault: error.into() },
                    CallError::Key(error) => error.into(),
                    CallError::Vault(error) => error.into(),
                }
            }
        }

        impl From<KeyError> for $name {
            fn from(error: KeyError) -> Self {
                Self::Key { fault: error.into() }
            }
        }

        impl From<VaultError> for $name {
            fn from(error: VaultError) -> Self {
                Self::Store { fault: error.into() }
            }
        }
    };
}

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

flow_errors! {
    /// Why the account or its profile could not be read or changed.
    AccountError {}
}

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

flow_errors! {
    /// Why there is no receipt, or none to believe.
    ReceiptError {
        /// The file is not a receipt, or something in it was changed.
        #[error("this is not a genuine receipt")]
        Invalid,
        /// The file is signed by a key that this phone does not know.
        #[error("this receipt is signed by the unknown key {kid}: go online once and verify again")]
        UnknownKey {
            /// The key named in the file.
            kid: String,
        },
        /// The text is not the id of a login.
        #[error("this is not the id of a login")]
        NotASession,
    }
}

/// Why an authenticator does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum OpenError {
    /// `issuer` is not the address of a server.
    #[error("the issuer is {reason}")]
    BadIssuer {
        /// What is wrong with it.
        reason: String,
    },
    /// `link_host` is not a host for same-device links of this issuer.
    #[error("the link host cannot be used: {reason}")]
    BadLinkHost {
        /// What is wrong with it.
        reason: String,
    },
    /// `pins` is not a key set.
    #[error("the pins cannot be used: {reason}")]
    BadPins {
        /// What is wrong with them.
        reason: String,
    },
    /// What is stored belongs to another server.
    #[error("this device's data belongs to {stored}: use that server, or another place for the data")]
    OtherIssuer {
        /// The server it belongs to.
        stored: String,
    },
    /// TLS could not be set up.
    #[error("the network cannot be used: {fault}")]
    Network {
        /// Why not.
        fault: NetworkFault,
    },
    /// What this phone remembers could not be read.
    #[error("{fault}")]
    Store {
        /// Why not.
        fault: StoreFault,
    },
}

/// Why no answer arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum NetworkFault {
    /// The address is neither `https` nor `http` to this machine itself.
    #[error("the address is not secure")]
    NotSecure,
    /// No connection: the name is unknown, nobody listens, the network is off.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server's certificate is not trusted, or its TLS is too old.
    #[error("the server's identity could not be proven")]
    NotTrusted,
    /// The connection or the answer took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The connection broke before the answer was whole.
    #[error("the connection broke before the answer was complete")]
    Interrupted,
    /// The answer is longer than any answer may be.
    #[error("the server's answer is too large")]
    TooLarge,
}

/// Why a device key could not be made or used. Nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum KeyFault {
    /// The person did not confirm.
    #[error("not confirmed")]
    NotConfirmed,
    /// The key is gone for good, as after a new fingerprint was added, or cannot be found any more. No other is made in
    /// its place: the server would not know it.
    #[error("the key of this device is no longer valid")]
    Invalidated,
    /// The device is locked.
    #[error("the key storage of this device is locked: unlock it and try again")]
    Locked,
    /// The key storage gave something that is no key or no signature.
    #[error("the key storage of this device gave something that cannot be used")]
    BadAnswer,
    /// The key storage did not answer.
    #[error("the key storage of this device does not answer")]
    Unavailable,
}

/// Why what this phone remembers could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum StoreFault {
    /// The device is locked, or access was refused.
    #[error("the secret store is locked: unlock the device and try again")]
    Locked,
    /// No space is left.
    #[error("no space is left on this device: free some and try again")]
    Full,
    /// A record is not of its form, or the whole store was changed from outside.
    #[error("this device's data is damaged")]
    Damaged {
        /// The record; nothing where it is the whole store.
        record: Option<String>,
    },
    /// A record was written by a newer version of this app.
    #[error("this device's data was written by a newer version: update the app")]
    NewerVersion {
        /// The record.
        record: String,
        /// The version found.
        found: u16,
        /// The newest version this app reads.
        known: u16,
    },
    /// The store, or the folder of the first-launch marker, did not do what it was asked.
    #[error("this device's data cannot be used ({reason})")]
    Unavailable {
        /// What kind of failure it was.
        reason: String,
    },
}

/// A refusal by the server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Record)]
#[error("the server refused: {kind:?} (status {status})")]
pub struct ServerRefusal {
    /// The HTTP status.
    pub status: u16,
    /// What was refused.
    pub kind: RefusalKind,
    /// The server's id of the request, to ask its operator about.
    pub request_id: Option<String>,
}

/// The refusals of the phone's API, each with what its reaction needs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum RefusalKind {
    /// 400: the request is not well formed.
    InvalidRequest,
    /// 400: what was signed is not what the server has on record.
    BadBinding,
    /// 401: the access token is dead.
    InvalidToken,
    /// 401: the proof of possession is not accepted.
    InvalidDpopProof,
    /// 401: the proof needs a fresh nonce.
    UseDpopNonce,
    /// 401: the device secret is wrong.
    InvalidDeviceSecret,
    /// 403: the call needs a device with keys.
    DeviceKeyRequired,
    /// 403: the server's policy does not accept this device's kind of key.
    DeviceKeyRefused,
    /// 403: the application does not take anonymous accounts.
    AnonymousNotAllowed {
        /// The identity providers that can be linked; empty where there are none.
        link: Vec<String>,
    },
    /// 404: there is no such thing for this device.
    NotFound,
    /// 409: the subject or a key is known with other keys or another subject.
    SubjectTaken,
    /// 409: another device has scanned this code.
    AlreadyScanned,
    /// 409: the login is in another state.
    Conflict {
        /// The state as the server names it.
        state: String,
    },
    /// 413: the request is too large.
    TooLarge,
    /// 422: the code is not one of this session.
    QrBadFrame,
    /// 422: the code is too old.
    QrStale,
    /// 422: a required field is not granted.
    MissingField,
    /// 429: too many requests.
    RateLimited {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// 503: the server cannot serve at the moment.
    TemporarilyUnavailable {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// Anything else, such as the error page of a proxy.
    Unknown,
}

impl From<HttpError> for NetworkFault {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NotSecure => Self::NotSecure,
            HttpError::Unreachable => Self::Unreachable,
            HttpError::NotTrusted => Self::NotTrusted,
            HttpError::TimedOut => Self::TimedOut,
            HttpError::Interrupted => Self::Interrupted,
            HttpError::TooLarge => Self::TooLarge,
        }
    }
}

impl From<KeyError> for KeyFault {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::NotConfirmed => Self::NotConfirmed,
            // Keys are made at enrolment. One that is missing later was there, and is gone.
            KeyError::Invalidated | KeyError::Missing => Self::Invalidated,
            KeyError::Locked => Self::Locked,
            KeyError::NotAPoint | KeyError::BadSignature => Self::BadAnswer,
            KeyError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<VaultError> for StoreFault {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NewerVersion { record, found, known } => Self::NewerVersion {
                record: record.to_owned(),
                found,
                known,
            },
            VaultError::Damaged { record } => Self::Damaged {
                record: Some(record.to_owned()),
            },
            VaultError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for StoreFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::Locked,
            StoreError::Full => Self::Full,
            StoreError::Damaged => Self::Damaged { record: None },
            StoreError::Unavailable(kind) => Self::Unavailable { reason: kind.to_string() },
        }
    }
}

impl From<MarkerError> for StoreFault {
    fn from(error: MarkerError) -> Self {
        match error {
            MarkerError::Damaged => Self::Damaged {
                record: Some("marker".to_owned()),
            },
            MarkerError::Unavailable(kind) => Self::Unavailable { reason: kind.to_string() },
        }
    }
}

impl From<logi_core::ServerRefusal> for ServerRefusal {
    fn from(refusal: logi_core::ServerRefusal) -> Self {
        Self {
            status: refusal.status,
            kind: refusal.kind.into(),
            request_id: refusal.request_id,
        }
    }
}

impl From<logi_core::RefusalKind> for RefusalKind {
    fn from(kind: logi_core::RefusalKind) -> Self {
        use logi_core::RefusalKind as Core;
        match kind {
            Core::InvalidRequest => Self::InvalidRequest,
            Core::BadBinding => Self::BadBinding,
            Core::InvalidToken => Self::InvalidToken,
            Core::InvalidDpopProof => Self::InvalidDpopProof,
            Core::UseDpopNonce => Self::UseDpopNonce,
            Core::InvalidDeviceSecret => Self::InvalidDeviceSecret,
            Core::DeviceKeyRequired => Self::DeviceKeyRequired,
            Core::DeviceKeyRefused => Self::DeviceKeyRefused,
            Core::AnonymousNotAllowed { link } => Self::AnonymousNotAllowed { link },
            Core::NotFound => Self::NotFound,
            Core::SubjectTaken => Self::SubjectTaken,
            Core::AlreadyScanned => Self::AlreadyScanned,
            Core::Conflict { state } => Self::Conflict { state },
            Core::TooLarge => Self::TooLarge,
            Core::QrBadFrame => Self::QrBadFrame,
            Core::QrStale => Self::QrStale,
            Core::MissingField => Self::MissingField,
            Core::RateLimited { retry_after_seconds } => Self::RateLimited { retry_after_seconds },
            Core::TemporarilyUnavailable { retry_after_seconds } => Self::TemporarilyUnavailable { retry_after_seconds },
            Core::Unknown => Self::Unknown,
        }
    }
}

impl From<logi_core::OpenError> for OpenError {
    fn from(error: logi_core::OpenError) -> Self {
        match error {
            logi_core::OpenError::OtherIssuer { stored } => Self::OtherIssuer { stored },
            logi_core::OpenError::Vault(error) => Self::Store { fault: error.into() },
        }
    }
}

impl From<OriginError> for OpenError {
    fn from(error: OriginError) -> Self {
        Self::BadIssuer { reason: error.to_string() }
    }
}

impl From<LinkHostError> for OpenError {
    fn from(error: LinkHostError) -> Self {
        Self::BadLinkHost { reason: error.to_string() }
    }
}

impl From<KeySetError> for OpenError {
    fn from(error: KeySetError) -> Self {
        Self::BadPins { reason: error.to_string() }
    }
}

impl From<HttpError> for OpenError {
    fn from(error: HttpError) -> Self {
        Self::Network { fault: error.into() }
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

impl From<logi_core::ReceiptError> for ReceiptError {
    fn from(error: logi_core::ReceiptError) -> Self {
        match error {
            logi_core::ReceiptError::Invalid => Self::Invalid,
            logi_core::ReceiptError::UnknownKey { kid } => Self::UnknownKey { kid: kid.to_string() },
            logi_core::ReceiptError::Call(error) => error.into(),
            logi_core::ReceiptError::Vault(error) => error.into(),
        }
    }
}
