//! The virtual phone as testers run it, against the real server: what it prints, how it exits, what it sends before it is sure.

use std::path::Path;
use std::process::{Output, Stdio};

use logi_harness::agent::Answer;
use logi_harness::executables;
use logi_harness::server::{Options, TestServer};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::scene::Scene;

/// What a run of the phone came to.
pub struct Ran {
    pub exit: i32,
    pub lines: Vec<Value>,
}

impl Ran {
    pub fn outcome(&self) -> &Value {
        self.lines.last().unwrap()
    }

    pub fn state(&self, name: &str) -> &Value {
        self.lines
            .iter()
            .find(|line| line["state"] == name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.lines))
    }
}

pub struct Program {
    home: TempDir,
    server: String,
}

impl Program {
    fn new(server: &str) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            server: server.to_owned(),
        }
    }

    pub async fn enrolled(server: &str) -> Self {
        let program = Self::new(server);
        assert_eq!(program.run(&["enrol"]).await.exit, 0);
        program
    }

    pub async fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.output(arguments).await;
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
            .collect();
        assert!(!lines.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        Ran {
            exit: output.status.code().unwrap(),
            lines,
        }
    }

    async fn output(&self, arguments: &[&str]) -> Output {
        Command::new(executables::find("logi-phone").unwrap())
            .args([
                "--json",
                "--server",
                &self.server,
                "--link-host",
                &link_host_of(&self.server),
                "--home",
            ])
            .arg(self.home.path().join("phone"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap()
    }
}

/// The other name under which the development server is found.
fn link_host_of(server: &str) -> String {
    server.replace("http://localhost", "127.0.0.1")
}

/// The phone lives in real time, and so does this server.
pub async fn running_scene() -> Scene {
    let options = Options {
        pace: logi_harness::clock::Pace::Running,
        ..Options::default()
    }
    .with("qr.frame_grace", "120");
    Scene::with(&options, &logi_harness::server::Application::default()).await
}

#[tokio::test]
async fn a_tester_enrols_sets_a_profile_and_logs_in() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let account = phone.run(&["whoami"]).await.outcome()["account"]["id"].clone();
    assert_eq!(phone.run(&["enrol"]).await.outcome()["account"]["id"], account);
    assert_eq!(
        phone
            .run(&["profile", "set", "email=ann@example.org", "full_name=Ann Lee"])
            .await
            .exit,
        0
    );

    let shown = scene.show().await;
    let ran = phone.run(&["scan", "--text", &scene.text(&shown), "--grant", "email"]).await;
    assert_eq!(
        (ran.exit, ran.outcome()["outcome"].as_str()),
        (0, Some("approved")),
        "{:?}",
        ran.lines
    );
    assert_eq!(ran.state("presented")["application"]["name"], "Notes");
    assert_eq!(ran.state("presented")["browser"]["label"], "Firefox on Linux");
    assert_eq!(ran.state("decided")["granted"], serde_json::json!(["email"]));

    let challenge = scene.challenge(&shown).await;
    let back: Answer = scene.browser.complete(&shown.session, &challenge).await;
    let tokens = scene
        .party
        .log_in(&back.location(), scene.server.clock.now_seconds())
        .await
        .unwrap();
    let fields = scene.party.provider.userinfo(&tokens).await.unwrap();
    assert_eq!(fields["email"], "ann@example.org");
    assert!(!fields.contains_key("full_name"));
}

#[tokio::test]
async fn a_declined_login_exits_with_three() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let shown = scene.show().await;
    let ran = phone.run(&["scan", "--text", &scene.text(&shown), "--deny"]).await;
    assert_eq!(
        (ran.exit, ran.outcome()["outcome"].as_str()),
        (3, Some("denied")),
        "{:?}",
        ran.lines
    );
    assert_eq!(scene.status(&shown).await, "denied");
}

#[tokio::test]
async fn what_is_no_code_of_this_server_exits_with_four_and_sends_nothing() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let shown = scene.show().await;
    let good = scene.text(&shown);
    // Known keys, so that a check has no reason to ask for them.
    phone.run(&["scan", "--text", &good, "--deny"]).await;
    let issuer = scene.server.issuer.clone();
    scene.server.stop().await;
    let (_, fragment) = good.split_once("/qr#").unwrap();
    let port = issuer.rsplit(':').next().unwrap();
    let at = |origin: &str| format!("{origin}/qr#{fragment}");
    let refused = [
        ("not a code at all".to_owned(), "not_a_logi_code"),
        (good[..good.len() - 1].to_owned(), "not_a_logi_code"),
        (at(&format!("http://localhost.evil.example:{port}")), "wrong_domain"),
        (at(&format!("http://localh\u{f6}st:{port}")), "wrong_domain"),
        (at("http://localhost:1"), "wrong_domain"),
        (at(&format!("http://user@localhost:{port}")), "not_a_logi_code"),
        (at(&format!("http://LOCALHOST:{port}")), "not_a_logi_code"),
        (at(&format!("https://localhost:{port}")), "wrong_domain"),
        (format!(r#"{{"session":"{}","domain":"api.1pass.dev"}}"#, shown.session), "unsigned"),
        (flipped_signature(&good), "bad_signature"),
    ];
    for (text, code) in refused {
        let ran = phone.run(&["scan", "--text", &text, "--approve"]).await;
        assert_eq!(
            (ran.exit, ran.outcome()["code"].as_str()),
            (4, Some(code)),
            "{text}: {:?}",
            ran.lines
        );
    }
}

/// The text with one bit of its signature turned.
fn flipped_signature(text: &str) -> String {
    let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    let signature = &mut parts[3];
    let other = if signature.starts_with('0') { "1" } else { "0" };
    signature.replace_range(..1, other);
    parts.join(".")
}

#[tokio::test]
async fn a_link_is_not_a_scan() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let shown = scene.show().await;
    let ran = phone.run(&["open", &scene.text(&shown)]).await;
    assert_eq!(
        (ran.exit, ran.outcome()["code"].as_str()),
        (4, Some("link_not_scan")),
        "{:?}",
        ran.lines
    );
    assert_eq!(scene.status(&shown).await, "pending");
}

#[tokio::test]
async fn what_the_server_refuses_exits_with_five() {
    let scene = running_scene().await;
    let (first, second) = (
        Program::enrolled(&scene.server.issuer).await,
        Program::enrolled(&scene.server.issuer).await,
    );
    let shown = scene.show().await;
    first.run(&["scan", "--text", &scene.text(&shown), "--approve"]).await;
    let ran = second.run(&["scan", "--text", &scene.text(&shown), "--approve"]).await;
    assert_eq!(
        (ran.exit, ran.outcome()["code"].as_str()),
        (5, Some("already_scanned")),
        "{:?}",
        ran.lines
    );
}

#[tokio::test]
async fn a_server_that_is_away_exits_with_one_and_loses_nothing() {
    let server = TestServer::start().await;
    let issuer = server.issuer.clone();
    server.stop().await;
    let phone = Program::new(&issuer);
    let ran = phone.run(&["enrol"]).await;
    assert_eq!((ran.exit, ran.outcome()["code"].as_str()), (1, Some("network")), "{:?}", ran.lines);
}

#[tokio::test]
async fn the_same_code_scanned_again_after_an_approval_is_still_approved() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let shown = scene.show().await;
    let text = scene.text(&shown);
    assert_eq!(phone.run(&["scan", "--text", &text, "--approve"]).await.exit, 0);
    let again = phone.run(&["scan", "--text", &text, "--approve"]).await;
    assert_eq!(again.exit, 0, "{:?}", again.lines);
    assert_eq!(scene.status(&shown).await, "approved");
}

#[tokio::test]
async fn a_receipt_is_exported_and_verified_without_a_server() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let shown = scene.show().await;
    phone.run(&["scan", "--text", &scene.text(&shown), "--approve"]).await;
    let listed = phone.run(&["receipts"]).await;
    assert_eq!(listed.outcome()["receipts"][0]["id"], shown.session.as_str());
    let exported = phone.run(&["receipt", "export", &shown.session]).await;
    let file = phone.home.path().join("receipt.json");
    std::fs::write(&file, exported.outcome()["file"].as_str().unwrap()).unwrap();
    scene.server.stop().await;
    let verified = phone.run(&["receipt", "verify", file.to_str().unwrap()]).await;
    assert_eq!(
        (verified.exit, verified.outcome()["domain"].as_str()),
        (0, Some("notes.example")),
        "{:?}",
        verified.lines
    );
    assert_forged_receipts_are_refused(&phone, &file).await;
}

async fn assert_forged_receipts_are_refused(phone: &Program, file: &Path) {
    let genuine = std::fs::read_to_string(file).unwrap();
    let mut forged: Value = serde_json::from_str(&genuine).unwrap();
    forged["id"] = Value::from("0b6f4a52-93d1-4c1e-8a77-5d2e9f30b1c4");
    std::fs::write(file, forged.to_string()).unwrap();
    let ran = phone.run(&["receipt", "verify", file.to_str().unwrap()]).await;
    assert_eq!((ran.exit, ran.outcome()["code"].as_str()), (4, Some("invalid")), "{:?}", ran.lines);
}

#[tokio::test]
async fn an_exhausted_terminal_decides_nothing() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let shown = scene.show().await;
    let ran = phone.run(&["scan", "--text", &scene.text(&shown)]).await;
    assert_eq!(
        (ran.exit, ran.outcome()["code"].as_str()),
        (1, Some("no_decision")),
        "{:?}",
        ran.lines
    );
    assert_eq!(scene.status(&shown).await, "scanned");
}

#[tokio::test]
#[cfg(unix)]
async fn the_phones_key_can_be_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let server = TestServer::start_with(&Options {
        pace: logi_harness::clock::Pace::Running,
        ..Options::default()
    })
    .await;
    let phone = Program::enrolled(&server.issuer).await;
    let folder = phone.home.path().join("phone");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("key")), 0o600);
}

#[tokio::test]
async fn a_phone_of_one_server_is_not_opened_for_another() {
    let scene = running_scene().await;
    let mut phone = Program::enrolled(&scene.server.issuer).await;
    phone.server = "http://localhost:1".into();
    let ran = phone.run(&["whoami"]).await;
    assert_eq!(
        (ran.exit, ran.outcome()["outcome"].as_str()),
        (1, Some("failed")),
        "{:?}",
        ran.lines
    );
}
