//! A10 (R10): every interleaving of two phones, two tabs of the browser, an extension, a press on "on this device", a "not my phone",
//! the clock and the sweeper on one session. Each request reads the row and checks it, then writes by one conditional update; anything
//! may happen between.

#![expect(clippy::indexing_slicing, reason = "each actor has its own place in an array of two")]

mod model;

use logi_domain::qr::Status;
use model::{Phone, Session, Step};
use std::collections::HashSet;

/// How far a phone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum PhoneAt {
    Away,
    Saw { generation: u16, here: bool },
    Deciding { requests: u8 },
    Approving { requests: u8 },
    Denying { requests: u8 },
}

/// How far a tab is with `complete`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum TabAt {
    Waiting { requests: u8 },
    Completing { requests: u8 },
}

/// How far the browser is with `extend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum ExtendAt {
    Waiting,
    Read { step: Step },
    Done,
}

/// The session and everybody around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    session: Session,
    phones: [PhoneAt; 2],
    tabs: [TabAt; 2],
    extend: ExtendAt,
    can_mark: bool,
    can_cancel: bool,
}

/// A condition that an update could have forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Forgotten {
    Nothing,
    Status,
    Expiry,
    Device,
    Generation,
    Here,
}

const WAITS: u8 = 3;

fn beginning() -> World {
    World {
        session: Session::started(),
        phones: [PhoneAt::Away; 2],
        tabs: [TabAt::Waiting { requests: 1 }; 2],
        extend: ExtendAt::Waiting,
        can_mark: true,
        can_cancel: true,
    }
}

/// The update an implementation with this fault would make.
fn take(session: &mut Session, step: Step, forgotten: Forgotten) {
    let mut lenient = session.clone();
    match (forgotten, step) {
        (Forgotten::Status, Step::Approve(phone)) if session.bound == Some(phone) => {
            session.status = Status::Approved;
            session.approved_by = Some(phone);
        }
        (Forgotten::Expiry, Step::Complete) => {
            lenient.now = 0;
            lenient.take(step);
            lenient.now = session.now;
            *session = lenient;
        }
        (Forgotten::Device, Step::Scan { phone, generation, here })
            if session.status == Status::Scanned && (session.generation, session.here) == (generation, here) =>
        {
            session.bound = Some(phone);
        }
        (Forgotten::Generation, Step::Scan { phone, here, .. }) => {
            let generation = session.generation;
            session.take(Step::Scan { phone, generation, here });
        }
        (Forgotten::Here, Step::Scan { phone, generation, .. }) => {
            let here = session.here;
            session.take(Step::Scan { phone, generation, here });
        }
        _ => {
            session.take(step);
        }
    }
}

/// Every world that can follow, with the step that was taken on the row, if one was.
fn successors(world: &World, forgotten: Forgotten) -> Vec<(World, Option<Step>)> {
    let mut next = Vec::new();
    for (index, phone) in [Phone::A, Phone::B].into_iter().enumerate() {
        phone_steps(world, index, phone, forgotten, &mut next);
        tab_steps(world, index, forgotten, &mut next);
    }
    extend_steps(world, forgotten, &mut next);
    if world.can_mark {
        next.push(written(world, Step::MarkHere, forgotten, |after| after.can_mark = false));
    }
    if world.can_cancel {
        next.push(written(world, Step::Cancel, forgotten, |after| after.can_cancel = false));
    }
    if world.session.now < WAITS {
        next.push(written(world, Step::Wait, forgotten, |_| {}));
    }
    next.push(written(world, Step::Sweep, forgotten, |_| {}));
    next
}

fn written(world: &World, step: Step, forgotten: Forgotten, moves: impl FnOnce(&mut World)) -> (World, Option<Step>) {
    let mut after = world.clone();
    take(&mut after.session, step, forgotten);
    moves(&mut after);
    (after, Some(step))
}

fn read(world: &World, moves: impl FnOnce(&mut World)) -> (World, Option<Step>) {
    let mut after = world.clone();
    moves(&mut after);
    (after, None)
}

fn phone_steps(world: &World, index: usize, phone: Phone, forgotten: Forgotten, next: &mut Vec<(World, Option<Step>)>) {
    let at = |at: PhoneAt| move |after: &mut World| after.phones[index] = at;
    match world.phones[index] {
        PhoneAt::Away => {
            let Session { generation, here, .. } = world.session;
            next.push(read(world, at(PhoneAt::Saw { generation, here })));
        }
        PhoneAt::Saw { generation, here } => {
            next.push(written(
                world,
                Step::Scan { phone, generation, here },
                forgotten,
                at(PhoneAt::Deciding { requests: 2 }),
            ));
        }
        PhoneAt::Deciding { requests: 0 } => {}
        PhoneAt::Deciding { requests } => {
            let requests = requests - 1;
            let may_decide = world.session.seen() == Status::Scanned && world.session.bound == Some(phone);
            if may_decide {
                next.push(read(world, at(PhoneAt::Approving { requests })));
                next.push(read(world, at(PhoneAt::Denying { requests })));
            } else {
                next.push(written(world, Step::NoteSecondScan, forgotten, at(PhoneAt::Deciding { requests })));
            }
        }
        PhoneAt::Approving { requests } => next.push(written(world, Step::Approve(phone), forgotten, at(PhoneAt::Deciding { requests }))),
        PhoneAt::Denying { requests } => next.push(written(world, Step::Deny(phone), forgotten, at(PhoneAt::Deciding { requests }))),
    }
}

fn tab_steps(world: &World, index: usize, forgotten: Forgotten, next: &mut Vec<(World, Option<Step>)>) {
    let at = |at: TabAt| move |after: &mut World| after.tabs[index] = at;
    match world.tabs[index] {
        TabAt::Waiting { requests: 0 } => {}
        TabAt::Waiting { requests } => {
            let requests = requests - 1;
            let is_approved = world.session.seen() == Status::Approved;
            let then = if is_approved {
                TabAt::Completing { requests }
            } else {
                TabAt::Waiting { requests }
            };
            next.push(read(world, at(then)));
        }
        TabAt::Completing { requests } => {
            for step in [Step::Complete, Step::Fail] {
                next.push(written(world, step, forgotten, at(TabAt::Waiting { requests })));
            }
        }
    }
}

fn extend_steps(world: &World, forgotten: Forgotten, next: &mut Vec<(World, Option<Step>)>) {
    let session = &world.session;
    let read_ends = session.ends;
    match world.extend {
        ExtendAt::Waiting => {
            let step = match session.seen() {
                Status::Pending => Step::ExtendPending {
                    read_ends,
                    read_generation: session.generation,
                },
                Status::Scanned => Step::ExtendScanned { read_ends },
                Status::Approved | Status::Completed | Status::Denied | Status::Expired | Status::Failed => return,
            };
            next.push(read(world, |after| after.extend = ExtendAt::Read { step }));
        }
        ExtendAt::Read { step } => next.push(written(world, step, forgotten, |after| after.extend = ExtendAt::Done)),
        ExtendAt::Done => {}
    }
}

/// What must hold of every step.
fn violation(before: &Session, after: &Session, step: Step) -> Option<&'static str> {
    let rules = [
        (
            "terminal states absorb",
            before.status.is_terminal() && after.status != before.status,
        ),
        ("at most one code", after.codes > 1),
        (
            "a code is given by completing, and completing gives one",
            (after.codes == 1) != (after.status == Status::Completed),
        ),
        (
            "a code has an approval of the bound phone",
            after.codes == 1 && (after.approved_by.is_none() || after.approved_by != after.bound),
        ),
        (
            "no denial leads to a code",
            after.was_denied && (after.codes > 0 || after.status != Status::Denied),
        ),
        (
            "after the end only the sweeper writes",
            before.is_over()
                && step != Step::Sweep
                && step != Step::Wait
                && before
                    != &Session {
                        now: before.now,
                        ..after.clone()
                    },
        ),
        ("a bound phone stays bound", before.bound.is_some() && after.bound != before.bound),
        (
            "only a frame of this generation binds",
            matches!(step, Step::Scan { generation, .. } if after.bound != before.bound && generation != before.generation),
        ),
        (
            "a frame binds no login of the own device, and a link no other",
            matches!(step, Step::Scan { here, .. } if after.bound != before.bound && here != before.here),
        ),
        (
            "the mark stays, and comes before a scan",
            before.here != after.here && (before.here || before.bound.is_some()),
        ),
        (
            "only the bound phone approves",
            after.approved_by.is_some() && after.approved_by != after.bound,
        ),
        ("a lapsed session reads expired", after.is_over() && !after.seen().is_terminal()),
    ];
    rules.into_iter().find(|(_, broken)| *broken).map(|(rule, _)| rule)
}

/// Walks every reachable world, of a faulty implementation until the first broken rule; returns the broken rules, the statuses met and the number of worlds.
fn explore(forgotten: Forgotten) -> (HashSet<&'static str>, HashSet<Status>, usize) {
    let (mut broken, mut met) = (HashSet::new(), HashSet::new());
    let mut seen = HashSet::from([beginning()]);
    let mut open = vec![beginning()];
    while let Some(world) = open.pop() {
        met.insert(world.session.status);
        for (after, step) in successors(&world, forgotten) {
            broken.extend(step.and_then(|step| violation(&world.session, &after.session, step)));
            if forgotten != Forgotten::Nothing && !broken.is_empty() {
                return (broken, met, seen.len());
            }
            if seen.insert(after.clone()) {
                open.push(after);
            }
        }
    }
    (broken, met, seen.len())
}

#[test]
fn no_interleaving_breaks_a_rule_and_every_status_is_reached() {
    let (broken, met, worlds) = explore(Forgotten::Nothing);
    assert_eq!(broken, HashSet::new());
    assert_eq!(met.len(), 7, "{met:?}");
    assert!(worlds > 10_000, "only {worlds} worlds: the model lost its actors");
}

#[test]
fn the_model_notices_each_forgotten_condition() {
    for forgotten in [
        Forgotten::Status,
        Forgotten::Expiry,
        Forgotten::Device,
        Forgotten::Generation,
        Forgotten::Here,
    ] {
        let (broken, ..) = explore(forgotten);
        assert!(!broken.is_empty(), "{forgotten:?}");
    }
}
