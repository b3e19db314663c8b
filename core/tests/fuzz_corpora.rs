//! A3 (R3c): replays the corpora of `tests/fuzz`, which also hold what fuzzing once broke.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../../tests/fuzz/bodies/code_text.rs"]
mod code_text;
#[path = "../../tests/fuzz/bodies/large_luma_frame.rs"]
mod large_luma_frame;
#[path = "../../tests/fuzz/bodies/luma_frame.rs"]
mod luma_frame;
#[cfg(feature = "sealed-file")]
#[path = "../../tests/fuzz/bodies/sealed_file.rs"]
mod sealed_file;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = format!("{}/../tests/fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let inputs: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!inputs.is_empty(), "{folder} is empty");
    for input in inputs {
        eprintln!("{}", input.display());
        run(&std::fs::read(input).unwrap());
    }
}

#[test]
fn code_text_answers_its_corpus() {
    replay("code_text", code_text::run);
}

#[test]
fn luma_frame_answers_its_corpus() {
    replay("luma_frame", luma_frame::run);
}

#[test]
fn large_luma_frame_answers_its_corpus() {
    replay("large_luma_frame", large_luma_frame::run);
}

#[cfg(feature = "sealed-file")]
#[test]
fn sealed_file_answers_its_corpus() {
    replay("sealed_file", sealed_file::run);
}
