//! Python: the wheel, and the story in pytest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{self, Purpose};
use crate::process::{Failure, find_program, output_of, run as run_command};
use crate::report;
use crate::story::Story;
use crate::workspace;

/// What the tests are written with.
const REQUIREMENTS: &[&str] = &["pytest==8.4.2", "pytest-asyncio==1.2.0", "mypy==2.4.1"];

/// `cargo xtask python`: the wheel.
pub fn run(_arguments: &[String]) -> Result<(), Failure> {
    let wheels = workspace::target()?.join("wheels");
    let wheel = wheel(Purpose::Wheel, &bindings::release(Purpose::Wheel)?, &wheels)?;
    report::note(&format!("{} is built: pip install it and `import logi`", wheel.display()));
    Ok(())
}

/// Tells the story with the wheel as a tester installs it.
pub fn tell(story: &Story) -> Result<(), Failure> {
    let mut python = python(Purpose::Test, &bindings::library(Purpose::Test)?, story)?;
    run_command(python.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]))
}

/// Measures the boundary between Python and the core, with a release build of the core.
pub fn bench(arguments: &[String]) -> Result<(), Failure> {
    let release = bindings::release(Purpose::Wheel)?;
    let story = Story::for_figures()?;
    run_command(python(Purpose::Wheel, &release, &story)?.arg("bench.py").args(arguments))
}

/// Python in the folder of the tests, with the wheel around that build of the library.
fn python(purpose: Purpose, shipped: &Path, story: &Story) -> Result<Command, Failure> {
    let wheel = wheel(purpose, shipped, &workspace::memory()?.join("wheels"))?;
    let python = environment()?;
    let installed = workspace::memory()?.join("python");
    let _ = fs::remove_dir_all(&installed);
    run_command(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"])
            .arg(&installed)
            .arg(&wheel),
    )?;
    let mut command = Command::new(&python);
    command
        .current_dir(workspace::root().join("tests/bindings/python"))
        .env("PYTHONPATH", &installed)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(story.variables());
    Ok(command)
}

/// Packs the wheel around that build of the library, into a folder of its own.
fn wheel(purpose: Purpose, shipped: &Path, wheels: &Path) -> Result<PathBuf, Failure> {
    let library = bindings::library(purpose)?;
    let package = workspace::memory()?.join("wheel/logi");
    let _ = fs::remove_dir_all(&package);
    bindings::make_folder(&package)?;
    bindings::generate(&library, "python", &package)?;
    bindings::copy(shipped, &package.join(library.file_name().unwrap_or_default()))?;
    let own = workspace::root().join("bindings/python");
    for name in ["__init__.py", "testing.py", "py.typed"] {
        bindings::copy(&own.join("logi").join(name), &package.join(name))?;
    }
    let python = interpreter()?;
    run_command(Command::new(&python).arg(own.join("make_stub.py")).arg(&package))?;
    let _ = fs::remove_dir_all(wheels);
    bindings::make_folder(wheels)?;
    let packing = output_of(
        Command::new(&python)
            .arg(own.join("make_wheel.py"))
            .args([&package, wheels])
            .arg(env!("CARGO_PKG_VERSION"))
            .args(["LICENSE-MIT", "LICENSE-APACHE"].map(|name| workspace::root().join(name))),
    );
    packing
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("the wheel cannot be packed: bindings/python/make_wheel.py failed".into()))
}

/// Python 3.11 or newer.
fn interpreter() -> Result<PathBuf, Failure> {
    let python =
        find_program(&["python3"], &[]).ok_or_else(|| Failure::new("Python 3.11 or newer is needed, and no `python3` was found".into()))?;
    let check = "import sys, venv; sys.exit(sys.version_info < (3, 11))";
    if output_of(Command::new(&python).args(["-c", check])).is_none() {
        return Err(Failure::new(
            "Python 3.11 or newer with venv is needed (Debian: `apt-get install python3-venv`)".into(),
        ));
    }
    Ok(python)
}

/// The interpreter of a virtual environment with what the tests are written with. It is made under another name and renamed,
/// so that one that is there is whole.
fn environment() -> Result<PathBuf, Failure> {
    let name = format!("python-{}", REQUIREMENTS.join("-").replace("==", "-"));
    let folder = workspace::cache()?.join(name);
    let python = folder.join("bin/python");
    if python.is_file() {
        return Ok(python);
    }
    report::note("installing pytest and mypy");
    let making = folder.with_extension(format!("{}.tmp", std::process::id()));
    let _ = fs::remove_dir_all(&making);
    run_command(Command::new(interpreter()?).args(["-m", "venv"]).arg(&making))?;
    let pip = Command::new(making.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(REQUIREMENTS)
        .status();
    if !pip.is_ok_and(|status| status.success()) {
        let _ = fs::remove_dir_all(&making);
        return Err(Failure::new(
            "pytest and mypy cannot be installed: a package index for pip is needed once".into(),
        ));
    }
    keep(&making, &folder)?;
    Ok(python)
}

/// Renames what is whole; where another run was faster, its work serves as well.
fn keep(made: &Path, folder: &Path) -> Result<(), Failure> {
    match fs::rename(made, folder) {
        Ok(()) => Ok(()),
        Err(_) if folder.is_dir() => {
            fs::remove_dir_all(made).map_err(|error| Failure::new(format!("cannot remove {}: {error}", made.display())))
        }
        Err(error) => Err(Failure::new(format!("cannot make {}: {error}", folder.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::keep;
    use std::fs;

    #[test]
    fn what_another_run_made_first_serves_as_well() {
        let place = std::env::temp_dir().join(format!("xtask-python-{}", std::process::id()));
        let (made, folder) = (place.join("made"), place.join("kept"));
        for round in ["first", "second"] {
            fs::create_dir_all(&made).unwrap();
            fs::write(made.join("round"), round).unwrap();
            keep(&made, &folder).unwrap();
            assert!(!made.exists());
        }
        let round = fs::read_to_string(folder.join("round")).unwrap();
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(round, "first");
    }
}
