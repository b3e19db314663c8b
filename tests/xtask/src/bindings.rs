//! The bindings: the library that tests load, the code generated from it, its public surface, and the story that every
//! language tells.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::kotlin;
use crate::process::{Failure, cargo, run};
use crate::python;
use crate::report;
use crate::story::{Story, Transcript};
use crate::surface;
use crate::swift;
use crate::workspace;

/// A language that tells the story: it runs its tests against the story's host, which write the transcript.
pub struct Teller {
    pub name: &'static str,
    pub tell: fn(&Story) -> Result<(), Failure>,
}

/// Every language, in the order in which they tell.
const TELLERS: &[Teller] = &[
    Teller {
        name: "python",
        tell: python::tell,
    },
    Teller {
        name: "kotlin",
        tell: kotlin::tell,
    },
    Teller {
        name: "swift",
        tell: swift::tell,
    },
];

/// What a build of the library is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// As apps get it.
    Product,
    /// The Python wheel: it reads PNG and JPEG itself, and keeps a phone between runs.
    Wheel,
    /// For tests: all of it, and the panic that they provoke.
    Test,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Wheel => "wheel",
            Self::Test => "test",
        }
    }

    const fn features(self) -> &'static str {
        match self {
            Self::Product => "",
            Self::Wheel => "logi-bindings/images,logi-bindings/sealed-file",
            Self::Test => "logi-bindings/images,logi-bindings/sealed-file,logi-bindings/panic-probe",
        }
    }
}

/// Builds the library and its generators; answers the library, kept apart from those for other purposes.
pub fn library(purpose: Purpose) -> Result<PathBuf, Failure> {
    run(cargo()
        .args(["build", "--locked", "-p", "logi-bindings", "-p", "logi-bindgen"])
        .args(["--features", purpose.features()]))?;
    let built = library_in(&workspace::executables()?)?;
    let folder = workspace::target()?.join("bindings").join(purpose.name());
    make_folder(&folder)?;
    let kept = folder.join(built.file_name().unwrap_or_default());
    copy(&built, &kept)?;
    Ok(kept)
}

/// The same as it is shipped: optimised, and without what the generators read.
pub fn release(purpose: Purpose) -> Result<PathBuf, Failure> {
    run(cargo()
        .args(["build", "--locked", "--release", "-p", "logi-bindings"])
        .args(["--features", purpose.features()]))?;
    library_in(&workspace::target()?.join("release"))
}

fn library_in(folder: &Path) -> Result<PathBuf, Failure> {
    let names = ["liblogi_bindings.so", "liblogi_bindings.dylib"];
    let mut libraries = names.iter().map(|name| folder.join(name));
    libraries
        .find(|library| library.is_file())
        .ok_or_else(|| Failure::new("cargo built no library of logi-bindings".into()))
}

/// Writes the code of one language (`kotlin`, `python` or `swift`) for that library into a folder.
pub fn generate(library: &Path, language: &str, into: &Path) -> Result<(), Failure> {
    let executables = workspace::executables()?;
    let mut command = if language == "swift" {
        let mut command = Command::new(executables.join("logi-bindgen-swift"));
        command.arg("--swift-sources").arg(library).arg(into);
        command
    } else {
        let mut command = Command::new(executables.join("logi-bindgen"));
        command.arg("generate").arg(library);
        command.args(["--language", language, "--no-format", "--out-dir"]).arg(into);
        command
    };
    // The generator finds `bindings/uniffi.toml` by asking cargo, and says on its output what it writes.
    run(command.current_dir(workspace::root()).stdout(std::process::Stdio::null()))
}

/// `cargo xtask test bindings [LANGUAGE]`.
pub fn test(language: Option<&str>) -> Result<(), Failure> {
    let tellers: Vec<&Teller> = TELLERS
        .iter()
        .filter(|teller| language.is_none_or(|wanted| wanted == teller.name))
        .collect();
    if tellers.is_empty() {
        let names: Vec<&str> = TELLERS.iter().map(|teller| teller.name).collect();
        return Err(Failure::new(format!(
            "no such language tells the story; these do: {}",
            names.join(", ")
        )));
    }
    if language.is_none() {
        run(cargo().args(["test", "--locked", "-p", "logi-bindings"]))?;
        surface::check()?;
    }
    for teller in tellers {
        report::note(&format!("{} tells the story", teller.name));
        let story = Story::begin(teller.name)?;
        (teller.tell)(&story)?;
        Transcript::read(&story.transcript)?.compare(teller.name)?;
    }
    Ok(())
}

/// Makes a folder with those above it.
pub fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))
}

/// Copies one file.
pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| Failure::new(format!("cannot copy {} to {}: {error}", from.display(), to.display())))
}
