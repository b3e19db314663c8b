//! What can go wrong, one enum for each flow. What every flow shares is written once: [`flow_errors`] puts it into
//! each.

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
                fault: crate::error::NetworkFault,
            },
            /// The server refused.
            #[error("{refusal}")]
            Refused {
                /// What it said.
                refusal: crate::error::ServerRefusal,
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
                fault: crate::error::KeyFault,
            },
            /// What this phone remembers could not be read or written.
            #[error("{fault}")]
            Store {
                /// Why not.
                fault: crate::error::StoreFault,
            },
        }

        impl From<logi_core::CallError> for $name {
            fn from(error: logi_core::CallError) -> Self {
                match error {
                    logi_core::CallError::Network(fault) => Self::Network { fault: fault.into() },
                    logi_core::CallError::Refused(refusal) => Self::Refused { refusal: refusal.into() },
                    logi_core::CallError::BadAnswer { status } => Self::BadAnswer { status },
                    logi_core::CallError::NotEnrolled => Self::NotEnrolled,
                    logi_core::CallError::Undecided => Self::Undecided,
                    logi_core::CallError::Marker(error) => Self::Store { fault: error.into() },
                    logi_core::CallError::Key(error) => error.into(),
                    logi_core::CallError::Vault(error) => error.into(),
                }
            }
        }

        impl From<logi_core::ports::KeyError> for $name {
            fn from(error: logi_core::ports::KeyError) -> Self {
                Self::Key { fault: error.into() }
            }
        }

        impl From<logi_core::VaultError> for $name {
            fn from(error: logi_core::VaultError) -> Self {
                Self::Store { fault: error.into() }
            }
        }
    };
}

mod account;
mod begin;
mod enrol;
mod fault;
mod login;
mod open;
mod receipt;
mod refusal;

pub use self::account::AccountError;
pub use self::begin::BeginError;
pub use self::enrol::EnrolError;
pub use self::fault::{KeyFault, NetworkFault, StoreFault};
pub use self::login::LoginError;
pub use self::open::OpenError;
pub use self::receipt::ReceiptError;
pub use self::refusal::{RefusalKind, ServerRefusal};
