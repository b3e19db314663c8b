//! The row of a QR session, turned into the domain's type.

use super::error::{corrupt, unknown_text};
use super::rows::{digest, fields, hash, public_key, scopes, small};
use logi_domain::authorize::AuthorizationRequest;
use logi_domain::id::{AccountId, ClientId, DeviceRowId, SessionId};
use logi_domain::qr::{Browser, Decided, Locale, QrSession, Scan, Status};
use logi_domain::time::{Millis, Seconds};
use logi_store::StoreError;
use uuid::Uuid;

/// `qr_sessions`.
pub(super) struct SessionRow {
    pub id: Uuid,
    pub status: String,
    pub expires_at: i64,
    pub created_at: i64,
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: String,
    pub locale: String,
    pub browser_nonce_hash: Vec<u8>,
    pub browser_key: Option<Vec<u8>>,
    pub browser_label: String,
    pub browser_country: String,
    pub browser_address: Option<String>,
    pub started_at: i64,
    pub frame_seconds: i64,
    pub generation: i64,
    pub extensions: i64,
    pub second_scan: bool,
    pub here: bool,
    pub device_row: Option<Uuid>,
    pub account_id: Option<i64>,
    pub platform: Option<String>,
    pub words: Option<String>,
    pub presented: Option<String>,
    pub scanned_at: Option<i64>,
    pub decision_jws: Option<String>,
    pub granted: Option<String>,
    pub decided_at: Option<i64>,
    pub receipt: Option<String>,
    pub challenge: Option<Vec<u8>>,
}

impl SessionRow {
    fn request(&self) -> Result<AuthorizationRequest, StoreError> {
        Ok(AuthorizationRequest {
            client_id: ClientId::parse(&self.client_id).map_err(unknown_text)?,
            redirect_uri: self.redirect_uri.clone(),
            scopes: scopes(&self.scopes),
            state: self.state.clone(),
            nonce: self.nonce.clone(),
            code_challenge: self.code_challenge.clone(),
        })
    }

    fn browser(&self) -> Result<Browser, StoreError> {
        let address = self.browser_address.as_deref().map(str::parse).transpose();
        Ok(Browser {
            nonce_hash: hash(&self.browser_nonce_hash)?,
            key: self.browser_key.as_deref().map(public_key).transpose()?,
            label: self.browser_label.clone(),
            country: self.browser_country.clone(),
            address: address.map_err(|_| corrupt("browser address"))?,
        })
    }

    fn scan(&self) -> Option<Scan> {
        Some(Scan {
            device: DeviceRowId::new(self.device_row?),
            account: AccountId(self.account_id?),
            platform: self.platform.clone()?,
            words: self.words.clone()?,
            presented: self.presented.clone()?,
            at: Millis(self.scanned_at?),
        })
    }

    fn decided(&self) -> Result<Option<Decided>, StoreError> {
        let (Some(jws), Some(at)) = (&self.decision_jws, self.decided_at) else {
            return Ok(None);
        };
        Ok(Some(Decided {
            jws: jws.clone(),
            granted: fields(self.granted.as_deref().unwrap_or_default())?,
            at: Millis(at),
            receipt: self.receipt.clone(),
            challenge: self.challenge.as_deref().map(digest).transpose()?,
        }))
    }
}

impl TryFrom<SessionRow> for QrSession {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: SessionId::new(row.id),
            request: row.request()?,
            locale: Locale::parse(&row.locale).map_err(unknown_text)?,
            browser: row.browser()?,
            started_at: Millis(row.started_at),
            frame_seconds: small(row.frame_seconds, "frame length")?,
            generation: small(row.generation, "generation")?,
            extensions: small(row.extensions, "number of extensions")?,
            expires_at: Seconds(row.expires_at),
            stored_status: Status::parse(&row.status).map_err(unknown_text)?,
            second_scan: row.second_scan,
            here: row.here,
            scan: row.scan(),
            decided: row.decided()?,
            created_at: Millis(row.created_at),
        })
    }
}
