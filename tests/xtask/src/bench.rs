//! `cargo xtask bench`: the figures, measured with a release build and never as a test.

use crate::kotlin;
use crate::node;
use crate::prerequisites;
use crate::process::{Failure, cargo, run as run_command};
use crate::python;
use crate::swift;

type Bench = fn(&[String]) -> Result<(), Failure>;

/// The figures of the boundary to each language: how all their names begin, and what measures them.
const BOUNDARIES: &[(&str, Bench)] = &[("kotlin", kotlin::bench), ("swift", swift::bench), ("python", python::bench)];

/// Builds the measured programs and the measuring ones, and runs those that the arguments ask for.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let name = arguments.iter().find(|argument| !argument.starts_with('-')).map(String::as_str);
    let is_of = |language: &str| name.is_some_and(|name| name.starts_with(language));
    if !BOUNDARIES.iter().any(|(language, _)| is_of(language)) {
        prerequisites::c_compiler()?;
        node::bundle()?;
        run_command(cargo().args(["build", "--release", "--locked", "-p", "logi-server", "-p", "logi-bench"]))?;
        run_command(
            cargo()
                .args(["run", "--release", "--locked", "--quiet", "-p", "logi-bench", "--"])
                .args(arguments),
        )?;
    }
    for (language, bench) in BOUNDARIES {
        if name.is_none() || is_of(language) {
            bench(arguments)?;
        }
    }
    Ok(())
}
