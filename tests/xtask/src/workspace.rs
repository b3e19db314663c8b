//! Where things lie in the repository and in the build folder.

use std::env;
use std::path::{Path, PathBuf};

use crate::process::Failure;

/// The repository's top folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder that cargo puts executables of the development profile in: the one this program runs from.
pub fn executables() -> Result<PathBuf, Failure> {
    let own = env::current_exe().map_err(|error| Failure::new(format!("cannot tell where xtask runs from: {error}")))?;
    own.parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::new("cannot tell where cargo puts executables".into()))
}

/// A folder for what xtask remembers between runs.
pub fn memory() -> Result<PathBuf, Failure> {
    let executables = executables()?;
    let target = executables.parent().unwrap_or(&executables);
    let folder = target.join("xtask");
    std::fs::create_dir_all(&folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))?;
    Ok(folder)
}
