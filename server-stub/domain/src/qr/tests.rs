//! The table of transitions, pair by pair, and what may be granted.

use super::*;

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

#[test]
fn no_transition_exists_but_these() {
    let possible = [
        (Status::Pending, Event::Scan, Status::Scanned),
        (Status::Pending, Event::Expire, Status::Expired),
        (Status::Scanned, Event::Approve, Status::Approved),
        (Status::Scanned, Event::Deny, Status::Denied),
        (Status::Scanned, Event::Cancel, Status::Denied),
        (Status::Scanned, Event::Expire, Status::Expired),
        (Status::Approved, Event::Complete, Status::Completed),
        (Status::Approved, Event::Fail, Status::Failed),
        (Status::Approved, Event::Expire, Status::Expired),
    ];
    for status in STATUSES {
        for event in EVENTS {
            let row = possible.iter().find(|(from, by, _)| (*from, *by) == (status, event));
            let expected = row.map(|(_, _, to)| *to).ok_or(InvalidTransition { status, event });
            assert_eq!(status.apply(event), expected);
        }
    }
}

#[test]
fn terminal_states_absorb() {
    for status in STATUSES.into_iter().filter(|status| status.is_terminal()) {
        assert!(EVENTS.into_iter().all(|event| status.apply(event).is_err()), "{status:?}");
    }
}

#[test]
fn no_way_leads_from_a_denial_to_a_code() {
    let mut reached = vec![Status::Denied];
    let mut at = 0;
    while let Some(status) = reached.get(at).copied() {
        reached.extend(EVENTS.into_iter().filter_map(|event| status.apply(event).ok()));
        at += 1;
    }
    assert!(!reached.contains(&Status::Completed));
}

fn session(stored_status: Status) -> QrSession {
    QrSession {
        id: SessionId::new(uuid::Uuid::nil()),
        request: AuthorizationRequest {
            client_id: crate::id::ClientId::from_random([0; 16]),
            redirect_uri: "https://notes.example/callback".into(),
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
        scan: None,
        decided: None,
        created_at: Millis(0),
    }
}

#[test]
fn an_open_session_reads_expired_from_its_last_second_on() {
    for status in STATUSES {
        let session = session(status);
        assert_eq!(session.status(Millis(599_999)), status);
        let expected = if status.is_terminal() { status } else { Status::Expired };
        assert_eq!(session.status(Millis(600_000)), expected);
    }
}

#[test]
fn a_session_is_bound_to_the_device_that_scanned_it() {
    let (one, other) = (
        DeviceRowId::new(uuid::Uuid::from_u128(1)),
        DeviceRowId::new(uuid::Uuid::from_u128(2)),
    );
    let mut session = session(Status::Scanned);
    assert!(!session.is_bound_to(one));
    session.scan = Some(Scan {
        device: one,
        account: AccountId(1),
        platform: "ios".into(),
        words: "you water".into(),
        presented: "{}".into(),
        at: Millis(0),
    });
    assert!(session.is_bound_to(one) && !session.is_bound_to(other));
}

fn shown(name: Field, required: bool, value_present: bool) -> PresentedField {
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
fn grants_only_a_subsequence_of_what_was_shown_with_a_value() {
    let presented = [
        shown(Field::PreferredName, false, true),
        shown(Field::Email, true, true),
        shown(Field::PhoneNumber, false, false),
    ];
    for granted in [
        &[Field::FullName, Field::Email][..],
        &[Field::Email, Field::PreferredName],
        &[Field::Email, Field::Email],
        &[Field::Email, Field::PhoneNumber],
        &[Field::PhoneNumber],
    ] {
        assert_eq!(check_granted(&presented, granted), Err(GrantRefusal::NotOffered), "{granted:?}");
    }
    for granted in [&[][..], &[Field::PreferredName]] {
        assert_eq!(
            check_granted(&presented, granted),
            Err(GrantRefusal::MissingRequired),
            "{granted:?}"
        );
    }
    for granted in [&[Field::Email][..], &[Field::PreferredName, Field::Email]] {
        assert_eq!(check_granted(&presented, granted), Ok(()), "{granted:?}");
    }
}

#[test]
fn a_required_field_without_a_value_makes_every_grant_impossible() {
    let presented = [shown(Field::Email, true, false)];
    assert_eq!(check_granted(&presented, &[]), Err(GrantRefusal::MissingRequired));
    assert_eq!(check_granted(&presented, &[Field::Email]), Err(GrantRefusal::NotOffered));
}
