//! Who waits for a change of which session, in this process.
//!
//! A wake-up is a hint and the row is the truth: a waiter subscribes, reads, sends if it has something newer, and reads again on each
//! wake. It is woken when a session changed, when the app's clock reaches the instant it named (`expired` is computed, no row changes),
//! and every [`BEAT_TICKS`] so that a lost hint or a dead peer is noticed. One ticker serves all waiters; it runs while there are any.

use crate::clock::Clock;
use logi_domain::id::SessionId;
use logi_domain::time::Millis;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Short, so that the beats of many come in small groups and a change never queues behind a crowd of them.
const TICK: Duration = Duration::from_millis(100);
/// Ticks between two wake-ups of a waiter for which nothing happens, 25 seconds; the first comes within two of these.
pub const BEAT_TICKS: u32 = 250;

/// Wakes those who wait for a session.
pub struct Hub(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    stopping: CancellationToken,
    waiters: Mutex<Waiters>,
}

/// One session's waiters lie next to each other.
#[derive(Default)]
struct Waiters {
    by_session: BTreeMap<(SessionId, u32), Waiter>,
    next: u32,
    tick: u32,
    has_ticker: bool,
}

struct Waiter {
    waker: Option<Waker>,
    wake: Option<Wake>,
    due: Millis,
    beat: u32,
}

/// Why a waiter was woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The session may have changed, or the instant the waiter named is reached.
    Changed,
    /// Nothing is known to have happened for [`BEAT_TICKS`].
    Beat,
    /// The server stops.
    Closing,
}

/// A place among the waiters of one session; given up when dropped.
pub struct Watch {
    shared: Arc<Shared>,
    key: (SessionId, u32),
}

impl Hub {
    /// A hub without waiters, on the app's clock; everybody is woken when `stopping` is cancelled.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, stopping: CancellationToken) -> Self {
        Self(Arc::new(Shared {
            clock,
            stopping,
            waiters: Mutex::default(),
        }))
    }

    /// Wakes those who wait for this session. Call it after the change was committed.
    pub fn changed(&self, session: SessionId) {
        let wakers: Vec<Waker> = {
            let mut waiters = self.0.lock();
            let of_session = waiters.by_session.range_mut((session, 0)..=(session, u32::MAX));
            of_session.filter_map(|(_, waiter)| waiter.notify(Wake::Changed)).collect()
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Subscribes to a session. What changes from here on is not missed, so read the row afterwards.
    #[must_use]
    pub fn watch(&self, session: SessionId) -> Watch {
        let mut waiters = self.0.lock();
        let key = (session, waiters.next);
        waiters.next = waiters.next.wrapping_add(1);
        let waiter = Waiter {
            waker: None,
            wake: None,
            due: Millis(i64::MAX),
            // Spread over the ticks, also where all come back at once after a restart.
            beat: waiters.tick.wrapping_add(BEAT_TICKS).wrapping_add(key.1 % BEAT_TICKS),
        };
        waiters.by_session.insert(key, waiter);
        if !waiters.has_ticker {
            waiters.has_ticker = true;
            tokio::spawn(tick(Arc::downgrade(&self.0), self.0.stopping.clone()));
        }
        Watch {
            shared: Arc::clone(&self.0),
            key,
        }
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.lock().by_session.len()
    }
}

impl Watch {
    /// Which session.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.key.0
    }

    /// Asks to be woken when the app's clock reaches `due`, in place of the instant named before.
    pub fn wake_at(&self, due: Millis) {
        if let Some(waiter) = self.shared.lock().by_session.get_mut(&self.key) {
            waiter.due = due;
        }
    }

    /// Waits for the next wake-up; wake-ups since the last one count as one.
    pub fn poll_wake(&self, context: &mut Context<'_>) -> Poll<Wake> {
        let mut waiters = self.shared.lock();
        let next_beat = waiters.tick.wrapping_add(BEAT_TICKS);
        let Some(waiter) = waiters.by_session.get_mut(&self.key) else {
            return Poll::Ready(Wake::Closing);
        };
        match waiter.wake.take() {
            _ if self.shared.stopping.is_cancelled() => Poll::Ready(Wake::Closing),
            Some(wake) => {
                waiter.beat = next_beat;
                Poll::Ready(wake)
            }
            None => {
                match &mut waiter.waker {
                    Some(waker) => waker.clone_from(context.waker()),
                    none => *none = Some(context.waker().clone()),
                }
                Poll::Pending
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.lock().by_session.remove(&self.key);
    }
}

impl Waiter {
    /// Notes a wake-up and hands out whom to wake. A change outweighs a beat.
    fn notify(&mut self, wake: Wake) -> Option<Waker> {
        if self.wake != Some(Wake::Changed) {
            self.wake = Some(wake);
        }
        self.waker.take()
    }

    /// What this tick means for the waiter, if anything. An instant counts once.
    fn tick(&mut self, tick: u32, now: Millis) -> Option<Waker> {
        if self.due <= now {
            self.due = Millis(i64::MAX);
            self.notify(Wake::Changed)
        } else if self.beat == tick {
            self.notify(Wake::Beat)
        } else {
            None
        }
    }
}

impl Shared {
    /// No code that holds this lock can panic half way; a poisoned lock's value is whole.
    fn lock(&self) -> MutexGuard<'_, Waiters> {
        self.waiters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One tick; `false` where nobody waits any more and the ticker may go.
    fn tick(&self) -> bool {
        let now = self.clock.now();
        let wakers: Vec<Waker> = {
            let mut waiters = self.lock();
            if waiters.by_session.is_empty() {
                waiters.has_ticker = false;
                return false;
            }
            waiters.tick = waiters.tick.wrapping_add(1);
            let tick = waiters.tick;
            waiters.by_session.values_mut().filter_map(|w| w.tick(tick, now)).collect()
        };
        wakers.into_iter().for_each(Waker::wake);
        true
    }

    /// Wakes everybody for the last time.
    fn close(&self) {
        let wakers: Vec<Waker> = {
            let mut waiters = self.lock();
            waiters.has_ticker = false;
            waiters.by_session.values_mut().filter_map(|w| w.waker.take()).collect()
        };
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Ticks in real time; the clock that is asked each time is the app's, which tests move.
async fn tick(shared: Weak<Shared>, stopping: CancellationToken) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let is_stopping = stopping.run_until_cancelled(interval.tick()).await.is_none();
        match shared.upgrade() {
            Some(shared) if is_stopping => return shared.close(),
            Some(shared) if shared.tick() => {}
            _ => return,
        }
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("waiting", &self.waiting()).finish()
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("session", &self.key.0).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
