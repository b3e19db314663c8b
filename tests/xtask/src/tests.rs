//! `cargo xtask test`: one part, or set-up and every part, stopping at the first that fails.
//!
//! The whole run builds the workspace once and starts the test programs itself: asking cargo for one package after the
//! other would build shared dependencies again for each package's own choice of features.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::bindings;
use crate::kotlin;
use crate::links;
use crate::node;
use crate::parts::{self, Part, Work};
use crate::postgres::{Postgres, URL_VARIABLE};
use crate::process::{Failure, cargo, run as run_command};
use crate::programs::{self, TestProgram};
use crate::report::{self, Ended};
use crate::setup::{self, Need};
use crate::workspace;

/// `cargo xtask test [PART]`.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => run_everything(),
        [name] => {
            let part = parts::named(name).ok_or_else(|| unknown_part(name))?;
            run_one(part)
        }
        [name, language] if name == "bindings" => {
            let part = parts::named(name).ok_or_else(|| unknown_part(name))?;
            part.needs.iter().try_for_each(|need| setup::provide(*need))?;
            bindings::test(Some(language))
        }
        [_, _, ..] => Err(Failure::new(
            "`cargo xtask test` takes one part at most, and `bindings` one language".into(),
        )),
    }
}

fn unknown_part(name: &str) -> Failure {
    let names: Vec<&str> = parts::PARTS.iter().map(|part| part.name).collect();
    Failure::new(format!("there is no part `{name}`; the parts are {}", names.join(", ")))
}

fn run_everything() -> Result<(), Failure> {
    let began = Instant::now();
    // What `wire` names runs within core and server.
    let parts: Vec<&Part> = parts::PARTS.iter().filter(|part| !matches!(part.work, Work::Named(..))).collect();
    let steps = parts.len() + 2;
    let mut ended = vec![report::part("setup", (1, steps), || setup::run(&[]))?];
    let postgres = Postgres::start()?;
    let surroundings = Surroundings::of(Some(&postgres))?;
    let mut built: Option<Vec<TestProgram>> = None;
    for part in parts {
        if built.is_none() && matches!(part.work, Work::Packages(_) | Work::Kotlin | Work::Bindings | Work::Browser) {
            let mut programs = Vec::new();
            ended.push(report::part("build", (ended.len() + 1, steps), || {
                programs = programs::build()?;
                Ok(())
            })?);
            built = Some(programs);
        }
        let place = (ended.len() + 1, steps);
        ended.push(run_part(part, place, &surroundings, built.as_deref())?);
    }
    drop(postgres);
    report::summary(&ended, began);
    Ok(())
}

fn run_one(part: &'static Part) -> Result<(), Failure> {
    for need in part.needs {
        setup::provide(*need)?;
    }
    let postgres = if part.needs.contains(&Need::Postgres) {
        Some(Postgres::start()?)
    } else {
        None
    };
    let surroundings = Surroundings::of(postgres.as_ref())?;
    run_part(part, (1, 1), &surroundings, None).map(|_| ())
}

fn run_part(
    part: &'static Part,
    place: (usize, usize),
    surroundings: &Surroundings,
    built: Option<&[TestProgram]>,
) -> Result<Ended, Failure> {
    report::part(part.name, place, || work(part.work, surroundings, built))
        .map_err(|failure| Failure::new(format!("part `{}` failed: {failure}", part.name)))
}

fn work(work: Work, surroundings: &Surroundings, built: Option<&[TestProgram]>) -> Result<(), Failure> {
    match work {
        Work::Formatting => run_command(cargo().args(["fmt", "--all", "--check"])),
        Work::Lints => run_command(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])),
        Work::Packages(packages) => match built {
            Some(programs) => programs
                .iter()
                .filter(|program| packages.contains(&program.package.as_str()))
                .try_for_each(|program| run_command(surroundings.on(&mut program.command()))),
            None => run_command(surroundings.on(&mut cargo_test(packages))),
        },
        Work::Named(packages, words) => run_command(surroundings.on(cargo_test(packages).arg("--").args(words))),
        Work::Kotlin => kotlin::test(),
        Work::Bindings => bindings::test(None),
        Work::Pages => node::npm(&node::web_folder(), &["test", "--silent"]),
        Work::Browser => {
            let mut command = node::npm_command(&node::browser_folder(), &["test", "--silent"]);
            run_command(surroundings.on(&mut command))
        }
        Work::Documentation => {
            links::check()?;
            run_command(
                cargo()
                    .args(["doc", "--workspace", "--no-deps", "--locked"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            )?;
            run_command(cargo().args(["test", "--workspace", "--doc", "--locked"]))
        }
    }
}

fn cargo_test(packages: &[&str]) -> Command {
    let mut command = cargo();
    command.args(["test", "--locked"]);
    for package in packages {
        command.args(["-p", package]);
    }
    command
}

/// What every test finds in its environment.
struct Surroundings {
    postgres_url: Option<String>,
    executables: PathBuf,
    chromium: Option<PathBuf>,
}

impl Surroundings {
    fn of(postgres: Option<&Postgres>) -> Result<Self, Failure> {
        Ok(Self {
            postgres_url: postgres.map(Postgres::url),
            executables: workspace::executables()?,
            chromium: setup::chromium(),
        })
    }

    fn on<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        command.env("LOGI_BIN_DIR", &self.executables);
        if let Some(url) = &self.postgres_url {
            command.env(URL_VARIABLE, url);
        }
        if let Some(chromium) = &self.chromium {
            command.env("LOGI_CHROMIUM", chromium);
        }
        command
    }
}
