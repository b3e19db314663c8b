//! The repository as cargo describes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// The top folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every package that the workspace is built of on this machine.
pub fn packages() -> &'static [Value] {
    static PACKAGES: OnceLock<Vec<Value>> = OnceLock::new();
    PACKAGES.get_or_init(read_packages)
}

fn read_packages() -> Vec<Value> {
    let version = run(Command::new("rustc").arg("-vV"));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--locked",
            "--filter-platform",
            host,
        ])
        .current_dir(root());
    let metadata: Value = serde_json::from_str(&run(&mut cargo)).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The workspace's own packages by name, each with its folder below the top and its direct dependencies of every kind.
pub fn members() -> BTreeMap<String, Member> {
    let root = root();
    let own = packages().iter().filter(|package| package["source"].is_null());
    own.map(|package| {
        let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap().strip_prefix(&root).unwrap().to_path_buf();
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let uses = dependencies
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect();
        (package["name"].as_str().unwrap().to_owned(), Member { folder, uses })
    })
    .collect()
}

/// One package of the workspace.
pub struct Member {
    pub folder: PathBuf,
    pub uses: Vec<String>,
}

impl Member {
    pub fn uses(&self, name: &str) -> bool {
        self.uses.iter().any(|used| used == name)
    }
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
