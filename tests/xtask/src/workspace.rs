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

/// Cargo's build folder.
pub fn target() -> Result<PathBuf, Failure> {
    let executables = executables()?;
    Ok(executables.parent().unwrap_or(&executables).to_path_buf())
}

/// A folder for what xtask remembers between runs.
pub fn memory() -> Result<PathBuf, Failure> {
    let folder = target()?.join("xtask");
    std::fs::create_dir_all(&folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))?;
    Ok(folder)
}

/// The folder for what is too large to make again in every clone: `LOGI_CACHE`, or `logi` in the user's cache folder.
pub fn cache() -> Result<PathBuf, Failure> {
    let folder = cache_of(|name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
        .ok_or_else(|| Failure::new("there is no folder for caches: set HOME or LOGI_CACHE".into()))?;
    std::fs::create_dir_all(&folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))?;
    Ok(folder)
}

fn cache_of(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("LOGI_CACHE")
        .or_else(|| Some(variable("XDG_CACHE_HOME")?.join("logi")))
        .or_else(|| Some(variable("HOME")?.join(".cache/logi")))
}

#[cfg(test)]
mod tests {
    use super::cache_of;
    use std::path::PathBuf;

    #[test]
    fn caches_lie_where_the_user_says() {
        fn among(set: &[(&str, &str)]) -> Option<PathBuf> {
            cache_of(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| PathBuf::from(value)))
        }
        let home = ("HOME", "/home/ann");
        assert_eq!(among(&[]), None);
        assert_eq!(among(&[home]), Some("/home/ann/.cache/logi".into()));
        assert_eq!(among(&[home, ("XDG_CACHE_HOME", "/c")]), Some("/c/logi".into()));
        assert_eq!(
            among(&[home, ("XDG_CACHE_HOME", "/c"), ("LOGI_CACHE", "/own")]),
            Some("/own".into())
        );
    }
}
