//! Everything Kotlin: the generated bindings, and the house that compiles and tests them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::bindings::{self, Purpose};
use crate::maven;
use crate::mirror::mirror;
use crate::process::{Failure, run};
use crate::story::Story;
use crate::workspace;

/// The Kotlin of one build of the bindings, and the folder of the library that it loads.
pub struct Generated {
    pub kotlin: PathBuf,
    pub library: PathBuf,
    /// Where Maven compiles it.
    pub compiled: PathBuf,
}

/// What tests use.
pub fn for_tests() -> Result<Generated, Failure> {
    generate(Purpose::Test)
}

/// What a phone gets.
pub fn for_phones() -> Result<Generated, Failure> {
    generate(Purpose::Product)
}

/// What did not change is not written again, so that it is not compiled again.
fn generate(purpose: Purpose) -> Result<Generated, Failure> {
    let library = bindings::library(purpose)?;
    let folder = library.parent().unwrap_or(&library).to_path_buf();
    let (made, kept) = (folder.join("kotlin.new"), folder.join("kotlin"));
    let _ = fs::remove_dir_all(&made);
    bindings::generate(&library, "kotlin", &made)?;
    mirror(&made, &kept).map_err(|error| Failure::new(format!("cannot write to {}: {error}", kept.display())))?;
    Ok(Generated {
        kotlin: kept,
        compiled: folder.join("core"),
        library: folder,
    })
}

/// Tells the story, beside the tests that need no host.
pub fn tell(story: &Story) -> Result<(), Failure> {
    let mut command = maven::command(&["-pl", ":story", "-am", "test"], &for_tests()?)?;
    run(command.envs(story.variables()))
}

/// Tests the library and the app, the app against a server of its own too.
pub fn test() -> Result<(), Failure> {
    let mut command = maven::command(&["-Dlogi.story.skip", "test"], &for_tests()?)?;
    let story = Story::begin("android")?;
    run(command.envs(story.variables()))
}

/// Measures the boundary between Kotlin and the core, with a release build of the core.
pub fn bench(arguments: &[String]) -> Result<(), Failure> {
    let mut generated = for_phones()?;
    let library = bindings::release(Purpose::Product)?;
    generated.library = library.parent().unwrap_or(&library).to_path_buf();
    let classes = workspace::memory()?.join("bench.classpath");
    run(maven::command(
        &[
            "-pl",
            ":story",
            "-am",
            "-DskipTests",
            "process-classes",
            "dependency:build-classpath",
        ],
        &generated,
    )?
    .arg(format!("-Dmdep.outputFile={}", classes.display())))?;
    let path = fs::read_to_string(&classes).map_err(|error| Failure::new(format!("cannot read {}: {error}", classes.display())))?;
    let own = workspace::root().join("tests/bindings/kotlin/target/classes");
    let story = Story::for_figures()?;
    run(Command::new("java")
        .envs(story.variables())
        .arg(format!("-Djna.library.path={}", generated.library.display()))
        .args(["-cp", &format!("{}:{path}", own.display()), "dev.logi.bench.BenchKt"])
        .args(arguments))
}
