//! Where the programs of this repository lie, for tests that start them.

use std::env;
use std::path::PathBuf;

/// The program of that name: in `LOGI_BIN_DIR`, else beside the running program or test.
///
/// # Errors
/// One line that says how to build it.
pub fn find(name: &str) -> Result<PathBuf, String> {
    let named = env::var_os("LOGI_BIN_DIR").map(PathBuf::from);
    let own = env::current_exe().ok().and_then(|own| own.parent().map(PathBuf::from));
    let above = own.as_ref().and_then(|own| own.parent().map(PathBuf::from));
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    [named, own, above]
        .into_iter()
        .flatten()
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
        .ok_or_else(|| format!("the program {name} is not built: run `cargo build --bins -p logi-server -p logi-harness -p logi-phone`"))
}
