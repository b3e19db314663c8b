//! A PostgreSQL of one's own for the length of a run: made, used, stopped and removed, also after a failure or Ctrl-C.
//!
//! A small shell script owns the server. It lives until its standard input closes, which happens however this program
//! ends; then it stops the server and removes the folder. `initdb` refuses root, so root runs the server as `postgres`.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::process::{Failure, find_program};
use crate::setup::is_root;

/// The variable that tests find the server's address in: the URL of its `postgres` database.
pub const URL_VARIABLE: &str = "TEST_POSTGRES_URL";

const OWNER: &str = r#"
trap '' INT TERM HUP
as_owner() { if [ "$AS_POSTGRES" = yes ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
finish() { as_owner "'$BIN/pg_ctl' -D '$DIR/data' -m immediate stop" >/dev/null 2>&1; rm -rf "$DIR"; }
[ "$AS_POSTGRES" = yes ] && chown postgres "$DIR"
as_owner "cd '$DIR' && '$BIN/initdb' -D data -A trust -U postgres --no-sync -E UTF8 --locale=C" >"$DIR/log" 2>&1 &&
as_owner "cd '$DIR' && '$BIN/pg_ctl' -D data -l data/log -w -o '-p $PORT -k $DIR -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300' start" >>"$DIR/log" 2>&1 || {
  echo "failed: $(cat "$DIR/log" "$DIR/data/log" 2>/dev/null | tail -n 1)"; finish; exit 1; }
echo ready
read -r _
finish
"#;

/// A running server; dropped, it is gone.
pub struct Postgres {
    owner: Child,
    port: u16,
}

impl Postgres {
    /// Makes and starts a server on a free port of the loopback interface.
    pub fn start() -> Result<Self, Failure> {
        let bin =
            programs().ok_or_else(|| Failure::new("PostgreSQL's `initdb` and `pg_ctl` are missing: run `cargo xtask setup`".into()))?;
        let mut last = None;
        // Another program can take the free port before PostgreSQL does.
        for _ in 0..3 {
            match Self::start_on(free_port()?, &bin) {
                Ok(server) => return Ok(server),
                Err(failure) => last = Some(failure),
            }
        }
        Err(last.unwrap_or_else(|| Failure::new("PostgreSQL does not start".into())))
    }

    fn start_on(port: u16, bin: &Path) -> Result<Self, Failure> {
        let folder = env::temp_dir().join(format!("logi-pg-{}-{port}", std::process::id()));
        std::fs::create_dir(&folder).map_err(|error| Failure::new(format!("cannot make {}: {error}", folder.display())))?;
        let mut owner = Command::new("sh")
            .args(["-c", OWNER])
            .env("BIN", bin)
            .env("DIR", &folder)
            .env("PORT", port.to_string())
            .env("AS_POSTGRES", if is_root() { "yes" } else { "no" })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(format!("cannot run `sh`: {error}")))?;
        let mut line = String::new();
        if let Some(stdout) = owner.stdout.take() {
            // No line at all is told apart from "ready" below.
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        if line.trim() == "ready" {
            return Ok(Self { owner, port });
        }
        let _ = owner.wait();
        Err(Failure::new(format!("PostgreSQL does not start: {}", line.trim())))
    }

    /// The URL of the database `postgres`, as its superuser.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.owner.stdin.take());
        let _ = self.owner.wait();
    }
}

/// The folder with `initdb` and `pg_ctl`: Debian and Homebrew keep it out of `PATH`.
pub fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]
        .iter()
        .filter_map(|place| std::fs::read_dir(place).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .collect();
    folders.sort();
    folders.reverse();
    let initdb = folders
        .iter()
        .map(|folder| folder.join("initdb"))
        .next()
        .or_else(|| find_program(&["initdb"], &[]))?;
    let bin = initdb.canonicalize().ok()?.parent()?.to_path_buf();
    bin.join("pg_ctl").is_file().then_some(bin)
}

fn free_port() -> Result<u16, Failure> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no free port on 127.0.0.1: {error}")))
}
