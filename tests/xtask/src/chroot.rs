//! Swift for Linux: a Debian folder with the compiler, made once in the cache folder and entered with `chroot`.
//!
//! The folder is made under a temporary name and renamed, so that a run that was stopped leaves no half of one. The mirror
//! is the one that this machine's own package manager uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Failure, find_program, output_of, run};
use crate::report;
use crate::setup::{is_root, provide_package};
use crate::workspace;

/// The compiler's version, as Debian's suite has it.
const VERSION: &str = "6.0.3";
const SUITE: &str = "trixie";
/// The compiler, and what it does not ask for itself: headers, and git for its package manager.
const PACKAGES: &str = "swiftlang,libstdc++-14-dev,libc6-dev,git,ca-certificates";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Lives in the folder once it is whole, and says what it was made of.
const STAMP: &str = ".logi-stamp";

/// In a mount namespace of its own, so that nothing stays mounted however it ends. The tools find their libraries through
/// `/proc`.
const ENTER: &str = r#"
mkdir -p "$CHROOT/src" "$CHROOT/target"
mount --bind "$SOURCES" "$CHROOT/src"
mount --bind "$TARGET" "$CHROOT/target"
mount -t proc proc "$CHROOT/proc"
mount --rbind /dev "$CHROOT/dev"
exec chroot "$CHROOT" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
"#;

/// Debian's folder with the compiler. In it the repository is `/src` and cargo's build folder `/target`.
pub struct Chroot {
    folder: PathBuf,
    target: PathBuf,
}

impl Chroot {
    /// The folder from the cache, made first when it is missing or was made of something else.
    pub fn provide() -> Result<Self, Failure> {
        let folder = workspace::cache()?.join(format!("swift-{VERSION}"));
        let target = workspace::target()?;
        may_enter()?;
        if !is_whole(&folder) {
            make(&folder)?;
        }
        Ok(Self { folder, target })
    }

    /// Where a folder below cargo's build folder is found inside.
    pub fn inside(&self, folder: &Path) -> Result<String, Failure> {
        let below = folder
            .strip_prefix(&self.target)
            .map_err(|_| Failure::new(format!("{} is not in cargo's build folder", folder.display())))?;
        Ok(format!("/target/{}", below.display()))
    }

    /// A command of the folder, not yet run: its first argument is the program, `settings` its environment.
    pub fn command(&self, settings: &[(&str, String)], arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "--pid", "--fork", "--kill-child", "bash", "-euc", ENTER, "chroot"])
            .args(settings.iter().map(|(name, value)| format!("{name}={value}")))
            .args(arguments)
            .env("CHROOT", &self.folder)
            .env("SOURCES", workspace::root())
            .env("TARGET", &self.target);
        command
    }
}

fn is_whole(folder: &Path) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|stamp| stamp == contents())
}

fn contents() -> String {
    format!("{SUITE}: {PACKAGES}\n")
}

/// Root alone may enter another root folder.
fn may_enter() -> Result<(), Failure> {
    if is_root() && find_program(&["unshare"], &[]).is_some() {
        return Ok(());
    }
    Err(Failure::new(
        "the Swift part needs root and `unshare` on a Debian machine: run it as root, or open ios/LogiKit in Xcode".into(),
    ))
}

fn make(folder: &Path) -> Result<(), Failure> {
    provide_package("mmdebstrap", &["mmdebstrap"], || find_program(&["mmdebstrap"], &[]).is_some())?;
    let mirror = mirror().ok_or_else(|| {
        Failure::new("the Swift compiler comes from a Debian mirror, and this machine's package manager names none".into())
    })?;
    let building = folder.with_extension(format!("building-{}", std::process::id()));
    report::note(&format!("making the folder with Swift {VERSION} (once, about 3 minutes)"));
    let made = run(Command::new("mmdebstrap")
        .args(["--quiet", "--variant=apt", "--mode=root", "--format=directory"])
        .arg(format!("--keyring={KEYRING}"))
        .arg("--aptopt=Apt::Install-Recommends \"false\"")
        .arg(format!("--include={PACKAGES}"))
        .args(["doc", "man", "locale"].map(|kind| format!("--dpkgopt=path-exclude=/usr/share/{kind}/*")))
        .arg(SUITE)
        .arg(&building)
        .arg(mirror));
    let kept = made.and_then(|()| keep(&building, folder));
    if kept.is_err() {
        // What is left of a failed attempt is of no use; that it may not go is no second failure.
        let _ = fs::remove_dir_all(&building);
    }
    kept
}

/// Gives the whole folder its name. Another run may have been quicker: then its folder serves.
fn keep(building: &Path, folder: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::new(format!("cannot keep {}: {error}", folder.display()));
    fs::write(building.join(STAMP), contents()).map_err(failed)?;
    if is_whole(folder) {
        return fs::remove_dir_all(building).map_err(failed);
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::rename(building, folder).map_err(failed)
}

/// Where this machine's own packages of Debian come from.
fn mirror() -> Option<String> {
    let format = "$(CREATED_BY)|$(LABEL)|$(REPO_URI)";
    let targets = output_of(Command::new("apt-get").args(["indextargets", "--format", format]))?;
    debian_mirror(&targets)
}

fn debian_mirror(targets: &str) -> Option<String> {
    let line = targets.lines().find_map(|line| line.strip_prefix("Packages|Debian|"))?;
    Some(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{STAMP, contents, debian_mirror, keep};
    use std::fs;

    #[test]
    fn takes_the_mirror_of_debian_itself() {
        let targets = "Packages|Debian-Security|http://security.example/\nTranslations|Debian|http://one.example/\n\
                       Packages|Node|http://node.example/\nPackages|Debian|http://two.example/debian/";
        assert_eq!(debian_mirror(targets).as_deref(), Some("http://two.example/debian/"));
        assert_eq!(debian_mirror("Packages|Ubuntu|http://three.example/"), None);
    }

    #[test]
    fn a_whole_folder_replaces_one_made_of_something_else_and_no_other() {
        let place = std::env::temp_dir().join(format!("xtask-chroot-{}", std::process::id()));
        let folder = place.join("swift");
        let building = |name: &str| {
            let building = place.join(name);
            fs::create_dir_all(&building).unwrap();
            fs::write(building.join("made-by"), name).unwrap();
            building
        };
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(STAMP), "another suite").unwrap();
        keep(&building("first"), &folder).unwrap();
        let after_first = fs::read_to_string(folder.join("made-by")).unwrap();
        keep(&building("second"), &folder).unwrap();
        let after_second = fs::read_to_string(folder.join("made-by")).unwrap();
        let stamp = fs::read_to_string(folder.join(STAMP)).unwrap();
        let left: Vec<_> = fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        fs::remove_dir_all(&place).unwrap();
        assert_eq!((after_first.as_str(), after_second.as_str()), ("first", "first"));
        assert_eq!(stamp, contents());
        assert_eq!(left, ["swift"]);
    }
}
