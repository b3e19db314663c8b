//! Replays the corpus of `tests/fuzz` for the proof parser, which also holds what fuzzing once broke.
#![expect(clippy::indexing_slicing, reason = "a test may panic")]

#[path = "../../../tests/fuzz/bodies/dpop_proof.rs"]
mod dpop_proof;

#[test]
fn dpop_proof_answers_its_corpus() {
    let folder = format!("{}/../../tests/fuzz/corpus/dpop_proof", env!("CARGO_MANIFEST_DIR"));
    let inputs: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!inputs.is_empty(), "{folder} is empty");
    for input in inputs {
        eprintln!("{}", input.display());
        dpop_proof::run(&std::fs::read(input).unwrap());
    }
}
