//! The core's time: the device's clock corrected by the last `Date` of the server, kept over restarts. A phone
//! whose clock is wrong still judges a code's age as the server would.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc2822;

use crate::ports::Clock;
use crate::vault::{IssuerRecord, Vault, VaultError};

/// Less than this is the second that `Date` rounds off and the way there and back; it is not worth a write.
const NOTICED_MS: i64 = 3_000;

/// The clock and its offset.
pub(crate) struct CoreTime {
    clock: Arc<dyn Clock>,
    offset_ms: AtomicI64,
}

impl CoreTime {
    /// The time with the offset that was last stored.
    pub(crate) async fn load(clock: Arc<dyn Clock>, vault: &Vault) -> Result<Self, VaultError> {
        let offset = vault.load::<IssuerRecord>().await?.map_or(0, |stored| stored.clock_offset_ms);
        Ok(Self {
            clock,
            offset_ms: AtomicI64::new(offset),
        })
    }

    /// Unix milliseconds, as the server counts them as far as known.
    pub(crate) fn now_unix_ms(&self) -> u64 {
        self.clock
            .now_unix_ms()
            .saturating_add_signed(self.offset_ms.load(Ordering::Relaxed))
    }

    /// The same in whole seconds.
    pub(crate) fn now_unix(&self) -> u64 {
        self.now_unix_ms() / 1000
    }

    /// Unix seconds of the server as the device's own clock counts them, as far as known.
    pub(crate) fn to_device(&self, server_unix: u64) -> u64 {
        let server_ms = server_unix.saturating_mul(1000);
        let offset = self.offset_ms.load(Ordering::Relaxed);
        server_ms.saturating_sub_signed(offset) / 1000
    }

    /// Takes the `Date` of an answer (RFC 9110 §6.6.1) and stores a new offset when it differs noticeably. One
    /// that cannot be read changes nothing.
    pub(crate) async fn learn(&self, date: &str, vault: &Vault) -> Result<(), VaultError> {
        let Some(offset) = self.offset_to(date) else { return Ok(()) };
        if offset.abs_diff(self.offset_ms.load(Ordering::Relaxed)) < NOTICED_MS.unsigned_abs() {
            return Ok(());
        }
        self.offset_ms.store(offset, Ordering::Relaxed);
        vault.save(&IssuerRecord { clock_offset_ms: offset }).await
    }

    fn offset_to(&self, date: &str) -> Option<i64> {
        let server = parse_date(date)?.unix_timestamp().checked_mul(1000)?;
        let device = i64::try_from(self.clock.now_unix_ms()).ok()?;
        server.checked_sub(device)
    }
}

fn parse_date(date: &str) -> Option<OffsetDateTime> {
    // IMF-fixdate is RFC 2822's date with the zone always written `GMT`.
    OffsetDateTime::parse(date, &Rfc2822).ok()
}
