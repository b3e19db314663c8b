//! One build of the whole workspace, and the test programs it made.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::{Failure, cargo, run};

/// An executable with tests, and the package it belongs to.
pub struct TestProgram {
    /// The package's name.
    pub package: String,
    folder: PathBuf,
    executable: PathBuf,
}

impl TestProgram {
    /// The call as cargo would make it: in the package's folder, with its variables.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        command
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env("CARGO_PKG_NAME", &self.package);
        command
    }
}

/// Builds every program and test of the workspace.
pub fn build() -> Result<Vec<TestProgram>, Failure> {
    let failed = |error| Failure::new(format!("cannot run `cargo build`: {error}"));
    let mut building = cargo()
        .args(["build", "--workspace", "--all-targets", "--locked"])
        .args(["--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut programs = Vec::new();
    if let Some(stdout) = building.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            programs.extend(program_in(&line.map_err(failed)?));
        }
    }
    let status = building.wait().map_err(failed)?;
    if !status.success() {
        return Err(Failure::new("the workspace does not build".into()));
    }
    if programs.is_empty() {
        return Err(Failure::new("cargo named no test program".into()));
    }
    programs.sort_by(|one, other| one.executable.cmp(&other.executable));
    Ok(programs)
}

/// Builds the programs that a person or a test starts: server, website, phone, harness and demo.
pub fn build_for_use() -> Result<(), Failure> {
    run(cargo()
        .args(["build", "--locked", "--bins", "-p", "logi-server", "-p", "logi-harness"])
        .args(["-p", "logi-site", "-p", "logi-phone"]))
}

/// The test program that one of cargo's messages speaks of.
fn program_in(message: &str) -> Option<TestProgram> {
    if !message.contains(r#""reason":"compiler-artifact""#) {
        return None;
    }
    let (_, profile) = message.split_once(r#""profile":{"#)?;
    let (profile, _) = profile.split_once('}')?;
    if !profile.contains(r#""test":true"#) {
        return None;
    }
    let executable = PathBuf::from(text_member(message, "executable")?);
    let manifest = PathBuf::from(text_member(message, "manifest_path")?);
    let package = package_of(&manifest)?;
    let folder = manifest.parent()?.to_path_buf();
    Some(TestProgram {
        package,
        folder,
        executable,
    })
}

/// The text of a member, as far as it needs no unescaping, which paths of this workspace do not.
fn text_member<'message>(message: &'message str, name: &str) -> Option<&'message str> {
    let opening = format!("\"{name}\":\"");
    let (_, rest) = message.split_once(&opening)?;
    rest.split_once('"').map(|(text, _)| text)
}

fn package_of(manifest: &Path) -> Option<String> {
    let text = fs::read_to_string(manifest).ok()?;
    let line = text.lines().find(|line| line.starts_with("name = "))?;
    line.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::program_in;

    fn message(test: bool, executable: &str) -> String {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        format!(
            r#"{{"reason":"compiler-artifact","manifest_path":"{manifest}","target":{{"kind":["bin"],"test":true}},"profile":{{"opt_level":"0","test":{test}}},"executable":{executable},"fresh":true}}"#
        )
    }

    #[test]
    fn finds_the_test_programs_among_the_messages_of_cargo() {
        let program = program_in(&message(true, r#""/target/debug/deps/xtask-1""#)).unwrap();
        assert_eq!(program.package, "xtask");
        assert!(program.executable.ends_with("deps/xtask-1"));
    }

    #[test]
    fn passes_over_programs_and_libraries() {
        assert!(program_in(&message(false, r#""/target/debug/xtask""#)).is_none());
        assert!(program_in(&message(false, "null")).is_none());
        assert!(program_in(r#"{"reason":"build-finished","success":true}"#).is_none());
    }
}
