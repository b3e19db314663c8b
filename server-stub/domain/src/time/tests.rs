//! Seconds and milliseconds meet at whole seconds.

use super::*;
use proptest::prelude::*;

#[test]
fn an_expiry_is_reached_with_the_first_millisecond_of_its_second() {
    assert!(!Seconds(600).is_past(Millis(599_999)));
    assert!(Seconds(600).is_past(Millis(600_000)));
}

#[test]
fn times_at_the_ends_of_the_range_do_not_overflow() {
    assert_eq!(Seconds(i64::MAX).millis(), Millis(i64::MAX));
    assert_eq!(Millis(i64::MAX).plus_seconds(i64::MAX), Millis(i64::MAX));
    assert_eq!(Millis(-1).seconds(), Seconds(-1));
}

proptest! {
    /// The rows compare whole seconds, readers compare milliseconds.
    #[test]
    fn rows_and_readers_agree_on_what_is_past(expiry in any::<u32>(), now in 0..(1_i64 << 43)) {
        let (expiry, now) = (Seconds(i64::from(expiry)), Millis(now));
        prop_assert_eq!(expiry.is_past(now), expiry <= now.seconds());
    }
}
