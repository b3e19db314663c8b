//! Points in time as integers: what the wire and the rows carry.

use serde::{Deserialize, Serialize};

/// Unix time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// Unix time in whole seconds, as in `exp` and `expires_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub i64);

impl Millis {
    /// The whole second this instant lies in.
    #[must_use]
    pub fn seconds(self) -> Seconds {
        Seconds(self.0.div_euclid(1000))
    }

    /// This instant moved by `seconds`.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
}

impl Seconds {
    /// The first millisecond of this second.
    #[must_use]
    pub fn millis(self) -> Millis {
        Millis(self.0.saturating_mul(1000))
    }

    /// Whether an expiry at this second has been reached at `now`: valid strictly before it.
    #[must_use]
    pub fn is_past(self, now: Millis) -> bool {
        self.millis() <= now
    }
}

#[cfg(test)]
mod tests;
