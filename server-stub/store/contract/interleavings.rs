//! Every order in which scan, approve, deny, expiry and two completions can reach a session, against the domain's one table of
//! transitions: the store wins exactly where the table has a row, terminal states absorb, and at most one code comes out.

use super::given::{Login, NOW, client, phone, proof};
use crate::Backend;
use crate::tests::backend;
use logi_domain::qr::{Event, Status};
use logi_domain::time::Millis;
use logi_store::{Grants, QrSessions};

/// The first millisecond after a session.
const OVER: Millis = Millis((NOW.0 / 1000 + 600) * 1000);

const EVENTS: [Event; 6] = [
    Event::Scan,
    Event::Approve,
    Event::Deny,
    Event::Expire,
    Event::Complete,
    Event::Complete,
];

/// All orders of the events, each once.
fn orders(events: &[Event]) -> Vec<Vec<Event>> {
    if events.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (at, first) in events.iter().enumerate() {
        if events[..at].contains(first) {
            continue;
        }
        let rest = [&events[..at], &events[at + 1..]].concat();
        found.extend(orders(&rest).into_iter().map(|tail| [vec![*first], tail].concat()));
    }
    found
}

/// Sends one event to the store; `None` for expiry, which is only time.
async fn send(store: &Backend, login: &Login, event: Event, now: Millis) -> Option<bool> {
    let won = match event {
        Event::Scan => {
            let mut binding = login.scanning();
            binding.now = now;
            store.scan(&binding, &proof()).await
        }
        Event::Approve => {
            let mut approval = login.approval();
            approval.now = now;
            store.approve(&approval, &proof()).await
        }
        Event::Deny => {
            let mut denial = login.denial();
            denial.now = now;
            store.deny(&denial, &proof()).await
        }
        Event::Complete => {
            let mut completion = login.completion();
            completion.now = now;
            let won = store.complete(&completion).await;
            let code = store.code(&completion.code.hash).await.unwrap();
            assert_eq!(code.is_some(), *won.as_ref().unwrap());
            won
        }
        Event::Cancel => store.cancel(login.id, now).await,
        Event::Fail => store.fail(login.id, now).await,
        Event::Expire => return None,
    };
    Some(won.unwrap())
}

async fn run(store: &Backend, login: &Login, order: &[Event]) {
    let (mut status, mut now) = (Status::Pending, NOW);
    let mut codes = 0;
    for event in order {
        let next = status.apply(*event);
        match send(store, login, *event, now).await {
            Some(won) => assert_eq!(won, next.is_ok(), "{event:?} of {order:?}"),
            None => now = OVER,
        }
        codes += u32::from(*event == Event::Complete && next.is_ok());
        status = next.unwrap_or(status);
        let read = store.session(login.id).await.unwrap().unwrap().status(now);
        assert_eq!(read, status, "after {event:?} of {order:?}");
    }
    assert!(codes <= 1 && (codes == 1) == (status == Status::Completed), "{order:?}");
}

#[tokio::test]
async fn every_order_of_events_follows_the_one_table() {
    let store = backend::fresh().await;
    let (client, phone) = (client(&store).await, phone(&store).await);
    let orders = orders(&EVENTS);
    assert_eq!(orders.len(), 360);
    for order in orders {
        let login = Login::between(&store, client.clone(), phone).await;
        run(&store, &login, &order).await;
    }
}
