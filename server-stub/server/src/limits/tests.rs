use super::*;
use uuid::Uuid;

const NOW: Millis = Millis(1_800_000_000_000);

fn limits() -> Limits {
    Limits::new(LimitsConfig::default())
}

fn start<'a>(address: &str, page: &'a str) -> Limit<'a> {
    Limit::Start {
        address: address.parse().unwrap(),
        page,
    }
}

/// How many of `attempts` calls pass.
fn passed(attempts: usize, mut call: impl FnMut(usize) -> Result<(), RetryAfter>) -> usize {
    (0..attempts).filter(|attempt| call(*attempt).is_ok()).count()
}

#[test]
fn refuses_the_eleventh_start_of_a_page_and_says_how_long() {
    let limits = limits();
    assert_eq!(passed(10, |_| limits.check(start("192.0.2.1", "a"), NOW)), 10);
    assert_eq!(limits.check(start("192.0.2.1", "a"), NOW), Err(RetryAfter(6)));
    assert_eq!(limits.check(start("192.0.2.1", "a"), NOW.plus_seconds(5)), Err(RetryAfter(1)));
    assert_eq!(limits.check(start("192.0.2.1", "a"), NOW.plus_seconds(6)), Ok(()));
}

#[test]
fn refuses_one_address_past_twelve_times_whatever_its_pages() {
    let limits = limits();
    let pages: Vec<String> = (0..200).map(|page| page.to_string()).collect();
    assert_eq!(passed(200, |page| limits.check(start("192.0.2.1", &pages[page]), NOW)), 120);
}

#[test]
fn locks_no_neighbour_out() {
    let limits = limits();
    assert_eq!(passed(50, |_| limits.check(start("192.0.2.1", "greedy"), NOW)), 10);
    assert_eq!(
        limits.check(start("192.0.2.1", "neighbour"), NOW),
        Ok(()),
        "same office, another page"
    );
    assert_eq!(limits.check(start("192.0.2.2", "greedy"), NOW), Ok(()), "another address");
}

#[test]
fn uses_nothing_up_for_a_refused_call() {
    let limits = limits();
    assert_eq!(passed(1000, |_| limits.check(start("192.0.2.1", "greedy"), NOW)), 10);
    let pages: Vec<String> = (0..200).map(|page| page.to_string()).collect();
    assert_eq!(passed(200, |page| limits.check(start("192.0.2.1", &pages[page]), NOW)), 110);
}

#[test]
fn counts_an_ipv6_64_as_one_address() {
    let limits = limits();
    let addresses: Vec<String> = (0..200).map(|host| format!("2001:db8:0:1::{host:x}")).collect();
    assert_eq!(passed(200, |host| limits.check(start(&addresses[host], "a"), NOW)), 10);
    assert_eq!(limits.check(start("2001:db8:0:2::1", "a"), NOW), Ok(()));
}

#[test]
fn counts_start_and_status_apart() {
    let limits = limits();
    assert_eq!(passed(20, |_| limits.check(start("192.0.2.1", "a"), NOW)), 10);
    let status = Limit::Status {
        address: "192.0.2.1".parse().unwrap(),
        page: "a",
    };
    assert_eq!(passed(100, |_| limits.check(status, NOW)), 60);
}

#[test]
fn refuses_a_device_and_then_its_account() {
    let limits = limits();
    let scan = |device: u128| Limit::Scan {
        device: DeviceRowId::new(Uuid::from_u128(device)),
        account: AccountId(1),
    };
    assert_eq!(passed(30, |_| limits.check(scan(1), NOW)), 20);
    assert_eq!(
        passed(100, |device| limits.check(scan(u128::try_from(device).unwrap() + 2), NOW)),
        40
    );
}

#[test]
fn allows_the_rate_for_ever() {
    let limits = limits();
    let mut now = NOW;
    for _ in 0..1000 {
        assert_eq!(limits.check(start("192.0.2.1", "a"), now), Ok(()));
        now = now.plus_seconds(6);
    }
}

#[test]
fn survives_a_clock_that_is_set_back() {
    let limits = limits();
    assert_eq!(passed(10, |_| limits.check(start("192.0.2.1", "a"), NOW)), 10);
    assert!(limits.check(start("192.0.2.1", "a"), NOW.plus_seconds(-3600)).is_err());
    assert_eq!(limits.check(start("192.0.2.1", "a"), NOW.plus_seconds(60)), Ok(()));
}

#[test]
fn stays_bounded_under_any_number_of_addresses() {
    let limits = limits();
    for address in 0..300_000_u32 {
        let _ = limits.check(
            Limit::Start {
                address: IpAddr::V4(address.into()),
                page: "a",
            },
            NOW,
        );
    }
    assert!(lock(&limits.rates).rest_at.len() <= MOST_KEYS + 1);
}

#[test]
fn remembers_the_busy_when_it_forgets() {
    let limits = limits();
    assert_eq!(passed(10, |_| limits.check(start("198.51.100.1", "busy"), NOW)), 10);
    for address in 0..300_000_u32 {
        let _ = limits.check(
            Limit::Start {
                address: IpAddr::V4(address.into()),
                page: "a",
            },
            NOW,
        );
    }
    assert!(limits.check(start("198.51.100.1", "busy"), NOW).is_err());
}

#[test]
fn refuses_an_eleventh_open_stream_until_one_closes() {
    let limits = limits();
    let browser = SecretHash::of("nonce");
    let mut open: Vec<StreamGuard> = (0..10).map(|_| limits.open_stream(browser).unwrap()).collect();
    assert!(limits.open_stream(browser).is_err());
    assert!(limits.open_stream(SecretHash::of("another")).is_ok());
    open.pop();
    assert!(limits.open_stream(browser).is_ok());
    drop(open);
    assert!(lock(&limits.streams).is_empty());
}
