//! The account and its profile.

flow_errors! {
    /// Why the account or its profile could not be read or changed.
    AccountError {}
}
