//! The stages of a login as types, each made from the one before only.

use http::Method;
use serde::Deserialize;

use super::begin::LoginPorts;
use super::error::LoginError;
use super::presentation::Presentation;
use super::presented::{PresentedBytes, Verdict};
use super::return_url::ReturnUrl;
use super::state::LoginState;
use crate::api::wire::{ApproveRequest, ApproveResponse, DenyRequest, DenyResponse, ScanRequest, SessionResponse};
use crate::api::{Authorization, Call, CallError, Receipt, RefusalKind, ServerRefusal};
use crate::id::SessionId;
use crate::identity::{CoreTime, notice_loss, read_own, sign_compact};
use crate::ports::{KeyRole, SignReason};
use crate::qr::{VerifiedHere, VerifiedRequest};
use crate::vault::{DecidedRecord, DecisionRecord, DecisionsRecord, InstallationRecord, Record as _, VaultError};

/// A code or a same-device link that passed every check this phone can make alone.
pub(super) struct Verified {
    session: SessionId,
    scan: ScanRequest,
}

/// A login whose request the server has told, bound to this device.
pub(super) struct Presented {
    session: SessionId,
    bytes: PresentedBytes,
    answer: SessionResponse,
}

/// A login whose decision is signed and durable.
#[derive(Clone)]
pub(super) struct Decided(DecisionRecord);

/// What a stored decision says of its application.
#[derive(Deserialize)]
struct SignedDecision {
    name: String,
    domain: String,
}

/// What the server says of a login.
pub(super) enum Told {
    /// It waits for a decision.
    Open(Presented),
    /// It is over.
    Over(LoginState),
}

impl From<VerifiedRequest> for Verified {
    fn from(request: VerifiedRequest) -> Self {
        Self {
            session: request.session().into(),
            scan: ScanRequest::Frame {
                step: request.step(),
                code: request.code().to_string(),
            },
        }
    }
}

impl From<VerifiedHere> for Verified {
    fn from(link: VerifiedHere) -> Self {
        Self {
            session: link.session().into(),
            scan: ScanRequest::Here { here: true },
        }
    }
}

impl Verified {
    pub(super) const fn session(&self) -> SessionId {
        self.session
    }

    /// Tells the server that this device scanned the code or opened the link. Repeating it is harmless.
    pub(super) async fn scan(&self, ports: &LoginPorts) -> Result<Told, CallError> {
        let path = format!("{}/scan", path(self.session));
        let call = Call::with_json(Method::POST, path, &self.scan, Authorization::Token);
        let answer: SessionResponse = ports.client.call(call).await?;
        let bytes = PresentedBytes::read(self.session, &answer)?;
        told(self.session, bytes, answer)
    }
}

impl Presented {
    pub(super) fn presentation(&self, time: &CoreTime) -> Presentation {
        self.bytes.present(&self.answer, time.to_device(self.answer.expires_at))
    }

    /// Reads the login again. What is presented never changes; an answer in which it did is not believed.
    pub(super) async fn read_again(&self, ports: &LoginPorts) -> Result<Told, CallError> {
        let answer: SessionResponse = ports.client.call(Call::get(path(self.session), Authorization::Token)).await?;
        if !self.bytes.are_those_of(&answer) {
            return Err(CallError::BadAnswer { status: 200 });
        }
        let bytes = PresentedBytes::read(self.session, &answer)?;
        told(self.session, bytes, answer)
    }

    /// Signs an approval of what is presented, granting exactly `granted`, and makes it durable.
    pub(super) async fn approve(&self, granted: &[&str], ports: &LoginPorts) -> Result<Decided, LoginError> {
        let granted = self.bytes.consent(granted)?;
        let application = &self.bytes.json.application;
        let reason = SignReason::Approve {
            application: &application.name,
            domain: &application.domain,
        };
        self.decide(DecidedRecord::Approve, Some(granted), reason, ports).await
    }

    /// Signs a denial of what is presented and makes it durable.
    pub(super) async fn deny(&self, ports: &LoginPorts) -> Result<Decided, LoginError> {
        self.decide(DecidedRecord::Deny, None, SignReason::Deny, ports).await
    }

    async fn decide(
        &self,
        decision: DecidedRecord,
        granted: Option<Vec<&str>>,
        reason: SignReason<'_>,
        ports: &LoginPorts,
    ) -> Result<Decided, LoginError> {
        let _deciding = ports.journal.deciding().await;
        let now = ports.time.now_unix();
        if ports.journal.find(self.session, now).await?.is_some() {
            return Err(LoginError::AlreadyDecided);
        }
        let installation = ports.vault.load::<InstallationRecord>().await?.ok_or(CallError::NotEnrolled)?;
        let (role, word) = match decision {
            DecidedRecord::Approve => (KeyRole::Approval, "approve"),
            DecidedRecord::Deny => (KeyRole::Possession, "deny"),
        };
        let payload = self.bytes.payload(Verdict {
            issuer: ports.client.issuer(),
            device_id: installation.device_id,
            decided_at: now,
            decision: word,
            granted,
        });
        let jws = sign_compact(&*ports.keys, role, (typ_of(decision), reason), &payload).await;
        let jws = notice_loss(&ports.vault, jws).await?;
        let record = DecisionRecord {
            session: self.session,
            decision,
            jws,
            decided_at: now,
        };
        ports.journal.add(record.clone(), now).await?;
        Ok(Decided(record))
    }
}

impl From<DecisionRecord> for Decided {
    fn from(record: DecisionRecord) -> Self {
        Self(record)
    }
}

impl Decided {
    pub(super) const fn session(&self) -> SessionId {
        self.0.session
    }

    /// What was decided, as it was signed.
    pub(super) fn answering(&self) -> Result<LoginState, VaultError> {
        let damaged = VaultError::Damaged {
            record: DecisionsRecord::NAME,
        };
        let signed: Option<(SignedDecision, _)> = read_own(&self.0.jws, typ_of(self.0.decision));
        let (signed, _) = signed.ok_or(damaged)?;
        Ok(LoginState::Answering {
            decision: self.0.decision.into(),
            application: signed.name,
            domain: signed.domain,
        })
    }

    /// Sends the signed bytes. Once the server has told what became of the login they are forgotten; until then
    /// the same bytes are sent again.
    pub(super) async fn send(&self, ports: &LoginPorts) -> Result<LoginState, CallError> {
        let answered = match self.0.decision {
            DecidedRecord::Approve => self.send_approval(ports).await,
            DecidedRecord::Deny => self.send_denial(ports).await,
        };
        let over = answered.or_else(end_in_conflict);
        let is_gone = matches!(
            over,
            Ok(_)
                | Err(CallError::Refused(ServerRefusal {
                    kind: RefusalKind::NotFound,
                    ..
                }))
        );
        if is_gone {
            ports.journal.remove(self.0.session).await?;
        }
        over
    }

    async fn send_approval(&self, ports: &LoginPorts) -> Result<LoginState, CallError> {
        let request = ApproveRequest { approval: &self.0.jws };
        let path = format!("{}/approve", path(self.0.session));
        let call = Call::with_json(Method::POST, path, &request, Authorization::Token);
        let answer: ApproveResponse = ports.client.call(call).await?;
        let receipt = Receipt::from(answer.receipt);
        let is_ours = answer.state == "approved" && receipt.id == self.0.session && receipt.approval == self.0.jws;
        let read = |url: String| ReturnUrl::parse(&url, ports.client.issuer(), self.0.session).ok_or(CallError::BadAnswer { status: 200 });
        let return_url = answer.return_url.map(read).transpose()?;
        if !is_ours {
            return Err(CallError::BadAnswer { status: 200 });
        }
        Ok(LoginState::Approved {
            receipt: Some(receipt),
            return_url,
        })
    }

    async fn send_denial(&self, ports: &LoginPorts) -> Result<LoginState, CallError> {
        let request = DenyRequest { denial: &self.0.jws };
        let path = format!("{}/deny", path(self.0.session));
        let call = Call::with_json(Method::POST, path, &request, Authorization::Token);
        let answer: DenyResponse = ports.client.call(call).await?;
        if answer.state == "denied" {
            Ok(LoginState::Denied)
        } else {
            Err(CallError::BadAnswer { status: 200 })
        }
    }
}

/// A refusal because the login is over tells how it ended.
fn end_in_conflict(error: CallError) -> Result<LoginState, CallError> {
    if let CallError::Refused(ServerRefusal {
        kind: RefusalKind::Conflict { state },
        ..
    }) = &error
        && let Some(end) = LoginState::end(state)
    {
        return Ok(end);
    }
    Err(error)
}

fn told(session: SessionId, bytes: PresentedBytes, answer: SessionResponse) -> Result<Told, CallError> {
    if answer.state == "scanned" {
        return Ok(Told::Open(Presented { session, bytes, answer }));
    }
    LoginState::end(&answer.state)
        .map(Told::Over)
        .ok_or(CallError::BadAnswer { status: 200 })
}

const fn typ_of(decision: DecidedRecord) -> &'static str {
    match decision {
        DecidedRecord::Approve => "logi-approval+jwt",
        DecidedRecord::Deny => "logi-denial+jwt",
    }
}

fn path(session: SessionId) -> String {
    format!("/api/v1/oauth/qr/{session}")
}
