//! Swift: the generated code, the compiler for Linux, LogiKit and the app's models around the real core, and the story.

use std::path::Path;
use std::process::Command;

use crate::bindings::{self, Purpose};
use crate::chroot::Chroot;
use crate::mirror::{begin_anew_where_changed, mirror};
use crate::process::{Failure, run as run_command};
use crate::report;
use crate::story::Story;
use crate::workspace;

const KIT: &str = "ios/LogiKit";
const APP: &str = "ios/App";
/// The story and the figures.
const TESTS: &str = "tests/bindings/swift";

/// `cargo xtask swift sources`, or a command in the folder with the compiler.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [word] if word == "sources" => {
            sources(&bindings::library(Purpose::Product)?)?;
            report::note("ios/LogiKit/Sources has the generated code");
            Ok(())
        }
        [] => Err(Failure::new(
            "`cargo xtask swift sources` writes the generated code; `cargo xtask swift COMMAND…` runs a command with the compiler".into(),
        )),
        command => {
            let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            run_command(&mut Chroot::provide()?.command(&[], &arguments))
        }
    }
}

/// Tests LogiKit and the app's models around the real core and that server, checks the types of what needs Apple's frameworks,
/// and tells the story.
pub fn tell(story: &Story) -> Result<(), Failure> {
    let chroot = Chroot::provide()?;
    let library = bindings::library(Purpose::Test)?;
    sources(&library)?;
    let mut settings = story.variables();
    for (name, value) in &mut settings {
        if *name == "LOGI_STORY_TRANSCRIPT" {
            *value = chroot.inside(&story.transcript)?;
        }
    }
    for package in [KIT, APP] {
        report::note(&format!("testing {package}"));
        swift(&chroot, &["test"], package, &library, &settings)?;
    }
    report::note("checking the types of what needs Apple's frameworks");
    let modules = format!("{}/debug/Modules", scratch(KIT));
    let check = ["/src/tests/bindings/swift/check-types.sh", &modules, "/target/swift/declarations"];
    run_command(&mut chroot.command(&[], &check))?;
    swift(&chroot, &["run", "Story"], TESTS, &library, &settings)
}

/// Measures the boundary between Swift and the core, with release builds of both.
pub fn bench(arguments: &[String]) -> Result<(), Failure> {
    let chroot = Chroot::provide()?;
    sources(&bindings::library(Purpose::Product)?)?;
    let library = bindings::release(Purpose::Product)?;
    let story = Story::for_figures()?;
    let mut words = vec!["run", "-c", "release", "Figures"];
    words.extend(arguments.iter().map(String::as_str));
    swift(&chroot, &words, TESTS, &library, &story.variables())
}

/// `swift WORDS` in a package, linked with that build of the core.
fn swift(chroot: &Chroot, words: &[&str], package: &str, library: &Path, settings: &[(&str, String)]) -> Result<(), Failure> {
    if package != KIT {
        // The compiler's incremental builds do not see that the layout of a type of LogiKit has changed, and what they leave crashes.
        begin_anew_where_changed(
            &workspace::root().join(KIT).join("Sources"),
            &workspace::target()?.join("swift").join(package.replace('/', "-")),
        )
        .map_err(|error| Failure::new(format!("cannot begin the build of {package} anew: {error}")))?;
    }
    let folder = chroot.inside(library.parent().unwrap_or(library))?;
    let (search, found) = (format!("-L{folder}"), format!("-rpath={folder}"));
    let (path, scratch) = (format!("/src/{package}"), scratch(package));
    let (word, rest) = words.split_first().unwrap_or((&"build", &[]));
    let mut arguments = vec!["swift", word, "--package-path", &path, "--scratch-path", &scratch];
    // The last: the toolchain's own libswiftObservation names a symbol that nothing defines.
    for flag in [search.as_str(), "-llogi_bindings", &found, "--allow-shlib-undefined"] {
        arguments.extend(["-Xlinker", flag]);
    }
    arguments.extend(rest);
    run_command(&mut chroot.command(settings, &arguments))
}

fn scratch(package: &str) -> String {
    format!("/target/swift/{}", package.replace('/', "-"))
}

/// Writes the Swift side of that library into the package. A file that would be the same stays, so that nothing is compiled
/// anew.
fn sources(library: &Path) -> Result<(), Failure> {
    let fresh = workspace::memory()?.join("swift-sources");
    bindings::generate(library, "swift", &fresh.join("LogiCore"))?;
    let headers = fresh.join("LogiCoreFFI");
    for what in [
        &["--headers"][..],
        &[
            "--modulemap",
            "--module-name",
            "LogiCoreFFI",
            "--modulemap-filename",
            "module.modulemap",
        ],
    ] {
        run_command(
            Command::new(workspace::executables()?.join("logi-bindgen-swift"))
                .args(what)
                .arg(library)
                .arg(&headers)
                .current_dir(workspace::root()),
        )?;
    }
    let package = workspace::root().join(KIT).join("Sources");
    ["LogiCore", "LogiCoreFFI"]
        .iter()
        .try_for_each(|folder| mirror(&fresh.join(folder), &package.join(folder)))
        .map_err(|error| Failure::new(format!("cannot write the generated Swift code: {error}")))
}
