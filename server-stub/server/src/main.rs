//! `logi-server`: the identity provider as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    logi_server::cli::run()
}
