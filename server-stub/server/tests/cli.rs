//! The program as people and service managers meet it: commands, exit codes, one line of error, logs, signals.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use logi_server::config::reference;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logi-server"));
    command.args(arguments).env_clear();
    command
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// The one line a failed command says.
fn refusal(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("error: "), "{said}");
    said
}

fn json(arguments: &[&str]) -> Value {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

fn create<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["app", "create", "--json", "--data", data, "--name", "Notes"];
    arguments.extend_from_slice(more);
    arguments
}

const CALLBACK: [&str; 2] = ["--redirect-uri", "https://notes.example/callback"];

#[test]
fn refuses_an_application_it_could_not_serve() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let with = |more: &[&str]| refusal(&create(data, more));
    let public = ["--redirect-uri", "https://notes.example/callback", "--public"];
    assert!(with(&[&public[..], &["--scope", "email"]].concat()).contains("openid"));
    assert!(with(&[&public[..], &["--scope", "openid address"]].concat()).contains("address"));
    let openid = [&public[..], &["--scope", "openid"]].concat();
    assert!(with(&[&openid[..], &["--field", "email:required:Receipts"]].concat()).contains("--scope email"));
    assert!(with(&[&openid[..], &["--field", "shoe_size:required:Shoes"]].concat()).contains("shoe_size"));
    assert!(with(&[&openid[..], &["--field", "email"]].concat()).contains("required or optional"));
    assert!(with(&[&openid[..], &["--redirect-uri", "https://other.example/callback"]].concat()).contains("sector"));
    assert!(with(&[&openid[..], &["--sector", "evil.example"]].concat()).contains("evil.example"));
    assert!(with(&[&openid[..], &["--redirect-uri", "http://notes.example/callback"]].concat()).contains("https"));
    assert!(with(&[&CALLBACK[..], &["--scope", "openid"]].concat()).contains("--public"));
    assert!(with(&[&openid[..], &["--confidential"]].concat()).contains("--confidential"));
    assert!(with(&["--public", "--scope", "openid"]).contains("--redirect-uri"));
    assert!(!folder.path().join("logi.sqlite3").exists(), "a refused command makes nothing");
}

#[test]
fn refuses_a_name_that_hides_something() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["", " ", "\u{202e}setoN", "No\ntes", "No\u{200b}tes", &"N".repeat(81)] {
        let mut arguments = vec![
            "app",
            "create",
            "--data",
            text(folder.path()),
            "--name",
            name,
            "--scope",
            "openid",
            "--public",
        ];
        arguments.extend(CALLBACK);
        assert!(refusal(&arguments).contains("80 visible characters"), "{name:?}");
    }
}

#[test]
fn refuses_a_data_folder_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    for arguments in [
        vec!["app", "list", "--data", data],
        vec!["key", "list", "--data", data],
        vec!["backup", "copy", "--data", data],
    ] {
        assert!(refusal(&arguments).contains("there is no database"));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn names_a_busy_port_and_an_address_that_is_not_ours() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refusal(&["serve", "--dev", "--data", text(folder.path()), "--listen", &address]);
    assert!(
        said.contains(&address) && said.contains("another program") && said.contains("--listen"),
        "{said}"
    );
    let said = refusal(&["serve", "--dev", "--data", text(folder.path()), "--listen", "192.0.2.1:80"]);
    assert!(said.contains("--dev"), "{said}");
    assert_eq!(said.lines().count(), 1);
}

#[test]
fn says_what_a_production_server_misses() {
    let folder = tempfile::tempdir().unwrap();
    assert!(refusal(&["serve", "--data", text(folder.path())]).contains("issuer"));
    assert!(refusal(&["serve", "--config", "/nowhere/logi.toml"]).contains("/nowhere/logi.toml"));
}

#[test]
fn registers_shows_and_extends_an_application() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let more = [
        "--scope",
        "openid email",
        "--confidential",
        "--field",
        "email:required:Sign-in: and receipts",
    ];
    let made = json(&create(data, &[&CALLBACK[..], &more].concat()));
    let id = made["client_id"].as_str().unwrap();
    let secret = made["client_secret"].as_str().unwrap();
    assert!(id.starts_with("logi_") && secret.starts_with("logi_secret_") && secret.len() == 12 + 64);
    assert_eq!(made["sector"], "notes.example");
    assert_eq!(made["fields"][0]["purpose"], "Sign-in: and receipts");

    let shown = json(&["app", "show", id, "--data", data, "--json"]);
    assert_eq!(shown["scopes"], serde_json::json!(["openid", "email"]));
    assert_eq!(shown["client_secret"], Value::Null, "shown once");
    let added = json(&["app", "add-redirect", id, "https://notes.example/other", "--data", data, "--json"]);
    assert_eq!(added["redirect_uris"].as_array().unwrap().len(), 2);
    assert_eq!(added["sector"], "notes.example");
    let listed = json(&["app", "list", "--data", data, "--json"]);
    assert_eq!(listed["applications"].as_array().unwrap().len(), 1);
    let stored = std::fs::read(folder.path().join("logi.sqlite3")).unwrap();
    assert!(
        !stored.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()),
        "only its hash is kept"
    );

    assert!(refusal(&["app", "show", "logi_00000000000000000000000000000000", "--data", data]).contains("there is no application"));
    assert!(refusal(&["app", "show", "notes", "--data", data]).contains("hexadecimal"));
}

#[test]
fn gives_a_public_client_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let more = [
        "--redirect-uri",
        "com.example.notes:/callback",
        "http://127.0.0.1/callback",
        "--scope",
        "openid",
        "--public",
        "--allow-anonymous",
    ];
    let made = json(&create(text(folder.path()), &more));
    assert_eq!(
        (&made["client_secret"], &made["allow_anonymous"]),
        (&Value::Null, &Value::Bool(true))
    );
    assert_eq!(made["sector"], made["client_id"]);
    assert_eq!(
        made["redirect_uris"],
        json!(["com.example.notes:/callback", "http://127.0.0.1/callback"])
    );
}

#[test]
fn keeps_the_reference_of_the_settings_as_its_code_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/configuration.md");
    let written = std::fs::read_to_string(page).unwrap();
    assert_eq!(
        written,
        reference::markdown(),
        "run: logi-server config reference > docs/reference/configuration.md"
    );
}

/// A server of the real program, and the lines it logs.
struct Serving {
    child: Child,
    log: BufReader<std::process::ChildStderr>,
    address: String,
}

impl Serving {
    fn start(data: &str) -> Self {
        let mut child = program(&["serve", "--dev", "--listen", "127.0.0.1:0", "--data", data])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        log.read_line(&mut line).unwrap();
        let first: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(first["message"], "listening");
        let address = first["address"].as_str().unwrap().to_owned();
        Self { child, log, address }
    }

    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends the signal and gives the rest of the log.
    fn stop(mut self, signal: &str) -> String {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success(), "{log}");
        log
    }
}

#[test]
fn logs_each_request_and_no_secret_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(text(folder.path()));
    let answer = serving.send("GET /oauth/authorize?state=hunter2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: DPoP hunter2\r\nCookie: a=hunter2\r\n\r\n");
    let id = answer
        .lines()
        .find_map(|line| line.strip_prefix("x-logi-request-id: "))
        .unwrap()
        .to_owned();
    serving.send("GET /hunter2/hunter2 HTTP/1.1\r\nHost: hunter2\r\nConnection: close\r\n\r\n");
    let body = r#"{"device_secret":"hunter2"}"#;
    serving.send(&format!(
        "POST /api/v1/auth/anonymous_bootstrap HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    let log = serving.stop("-TERM");
    assert!(!log.contains("hunter2"), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let authorize = lines.iter().find(|line| line["request_id"] == id.as_str()).unwrap();
    assert_eq!(
        (&authorize["route"], &authorize["method"]),
        (&"/oauth/authorize".into(), &"GET".into())
    );
    assert!(authorize["status"].is_u64() && authorize["ms"].is_u64());
    assert!(lines.iter().any(|line| line["route"] == "(none)" && line["status"] == 404));
}

#[test]
fn ends_well_at_either_signal_and_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        let serving = Serving::start(text(folder.path()));
        assert!(
            serving
                .send("GET /ready HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .starts_with("HTTP/1.1 200")
        );
        assert!(serving.stop(signal).contains("stopped"));
    }
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["logi.sqlite3", "sealing.key"], "the log is folded into the database");
}

#[test]
fn lists_keys_and_backs_up_while_it_serves() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = text(folder.path());
    let serving = Serving::start(data);
    let keys = json(&["key", "list", "--data", data, "--json"]);
    let uses: Vec<&str> = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["use"].as_str().unwrap())
        .collect();
    assert_eq!(uses, ["token", "qr", "receipt", "secret"]);

    let copy = elsewhere.path().join("logi.sqlite3");
    json(&["backup", text(&copy), "--data", data, "--json"]);
    assert!(refusal(&["backup", text(&copy), "--data", data]).contains("exists"));
    serving.stop("-TERM");

    // Copy and sealing key together are the server.
    std::fs::copy(folder.path().join("sealing.key"), elsewhere.path().join("sealing.key")).unwrap();
    let restored = Serving::start(text(elsewhere.path()));
    assert_eq!(json(&["key", "list", "--data", text(elsewhere.path()), "--json"]), keys);
    restored.stop("-TERM");
}
