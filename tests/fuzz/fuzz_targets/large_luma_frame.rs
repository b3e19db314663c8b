#![no_main]

#[path = "../bodies/large_luma_frame.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
