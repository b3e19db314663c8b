//! `cargo xtask bench`: the figures, measured with a release build and never as a test.

use crate::kotlin;
use crate::node;
use crate::prerequisites;
use crate::process::{Failure, cargo, run as run_command};

/// The beginning that the names of all figures of the boundary to Kotlin share.
const KOTLIN: &str = "kotlin";

/// Builds the measured programs and the measuring ones, and runs those that the arguments ask for.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let name = arguments.iter().find(|argument| !argument.starts_with('-')).map(String::as_str);
    let is_kotlin = name.is_some_and(|name| name.starts_with(KOTLIN));
    if !is_kotlin {
        prerequisites::c_compiler()?;
        node::bundle()?;
        run_command(cargo().args(["build", "--release", "--locked", "-p", "logi-server", "-p", "logi-bench"]))?;
        run_command(
            cargo()
                .args(["run", "--release", "--locked", "--quiet", "-p", "logi-bench", "--"])
                .args(arguments),
        )?;
    }
    if is_kotlin || name.is_none() {
        kotlin::bench(arguments)?;
    }
    Ok(())
}
