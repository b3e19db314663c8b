//! A2 (R2): when a frame is taken: the window of `tests/wire/frame.json`, and what holds for every clock.

use super::*;
use logi_domain::frame::FrameRhythm;
use proptest::prelude::*;
use serde_json::Value;

const STARTED: Millis = Millis(1_795_251_600_250);
const GRACE: u32 = 5;

fn judged(answer: &Result<(), Refusal>) -> &'static str {
    match answer {
        Ok(()) => "ok",
        Err(Refusal::Stale) => "qr_stale",
        Err(_) => "qr_bad_frame",
    }
}

#[test]
fn the_window_is_that_of_the_contract() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/frame.json"));
    let file: Value = serde_json::from_str(text).unwrap();
    let cases = file["window"].as_array().unwrap();
    assert!(cases.len() >= 100);
    for case in cases {
        let rhythm = FrameRhythm {
            started_at: Millis(case["started_at_ms"].as_i64().unwrap()),
            frame_seconds: serde_json::from_value(case["period_s"].clone()).unwrap(),
            grace_seconds: serde_json::from_value(case["grace_s"].clone()).unwrap(),
        };
        let step = serde_json::from_value(case["step"].clone()).unwrap();
        let sent = if case["code"] == "equal" { [1; 16] } else { [2; 16] };
        let time = rhythm.judge(step, Millis(case["arrived_at_ms"].as_i64().unwrap()));
        assert_eq!(judged(&judge_frame((&[1; 16], &sent), time)), case["expected"], "{}", case["name"]);
    }
}

fn rhythm(frame_seconds: u16) -> FrameRhythm {
    FrameRhythm {
        started_at: STARTED,
        frame_seconds,
        grace_seconds: GRACE,
    }
}

fn period() -> impl Strategy<Value = u16> {
    prop_oneof![Just(2), Just(30)]
}

proptest! {
    #[test]
    fn no_frame_is_taken_longer_than_35_seconds_after_it_was_first_drawn(period in period(), step: u16, after in 35_000_i64..10_000_000) {
        let drawn = STARTED.0 + i64::from(step) * i64::from(period) * 1000;
        prop_assert_eq!(rhythm(period).judge(step, Millis(drawn + after)), FrameTime::Late);
    }

    #[test]
    fn no_frame_is_taken_more_than_2_seconds_before_its_time(period in period(), step: u16, before in 2_001_i64..10_000_000) {
        let drawn = STARTED.0 + i64::from(step) * i64::from(period) * 1000;
        prop_assert_eq!(rhythm(period).judge(step, Millis(drawn - before)), FrameTime::Early);
    }

    #[test]
    fn a_page_2_seconds_off_still_shows_a_frame_that_is_taken(period in period(), since_start in 0_i64..600_000, skew in -2_000_i64..=2_000) {
        let step = (since_start + skew).max(0) / 1000 / i64::from(period);
        let arrived = Millis(STARTED.0 + since_start);
        prop_assert_eq!(rhythm(period).judge(u16::try_from(step).unwrap(), arrived), FrameTime::Current);
    }

    #[test]
    fn a_code_that_differs_in_one_bit_is_told_nothing_about_its_time(code: [u8; 16], bit in 0_usize..128, late: bool) {
        let mut other = code;
        other[bit / 8] ^= 1 << (bit % 8);
        let time = if late { FrameTime::Late } else { FrameTime::Current };
        prop_assert_eq!(judged(&judge_frame((&code, &other), time)), "qr_bad_frame");
    }
}
