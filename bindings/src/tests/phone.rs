//! The golden phone, behind the platform of a test.

use std::sync::Arc;

use logi_core::Ports;
use logi_core::fakes::Fakes;
use logi_core::golden::{self, APPROVE, SCAN, answer, case, code_text, key_set_json};
use serde_json::{Value, json};

use super::platform::{Keys, Store};
use crate::platform::{ForeignKeys, ForeignStore};
use crate::{Authenticator, LoginFlow, LoginState, Source};

/// The fields that the golden approval grants.
pub(super) const GRANTED: [&str; 2] = ["email", "preferred_name"];

/// A phone enrolled with the golden ids and keys, at the time of the golden scan.
pub(super) struct Phone {
    pub(super) authenticator: Arc<Authenticator>,
    pub(super) keys: Arc<Keys>,
    pub(super) store: Arc<Store>,
    /// Clock, network and marker.
    pub(super) fakes: Fakes,
    code: String,
}

impl Phone {
    pub(super) async fn enrolled() -> Self {
        let fakes = golden::Phone::enrolled().await.fakes;
        let store = Store::default();
        *store.values() = fakes.store.snapshot();
        Self::open(Keys::golden(), Arc::new(store), fakes).await
    }

    async fn open(keys: Arc<Keys>, store: Arc<Store>, fakes: Fakes) -> Self {
        let ports = Ports {
            keys: Arc::new(ForeignKeys::new(keys.clone())),
            secrets: Arc::new(ForeignStore::new(store.clone())),
            ..fakes.ports()
        };
        let core = logi_core::Authenticator::open(golden::Phone::config(&key_set_json()), ports).await;
        Self {
            authenticator: Authenticator::wrap(core.unwrap()),
            keys,
            store,
            fakes,
            code: code_text(),
        }
    }

    /// The same phone after its process ended: nothing is left but what the platform keeps.
    pub(super) async fn restarted(self) -> Self {
        let Self {
            authenticator,
            keys,
            store,
            fakes,
            ..
        } = self;
        drop(authenticator);
        assert_eq!(
            (Arc::strong_count(&keys), Arc::strong_count(&store)),
            (1, 1),
            "something of the old process lives"
        );
        Self::open(keys, store, fakes).await
    }

    /// Begins the golden login.
    pub(super) async fn begin(&self) -> Arc<LoginFlow> {
        self.authenticator.begin(self.code.clone(), Source::Camera).await.unwrap()
    }

    /// The golden login, presented, at the time of the golden decisions.
    pub(super) async fn present(&self) -> Arc<LoginFlow> {
        self.fakes.http.once(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
        let flow = self.begin().await;
        assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented { .. }))));
        self.fakes.clock.set(golden::keys()["approved_at_ms"].as_u64().unwrap());
        flow
    }

    /// Answers the golden login after all: nothing was decided before, and its approval is acknowledged.
    pub(super) async fn answer_at_last(&self, flow: &LoginFlow) {
        assert!(self.authenticator.unanswered_logins().await.unwrap().is_empty());
        flow.approve(granted()).await.unwrap();
        self.fakes.http.once(APPROVE, answer(case(&golden::approve()["cases"], "approved")));
        assert!(matches!(
            flow.next_state().await,
            Ok(Some(LoginState::Approved { receipt: Some(_), .. }))
        ));
        assert_eq!(self.sent("/approve"), [json!({ "approval": golden::approve()["approval"] })]);
    }

    /// What was sent so far to paths that end so.
    pub(super) fn sent(&self, end: &str) -> Vec<Value> {
        let sent = self.fakes.http.sent();
        let those = sent.iter().filter(|request| request.path.ends_with(end));
        those.map(logi_core::fakes::SentRequest::json).collect()
    }
}

/// What is granted, as an app says it.
pub(super) fn granted() -> Vec<String> {
    GRANTED.map(str::to_owned).to_vec()
}
