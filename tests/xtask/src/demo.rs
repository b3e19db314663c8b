//! `cargo demo`: builds what the demo consists of and hands the terminal over to it.

use std::process::Command;

use crate::node;
use crate::prerequisites;
use crate::process::Failure;
use crate::programs;
use crate::report;
use crate::workspace;

/// Builds server, website, phone and pages, then becomes `logi-demo` with the same arguments.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    prerequisites::c_compiler()?;
    node::bundle()?;
    report::note("building server, website and phone (some minutes the first time)");
    programs::build_for_use()?;
    let mut demo = Command::new(workspace::executables()?.join("logi-demo"));
    demo.args(arguments);
    become_program(&mut demo)
}

/// One process instead of two, so that Ctrl-C reaches the demo alone and it can tidy up.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(Failure::new(format!("cannot start the demo: {error}")))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<(), Failure> {
    crate::process::run(command)
}
