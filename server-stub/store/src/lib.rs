//! What the server keeps, as repository traits. Two backends implement them, SQLite and PostgreSQL, from one set of queries;
//! one contract suite runs on both.
//!
//! Each method is one transaction. A state change is one conditional update and says whether it won; a change asked for by a
//! phone carries its DPoP proof, whose `jti` is used up in the same transaction (RFC 9449 §11.1).

mod audit;
mod record;

pub use audit::{BrokenAudit, audit_hash, verify_audit_chain};
pub use record::{
    Approval, AuditEvent, AuditRow, CodeIssue, Completion, Denial, Extension, Holdings, Job, KeyRecord, KeyUse, LoginRow, NewSession,
    Parties, ProofUse, ReceiptRow, ScanBinding, Swept,
};

use async_trait::async_trait;
use logi_domain::account::{Account, Authenticated, Enrolment, EnrolmentOutcome};
use logi_domain::client::Client;
use logi_domain::field::Profile;
use logi_domain::grant::{AuthorizationCode, Grant};
use logi_domain::id::{AccountId, ClientId, DeviceRowId, GrantId, SecretHash, SessionId};
use logi_domain::qr::QrSession;
use logi_domain::time::{Millis, Seconds};

/// A store that could not do what was asked; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Locked, full or unreachable for the moment: `503 temporarily_unavailable`.
    #[error("the database is not available for the moment")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The proof's `jti` was used before: `401 invalid_dpop_proof`.
    #[error("the proof was used before")]
    ProofReplayed,
    /// A value that must be unique exists.
    #[error("exists already")]
    Conflict,
    /// A row holds what the domain does not know, or the database is of a newer version.
    #[error("{0}")]
    Corrupt(String),
    /// Any other fault of the database.
    #[error("database fault")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Applications.
#[async_trait]
pub trait Clients {
    /// Adds a client.
    async fn insert_client(&self, client: &Client) -> Result<(), StoreError>;
    /// One client.
    async fn client(&self, id: &ClientId) -> Result<Option<Client>, StoreError>;
    /// All clients, oldest first.
    async fn clients(&self) -> Result<Vec<Client>, StoreError>;
    /// Adds a redirect URI; `false` where the client does not exist. Adding one that is there changes nothing.
    async fn add_redirect_uri(&self, id: &ClientId, uri: &str) -> Result<bool, StoreError>;
}

/// Accounts, their devices and profiles.
#[async_trait]
pub trait Accounts {
    /// Enrols a device by the table of [`logi_domain::account`]; the proof is there for keyed bootstraps.
    async fn enrol(&self, enrolment: &Enrolment, proof: Option<&ProofUse>) -> Result<EnrolmentOutcome, StoreError>;
    /// The device a live PAK belongs to.
    async fn device_by_pak(&self, pak_hash: &SecretHash) -> Result<Option<Authenticated>, StoreError>;
    /// One account.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError>;
    /// The account, while the device is enrolled in it, and the client; `None` where one of them is gone.
    async fn parties(&self, device: DeviceRowId, account: AccountId, client: &ClientId) -> Result<Option<Parties>, StoreError>;
    /// The client, with what the account has and decided before.
    async fn holdings(&self, account: AccountId, client: &ClientId) -> Result<Option<Holdings>, StoreError>;
    /// The profile; an account without one has an empty one.
    async fn profile(&self, account: AccountId) -> Result<Profile, StoreError>;
    /// Replaces the profile.
    async fn set_profile(&self, account: AccountId, profile: &Profile, proof: &ProofUse) -> Result<(), StoreError>;
}

/// QR sessions, their receipts and what completing them gives.
#[async_trait]
pub trait QrSessions {
    /// Adds a session in `pending`.
    async fn insert_session(&self, session: &NewSession) -> Result<(), StoreError>;
    /// One session, as stored.
    async fn session(&self, id: SessionId) -> Result<Option<QrSession>, StoreError>;
    /// Marks a `pending` session as opened on the browser's own device; `false` where the row moved on.
    async fn mark_here(&self, id: SessionId, now: Millis) -> Result<bool, StoreError>;
    /// `pending → scanned`: binds the device; `false` where another was faster or the time ran out. Erases the browser's address.
    async fn scan(&self, binding: &ScanBinding, proof: &ProofUse) -> Result<bool, StoreError>;
    /// Notes that a second phone was refused; `true` where this was news.
    async fn note_second_scan(&self, id: SessionId, now: Millis) -> Result<bool, StoreError>;
    /// `scanned → approved` with its receipt; `false` where the row moved on.
    async fn approve(&self, approval: &Approval, proof: &ProofUse) -> Result<bool, StoreError>;
    /// `scanned → denied` by the phone.
    async fn deny(&self, denial: &Denial, proof: &ProofUse) -> Result<bool, StoreError>;
    /// `scanned → denied` by the browser.
    async fn cancel(&self, id: SessionId, now: Millis) -> Result<bool, StoreError>;
    /// Moves `exp`; conditional on status, old `exp`, and fewer than [`logi_domain::qr::MAX_EXTENSIONS`] extensions.
    async fn extend(&self, extension: &Extension) -> Result<bool, StoreError>;
    /// `approved → completed` with code, grant, consent, audit row and login log, all or nothing.
    async fn complete(&self, completion: &Completion) -> Result<bool, StoreError>;
    /// `approved → failed`.
    async fn fail(&self, id: SessionId, now: Millis) -> Result<bool, StoreError>;
    /// The account's receipts, newest first.
    async fn receipts(&self, account: AccountId) -> Result<Vec<ReceiptRow>, StoreError>;
    /// One receipt of the account.
    async fn receipt(&self, account: AccountId, id: SessionId) -> Result<Option<ReceiptRow>, StoreError>;
    /// The account's logins, newest first.
    async fn logins(&self, account: AccountId) -> Result<Vec<LoginRow>, StoreError>;
}

/// Codes and tokens.
#[async_trait]
pub trait Grants {
    /// The code of this hash, with its grant.
    async fn code(&self, hash: &SecretHash) -> Result<Option<AuthorizationCode>, StoreError>;
    /// Uses the code up and records the access token it gives; `false` where it was used or revoked in the meantime.
    async fn redeem(&self, issue: &CodeIssue) -> Result<bool, StoreError>;
    /// Revokes a grant: its code and its tokens die.
    async fn revoke_grant(&self, id: GrantId, now: Millis) -> Result<(), StoreError>;
    /// The grant behind a live access token, by its `jti`.
    async fn grant_of_token(&self, jti: &str, now: Millis) -> Result<Option<Grant>, StoreError>;
}

/// Keys (sealed), audit log, jobs and housekeeping.
#[async_trait]
pub trait Housekeeping {
    /// All keys of one use, newest first.
    async fn keys(&self, key_use: KeyUse) -> Result<Vec<KeyRecord>, StoreError>;
    /// Adds a key; [`StoreError::Conflict`] where its `kid` exists.
    async fn insert_key(&self, key: &KeyRecord) -> Result<(), StoreError>;
    /// Adds the first key of a use; `false` where one exists.
    async fn insert_first_key(&self, key: &KeyRecord) -> Result<bool, StoreError>;
    /// Appends an audit row to the hash chain.
    async fn audit(&self, event: &AuditEvent, at: Millis) -> Result<(), StoreError>;
    /// The audit log, oldest first.
    async fn audit_rows(&self) -> Result<Vec<AuditRow>, StoreError>;
    /// Adds a job unless one of this kind waits.
    async fn enqueue_once(&self, job: &Job) -> Result<(), StoreError>;
    /// Takes due jobs; each is leased to one taker until `until`.
    async fn lease(&self, now: Millis, until: Millis, limit: u32) -> Result<Vec<Job>, StoreError>;
    /// Moves a leased job to its next run.
    async fn reschedule(&self, id: uuid::Uuid, run_at: Millis) -> Result<(), StoreError>;
    /// Removes a job.
    async fn finish(&self, id: uuid::Uuid) -> Result<(), StoreError>;
    /// Writes `expired` down, erases addresses, removes what is past its time. Returns what was done; safe to repeat.
    async fn sweep(&self, now: Millis) -> Result<Swept, StoreError>;
    /// Answers when the database does.
    async fn ping(&self) -> Result<(), StoreError>;
    /// Writes a consistent copy to a new file while serving.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the file exists; PostgreSQL answers [`StoreError::Corrupt`] naming `pg_dump`.
    async fn backup(&self, file: &std::path::Path) -> Result<(), StoreError>;
    /// Finishes what is open and closes.
    async fn close(&self);
}

/// Everything the server keeps.
pub trait Store: Clients + Accounts + QrSessions + Grants + Housekeeping + Send + Sync {}

impl<T: Clients + Accounts + QrSessions + Grants + Housekeeping + Send + Sync> Store for T {}

/// Seconds the `jti` of a proof is remembered.
pub const PROOF_SECONDS: i64 = 300;

/// When the `exp` of a session that is extended at `now` lies.
#[must_use]
pub fn extended_expiry(now: Millis) -> Seconds {
    Seconds(now.seconds().0.saturating_add(logi_domain::qr::SESSION_SECONDS))
}
