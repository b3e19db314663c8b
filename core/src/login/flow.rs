//! One login as a user interface drives it: pulled by `next_state`, decided by `approve` or `deny`, left by
//! `cancel`. Dropping any of its futures leaves the login where it stood, or one step further.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use futures_util::future::{AbortHandle, Abortable};
use futures_util::lock::Mutex;

use super::begin::LoginPorts;
use super::error::LoginError;
use super::stage::{Decided, Presented, Told, Verified};
use super::state::LoginState;
use crate::id::SessionId;

/// One login on this phone.
pub struct LoginFlow {
    ports: Arc<LoginPorts>,
    session: SessionId,
    /// Held over one step, so that steps do not overtake each other.
    step: Mutex<Step>,
    cancelled: AtomicBool,
    pending: StdMutex<BTreeMap<u64, AbortHandle>>,
    calls: AtomicU64,
}

/// Where the flow stands.
enum Step {
    Verified(Verified),
    Presented(Box<Presented>),
    /// Decided in an earlier life of this flow; the person is told before it is sent.
    Resumed(Decided),
    Decided(Decided),
    /// It is over, and nobody was told yet.
    Ended(LoginState),
    Over,
}

impl LoginFlow {
    pub(super) fn begin(ports: Arc<LoginPorts>, verified: Verified) -> Self {
        Self::at(ports, verified.session(), Step::Verified(verified))
    }

    pub(super) fn resume(ports: Arc<LoginPorts>, decided: Decided) -> Self {
        Self::at(ports, decided.session(), Step::Resumed(decided))
    }

    fn at(ports: Arc<LoginPorts>, session: SessionId, step: Step) -> Self {
        Self {
            ports,
            session,
            step: Mutex::new(step),
            cancelled: AtomicBool::new(false),
            pending: StdMutex::new(BTreeMap::new()),
            calls: AtomicU64::new(0),
        }
    }

    /// The login's id at the server.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// Takes one step and says where the login stands then; nothing once it is over and said so.
    ///
    /// First it tells the server of the scan. While the login waits for a decision it is read again: a caller that
    /// waits does so every 3 seconds. After a decision it sends the signed bytes.
    ///
    /// # Errors
    /// [`LoginError`]; the login stands where it stood. After [`CallError::Network`](crate::CallError::Network) the
    /// same call again repeats the same request.
    pub async fn next_state(&self) -> Result<Option<LoginState>, LoginError> {
        match self.unless_cancelled(self.advance()).await {
            Some(state) => state,
            None => Ok(self.report_cancelled().await),
        }
    }

    /// Approves what is presented, granting exactly the fields in `granted`: signs with the user's presence and
    /// makes the signature durable. [`Self::next_state`] sends it.
    ///
    /// # Errors
    /// [`LoginError`]; nothing is decided then, but for [`LoginError::AlreadyDecided`].
    pub async fn approve(&self, granted: &[&str]) -> Result<(), LoginError> {
        let approve = async {
            let mut step = self.step.lock().await;
            let decided = step.presented()?.approve(granted, &self.ports).await;
            self.take(&mut step, decided).await
        };
        self.unless_cancelled(approve).await.unwrap_or(Err(LoginError::Cancelled))
    }

    /// Declines what is presented: signs and makes the signature durable. [`Self::next_state`] sends it.
    ///
    /// # Errors
    /// [`LoginError`]; nothing is decided then, but for [`LoginError::AlreadyDecided`].
    pub async fn deny(&self) -> Result<(), LoginError> {
        let deny = async {
            let mut step = self.step.lock().await;
            let decided = step.presented()?.deny(&self.ports).await;
            self.take(&mut step, decided).await
        };
        self.unless_cancelled(deny).await.unwrap_or(Err(LoginError::Cancelled))
    }

    /// Leaves the login: a pending call returns, the next state is [`LoginState::Cancelled`], nothing is sent.
    /// A decision that is signed already stays, and is found by
    /// [`Authenticator::unanswered_logins`](crate::Authenticator::unanswered_logins).
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
        for pending in self.pending.lock().unwrap_or_else(PoisonError::into_inner).values() {
            pending.abort();
        }
    }

    async fn advance(&self) -> Result<Option<LoginState>, LoginError> {
        let mut step = self.step.lock().await;
        let told = match &*step {
            Step::Verified(verified) => verified.scan(&self.ports).await?,
            Step::Presented(presented) => presented.read_again(&self.ports).await?,
            Step::Decided(decided) => Told::Over(decided.send(&self.ports).await?),
            Step::Resumed(decided) => {
                let decided = decided.clone();
                let state = decided.answering()?;
                *step = Step::Decided(decided);
                return Ok(Some(state));
            }
            Step::Ended(_) => return Ok(step.tell_end()),
            Step::Over => return Ok(None),
        };
        // The step is taken before the keys are refreshed: dropping that loses nothing but the refresh.
        match told {
            Told::Open(presented) => {
                let state = LoginState::Presented(presented.presentation(&self.ports.time));
                *step = Step::Presented(Box::new(presented));
                self.ports.key_ring.refresh_if_stale().await;
                Ok(Some(state))
            }
            Told::Over(state) => {
                *step = Step::Ended(state);
                self.ports.key_ring.refresh_if_stale().await;
                Ok(step.tell_end())
            }
        }
    }

    /// Takes the step that a decision makes. One that was made earlier takes its place.
    async fn take(&self, step: &mut Step, decided: Result<Decided, LoginError>) -> Result<(), LoginError> {
        match decided {
            Ok(decided) => {
                *step = Step::Decided(decided);
                Ok(())
            }
            Err(LoginError::AlreadyDecided) => {
                let earlier = self.ports.journal.find(self.session, self.ports.time.now_unix()).await?;
                if let Some(earlier) = earlier {
                    *step = Step::Decided(earlier.into());
                }
                Err(LoginError::AlreadyDecided)
            }
            Err(error) => Err(error),
        }
    }

    /// Runs `work` unless the login is, or is then, cancelled.
    async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let (handle, registration) = AbortHandle::new_pair();
        let _pending = Pending::add(self, handle);
        // Looked at after the handle can be found: a cancel in between aborts it.
        if self.cancelled.load(Ordering::SeqCst) {
            return None;
        }
        Abortable::new(work, registration).await.ok()
    }

    async fn report_cancelled(&self) -> Option<LoginState> {
        let mut step = self.step.lock().await;
        if !matches!(*step, Step::Ended(_) | Step::Over) {
            *step = Step::Ended(LoginState::Cancelled);
        }
        step.tell_end()
    }
}

/// A call in progress, which `cancel` can find until it is done or dropped.
struct Pending<'a> {
    flow: &'a LoginFlow,
    call: u64,
}

impl<'a> Pending<'a> {
    fn add(flow: &'a LoginFlow, handle: AbortHandle) -> Self {
        let call = flow.calls.fetch_add(1, Ordering::Relaxed);
        flow.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(call, handle);
        Self { flow, call }
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        self.flow.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.call);
    }
}

impl Step {
    fn presented(&self) -> Result<&Presented, LoginError> {
        match self {
            Self::Presented(presented) => Ok(presented),
            Self::Resumed(_) | Self::Decided(_) => Err(LoginError::AlreadyDecided),
            Self::Verified(_) | Self::Ended(_) | Self::Over => Err(LoginError::NotPresented),
        }
    }

    /// The end, told once.
    fn tell_end(&mut self) -> Option<LoginState> {
        match std::mem::replace(self, Self::Over) {
            Self::Ended(state) => Some(state),
            Self::Verified(_) | Self::Presented(_) | Self::Resumed(_) | Self::Decided(_) | Self::Over => None,
        }
    }
}
