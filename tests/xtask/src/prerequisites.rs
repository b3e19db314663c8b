//! What a developer brings along: rustup's toolchain, a C compiler, Node. Each is checked, never installed.

use std::process::Command;

use crate::process::{Failure, cargo, find_program, output_of};

const NODE_MAJOR: u32 = 20;

/// The pinned toolchain with its formatter and linter.
pub fn toolchain() -> Result<(), Failure> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output_of(cargo().args([tool, "--version"])).is_some() {
            continue;
        }
        let added = output_of(Command::new("rustup").args(["component", "add", component]));
        if added.is_none() {
            return Err(Failure::new(format!(
                "the toolchain has no {component}: run `rustup component add {component}`"
            )));
        }
    }
    Ok(())
}

/// A C compiler, which the embedded database and the cryptography are built with.
pub fn c_compiler() -> Result<(), Failure> {
    if find_program(&["cc", "gcc", "clang"], &[]).is_some() {
        return Ok(());
    }
    Err(Failure::new(
        "no C compiler found: install one (Debian: `apt-get install build-essential`; macOS: `xcode-select --install`)".into(),
    ))
}

/// Node, which bundles the pages and drives the browser tests.
pub fn node() -> Result<(), Failure> {
    let needed = format!("Node {NODE_MAJOR} or newer with npm is needed");
    let Some(version) = output_of(Command::new("node").arg("--version")) else {
        return Err(Failure::new(format!("{needed}, and no `node` was found")));
    };
    match major_of(&version) {
        Some(major) if major >= NODE_MAJOR => {}
        Some(_) | None => {
            return Err(Failure::new(format!("{needed}, and `node` is {version}")));
        }
    }
    if output_of(Command::new("npm").arg("--version")).is_none() {
        return Err(Failure::new(format!("{needed}, and no `npm` was found")));
    }
    Ok(())
}

fn major_of(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn reads_the_major_version_of_node() {
        assert_eq!(major_of("v20.20.2"), Some(20));
        assert_eq!(major_of("v8.0.0"), Some(8));
        assert_eq!(major_of("node"), None);
    }
}
