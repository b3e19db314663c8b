//! The store against the model of a session that the domain explores: from every state that the model reaches, every step has
//! the same outcome on the row.

use super::given::{Login, NOW, later, phone, proof};
use super::model::{Phone, Session, Step};
use crate::tests::backend;
use logi_domain::qr::QrSession;
use logi_domain::time::{Millis, Seconds};
use logi_store::{Completion, Extension, Grants, Housekeeping, QrSessions, extended_expiry};
use std::collections::{HashSet, VecDeque};

/// The model's wait, in seconds.
const WAIT: i64 = 300;
const WAITS: u8 = 3;

fn moment(waits: u8) -> Millis {
    later(i64::from(waits) * WAIT)
}

fn end(waits: u8) -> Seconds {
    Seconds(NOW.seconds().0 + i64::from(waits) * WAIT)
}

/// Every step that makes a difference somewhere, stale values included.
fn steps(session: &Session) -> Vec<Step> {
    let mut steps = vec![
        Step::MarkHere,
        Step::NoteSecondScan,
        Step::Cancel,
        Step::Complete,
        Step::Fail,
        Step::Sweep,
    ];
    for phone in [Phone::A, Phone::B] {
        let scan = |generation, here| Step::Scan { phone, generation, here };
        steps.extend([
            scan(0, false),
            scan(1, false),
            scan(0, true),
            Step::Approve(phone),
            Step::Deny(phone),
        ]);
    }
    for read_ends in [2, session.ends] {
        steps.push(Step::ExtendScanned { read_ends });
        steps.push(Step::ExtendPending {
            read_ends,
            read_generation: session.generation,
        });
    }
    if session.now < WAITS {
        steps.push(Step::Wait);
    }
    if session.extensions == 1 {
        // One extension shows all there is; the limit has a test of its own.
        steps.retain(
            |step| !matches!(step, Step::ExtendScanned { read_ends } | Step::ExtendPending { read_ends, .. } if *read_ends == session.ends),
        );
    }
    steps
}

/// Every reachable state with a way to it. Of two phones that differ in nothing the first is the one that binds; a noted second
/// scan is a step that is tried, but changes nothing for what follows; mark and extension do not meet.
fn reachable() -> Vec<(Session, Vec<Step>)> {
    let mut seen = HashSet::from([Session::started()]);
    let mut open = VecDeque::from([(Session::started(), Vec::new())]);
    let mut found = Vec::new();
    while let Some((session, way)) = open.pop_front() {
        for step in steps(&session) {
            let mut after = session.clone();
            after.take(step);
            let is_new_kind = after.bound != Some(Phone::B) && !after.second_scan && !(after.here && after.extensions > 0);
            if is_new_kind && seen.insert(after.clone()) {
                let mut longer = way.clone();
                longer.push(step);
                open.push_back((after, longer));
            }
        }
        found.push((session, way));
    }
    found
}

/// One session of the store beside its model.
struct Pair<'a> {
    store: &'a crate::Backend,
    model: Session,
    of_a: Login,
    of_b: Login,
    completions: Vec<Completion>,
}

impl<'a> Pair<'a> {
    async fn at(store: &'a crate::Backend, first: &Login, other: super::given::Phone, way: &[Step]) -> Self {
        let of_a = Login::between(store, first.client.clone(), first.phone).await;
        let of_b = Login {
            phone: other,
            ..of_a.clone()
        };
        let (model, completions) = (Session::started(), Vec::new());
        let mut pair = Self {
            store,
            model,
            of_a,
            of_b,
            completions,
        };
        for step in way {
            pair.take(*step).await;
        }
        pair
    }

    fn login(&self, phone: Phone) -> &Login {
        match phone {
            Phone::A => &self.of_a,
            Phone::B => &self.of_b,
        }
    }

    async fn take(&mut self, step: Step) {
        let changed = self.write(step).await;
        let before = self.model.clone();
        let expected = self.model.take(step);
        assert_eq!(changed, expected, "{step:?} on {before:?}");
    }

    async fn write(&mut self, step: Step) -> bool {
        let (store, id, now) = (self.store, self.of_a.id, moment(self.model.now));
        match step {
            Step::MarkHere => store.mark_here(id, now).await.unwrap(),
            Step::Scan { phone, generation, here } => {
                let mut scan = self.login(phone).scanning();
                (scan.generation, scan.here, scan.now) = (generation, here, now);
                store.scan(&scan, &proof()).await.unwrap()
            }
            Step::NoteSecondScan => store.note_second_scan(id, now).await.unwrap(),
            Step::Approve(phone) => {
                let mut approval = self.login(phone).approval();
                approval.now = now;
                store.approve(&approval, &proof()).await.unwrap()
            }
            Step::Deny(phone) => {
                let mut denial = self.login(phone).denial();
                denial.now = now;
                store.deny(&denial, &proof()).await.unwrap()
            }
            Step::Cancel => store.cancel(id, now).await.unwrap(),
            Step::ExtendScanned { read_ends } => self.extend(read_ends, None).await,
            Step::ExtendPending {
                read_ends,
                read_generation,
            } => self.extend(read_ends, Some(read_generation)).await,
            Step::Complete => {
                let phone = self.model.bound.unwrap_or(Phone::A);
                let mut completion = self.login(phone).completion();
                completion.now = now;
                self.completions.push(completion.clone());
                store.complete(&completion).await.unwrap()
            }
            Step::Fail => store.fail(id, now).await.unwrap(),
            Step::Wait => true,
            Step::Sweep => store.sweep(now).await.unwrap().expired.contains(&id),
        }
    }

    async fn extend(&self, read_ends: u8, new_generation_from: Option<u16>) -> bool {
        let now = moment(self.model.now);
        let extension = Extension {
            id: self.of_a.id,
            old_expires_at: end(read_ends),
            expires_at: extended_expiry(now),
            new_generation_from,
            now,
        };
        self.store.extend(&extension).await.unwrap()
    }

    async fn assert_equal(&self) {
        let row: QrSession = self.store.session(self.of_a.id).await.unwrap().unwrap();
        let model = &self.model;
        assert_eq!(row.stored_status, model.status, "{model:?}");
        assert_eq!(row.status(moment(model.now)), model.seen(), "{model:?}");
        assert_eq!((row.generation, row.extensions), (model.generation, model.extensions), "{model:?}");
        assert_eq!((row.expires_at, row.second_scan), (end(model.ends), model.second_scan), "{model:?}");
        assert_eq!(row.here, model.here, "{model:?}");
        let bound = model.bound.map(|phone| self.login(phone).phone.row);
        assert_eq!(row.scan.map(|scan| scan.device), bound, "{model:?}");
        let mut codes = 0;
        for completion in &self.completions {
            codes += u8::from(self.store.code(&completion.code.hash).await.unwrap().is_some());
        }
        assert_eq!(codes, model.codes, "{model:?}");
    }
}

#[tokio::test]
async fn every_step_from_every_reachable_state_ends_as_in_the_model() {
    let store = backend::fresh().await;
    store.hurry().await;
    let first = Login::pending(&store).await;
    let other = phone(&store).await;
    for (state, way) in reachable() {
        let (changing, idle): (Vec<_>, Vec<_>) = steps(&state).into_iter().partition(|step| state.clone().take(*step));
        // Steps that change nothing can be tried one after the other on the same row.
        let mut at_state = Pair::at(&store, &first, other, &way).await;
        for step in idle {
            at_state.take(step).await;
        }
        at_state.assert_equal().await;
        for step in changing {
            let mut pair = Pair::at(&store, &first, other, &way).await;
            pair.take(step).await;
            pair.assert_equal().await;
        }
    }
}
