//! A clock that tests move: ten minutes pass without a sleep.

use std::sync::atomic::{AtomicI64, Ordering};

use logi_domain::time::Millis;
use logi_server::{Clock, SystemClock};

/// How a clock behaves between two moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It goes on as real time does, for real browsers.
    Running,
    /// It stands still, for tests that name each moment.
    Standing,
}

/// A clock that is moved forward.
#[derive(Debug)]
pub struct MovableClock {
    pace: Pace,
    start_ms: i64,
    moved_ms: AtomicI64,
}

impl MovableClock {
    /// A clock that begins at the present moment.
    pub fn new(pace: Pace) -> Self {
        Self {
            pace,
            start_ms: SystemClock.now().0,
            moved_ms: AtomicI64::new(0),
        }
    }

    /// Moves it forward, or back, by that many milliseconds.
    pub fn move_by_ms(&self, milliseconds: i64) {
        self.moved_ms.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Moves it forward by that many seconds.
    pub fn advance(&self, seconds: i64) {
        self.move_by_ms(seconds * 1000);
    }

    /// Unix time in milliseconds.
    pub fn now_ms(&self) -> i64 {
        let base = match self.pace {
            Pace::Running => SystemClock.now().0,
            Pace::Standing => self.start_ms,
        };
        base + self.moved_ms.load(Ordering::SeqCst)
    }

    /// Unix time in whole seconds.
    pub fn now_seconds(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Millis {
        Millis(self.now_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::{MovableClock, Pace};

    #[test]
    fn a_standing_clock_moves_when_it_is_told_and_only_then() {
        let clock = MovableClock::new(Pace::Standing);
        let before = clock.now_ms();
        assert_eq!(clock.now_ms(), before);
        clock.advance(600);
        assert_eq!(clock.now_ms(), before + 600_000);
    }

    #[test]
    fn a_running_clock_keeps_what_it_was_moved_by() {
        let clock = MovableClock::new(Pace::Running);
        let before = clock.now_ms();
        clock.advance(600);
        assert!(clock.now_ms() >= before + 600_000);
    }
}
