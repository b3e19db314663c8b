//! Who waits for a change of a session, by session id. The row is the truth, a wake-up is a hint.

/// Wakes those who wait for a session.
#[derive(Debug, Default)]
pub struct Hub(());
