//! The demo as a newcomer runs it, once it is built: a whole login with nobody there, and an end that leaves nothing behind.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;

use logi_harness::executables;
use logi_harness::process::free_port;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// The demo, keeping whatever it keeps below that folder.
fn demo(temporary: &Path) -> Command {
    let mut command = Command::new(executables::find("logi-demo").unwrap());
    command.env("TMPDIR", temporary).stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[tokio::test]
async fn names_a_port_that_is_taken_and_how_to_choose_another() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = demo(folder.path())
        .args(["--port", &port, "--site-port", "0"])
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        said.lines().count() == 1 && said.contains(&port) && said.contains("--port"),
        "{said}"
    );
    assert!(is_empty(folder.path()));
}

#[tokio::test]
async fn a_run_with_nobody_there_ends_well_and_prints_the_verified_claims() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(folder.path()).arg("--once").output().await.unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        " ms",
        "iss",
        "\"Robin\"",
        "\"robin@example.org\"",
        "The website knows its visitor as",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(is_empty(folder.path()));
}

#[tokio::test]
async fn ctrl_c_leaves_neither_a_server_nor_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port().unwrap();
    let mut running = demo(folder.path())
        .args(["--port", &port.to_string(), "--site-port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.starts_with("Ctrl-C ends everything") {
            break;
        }
    }
    assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err(), "the server does not run");
    assert!(!is_empty(folder.path()));
    let id = running.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
    assert!(running.wait().await.unwrap().success());
    assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok(), "the server still runs");
    assert!(is_empty(folder.path()));
}
