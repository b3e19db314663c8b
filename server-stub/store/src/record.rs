//! What goes into and comes out of the store beyond the domain's own types.

use logi_domain::account::Account;
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::client::Client;
use logi_domain::field::{Consent, Field, Profile};
use logi_domain::grant::{AuthorizationCode, Grant};
use logi_domain::id::{AccountId, ClientId, DeviceRowId, InvalidId, SecretHash, SessionId};
use logi_domain::qr::{Browser, Locale, Relation};
use logi_domain::time::{Millis, Seconds};
use uuid::Uuid;

/// One use of a DPoP proof: kept until `expires_at`, refused while kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofUse {
    /// Thumbprint of the proof's key.
    pub jkt: String,
    /// SHA-256 of its `jti`.
    pub jti_hash: [u8; 32],
    /// Forgotten after this.
    pub expires_at: Millis,
}

/// A session at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// The id.
    pub id: SessionId,
    /// The validated request.
    pub request: AuthorizationRequest,
    /// The page's language.
    pub locale: Locale,
    /// The browser.
    pub browser: Browser,
    /// Frame 0 begins here; also when the row is made.
    pub started_at: Millis,
    /// Seconds each frame lasts.
    pub frame_seconds: u16,
    /// `exp`.
    pub expires_at: Seconds,
}

/// What a scan writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanBinding {
    /// The session.
    pub id: SessionId,
    /// The generation whose frame was accepted; the update is conditional on it.
    pub generation: u16,
    /// Whether it was opened on the browser's own device; the update is conditional on it.
    pub here: bool,
    /// The device.
    pub device: DeviceRowId,
    /// Its account.
    pub account: AccountId,
    /// Its system's name.
    pub platform: String,
    /// The two words.
    pub words: String,
    /// The presented JSON.
    pub presented: String,
    /// The relation to the browser, for the login log.
    pub relation: Relation,
    /// When.
    pub now: Millis,
}

/// What an approval writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The session.
    pub id: SessionId,
    /// The bound device; the update is conditional on it.
    pub device: DeviceRowId,
    /// Its account.
    pub account: AccountId,
    /// The compact JWS as sent.
    pub jws: String,
    /// The granted fields.
    pub granted: Vec<Field>,
    /// The receipt JWS.
    pub receipt: String,
    /// What the browser will sign.
    pub challenge: [u8; 32],
    /// When.
    pub now: Millis,
}

/// What a denial writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The session.
    pub id: SessionId,
    /// The bound device; the update is conditional on it.
    pub device: DeviceRowId,
    /// The compact JWS as sent.
    pub jws: String,
    /// When.
    pub now: Millis,
}

/// What an extension writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The session.
    pub id: SessionId,
    /// The `exp` it was read with.
    pub old_expires_at: Seconds,
    /// The new `exp`.
    pub expires_at: Seconds,
    /// In `pending`: a new generation begins, from the one it was read with. In `scanned`: `None`.
    pub new_generation_from: Option<u16>,
    /// When; frame 0 of a new generation begins here.
    pub now: Millis,
}

/// Between whom a login is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// Who logs in.
    pub account: Account,
    /// Where.
    pub client: Client,
}

/// What a client can be offered. It holds a person's values and does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Who asks.
    pub client: Client,
    /// An account without a profile has an empty one.
    pub profile: Profile,
    /// What the account decided about the client's fields, in the order of their names.
    pub consents: Vec<Consent>,
}

/// What completing writes, in one transaction.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The session.
    pub id: SessionId,
    /// The code; its grant is inserted with it.
    pub code: AuthorizationCode,
    /// What was decided about each offered field.
    pub consents: Vec<Consent>,
    /// For the login log: the browser's label.
    pub browser_label: String,
    /// For the login log: the browser's country.
    pub country: String,
    /// When.
    pub now: Millis,
}

/// What redeeming a code records.
#[derive(Clone, Debug)]
pub struct CodeIssue {
    /// The code.
    pub code: SecretHash,
    /// `jti` of the access token it gives.
    pub jti: String,
    /// When that token ends.
    pub token_expires_at: Millis,
    /// When.
    pub now: Millis,
}

/// An approval with the server's receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// The session.
    pub id: SessionId,
    /// The approval JWS.
    pub approval: String,
    /// The receipt JWS.
    pub receipt: String,
    /// When it was approved.
    pub at: Millis,
}

/// One line of the login log: no address and no user agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRow {
    /// Where.
    pub client_id: ClientId,
    /// When.
    pub at: Millis,
    /// Family and system of the browser.
    pub browser_label: String,
    /// ISO 3166-1 alpha-2 or `unknown`.
    pub country: String,
    /// Where the browser was, seen from the phone.
    pub relation: Relation,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// Signs `id_token`s and access tokens (RS256).
    Token,
    /// Signs codes (ES256).
    Qr,
    /// Signs receipts (ES256).
    Receipt,
    /// Random bytes: frame, cookie, CSRF, nonce and pairwise keys derive from it.
    Secret,
}

impl KeyUse {
    /// The row and command-line text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Qr => "qr",
            Self::Receipt => "receipt",
            Self::Secret => "secret",
        }
    }

    /// Parses the row and command-line text.
    ///
    /// # Errors
    /// [`InvalidId`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        [Self::Token, Self::Qr, Self::Receipt, Self::Secret]
            .into_iter()
            .find(|key_use| key_use.as_str() == text)
            .ok_or(InvalidId { what: "key use" })
    }
}

/// A key at rest.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// `kid`.
    pub kid: String,
    /// What it is for.
    pub key_use: KeyUse,
    /// `RS256`, `ES256`, or `HS256` for random bytes.
    pub alg: String,
    /// The public JWK as JSON; empty for random bytes.
    pub public_jwk: String,
    /// The private part, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Millis,
}

impl std::fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRecord")
            .field("kid", &self.kid)
            .field("key_use", &self.key_use)
            .finish_non_exhaustive()
    }
}

/// What the audit log records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// A stable name, as `login.completed`.
    pub kind: String,
    /// The account, where there is one.
    pub account: Option<AccountId>,
    /// The client, where there is one.
    pub client_id: Option<ClientId>,
    /// The session, where there is one.
    pub session: Option<SessionId>,
}

/// A row of the audit log: `hash` is SHA-256 over `previous` and the row's own values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Counts from 1 without gaps.
    pub sequence: i64,
    /// What happened.
    pub event: AuditEvent,
    /// When.
    pub at: Millis,
    /// Hash of the row before, zeros for the first.
    pub previous: [u8; 32],
    /// This row's hash.
    pub hash: [u8; 32],
}

/// Work that survives a restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The id.
    pub id: Uuid,
    /// What to do.
    pub kind: String,
    /// With what, as JSON.
    pub payload: String,
    /// How often it was taken.
    pub attempts: i64,
    /// Not before.
    pub run_at: Millis,
}

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions written down as expired.
    pub expired: Vec<SessionId>,
    /// Rows removed.
    pub removed: u64,
}

/// The grant a completion inserts stands in its code.
impl Completion {
    /// The grant.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.code.grant
    }
}
