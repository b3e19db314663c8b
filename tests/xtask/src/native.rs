//! The core as a library for Android phones, linked without the NDK: clang and lld from the system's packages, the
//! unwinder from `rust-src`, and stubs of Android's own libraries with exactly the symbols that API 28 has and the core
//! may use. What ships is built with the NDK, by the same profile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::elf::{Library, PAGE};
use crate::process::{Failure, cargo, find_program, output_of, run};
use crate::setup::provide_package;
use crate::workspace;

/// A kind of phone.
pub struct Abi {
    /// Android's name of it.
    pub name: &'static str,
    triple: &'static str,
    /// Its number in a library's header.
    machine: u16,
}

/// Phones.
pub const ARM64: Abi = Abi {
    name: "arm64-v8a",
    triple: "aarch64-linux-android",
    machine: 183,
};
/// Emulators on desktops.
pub const X86_64: Abi = Abi {
    name: "x86_64",
    triple: "x86_64-linux-android",
    machine: 62,
};

/// The name of the library.
pub const LIBRARY: &str = "liblogi_bindings.so";

/// The oldest Android.
const API: u32 = 28;
/// The system's libraries that every app may use.
const SYSTEM: [&str; 4] = ["libc.so", "libdl.so", "liblog.so", "libm.so"];

/// Builds, links and checks the library for `abi`; answers where it lies.
pub fn library(abi: &Abi) -> Result<PathBuf, Failure> {
    let tools = Tools::provide()?;
    provide_target(abi.triple)?;
    let stubs = workspace::memory()?.join("android").join(abi.name);
    make_stubs(&tools, abi, &stubs)?;
    let unwinder = unwinder(&tools, abi, &stubs)?;
    build(&tools, abi, &stubs, &unwinder)?;
    let library = workspace::target()?.join(abi.triple).join("mobile").join(LIBRARY);
    check(abi, &library)?;
    Ok(library)
}

/// Refuses what a phone would not load.
fn check(abi: &Abi, path: &Path) -> Result<(), Failure> {
    let library = Library::read(path)?;
    let wrong = |what: String| Err(Failure::new(format!("{} {what}", path.display())));
    if library.machine != abi.machine {
        return wrong(format!("is for machine {}, not {}", library.machine, abi.machine));
    }
    if let Some(alignment) = library.alignments.iter().find(|alignment| **alignment < PAGE) {
        return wrong(format!("is aligned to {alignment} bytes, not to pages of {PAGE}"));
    }
    if let Some(other) = library.needed.iter().find(|name| !SYSTEM.contains(&name.as_str())) {
        return wrong(format!("needs {other}, which an app may not use"));
    }
    Ok(())
}

/// clang and llvm-ar of one version, beside lld.
struct Tools {
    clang: PathBuf,
    ar: PathBuf,
}

impl Tools {
    fn provide() -> Result<Self, Failure> {
        provide_package("clang with lld", &["clang-16", "lld-16", "llvm-16", "libc6-dev"], || {
            Self::find().is_some()
        })?;
        Self::find().ok_or_else(|| Failure::new("clang with lld is missing".into()))
    }

    fn find() -> Option<Self> {
        let versions = (16..=24).map(|version| format!("-{version}")).chain([String::new()]);
        versions
            .filter_map(|version| {
                find_program(&[&format!("ld.lld{version}")], &[])?;
                Some(Self {
                    clang: find_program(&[&format!("clang{version}")], &[])?,
                    ar: find_program(&[&format!("llvm-ar{version}")], &[])?,
                })
            })
            .next()
    }

    fn compiler(&self, abi: &Abi) -> Command {
        let mut command = Command::new(&self.clang);
        command.args([&target_of(abi), "-ffreestanding", "-fPIC", "-w"]);
        command
    }
}

fn target_of(abi: &Abi) -> String {
    format!("--target={}{API}", abi.triple)
}

/// The standard library for the target, and the sources that the unwinder is built from.
fn provide_target(triple: &str) -> Result<(), Failure> {
    let added = |arguments: &[&str]| output_of(Command::new("rustup").args(arguments).current_dir(workspace::root())).is_some();
    if added(&["target", "add", triple]) && added(&["component", "add", "rust-src"]) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "Rust for {triple} is missing: run `rustup target add {triple}` and `rustup component add rust-src`"
    )))
}

/// Libraries to link against: every symbol of `bionic.txt`, and nothing in them.
fn make_stubs(tools: &Tools, abi: &Abi, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))?;
    let list = read(&workspace::root().join("android/native/bionic.txt"))?;
    for library in SYSTEM {
        let symbols = symbols_of(&list, library);
        let source = folder.join(format!("{library}.c"));
        let text: String = symbols.map(|symbol| format!("void {symbol}(void) {{}}\n")).collect();
        fs::write(&source, text).map_err(|error| Failure::new(format!("cannot write {}: {error}", source.display())))?;
        run(tools
            .compiler(abi)
            .args(["-fno-builtin", "-fuse-ld=lld", "-shared", "-nostdlib"])
            .arg(format!("-Wl,-soname,{library}"))
            .arg(source)
            .arg("-o")
            .arg(folder.join(library)))?;
    }
    archive(tools, &folder.join("libgcc.a"), &[])
}

/// The symbols that a list gives to one library: `libc.so: malloc free …`, in as many lines as it likes.
fn symbols_of<'list>(list: &'list str, library: &str) -> impl Iterator<Item = &'list str> {
    list.lines()
        .filter_map(move |line| line.strip_prefix(library)?.strip_prefix(':'))
        .flat_map(str::split_whitespace)
}

/// The unwinder, which the NDK would bring along.
fn unwinder(tools: &Tools, abi: &Abi, folder: &Path) -> Result<PathBuf, Failure> {
    let sysroot = output_of(Command::new("rustc").args(["--print", "sysroot"]).current_dir(workspace::root()))
        .ok_or_else(|| Failure::new("`rustc` does not say where its sources are".into()))?;
    let sources = Path::new(&sysroot).join("lib/rustlib/src/rust/src/llvm-project/libunwind");
    let resources = output_of(Command::new(&tools.clang).arg("-print-resource-dir"))
        .ok_or_else(|| Failure::new("clang does not say where its headers are".into()))?;
    let mut objects = Vec::new();
    for name in [
        "libunwind.cpp",
        "UnwindLevel1.c",
        "UnwindLevel1-gcc-ext.c",
        "UnwindRegistersRestore.S",
        "UnwindRegistersSave.S",
    ] {
        let object = folder.join(format!("{name}.o"));
        let mut compiling = tools.compiler(abi);
        compiling.args(["-Os", "-fvisibility=hidden", "-funwind-tables", "-DNDEBUG"]);
        compiling.args(["-D_LIBUNWIND_IS_NATIVE_ONLY", "-D_LIBUNWIND_HIDE_SYMBOLS", "-nostdinc", "-isystem"]);
        compiling.arg(workspace::root().join("android/native/include"));
        compiling.arg(format!("-isystem{resources}/include"));
        compiling.args(["-isystem/usr/include", &format!("-isystem{SYSTEM_HEADERS}")]);
        compiling.arg(format!("-I{}", sources.join("include").display()));
        match name.rsplit('.').next() {
            Some("cpp") => compiling.args(["-std=c++17", "-fno-exceptions", "-fno-rtti", "-nostdinc++"]),
            _ => compiling.arg("-fexceptions"),
        };
        run(compiling.arg("-c").arg(sources.join("src").join(name)).arg("-o").arg(&object))?;
        objects.push(object);
    }
    let unwinder = folder.join("libunwind.a");
    archive(tools, &unwinder, &objects)?;
    Ok(unwinder)
}

/// Where Debian keeps the kernel's headers of this machine's own kind; those that are read are the same on each.
const SYSTEM_HEADERS: &str = "/usr/include/x86_64-linux-gnu";

fn archive(tools: &Tools, path: &Path, objects: &[PathBuf]) -> Result<(), Failure> {
    let _ = fs::remove_file(path);
    run(Command::new(&tools.ar).arg("rc").arg(path).args(objects))
}

/// One link, in which a symbol that no stub has is an error.
fn build(tools: &Tools, abi: &Abi, stubs: &Path, unwinder: &Path) -> Result<(), Failure> {
    // The library is linked again when its surroundings changed, of which cargo knows nothing.
    let digest = format!(
        "{:016x}",
        digest_of(&[&workspace::root().join("android/native/bionic.txt"), unwinder])?
    );
    let triple = abi.triple.replace('-', "_");
    let include = workspace::root().join("android/native/include");
    let arguments = [
        "-Clinker-flavor=gcc".to_owned(),
        format!("-Clinker={}", tools.clang.display()),
        format!("-Clink-arg={}", target_of(abi)),
        "-Clink-arg=-fuse-ld=lld".to_owned(),
        "-Clink-arg=-nostdlib".to_owned(),
        "-Clink-arg=-nostartfiles".to_owned(),
        "-Clink-arg=-Wl,--no-undefined".to_owned(),
        format!("-Clink-arg=-Wl,-z,max-page-size={PAGE}"),
        "-Clink-arg=-Wl,--hash-style=gnu".to_owned(),
        format!("-Lnative={}", stubs.display()),
        format!("--cfg=surroundings=\"{digest}\""),
    ];
    run(cargo()
        .args(["rustc", "-p", "logi-bindings", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", "mobile", "--locked", "--target", abi.triple])
        .env("CARGO_ENCODED_RUSTFLAGS", arguments.join("\u{1f}"))
        .env(format!("CC_{triple}"), &tools.clang)
        .env(format!("AR_{triple}"), &tools.ar)
        .env(
            format!("CFLAGS_{triple}"),
            format!("{} -ffreestanding -isystem {}", target_of(abi), include.display()),
        ))
}

fn digest_of(files: &[&Path]) -> Result<u64, Failure> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(file)
            .map_err(|error| Failure::new(format!("cannot read {}: {error}", file.display())))?
            .hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::symbols_of;

    #[test]
    fn a_symbol_belongs_to_the_library_that_its_line_names() {
        let list = "# comment\nlibc.so: malloc free\nlibdl.so: dlopen\nlibc.so: write\n";
        assert_eq!(symbols_of(list, "libc.so").collect::<Vec<_>>(), ["malloc", "free", "write"]);
        assert_eq!(symbols_of(list, "libm.so").count(), 0);
    }
}
