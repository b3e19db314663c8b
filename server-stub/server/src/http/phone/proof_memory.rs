//! Which proofs this node has seen in the last five minutes (RFC 9449 §11.1). A call that changes the database uses its proof up
//! in its own transaction as well; this memory is what stands before a read. A call answered by 503 did nothing, so its proof was not
//! used either: the same bytes may be sent again.
//!
//! Bounded twice: one key keeps its newest [`PER_KEY`] uses and all keys together [`IN_ALL`], so that a busy device forgets only
//! its own oldest proofs and a flood costs a fixed amount of memory.

use crate::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Extensions, StatusCode};
use logi_domain::time::Millis;
use logi_store::{PROOF_SECONDS, ProofUse};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Uses kept of one key.
pub const PER_KEY: usize = 1024;
/// Uses kept of all keys.
pub const IN_ALL: usize = 131_072;

/// The proofs seen by this node.
#[derive(Default)]
pub struct ProofMemory(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    by_key: HashMap<String, VecDeque<(Millis, [u8; 32])>>,
    order: VecDeque<(Millis, String)>,
}

impl ProofMemory {
    /// Notes a use; `false` where this `jti` of this key is remembered.
    #[must_use]
    pub fn remember(&self, proof: &ProofUse, now: Millis) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.forget(now);
        seen.note(proof)
    }

    /// Takes a use back: its call did nothing.
    fn take_back(&self, proof: &ProofUse) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take_back(proof);
    }

    /// How many uses are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).order.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Seen {
    fn forget(&mut self, now: Millis) {
        while let Some((expires_at, jkt)) = self.order.pop_front() {
            if expires_at > now && self.order.len() + 1 < IN_ALL {
                self.order.push_front((expires_at, jkt));
                return;
            }
            self.drop_until(&jkt, expires_at);
        }
    }

    fn drop_until(&mut self, jkt: &str, until: Millis) {
        let Some(uses) = self.by_key.get_mut(jkt) else { return };
        while uses.front().is_some_and(|(expires_at, _)| *expires_at <= until) {
            uses.pop_front();
        }
        if uses.is_empty() {
            self.by_key.remove(jkt);
        }
    }

    fn note(&mut self, proof: &ProofUse) -> bool {
        let uses = self.by_key.entry(proof.jkt.clone()).or_default();
        if uses.iter().any(|(_, jti_hash)| *jti_hash == proof.jti_hash) {
            return false;
        }
        if uses.len() == PER_KEY {
            uses.pop_front();
        }
        uses.push_back((proof.expires_at, proof.jti_hash));
        self.order.push_back((proof.expires_at, proof.jkt.clone()));
        true
    }

    fn take_back(&mut self, proof: &ProofUse) {
        let Some(uses) = self.by_key.get_mut(&proof.jkt) else { return };
        uses.retain(|(_, jti_hash)| *jti_hash != proof.jti_hash);
        if uses.is_empty() {
            self.by_key.remove(&proof.jkt);
        }
        let is_its = |(expires_at, jkt): &(Millis, String)| *expires_at == proof.expires_at && *jkt == proof.jkt;
        if let Some(at) = self.order.iter().rposition(is_its) {
            self.order.remove(at);
        }
    }
}

/// Where a request keeps the proof it was noted with.
#[derive(Clone, Default)]
struct Noted(Arc<OnceLock<ProofUse>>);

/// Notes the proof of a request; `false` where it is remembered.
#[must_use]
pub fn note(app: &App, request: &Extensions, proof: &ProofUse) -> bool {
    let is_first = app.seen().remember(proof, app.now());
    if is_first && let Some(Noted(noted)) = request.get() {
        // A request has one proof.
        let _ = noted.set(proof.clone());
    }
    is_first
}

/// Takes the proof of a call back that was answered by 503. What a call did change has used its proof up in the database.
pub async fn release(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let noted = Noted::default();
    request.extensions_mut().insert(noted.clone());
    let response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE
        && let Some(proof) = noted.0.get()
    {
        app.seen().take_back(proof);
    }
    response
}

/// When a use made at `now` is forgotten.
#[must_use]
pub fn forgotten_at(now: Millis) -> Millis {
    now.plus_seconds(PROOF_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_251_600_000);

    fn used(key: &str, number: usize, now: Millis) -> ProofUse {
        let mut jti_hash = [0; 32];
        jti_hash[..size_of::<usize>()].copy_from_slice(&number.to_be_bytes());
        ProofUse {
            jkt: key.into(),
            jti_hash,
            expires_at: forgotten_at(now),
        }
    }

    #[test]
    fn refuses_a_use_for_five_minutes() {
        let memory = ProofMemory::default();
        assert!(memory.remember(&used("a", 1, NOW), NOW));
        let later = Millis(NOW.0 + 299_999);
        assert!(!memory.remember(&used("a", 1, later), later));
    }

    #[test]
    fn forgets_a_use_after_five_minutes() {
        let memory = ProofMemory::default();
        assert!(memory.remember(&used("a", 1, NOW), NOW));
        let later = Millis(NOW.0 + 300_000);
        assert!(memory.remember(&used("a", 1, later), later));
        assert_eq!(memory.len(), 1);
    }

    #[test]
    fn takes_a_use_back_and_no_other() {
        let memory = ProofMemory::default();
        for number in 1..=3 {
            assert!(memory.remember(&used("a", number, NOW), NOW));
        }
        memory.take_back(&used("a", 2, NOW));
        memory.take_back(&used("b", 1, NOW));
        assert_eq!(memory.len(), 2);
        assert!(memory.remember(&used("a", 2, NOW), NOW));
        assert!(!memory.remember(&used("a", 1, NOW), NOW));
        assert!(!memory.remember(&used("a", 3, NOW), NOW));
    }

    #[test]
    fn takes_the_same_jti_of_another_key() {
        let memory = ProofMemory::default();
        assert!(memory.remember(&used("a", 1, NOW), NOW));
        assert!(memory.remember(&used("b", 1, NOW), NOW));
    }

    #[test]
    fn a_busy_key_forgets_only_its_own_oldest_use() {
        let memory = ProofMemory::default();
        assert!(memory.remember(&used("quiet", 0, NOW), NOW));
        for number in 0..=PER_KEY {
            assert!(memory.remember(&used("busy", number, NOW), NOW));
        }
        assert!(!memory.remember(&used("busy", PER_KEY, NOW), NOW));
        assert!(!memory.remember(&used("quiet", 0, NOW), NOW));
        assert!(memory.remember(&used("busy", 0, NOW), NOW));
    }

    #[test]
    fn a_flood_of_keys_costs_a_fixed_amount() {
        let memory = ProofMemory::default();
        for number in 0..IN_ALL + 100 {
            assert!(memory.remember(&used(&number.to_string(), 0, NOW), NOW));
        }
        assert_eq!(memory.len(), IN_ALL);
        assert!(!memory.remember(&used(&(IN_ALL + 99).to_string(), 0, NOW), NOW));
    }
}
