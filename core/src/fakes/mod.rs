//! Ports in memory, for tests of the core and of what embeds it. Every one yields once before and once after its
//! effect, so that a test which drops a future after its n-th poll stops at every point a real one could.

mod http;
mod keys;
mod store;
mod system;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

pub use self::http::{ScriptedAnswer, ScriptedHttp, SentRequest};
pub use self::keys::RecordingKeys;
pub use self::store::{MemoryMarker, MemoryStore};
pub use self::system::{FixedDeviceValue, ManualClock, SeededRng};
use crate::ports::Ports;

/// The fakes behind one set of ports, so that a test can drive them.
#[derive(Clone)]
pub struct Fakes {
    /// The clock.
    pub clock: Arc<ManualClock>,
    /// The network.
    pub http: Arc<ScriptedHttp>,
    /// The store.
    pub store: Arc<MemoryStore>,
    /// The keys.
    pub keys: Arc<RecordingKeys>,
    /// The marker.
    pub marker: Arc<MemoryMarker>,
    /// The random source.
    pub rng: Arc<SeededRng>,
}

impl Fakes {
    /// A phone that was never started, whose clock says `now_unix_ms`.
    #[must_use]
    pub fn new(now_unix_ms: u64) -> Self {
        Self {
            clock: Arc::new(ManualClock::new(now_unix_ms)),
            http: Arc::default(),
            store: Arc::default(),
            keys: Arc::new(RecordingKeys::seeded(1)),
            marker: Arc::default(),
            rng: Arc::new(SeededRng::new(1)),
        }
    }

    /// The ports in front of them.
    #[must_use]
    pub fn ports(&self) -> Ports {
        Ports {
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            http: self.http.clone(),
            secrets: self.store.clone(),
            keys: self.keys.clone(),
            device_value: Arc::new(FixedDeviceValue(b"the value of this device".to_vec())),
            marker: self.marker.clone(),
        }
    }
}

/// Gives the executor one turn.
async fn yield_once() {
    struct Yield(bool);

    impl Future for Yield {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if self.0 {
                return Poll::Ready(());
            }
            self.0 = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }

    Yield(false).await;
}
