//! The virtual phone with its secrets in the desktop's keyring: a real Secret Service (GNOME Keyring) on a D-Bus session of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Output, Stdio};

use http::StatusCode;
use logi_harness::clock::Pace;
use logi_harness::executables;
use logi_harness::server::{Application, Options};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::scene::Scene;

/// What answers on the bus.
#[derive(Clone, Copy)]
enum Service {
    Unlocked,
    Locked,
    Absent,
}

/// A folder that is a person's home, and the bus of their session.
struct Desktop {
    home: TempDir,
}

/// A session; with it end the bus and the keyring's program.
struct Session {
    _bus: Child,
    address: String,
    _runtime: TempDir,
}

/// Nothing on the bus can ask a person for a password, so a locked keyring stays locked.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=HOME</listen><auth>EXTERNAL</auth><servicedir>HOME/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

impl Desktop {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("services")).unwrap();
        fs::write(home.path().join("password"), "the person's password").unwrap();
        let bus = BUS.replace("HOME", home.path().to_str().unwrap());
        fs::write(home.path().join("bus.xml"), bus).unwrap();
        Self { home }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }

    /// Logs in: the bus starts the keyring's program when it is first called, and lets the caller wait until it answers.
    async fn session(&self, service: Service) -> Session {
        let file = self.file("services/org.freedesktop.secrets.service");
        let home = self.home.path().display();
        let daemon = "exec gnome-keyring-daemon --foreground --components=secrets";
        let daemon = match service {
            Service::Unlocked => Some(format!("#!/bin/sh\n{daemon} --unlock <{home}/password 2>{home}/log\n")),
            Service::Locked => Some(format!("#!/bin/sh\n{daemon} </dev/null 2>{home}/log\n")),
            Service::Absent => None,
        };
        match daemon {
            Some(script) => {
                fs::write(self.file("daemon"), script).unwrap();
                fs::set_permissions(self.file("daemon"), fs::Permissions::from_mode(0o700)).unwrap();
                fs::write(file, format!("[D-BUS Service]\nName=org.freedesktop.secrets\nExec={home}/daemon\n")).unwrap();
            }
            None => drop(fs::remove_file(file)),
        }
        // Of its own, so that a program of an earlier session that still ends is not met.
        let runtime = tempfile::tempdir().unwrap();
        let mut bus = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address=1", "--config-file"])
            .arg(self.file("bus.xml"))
            .env("HOME", self.home.path())
            .env("XDG_DATA_HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", runtime.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("dbus-daemon is there: `cargo xtask setup` installs it");
        let mut lines = BufReader::new(bus.stdout.take().unwrap()).lines();
        let address = lines.next_line().await.unwrap().expect("the bus says its address");
        Session {
            _bus: bus,
            address,
            _runtime: runtime,
        }
    }

    /// Runs the phone in this session, its folder beside the keyrings.
    async fn phone(&self, session: &Session, scene: &Scene, arguments: &[&str]) -> Output {
        Command::new(executables::find("logi-phone").unwrap())
            .args(["--json", "--server", &scene.server.issuer, "--home"])
            .arg(self.file("phone"))
            .args(arguments)
            .env("DBUS_SESSION_BUS_ADDRESS", &session.address)
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap()
    }
}

/// Exit code and last line.
fn outcome(output: &Output) -> (i32, Value) {
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text
        .lines()
        .last()
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), serde_json::from_str(last).unwrap())
}

fn assert_done(output: &Output) -> Value {
    let (exit, outcome) = outcome(output);
    assert_eq!(exit, 0, "{outcome}");
    outcome
}

fn assert_says(output: &Output, words: &str) {
    let (exit, outcome) = outcome(output);
    assert_eq!(exit, 1, "{outcome}");
    let message = outcome["message"].as_str().unwrap();
    assert!(message.contains(words), "{message}");
}

/// The names of a folder's files.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn scene() -> Scene {
    let options = Options {
        pace: Pace::Running,
        ..Options::default()
    };
    Scene::with(&options.with("qr.frame_grace", "120"), &Application::default()).await
}

const KEYRING: [&str; 2] = ["--store", "keyring"];

fn with_keyring<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&KEYRING[..], arguments].concat()
}

#[tokio::test]
async fn an_absent_keyring_is_said_and_no_file_takes_its_place() {
    let (desktop, scene) = (Desktop::new(), scene().await);
    let session = desktop.session(Service::Absent).await;
    let refused = desktop.phone(&session, &scene, &with_keyring(&["enrol"])).await;
    assert_says(&refused, "no keyring answers on this machine");
    assert_eq!(names_in(&desktop.file("phone")), [""; 0]);
}

#[tokio::test]
async fn a_locked_keyring_is_said_and_works_again_once_it_is_unlocked() {
    let (desktop, scene) = (Desktop::new(), scene().await);
    let unlocked = desktop.session(Service::Unlocked).await;
    let enrolled = assert_done(&desktop.phone(&unlocked, &scene, &with_keyring(&["enrol"])).await);
    drop(unlocked);

    let locked = desktop.session(Service::Locked).await;
    for command in ["whoami", "enrol"] {
        let refused = desktop.phone(&locked, &scene, &with_keyring(&[command])).await;
        assert_says(&refused, "the secret store is locked: unlock it and try again");
    }
    drop(locked);

    let unlocked = desktop.session(Service::Unlocked).await;
    let found = assert_done(&desktop.phone(&unlocked, &scene, &with_keyring(&["whoami"])).await);
    assert_eq!(found["account"]["id"], enrolled["account"]["id"]);
}

#[tokio::test]
async fn a_new_phone_on_a_locked_keyring_is_not_enrolled() {
    let (desktop, scene) = (Desktop::new(), scene().await);
    // The keyring is made, and locked again, before the phone comes.
    let unlocked = desktop.session(Service::Unlocked).await;
    assert_done(&desktop.phone(&unlocked, &scene, &with_keyring(&["enrol"])).await);
    drop(unlocked);
    fs::remove_dir_all(desktop.file("phone")).unwrap();

    let locked = desktop.session(Service::Locked).await;
    let refused = desktop.phone(&locked, &scene, &with_keyring(&["enrol"])).await;
    assert_says(&refused, "locked");
    let refused = desktop.phone(&locked, &scene, &with_keyring(&["whoami"])).await;
    assert_eq!(outcome(&refused).0, 1);
}

#[tokio::test]
async fn a_phone_logs_in_and_survives_a_restart_of_the_desktop() {
    let (desktop, scene) = (Desktop::new(), scene().await);
    let session = desktop.session(Service::Unlocked).await;
    let enrolled = assert_done(&desktop.phone(&session, &scene, &with_keyring(&["enrol"])).await);
    drop(session);

    let session = desktop.session(Service::Unlocked).await;
    let found = assert_done(&desktop.phone(&session, &scene, &with_keyring(&["whoami"])).await);
    assert_eq!(found["account"]["id"], enrolled["account"]["id"]);
    let shown = scene.show().await;
    let text = scene.text(&shown);
    let approved = desktop
        .phone(&session, &scene, &with_keyring(&["scan", "--text", &text, "--approve"]))
        .await;
    assert_eq!(assert_done(&approved)["outcome"], "approved");
    let challenge = scene.challenge(&shown).await;
    let answer = scene.browser.complete(&shown.session, &challenge).await;
    assert_eq!(answer.status, StatusCode::FOUND);
}

#[tokio::test]
async fn the_folder_holds_no_secret_and_stays_with_its_store() {
    let (desktop, scene) = (Desktop::new(), scene().await);
    let session = desktop.session(Service::Unlocked).await;
    assert_done(&desktop.phone(&session, &scene, &with_keyring(&["enrol"])).await);
    assert_eq!(names_in(&desktop.file("phone")), ["installation", "keyring"]);
    let entries = fs::read_to_string(desktop.file("phone/keyring")).unwrap();
    assert_eq!(entries.len(), "logi ".len() + 32, "a name and nothing else");
    assert!(names_in(&desktop.file("keyrings")).iter().any(|name| name == "login.keyring"));

    let refused = desktop.phone(&session, &scene, &["whoami"]).await;
    assert_says(&refused, "say --store keyring");
    assert_eq!(names_in(&desktop.file("phone")), ["installation", "keyring"]);

    fs::remove_dir_all(desktop.file("phone")).unwrap();
    assert_done(&desktop.phone(&session, &scene, &["enrol"]).await);
    let refused = desktop.phone(&session, &scene, &with_keyring(&["whoami"])).await;
    assert_says(&refused, "say --store file");
}
