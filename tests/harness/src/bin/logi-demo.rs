//! `cargo demo`, once everything is built.

use std::process::ExitCode;

use clap::Parser;
use logi_harness::demo::{Arguments, run};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("demo: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run(arguments));
    // A thread may still wait for a line at the terminal; nobody will type it.
    runtime.shutdown_background();
    code
}
