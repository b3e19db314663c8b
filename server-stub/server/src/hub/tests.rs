use super::*;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::task::Wake as TaskWake;
use uuid::Uuid;

struct Clock(AtomicI64);

impl crate::clock::Clock for Clock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// Counts how often a task was woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl TaskWake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Place {
    clock: Arc<Clock>,
    hub: Hub,
    stopping: CancellationToken,
}

fn place() -> Place {
    let clock = Arc::new(Clock(AtomicI64::new(1_000)));
    let stopping = CancellationToken::new();
    let hub = Hub::new(clock.clone(), stopping.clone());
    Place { clock, hub, stopping }
}

fn session(number: u128) -> SessionId {
    SessionId::new(Uuid::from_u128(number))
}

fn poll(watch: &Watch, woken: &Arc<Woken>) -> Poll<Wake> {
    let waker = Waker::from(Arc::clone(woken));
    watch.poll_wake(&mut Context::from_waker(&waker))
}

fn count(woken: &Woken) -> usize {
    woken.0.load(Ordering::SeqCst)
}

#[tokio::test]
async fn wakes_nobody_who_waits_for_another_session() {
    let place = place();
    let (mine, other) = (place.hub.watch(session(1)), place.hub.watch(session(2)));
    let (mine_woken, other_woken) = (Arc::<Woken>::default(), Arc::<Woken>::default());
    assert!(poll(&mine, &mine_woken).is_pending() && poll(&other, &other_woken).is_pending());

    place.hub.changed(session(1));

    assert_eq!((count(&mine_woken), count(&other_woken)), (1, 0));
    assert_eq!(poll(&mine, &mine_woken), Poll::Ready(Wake::Changed));
    assert!(poll(&other, &other_woken).is_pending());
}

#[tokio::test]
async fn a_change_between_subscribing_and_waiting_is_not_missed() {
    let place = place();
    let watch = place.hub.watch(session(1));
    place.hub.changed(session(1));
    place.hub.changed(session(1));
    let woken = Arc::<Woken>::default();
    assert_eq!(poll(&watch, &woken), Poll::Ready(Wake::Changed));
    assert!(poll(&watch, &woken).is_pending(), "changes that came together count as one");
}

#[tokio::test]
async fn wakes_every_tab_of_one_session() {
    let place = place();
    let tabs: Vec<Watch> = (0..3).map(|_| place.hub.watch(session(1))).collect();
    place.hub.changed(session(1));
    let woken = Arc::<Woken>::default();
    assert!(tabs.iter().all(|tab| poll(tab, &woken) == Poll::Ready(Wake::Changed)));
}

#[tokio::test]
async fn wakes_once_when_the_apps_clock_reaches_the_named_instant() {
    let place = place();
    let (watch, woken) = (place.hub.watch(session(1)), Arc::<Woken>::default());
    watch.wake_at(Millis(2_000));
    assert!(poll(&watch, &woken).is_pending());

    place.hub.0.tick();
    assert!(poll(&watch, &woken).is_pending(), "too early");
    place.clock.0.store(2_000, Ordering::SeqCst);
    place.hub.0.tick();
    assert_eq!(count(&woken), 1);
    assert_eq!(poll(&watch, &woken), Poll::Ready(Wake::Changed));
    place.hub.0.tick();
    assert!(poll(&watch, &woken).is_pending(), "an instant counts once");
}

#[tokio::test]
async fn beats_once_in_a_while_for_those_for_whom_nothing_happens() {
    let place = place();
    let watches: Vec<Watch> = (0..BEAT_TICKS).map(|n| place.hub.watch(session(n.into()))).collect();
    let woken = Arc::<Woken>::default();
    let mut beats = vec![0; watches.len()];
    (1..BEAT_TICKS).for_each(|_| assert!(place.hub.0.tick()));
    assert!(watches.iter().all(|watch| poll(watch, &woken).is_pending()));
    for tick in 1..=3 * BEAT_TICKS {
        place.hub.0.tick();
        let now: Vec<bool> = watches.iter().map(|watch| poll(watch, &woken) == Poll::Ready(Wake::Beat)).collect();
        assert_eq!(now.iter().filter(|beat| **beat).count(), 1, "spread over the ticks, tick {tick}");
        beats.iter_mut().zip(now).for_each(|(sum, beat)| *sum += usize::from(beat));
    }
    assert!(beats.iter().all(|beats| *beats == 3), "{beats:?}");
}

#[tokio::test]
async fn a_change_outweighs_a_beat() {
    let place = place();
    let (watch, woken) = (place.hub.watch(session(1)), Arc::<Woken>::default());
    place.hub.changed(session(1));
    (0..BEAT_TICKS).for_each(|_| {
        place.hub.0.tick();
    });
    assert_eq!(poll(&watch, &woken), Poll::Ready(Wake::Changed));
}

#[tokio::test]
async fn everybody_is_told_at_once_that_the_server_stops() {
    let place = place();
    let watch = place.hub.watch(session(1));
    let waiting = tokio::spawn(std::future::poll_fn(move |context| watch.poll_wake(context)));
    tokio::task::yield_now().await;
    place.stopping.cancel();
    assert_eq!(waiting.await.unwrap(), Wake::Closing);
    let late = place.hub.watch(session(1));
    assert_eq!(poll(&late, &Arc::default()), Poll::Ready(Wake::Closing));
}

#[tokio::test]
async fn keeps_nothing_of_those_who_left() {
    let place = place();
    let watches: Vec<Watch> = (0..100).map(|n| place.hub.watch(session(n % 7))).collect();
    assert_eq!(place.hub.waiting(), 100);
    drop(watches);
    assert_eq!(place.hub.waiting(), 0);
    assert!(!place.hub.0.tick(), "the ticker goes when nobody waits");
}
