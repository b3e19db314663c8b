//! `cargo xtask sqlx-prepare`: compiles every SQL statement against a SQLite file and a PostgreSQL that have the
//! migrations applied, and keeps what the compiler learnt in each store's `.sqlx`. The query macros write it themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::postgres::{self, Postgres};
use crate::process::{Failure, cargo, find_program, run as run_command};
use crate::report;
use crate::setup::{self, Need};
use crate::workspace;

/// Fills `.sqlx` of both stores.
pub fn run(_arguments: &[String]) -> Result<(), Failure> {
    setup::provide(Need::CCompiler)?;
    setup::provide(Need::Postgres)?;
    setup::provide_package("the `sqlite3` command", &["sqlite3"], || find_program(&["sqlite3"], &[]).is_some())?;
    prepare_sqlite()?;
    prepare_postgres()
}

fn prepare_sqlite() -> Result<(), Failure> {
    let store = store_folder("sqlite");
    let file = workspace::memory()?.join("prepare.db");
    // Left by an interrupted run, or not there.
    let _ = fs::remove_file(&file);
    for migration in migrations_of(&store)? {
        run_command(
            Command::new("sqlite3")
                .args(["-batch", "-bail"])
                .arg(&file)
                .arg(format!(".read '{}'", migration.display())),
        )?;
    }
    let url = format!("sqlite://{}", file.display());
    let prepared = prepare("logi-store-sqlite", &store, "SQLITE_DATABASE_URL", &url);
    let _ = fs::remove_file(&file);
    prepared
}

fn prepare_postgres() -> Result<(), Failure> {
    let store = store_folder("postgres");
    let psql = find_program(&["psql"], &postgres::programs().into_iter().collect::<Vec<_>>())
        .ok_or_else(|| Failure::new("PostgreSQL's `psql` is missing: install postgresql-client".into()))?;
    let server = Postgres::start()?;
    for migration in migrations_of(&store)? {
        run_command(
            Command::new(&psql)
                .args([
                    "--quiet",
                    "--no-psqlrc",
                    "--single-transaction",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-h",
                    "127.0.0.1",
                ])
                .args(["-p", &server.port().to_string(), "-U", "postgres", "-d", "postgres", "-f"])
                .arg(&migration),
        )?;
    }
    prepare("logi-store-postgres", &store, "POSTGRES_DATABASE_URL", &server.url())
}

fn prepare(package: &str, store: &Path, variable: &str, url: &str) -> Result<(), Failure> {
    report::note(&format!("checking the statements of {package}"));
    let cache = store.join(".sqlx");
    let fresh = store.join(".sqlx-new");
    let _ = fs::remove_dir_all(&fresh);
    make_folder(&fresh)?;
    touch(&store.join("src/lib.rs"))?;
    let checked = run_command(
        cargo()
            .args(["check", "--quiet", "--locked", "-p", package])
            .env(variable, url)
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", &fresh),
    );
    if let Err(failure) = checked {
        let _ = fs::remove_dir_all(&fresh);
        return Err(failure);
    }
    let _ = fs::remove_dir_all(&cache);
    fs::rename(&fresh, &cache).map_err(|error| Failure::new(format!("cannot replace {}: {error}", cache.display())))?;
    touch(&store.join("src/lib.rs"))
}

fn store_folder(backend: &str) -> PathBuf {
    workspace::root().join("server-stub/store").join(backend)
}

fn migrations_of(store: &Path) -> Result<Vec<PathBuf>, Failure> {
    let folder = store.join("migrations");
    let entries = fs::read_dir(&folder).map_err(|error| Failure::new(format!("cannot read {}: {error}", folder.display())))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    Ok(files)
}

fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::new(format!("cannot make {}: {error}", path.display())))
}

/// Makes cargo compile a file again, for it does not see that the database changed.
fn touch(path: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::new(format!("cannot touch {}: {error}", path.display()));
    let file = fs::File::options().append(true).open(path).map_err(failed)?;
    file.set_modified(std::time::SystemTime::now()).map_err(failed)
}
