//! `cargo xtask android`: the library as an AAR and the app as a signed debug APK, without Google's SDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::kotlin;
use crate::maven;
use crate::native::{self, ARM64, Abi, X86_64};
use crate::process::{Failure, find_program, run};
use crate::report;
use crate::setup::provide_package;
use crate::workspace;

const R8: &str = "com.android.tools:r8:9.5.28";
const JNA: &str = "net.java.dev.jna:jna:5.19.1:aar";
/// What resources and code are compiled against; its resource table is that of API 35.
const API: &str = "org.robolectric:android-all:15-robolectric-13954326";
const STDLIB: &str = "org.jetbrains.kotlin:kotlin-stdlib:2.4.20";
const COROUTINES: &str = "org.jetbrains.kotlinx:kotlinx-coroutines-core-jvm:1.11.0";
const ANNOTATIONS: &str = "org.jetbrains:annotations:13.0";
/// The oldest Android.
const MINIMUM: &str = "28";

/// What `cargo xtask android` made.
pub struct Made {
    /// The core for phones.
    pub library: PathBuf,
    /// The library for app teams.
    pub aar: PathBuf,
    /// The app.
    pub apk: PathBuf,
}

/// `cargo xtask android`.
pub fn run_task(_arguments: &[String]) -> Result<(), Failure> {
    let made = make()?;
    for (what, path) in [("library", &made.aar), ("app", &made.apk)] {
        report::note(&format!("{what}: {} ({} bytes)", path.display(), size_of(path)?));
    }
    report::note("this proves that the sources are whole; what ships is built with the NDK and signed with its owner's key");
    Ok(())
}

/// Makes everything.
pub fn make() -> Result<Made, Failure> {
    let phone = native::library(&ARM64)?;
    let emulator = native::library(&X86_64)?;
    let core = compile()?;
    Ok(Made {
        aar: aar(&core, &[(&ARM64, &phone), (&X86_64, &emulator)])?,
        apk: apk(&core, &phone)?,
        library: phone,
    })
}

/// The size of a file in bytes.
pub fn size_of(path: &Path) -> Result<u64, Failure> {
    fs::metadata(path)
        .map(|metadata| metadata.len())
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))
}

/// Compiles the library, the app and its resources; answers where the classes of the generated Kotlin are.
fn compile() -> Result<PathBuf, Failure> {
    let generated = kotlin::for_phones()?;
    run(&mut maven::command(&["-DskipTests", "process-classes"], &generated)?)?;
    Ok(generated.compiled.join("classes"))
}

fn aar(core: &Path, libraries: &[(&Abi, &Path)]) -> Result<PathBuf, Failure> {
    let logi = maven::folder().join("logi");
    let stage = empty_folder("aar")?;
    jar(&stage.join("classes.jar"), &[core.to_path_buf(), classes("logi")])?;
    copy(&logi.join("src/main/AndroidManifest.xml"), &stage.join("AndroidManifest.xml"))?;
    copy(&logi.join("consumer-rules.pro"), &stage.join("proguard.txt"))?;
    fs::write(stage.join("R.txt"), "").map_err(|error| Failure::new(format!("cannot write R.txt: {error}")))?;
    for (abi, library) in libraries {
        let folder = stage.join("jni").join(abi.name);
        make_folder(&folder)?;
        copy(library, &folder.join(native::LIBRARY))?;
    }
    let aar = out()?.join("logi.aar");
    jar(&aar, &[stage])?;
    Ok(aar)
}

fn apk(core: &Path, library: &Path) -> Result<PathBuf, Failure> {
    let app = maven::folder().join("app");
    let stage = empty_folder("apk")?;
    let jna = unpacked_jna(&stage)?;
    let base = app.join("target/base.apk");
    let dex = stage.join("dex");
    make_folder(&dex)?;
    shrink(core, &app, &jna, &dex, &stage)?;
    let abi = stage.join(ARM64.name);
    make_folder(&abi)?;
    copy(library, &abi.join(native::LIBRARY))?;
    copy(
        &jna.join("jni").join(ARM64.name).join("libjnidispatch.so"),
        &abi.join("libjnidispatch.so"),
    )?;
    let aligned = stage.join("aligned.apk");
    run(Command::new("python3")
        .arg(maven::folder().join("apk/pack.py"))
        .arg(&aligned)
        .arg(base)
        .args(
            files_in(&dex)?
                .iter()
                .filter(|file| file.extension().is_some_and(|kind| kind == "dex")),
        )
        .arg("--")
        .args(files_in(&abi)?))?;
    sign(&aligned)
}

/// R8 over everything: what nobody calls goes, and the rest is made for the minimum.
fn shrink(core: &Path, app: &Path, jna: &Path, dex: &Path, stage: &Path) -> Result<(), Failure> {
    let code = stage.join("code.jar");
    jar(&code, &[core.to_path_buf(), classes("logi"), app.join("target/classes")])?;
    let jdk = jdk()?;
    let mut command = Command::new("java");
    command
        .args(["-Xmx2g", "-cp"])
        .arg(maven::artefact(R8)?)
        .args(["com.android.tools.r8.R8", "--release", "--min-api", MINIMUM, "--lib"])
        .arg(maven::artefact(API)?)
        .arg("--lib")
        .arg(jdk)
        .arg("--pg-conf")
        .arg(maven::folder().join("logi/consumer-rules.pro"));
    for rules in [app.join("proguard.pro"), app.join("target/aapt.pro")] {
        if rules.is_file() {
            command.arg("--pg-conf").arg(rules);
        }
    }
    command
        .arg("--pg-map-output")
        .arg(stage.join("mapping.txt"))
        .arg("--output")
        .arg(dex)
        .arg(code);
    for artefact in [STDLIB, COROUTINES, ANNOTATIONS] {
        command.arg(maven::artefact(artefact)?);
    }
    let log = stage.join("r8.log");
    let output = command
        .arg(jna.join("classes.jar"))
        .output()
        .map_err(|error| Failure::new(format!("cannot run R8: {error}")))?;
    fs::write(&log, &output.stderr).map_err(|error| Failure::new(format!("cannot write {}: {error}", log.display())))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().rev().find(|line| line.contains("rror")).unwrap_or("no word");
    Err(Failure::new(format!("R8 failed: {last} (all of it: {})", log.display())))
}

/// Signs with a key that is made here and kept in the build folder, and verifies what came out.
fn sign(aligned: &Path) -> Result<PathBuf, Failure> {
    provide_package("apksigner", &["apksigner"], || find_program(&["apksigner"], &[]).is_some())?;
    let key = workspace::memory()?.join("debug.p12");
    if !key.is_file() {
        run(Command::new("keytool")
            .args([
                "-genkeypair",
                "-storepass",
                "android",
                "-alias",
                "debug",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
            ])
            .args(["-validity", "10000", "-dname", "CN=Debug", "-keystore"])
            .arg(&key))?;
    }
    let apk = out()?.join("logi-debug.apk");
    run(Command::new("apksigner")
        .args([
            "sign",
            "--ks-pass",
            "pass:android",
            "--ks-key-alias",
            "debug",
            "--min-sdk-version",
            MINIMUM,
            "--ks",
        ])
        .arg(&key)
        .arg("--out")
        .arg(&apk)
        .arg(aligned))?;
    run(Command::new("apksigner").args(["verify", "--min-sdk-version", MINIMUM]).arg(&apk))?;
    Ok(apk)
}

fn unpacked_jna(stage: &Path) -> Result<PathBuf, Failure> {
    let folder = stage.join("jna");
    make_folder(&folder)?;
    run(Command::new("jar").arg("xf").arg(maven::artefact(JNA)?).current_dir(&folder))?;
    Ok(folder)
}

fn classes(module: &str) -> PathBuf {
    maven::folder().join(module).join("target/classes")
}

/// A zip of everything in `folders`.
fn jar(path: &Path, folders: &[PathBuf]) -> Result<(), Failure> {
    let mut command = Command::new("jar");
    command
        .args(["--create", "--no-manifest", "--date=1980-01-01T00:00:02Z", "--file"])
        .arg(path);
    for folder in folders {
        command.arg("-C").arg(folder).arg(".");
    }
    run(&mut command)
}

/// The JDK's own folder: Android's API leaves most of `java.*` to it.
fn jdk() -> Result<PathBuf, Failure> {
    find_program(&["javac"], &[])
        .and_then(|javac| fs::canonicalize(javac).ok())
        .and_then(|javac| Some(javac.parent()?.parent()?.to_path_buf()))
        .ok_or_else(|| Failure::new("the JDK's folder cannot be found".into()))
}

fn out() -> Result<PathBuf, Failure> {
    let folder = workspace::target()?.join("android");
    make_folder(&folder)?;
    Ok(folder)
}

fn empty_folder(name: &str) -> Result<PathBuf, Failure> {
    let folder = workspace::memory()?.join("android").join(name);
    let _ = fs::remove_dir_all(&folder);
    make_folder(&folder)?;
    Ok(folder)
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| Failure::new(format!("cannot copy {} to {}: {error}", from.display(), to.display())))
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::new(format!("cannot read {}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    files.sort();
    Ok(files)
}
