//! `logi-phone`: the virtual phone as a program.

use std::process::ExitCode;

use clap::Parser;
use logi_phone::Arguments;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no failure; what cannot be understood is "anything else".
            let code = u8::from(error.use_stderr());
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    ExitCode::from(logi_phone::run(arguments).await)
}
