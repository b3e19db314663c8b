//! `cargo xtask bench`: the figures, measured with a release build and never as a test.

use crate::node;
use crate::prerequisites;
use crate::process::{Failure, cargo, run as run_command};

/// Builds the measured programs and the measuring one, and runs it with the same arguments.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    prerequisites::c_compiler()?;
    node::bundle()?;
    run_command(cargo().args(["build", "--release", "--locked", "-p", "logi-server", "-p", "logi-bench"]))?;
    run_command(
        cargo()
            .args(["run", "--release", "--locked", "--quiet", "-p", "logi-bench", "--"])
            .args(arguments),
    )
}
