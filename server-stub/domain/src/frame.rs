//! When a frame of a rotating code is accepted: frame n covers [n·p, (n+1)·p) seconds since `started_at` and is taken from
//! n·p − 2 s until (n+1)·p + grace.

use crate::time::Millis;

/// A frame's rhythm as it was fixed at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameRhythm {
    /// When frame 0 began.
    pub started_at: Millis,
    /// Seconds each frame lasts: 2, or 30 with reduced motion.
    pub frame_seconds: u16,
    /// Seconds a frame is still taken after its end.
    pub grace_seconds: u32,
}

/// How early a frame may arrive, in milliseconds.
const EARLY_MS: i64 = 2_000;

/// Judges the time of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameTime {
    /// In its window.
    Current,
    /// `422 qr_stale`.
    Late,
    /// `422 qr_bad_frame`.
    Early,
}

impl FrameRhythm {
    /// Judges frame `step` at the time its request arrived.
    #[must_use]
    pub fn judge(&self, step: u16, arrived_at: Millis) -> FrameTime {
        let period = i64::from(self.frame_seconds) * 1000;
        let since_start = arrived_at.0.saturating_sub(self.started_at.0);
        let begins = i64::from(step) * period;
        let ends = begins + period + i64::from(self.grace_seconds) * 1000;
        if since_start < begins - EARLY_MS {
            FrameTime::Early
        } else if since_start < ends {
            FrameTime::Current
        } else {
            FrameTime::Late
        }
    }
}

#[cfg(test)]
mod tests;
