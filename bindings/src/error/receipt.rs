//! Receipts.

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
