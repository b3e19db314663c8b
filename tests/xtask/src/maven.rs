//! Maven, with its repository in the cache folder. Where artefacts come from is Maven's own configuration.

use std::path::PathBuf;
use std::process::Command;

use crate::kotlin::Generated;
use crate::process::{Failure, find_program, run};
use crate::report;
use crate::setup::provide_package;
use crate::workspace;

/// The house of everything Kotlin.
pub fn folder() -> PathBuf {
    workspace::root().join("android")
}

/// A JDK and Maven.
pub fn provide() -> Result<(), Failure> {
    provide_package(
        "Maven with a JDK of version 17 or newer",
        &["maven", "openjdk-17-jdk-headless"],
        || find_program(&["mvn"], &[]).is_some() && find_program(&["javac"], &[]).is_some() && find_program(&["jar"], &[]).is_some(),
    )
}

/// Maven on the house, not yet run: told where the repository, the generated Kotlin and the core's library are.
pub fn command(goals: &[&str], generated: &Generated) -> Result<Command, Failure> {
    let mut command = plain()?;
    command
        .arg("-f")
        .arg(folder())
        .arg(format!("-Dlogi.generated={}", generated.kotlin.display()))
        .arg(format!("-Dlogi.library.folder={}", generated.library.display()))
        .arg(format!("-Dlogi.core.compiled={}", generated.compiled.display()))
        .args(goals);
    Ok(command)
}

/// The file of an artefact, `group:artefact:version[:type]`, fetched when the repository has none.
pub fn artefact(name: &str) -> Result<PathBuf, Failure> {
    let path = repository()?.join(path_of(name).ok_or_else(|| Failure::new(format!("`{name}` names no artefact")))?);
    if !path.is_file() {
        report::note(&format!("fetching {name}"));
        run(plain()?
            .arg("org.apache.maven.plugins:maven-dependency-plugin:3.9.0:get")
            .arg(format!("-Dartifact={name}"))
            .arg("-Dtransitive=false"))?;
    }
    if path.is_file() {
        Ok(path)
    } else {
        Err(Failure::new(format!("Maven fetched {name}, but {} is not there", path.display())))
    }
}

fn plain() -> Result<Command, Failure> {
    provide()?;
    let mut command = Command::new("mvn");
    if std::env::var_os("MAVEN_OPTS").is_none() {
        // A compiler that runs for a minute is not worth optimizing.
        command.env("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    }
    command
        .args(["-B", "-q", "-Dstyle.color=never"])
        .arg(format!("-Dmaven.repo.local={}", repository()?.display()));
    Ok(command)
}

fn repository() -> Result<PathBuf, Failure> {
    Ok(workspace::cache()?.join("maven"))
}

fn path_of(name: &str) -> Option<PathBuf> {
    let mut parts = name.split(':');
    let (group, artefact, version) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = parts.next().unwrap_or("jar");
    Some(
        PathBuf::from(group.replace('.', "/"))
            .join(artefact)
            .join(version)
            .join(format!("{artefact}-{version}.{kind}")),
    )
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn an_artefact_lies_where_maven_puts_it() {
        let path = |name| path_of(name).map(|path| path.display().to_string());
        assert_eq!(
            path("net.java.dev.jna:jna:5.19.1:aar").as_deref(),
            Some("net/java/dev/jna/jna/5.19.1/jna-5.19.1.aar")
        );
        assert_eq!(
            path("com.android.tools:r8:9.5.28").as_deref(),
            Some("com/android/tools/r8/9.5.28/r8-9.5.28.jar")
        );
        assert_eq!(path("nothing"), None);
    }
}
