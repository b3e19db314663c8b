//! `cargo xtask swift`: what the Swift packages are made of and tested with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chroot::Chroot;
use crate::process::{Failure, cargo, run as run_command};
use crate::report;
use crate::workspace;

/// The packages with tests, in the order in which one builds on the other.
const PACKAGES: &[&str] = &["ios/LogiKit", "ios/App"];

/// `cargo xtask swift sources`, or a command in the folder with the compiler.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [word] if word == "sources" => {
            sources()?;
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

/// Tests LogiKit and the app's models around the real core, and checks the types of what needs Apple's frameworks.
pub fn test() -> Result<(), Failure> {
    sources()?;
    let chroot = Chroot::provide()?;
    for package in PACKAGES {
        report::note(&format!("testing {package}"));
        run_command(&mut swift(&chroot, "test", package, &[])?)?;
    }
    report::note("checking the types of what needs Apple's frameworks");
    let modules = format!("{}/debug/Modules", scratch("ios/LogiKit"));
    run_command(&mut chroot.command(
        &[],
        &["/src/tests/bindings/swift/check-types.sh", &modules, "/target/swift/declarations"],
    ))
}

/// `swift WORD` in a package, linked with the core that cargo built.
pub fn swift(chroot: &Chroot, word: &str, package: &str, settings: &[(&str, String)]) -> Result<Command, Failure> {
    let library = chroot.inside(&workspace::executables()?)?;
    let search = format!("-L{library}");
    let found = format!("-rpath={library}");
    let folder = format!("/src/{package}");
    let scratch = scratch(package);
    let mut arguments = vec!["swift", word, "--package-path", &folder, "--scratch-path", &scratch];
    // The last: the toolchain's own libswiftObservation names a symbol that nothing defines.
    for flag in [search.as_str(), "-llogi_bindings", &found, "--allow-shlib-undefined"] {
        arguments.extend(["-Xlinker", flag]);
    }
    Ok(chroot.command(settings, &arguments))
}

fn scratch(package: &str) -> String {
    format!("/target/swift/{}", package.replace('/', "-"))
}

/// Builds the core for this machine and writes its Swift side into the package. A file that would be the same stays, so that
/// nothing is compiled anew.
fn sources() -> Result<(), Failure> {
    run_command(cargo().args(["build", "--locked", "-p", "logi-bindings", "-p", "logi-bindgen"]))?;
    let executables = workspace::executables()?;
    let library = library(&executables)?;
    let fresh = workspace::memory()?.join("swift-sources");
    let generate = |what: &[&str], into: &str| {
        run_command(
            Command::new(executables.join("logi-bindgen-swift"))
                .args(what)
                .arg(&library)
                .arg(fresh.join(into))
                .current_dir(workspace::root()),
        )
    };
    generate(&["--swift-sources"], "LogiCore")?;
    generate(&["--headers"], "LogiCoreFFI")?;
    let module_map = [
        "--modulemap",
        "--module-name",
        "LogiCoreFFI",
        "--modulemap-filename",
        "module.modulemap",
    ];
    generate(&module_map, "LogiCoreFFI")?;
    let package = workspace::root().join("ios/LogiKit/Sources");
    ["LogiCore", "LogiCoreFFI"]
        .iter()
        .try_for_each(|folder| renew(&fresh.join(folder), &package.join(folder)))
        .map_err(|error| Failure::new(format!("cannot write the generated Swift code: {error}")))
}

fn library(executables: &Path) -> Result<PathBuf, Failure> {
    ["liblogi_bindings.so", "liblogi_bindings.dylib"]
        .iter()
        .map(|name| executables.join(name))
        .find(|library| library.is_file())
        .ok_or_else(|| Failure::new("cargo built no library of logi-bindings".into()))
}

/// Makes `to` hold exactly the files of `from`, and leaves alone what is the same.
fn renew(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let old = entry?;
        if !from.join(old.file_name()).exists() {
            fs::remove_file(old.path())?;
        }
    }
    for entry in fs::read_dir(from)? {
        let new = entry?;
        let bytes = fs::read(new.path())?;
        let old = to.join(new.file_name());
        if fs::read(&old).ok().as_ref() != Some(&bytes) {
            fs::write(old, bytes)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::renew;
    use std::fs;

    #[test]
    fn generated_files_replace_others_and_leave_the_same_alone() {
        let place = std::env::temp_dir().join(format!("xtask-swift-{}", std::process::id()));
        let (from, to) = (place.join("from"), place.join("to"));
        fs::create_dir_all(&from).unwrap();
        fs::create_dir_all(&to).unwrap();
        for (name, text) in [("same", "1"), ("changed", "2"), ("new", "3")] {
            fs::write(from.join(name), text).unwrap();
        }
        for (name, text) in [("same", "1"), ("changed", "0"), ("gone", "4")] {
            fs::write(to.join(name), text).unwrap();
        }
        let made = |name: &str| fs::metadata(to.join(name)).unwrap().modified().unwrap();
        let before = made("same");
        renew(&from, &to).unwrap();
        let after = made("same");
        let texts = ["same", "changed", "new"].map(|name| fs::read_to_string(to.join(name)).unwrap());
        let is_gone = !to.join("gone").exists();
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(texts, ["1", "2", "3"]);
        assert_eq!(before, after);
        assert!(is_gone);
    }
}
