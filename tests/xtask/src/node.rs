//! What needs Node: the page bundle and the packages of the browser tests.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::prerequisites;
use crate::process::{Failure, run};
use crate::report;
use crate::workspace;

/// The pages' TypeScript.
pub fn web_folder() -> PathBuf {
    workspace::root().join("server-stub/server/web")
}

/// The browser tests.
pub fn browser_folder() -> PathBuf {
    workspace::root().join("tests/browser")
}

/// `cargo xtask web`.
pub fn run_web(_arguments: &[String]) -> Result<(), Failure> {
    bundle()?;
    report::note("server-stub/server/web/dist is up to date");
    Ok(())
}

/// Bundles the pages, unless the bundle there was made from the same files.
pub fn bundle() -> Result<(), Failure> {
    let web = web_folder();
    let inputs = digest_of(&web, &["node_modules", "dist"])?;
    let memory = workspace::memory()?.join("web.inputs");
    let is_current = fs::read_to_string(&memory).is_ok_and(|known| known == inputs) && web.join("dist/manifest.txt").is_file();
    if is_current {
        return Ok(());
    }
    prerequisites::node()?;
    install_packages(&web)?;
    report::note("bundling the pages");
    npm(&web, &["run", "--silent", "build"])?;
    write(&memory, &inputs)
}

/// Installs the packages that the browser tests are written with.
pub fn install_browser_tests() -> Result<(), Failure> {
    prerequisites::node()?;
    install_packages(&browser_folder())
}

/// Runs npm in a folder, with the terminal's output.
pub fn npm(folder: &Path, arguments: &[&str]) -> Result<(), Failure> {
    run(&mut npm_command(folder, arguments))
}

/// npm in a folder, not yet run.
pub fn npm_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .args(arguments)
        .current_dir(folder)
        // The browser comes from the system's packages.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

/// `npm ci`, unless the packages there come from the same lock file.
pub fn install_packages(folder: &Path) -> Result<(), Failure> {
    let lock = folder.join("package-lock.json");
    let Ok(locked) = fs::read(&lock) else {
        return Err(Failure::new(format!("{} is missing", lock.display())));
    };
    let wanted = hex_of(&locked);
    let memory = folder.join("node_modules/.logi-lock");
    if fs::read_to_string(&memory).is_ok_and(|known| known == wanted) {
        return Ok(());
    }
    let name = folder.strip_prefix(workspace::root()).unwrap_or(folder);
    report::note(&format!("installing the Node packages of {}", name.display()));
    npm(folder, &["ci", "--no-audit", "--no-fund"])?;
    write(&memory, &wanted)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))
}

/// One value for the names and contents of all files below `folder`, but for the entries of `without`.
fn digest_of(folder: &Path, without: &[&str]) -> Result<String, Failure> {
    let mut files = Vec::new();
    collect(folder, without, &mut files).map_err(|error| Failure::new(format!("cannot read {}: {error}", folder.display())))?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        let bytes = fs::read(file).map_err(|error| Failure::new(format!("cannot read {}: {error}", file.display())))?;
        file.strip_prefix(folder).unwrap_or(file).hash(&mut hasher);
        bytes.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(folder: &Path, without: &[&str], files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if without.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), without, files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn hex_of(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::digest_of;
    use std::fs;

    #[test]
    fn a_bundle_is_made_again_when_a_source_changes_and_only_then() {
        let folder = std::env::temp_dir().join(format!("xtask-web-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::write(folder.join("src/panel.ts"), "one").unwrap();
        let first = digest_of(&folder, &["dist"]).unwrap();
        fs::write(folder.join("dist/panel.js"), "built").unwrap();
        let after_build = digest_of(&folder, &["dist"]).unwrap();
        fs::write(folder.join("src/panel.ts"), "two").unwrap();
        let after_edit = digest_of(&folder, &["dist"]).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(first, after_build);
        assert_ne!(first, after_edit);
    }
}
