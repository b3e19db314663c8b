//! The account behind this phone.

/// The user as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The user's id at the server. Applications see another one each.
    pub id: u64,
    /// Whether no identity of a provider is linked.
    pub anonymous: bool,
    /// The name the user goes by in the app.
    pub nickname: Option<String>,
}
