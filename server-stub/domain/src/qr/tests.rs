//! The session's table, what readers compute, and which grants stand.

use super::*;
use crate::id::ClientId;
use proptest::prelude::*;
use uuid::Uuid;

const STATUSES: [Status; 7] = [
    Status::Pending,
    Status::Scanned,
    Status::Approved,
    Status::Completed,
    Status::Denied,
    Status::Expired,
    Status::Failed,
];
const EVENTS: [Event; 7] = [
    Event::Scan,
    Event::Approve,
    Event::Deny,
    Event::Cancel,
    Event::Expire,
    Event::Complete,
    Event::Fail,
];

/// One row for each status, one column for each event, in the orders above.
#[test]
fn every_pair_of_status_and_event_ends_as_the_table_says() {
    use Status::{Approved, Completed, Denied, Expired, Failed, Scanned};
    #[rustfmt::skip]
    let table: [[Option<Status>; 7]; 7] = [
        // scan          approve         deny          cancel        expire         complete         fail
        [Some(Scanned), None,           None,         None,         Some(Expired), None,            None],
        [None,          Some(Approved), Some(Denied), Some(Denied), Some(Expired), None,            None],
        [None,          None,           None,         None,         Some(Expired), Some(Completed), Some(Failed)],
        [None; 7],
        [None; 7],
        [None; 7],
        [None; 7],
    ];
    for (status, row) in STATUSES.into_iter().zip(table) {
        for (event, expected) in EVENTS.into_iter().zip(row) {
            let expected = expected.ok_or(InvalidTransition { status, event });
            assert_eq!(status.apply(event), expected, "{status:?} {event:?}");
        }
    }
}

#[test]
fn terminal_states_absorb_every_event() {
    for status in STATUSES.into_iter().filter(|status| status.is_terminal()) {
        for event in EVENTS {
            assert!(status.apply(event).is_err(), "{status:?} {event:?}");
        }
    }
}

#[test]
fn no_way_leads_from_a_denial_to_a_code() {
    assert!(EVENTS.iter().all(|event| Status::Denied.apply(*event).is_err()));
    let before_a_code = STATUSES.into_iter().filter(|status| status.apply(Event::Complete).is_ok());
    assert_eq!(before_a_code.collect::<Vec<_>>(), [Status::Approved]);
}

#[test]
fn four_states_are_terminal() {
    let terminal: Vec<_> = STATUSES.into_iter().filter(|status| status.is_terminal()).collect();
    assert_eq!(terminal, [Status::Completed, Status::Denied, Status::Expired, Status::Failed]);
}

#[test]
fn texts_of_statuses_are_those_of_the_protocol() {
    let texts = STATUSES.map(Status::as_str);
    assert_eq!(
        texts,
        ["pending", "scanned", "approved", "completed", "denied", "expired", "failed"]
    );
    for status in STATUSES {
        assert_eq!(Status::parse(status.as_str()), Ok(status));
    }
}

fn session(stored_status: Status) -> QrSession {
    QrSession {
        id: SessionId::new(Uuid::nil()),
        request: AuthorizationRequest {
            client_id: ClientId::from_random([0; 16]),
            redirect_uri: "https://example.com/callback".into(),
            scopes: vec!["openid".into()],
            state: None,
            nonce: None,
            code_challenge: String::new(),
        },
        locale: Locale::En,
        browser: Browser {
            nonce_hash: SecretHash([0; 32]),
            key: None,
            label: String::new(),
            country: "unknown".into(),
            address: None,
        },
        started_at: Millis(0),
        frame_seconds: 2,
        generation: 0,
        extensions: 0,
        expires_at: Seconds(600),
        stored_status,
        second_scan: false,
        here: false,
        scan: None,
        decided: None,
        created_at: Millis(0),
    }
}

#[test]
fn an_open_session_reads_expired_from_its_end_on() {
    for status in [Status::Pending, Status::Scanned, Status::Approved] {
        assert_eq!(session(status).status(Millis(599_999)), status);
        assert_eq!(session(status).status(Millis(600_000)), Status::Expired);
    }
}

#[test]
fn a_terminal_session_reads_the_same_for_ever() {
    for status in [Status::Completed, Status::Denied, Status::Expired, Status::Failed] {
        assert_eq!(session(status).status(Millis(0)), status);
        assert_eq!(session(status).status(Millis(i64::MAX)), status);
    }
}

#[test]
fn a_session_is_bound_to_nobody_before_its_scan_and_to_one_device_after() {
    let (device, other) = (DeviceRowId::new(Uuid::from_u128(1)), DeviceRowId::new(Uuid::from_u128(2)));
    let mut session = session(Status::Scanned);
    assert!(!session.is_bound_to(device));
    session.scan = Some(Scan {
        device,
        account: AccountId(1),
        platform: "ios".into(),
        words: String::new(),
        presented: String::new(),
        at: Millis(0),
    });
    assert!(session.is_bound_to(device) && !session.is_bound_to(other));
}

const FIELDS: [Field; 4] = [Field::PreferredName, Field::FullName, Field::Email, Field::PhoneNumber];

fn presented(name: Field, required: bool, value_present: bool) -> PresentedField {
    PresentedField {
        declared: DeclaredField {
            name,
            required,
            purpose: None,
        },
        before: None,
        value_present,
    }
}

#[test]
fn a_field_that_was_not_offered_is_refused() {
    let offered = [presented(Field::Email, false, true)];
    assert_eq!(check_granted(&offered, &[Field::PhoneNumber]), Err(GrantRefusal::NotOffered));
    assert_eq!(check_granted(&[], &[Field::Email]), Err(GrantRefusal::NotOffered));
}

#[test]
fn a_field_without_a_value_is_refused() {
    let offered = [presented(Field::Email, true, false)];
    assert_eq!(check_granted(&offered, &[Field::Email]), Err(GrantRefusal::NotOffered));
    assert_eq!(check_granted(&offered, &[]), Err(GrantRefusal::MissingRequired));
}

#[test]
fn a_field_granted_twice_or_out_of_order_is_refused() {
    let offered = [presented(Field::PreferredName, false, true), presented(Field::Email, false, true)];
    for granted in [[Field::Email, Field::Email], [Field::Email, Field::PreferredName]] {
        assert_eq!(check_granted(&offered, &granted), Err(GrantRefusal::NotOffered), "{granted:?}");
    }
}

#[test]
fn a_required_field_must_be_granted() {
    let offered = [presented(Field::PreferredName, true, true), presented(Field::Email, false, true)];
    assert_eq!(check_granted(&offered, &[Field::Email]), Err(GrantRefusal::MissingRequired));
    assert_eq!(check_granted(&offered, &[]), Err(GrantRefusal::MissingRequired));
    assert_eq!(check_granted(&offered, &[Field::PreferredName]), Ok(()));
}

#[test]
fn the_binding_is_judged_before_what_is_missing() {
    let offered = [presented(Field::PreferredName, true, true)];
    assert_eq!(check_granted(&offered, &[Field::Email]), Err(GrantRefusal::NotOffered));
}

/// Every list of fields that can be granted where these are offered, by taking or leaving each.
fn every_subsequence(offered: &[PresentedField]) -> Vec<Vec<Field>> {
    offered
        .iter()
        .filter(|field| field.value_present)
        .fold(vec![Vec::new()], |lists, field| {
            let with = lists.iter().map(|list| [list.as_slice(), &[field.declared.name]].concat());
            let with: Vec<_> = with.collect();
            lists.into_iter().chain(with).collect()
        })
}

proptest! {
    #[test]
    fn exactly_the_subsequences_with_values_and_all_required_fields_stand(
        offered in proptest::sample::subsequence(FIELDS.to_vec(), 0..=4),
        required in proptest::collection::vec(any::<bool>(), 4),
        valued in proptest::collection::vec(any::<bool>(), 4),
        granted in proptest::collection::vec(proptest::sample::select(FIELDS.to_vec()), 0..=4),
    ) {
        let offered: Vec<_> = offered.into_iter().zip(required).zip(valued).map(|((name, r), v)| presented(name, r, v)).collect();
        let is_subsequence = every_subsequence(&offered).contains(&granted);
        let is_complete = offered.iter().filter(|field| field.declared.required).all(|field| granted.contains(&field.declared.name));
        let expected = match (is_subsequence, is_complete) {
            (false, _) => Err(GrantRefusal::NotOffered),
            (true, false) => Err(GrantRefusal::MissingRequired),
            (true, true) => Ok(()),
        };
        prop_assert_eq!(check_granted(&offered, &granted), expected);
    }
}
