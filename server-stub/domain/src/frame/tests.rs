//! A2 (R2): the window of a frame, by the contract's table and around every frame.

use super::*;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Contract {
    window: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    period_s: u16,
    grace_s: u32,
    started_at_ms: i64,
    step: u16,
    code: String,
    arrived_at_ms: i64,
    expected: String,
}

#[test]
fn wire_windows_of_equal_codes_are_judged_as_the_contract_says() {
    let contract: Contract =
        serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/frame.json"))).unwrap();
    let cases: Vec<_> = contract.window.into_iter().filter(|case| case.code == "equal").collect();
    assert!(cases.len() >= 10);
    for case in cases {
        let rhythm = FrameRhythm {
            started_at: Millis(case.started_at_ms),
            frame_seconds: case.period_s,
            grace_seconds: case.grace_s,
        };
        let judged = match rhythm.judge(case.step, Millis(case.arrived_at_ms)) {
            FrameTime::Current => "ok",
            FrameTime::Late => "qr_stale",
            FrameTime::Early => "qr_bad_frame",
        };
        assert_eq!(judged, case.expected, "{}", case.name);
    }
}

proptest! {
    #[test]
    fn a_frame_is_early_then_current_then_late_and_nothing_else(step in any::<u16>(), slow in any::<bool>(), grace in 0_u32..300) {
        let rhythm = FrameRhythm { started_at: Millis(1_795_251_600_250), frame_seconds: if slow { 30 } else { 2 }, grace_seconds: grace };
        let period = i64::from(rhythm.frame_seconds) * 1000;
        let opens = rhythm.started_at.0 + i64::from(step) * period - 2_000;
        let closes = rhythm.started_at.0 + (i64::from(step) + 1) * period + i64::from(grace) * 1000;
        prop_assert_eq!(rhythm.judge(step, Millis(opens - 1)), FrameTime::Early);
        prop_assert_eq!(rhythm.judge(step, Millis(opens)), FrameTime::Current);
        prop_assert_eq!(rhythm.judge(step, Millis(closes - 1)), FrameTime::Current);
        prop_assert_eq!(rhythm.judge(step, Millis(closes)), FrameTime::Late);
    }

    #[test]
    fn no_time_makes_a_frame_panic(step in any::<u16>(), started in any::<i64>(), arrived in any::<i64>()) {
        let rhythm = FrameRhythm { started_at: Millis(started), frame_seconds: u16::MAX, grace_seconds: u32::MAX };
        let _ = rhythm.judge(step, Millis(arrived));
    }

    /// The guarantee against a photograph: with p = 30 and the default grace nothing older than 35 s passes.
    #[test]
    fn a_photograph_is_dead_after_thirty_five_seconds(step in 0_u16..20, after in 35_000_i64..600_000) {
        let rhythm = FrameRhythm { started_at: Millis(0), frame_seconds: 30, grace_seconds: 5 };
        let shown_from = i64::from(step) * 30_000;
        prop_assert_eq!(rhythm.judge(step, Millis(shown_from + after)), FrameTime::Late);
    }
}
