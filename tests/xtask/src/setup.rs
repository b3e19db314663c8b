//! What the tests need beyond the prerequisites, and how it gets here.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::node;
use crate::postgres;
use crate::prerequisites;
use crate::process::{Failure, find_program, output_of, run as run_command};
use crate::programs;
use crate::report;

/// Something a part of the tests cannot run without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Toolchain,
    CCompiler,
    Bundle,
    /// The programs of the repository that tests start.
    Programs,
    Browser,
    BrowserTests,
    Postgres,
    /// A Secret Service and a bus to reach it by; other systems than Linux have their own.
    Keyring,
}

/// Everything but the programs, in the order in which one builds on the other.
pub const ALL: &[Need] = &[
    Need::Toolchain,
    Need::CCompiler,
    Need::Bundle,
    Need::Postgres,
    Need::Keyring,
    Need::Browser,
    Need::BrowserTests,
];

/// `cargo xtask setup`.
pub fn run(_arguments: &[String]) -> Result<(), Failure> {
    for need in ALL {
        provide(*need)?;
    }
    report::note("everything the tests need is here");
    Ok(())
}

/// Checks one need and installs what may be installed.
pub fn provide(need: Need) -> Result<(), Failure> {
    match need {
        Need::Toolchain => prerequisites::toolchain(),
        Need::CCompiler => prerequisites::c_compiler(),
        Need::Bundle => node::bundle(),
        Need::Programs => programs::build_for_use(),
        Need::Browser => provide_package("Chromium", BROWSER, || chromium().is_some()),
        Need::BrowserTests => node::install_browser_tests(),
        Need::Keyring if cfg!(target_os = "linux") => provide_package("GNOME Keyring", KEYRING, || {
            KEYRING_PROGRAMS.iter().all(|name| find_program(&[name], &[]).is_some())
        }),
        Need::Keyring => Ok(()),
        Need::Postgres => provide_package("PostgreSQL 15 or newer", &["postgresql"], || postgres::programs().is_some()),
    }
}

/// The browser that the browser tests drive; `LOGI_CHROMIUM` names another.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("LOGI_CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let macos = PathBuf::from("/Applications/Chromium.app/Contents/MacOS");
    find_program(
        &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "Chromium"],
        &[macos],
    )
}

/// The browser, with letters for both languages of the pages.
const BROWSER: &[&str] = &["chromium", "fonts-noto-core", "fonts-noto-cjk"];

const KEYRING: &[&str] = &["gnome-keyring", "dbus-daemon"];
const KEYRING_PROGRAMS: &[&str] = &["gnome-keyring-daemon", "dbus-daemon"];

/// Installs Debian packages when that is allowed, and says what is missing when it is not.
pub fn provide_package(what: &str, packages: &[&str], is_there: impl Fn() -> bool) -> Result<(), Failure> {
    if is_there() {
        return Ok(());
    }
    let apt_get = find_program(&["apt-get"], &[]);
    let (Some(apt_get), true) = (apt_get, is_root()) else {
        return Err(Failure::new(format!(
            "{what} is missing and may not be installed from here: install it (Debian: `sudo apt-get install {}`) and run this again",
            packages.join(" ")
        )));
    };
    report::note(&format!("installing {what} with apt-get"));
    let apt = |arguments: &[&str]| run_command(Command::new(&apt_get).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())?;
    if is_there() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "apt-get installed `{}`, but {what} is still not found",
            packages.join(" ")
        )))
    }
}

/// Whether this program runs with the rights of root.
pub fn is_root() -> bool {
    output_of(Command::new("id").arg("-u")).as_deref() == Some("0")
}
