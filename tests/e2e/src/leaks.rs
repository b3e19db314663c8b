//! A24 (R24): whatever is logged, printed or stored, no secret is in it: the real programs, logging at their most talkative.

use std::path::{Path, PathBuf};

use http::{Method, StatusCode};
use logi_harness::browser::Browser;
use logi_harness::keys::base64url;
use logi_harness::phone::ScriptedPhone;
use logi_harness::process::{ServerProcess, free_port};
use logi_harness::relying_party::RelyingParty;
use logi_site::oidc::Client;
use serde_json::Value;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::scene::profile;

fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the server under test lives in real time")]
    let now = SystemTime::now();
    i64::try_from(now.duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

async fn register(server: &ServerProcess) -> (Client, String) {
    let printed = server
        .command(&[
            "app",
            "create",
            "--json",
            "--confidential",
            "--allow-anonymous",
            "--name",
            "Notes",
            "--redirect-uri",
            "https://notes.example/callback",
            "--scope",
            "openid email",
        ])
        .await
        .unwrap();
    let made: Value = serde_json::from_str(&printed).unwrap();
    let secret = made["client_secret"].as_str().unwrap().to_owned();
    let client = Client {
        id: made["client_id"].as_str().unwrap().to_owned(),
        secret: Some(secret.clone().into()),
        redirect_uri: "https://notes.example/callback".into(),
        scope: "openid email".into(),
    };
    (client, secret)
}

/// Every file below a folder whose bytes hold the text.
fn files_holding(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_holding(&path, text));
        } else if std::fs::read(&path)
            .unwrap()
            .windows(text.len())
            .any(|window| window == text.as_bytes())
        {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn a_whole_login_leaves_no_secret_in_the_log_or_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("server");
    let server = ServerProcess::start_with(&data, free_port().unwrap(), &[("LOGI_LOG", "trace,sqlx=trace")])
        .await
        .unwrap();
    let (client, client_secret) = register(&server).await;
    let party = RelyingParty::begin(&server.issuer, client).await.unwrap();

    let mut phone = ScriptedPhone::new(&server.issuer, Arc::new(now));
    let enrolled = phone.enrol().await.json();
    phone.pak = enrolled["access_token"].as_str().unwrap().to_owned();
    phone.call(Method::PUT, "/api/v1/me/profile", Some(&profile())).await;

    let browser = Browser::new(&server.issuer);
    let page = browser.open(&party.authorization_url()).await;
    let shown = browser.show(&page).await;
    let text = shown.text_at(shown.server_time_ms);
    let presented = phone.scan_presented(&text).await;
    assert_eq!(phone.approve(&presented, &["email"]).await.status, StatusCode::OK);
    let challenge = browser.status_object(&shown.session).await["challenge"]
        .as_str()
        .unwrap()
        .to_owned();
    let back = browser.complete(&shown.session, &challenge).await.location();
    let code = party.code_in(&back).unwrap();
    let tokens = party.log_in(&back, now()).await.unwrap();
    party.provider.userinfo(&tokens).await.unwrap();

    let (here, link) = browser.open_here(&page).await;
    let presented = phone.open_presented(&here.session).await;
    let approved = phone.approve(&presented, &["email"]).await.json();
    let return_url = approved["return_url"].as_str().unwrap();
    let challenge = browser.status_object(&here.session).await["challenge"].as_str().unwrap().to_owned();
    assert_eq!(browser.visit(return_url).await.status, StatusCode::OK);
    let returned = browser.complete_from(return_url, &here.session, &challenge).await;
    assert_eq!(returned.status, StatusCode::FOUND);

    let host = browser.host();
    let secrets = [
        ("the return code", return_url.split('#').nth(1).unwrap().to_owned()),
        ("the link's signature", link.rsplit('.').next().unwrap().to_owned()),
        ("the client's secret", client_secret),
        ("the phone's token", phone.pak.clone()),
        ("the device secret", enrolled["device_secret"].as_str().unwrap().to_owned()),
        ("the frame secret", base64url(&shown.frame_secret)),
        ("the frame", text.rsplit('.').next().unwrap().to_owned()),
        ("the browser's nonce", browser.agent.cookie(&host, "qr_browser_nonce").unwrap()),
        ("the browser's sessions", browser.agent.cookie(&host, "qr_session_uuid").unwrap()),
        ("the page's token", page.csrf.clone()),
        ("the code", code),
        ("the access token", tokens.access_token.clone()),
        ("the id_token", tokens.raw_id_token.clone()),
        ("the verifier", party.attempt.verifier.clone()),
    ];
    let log = data.join("server.log");
    assert!(std::fs::read_to_string(&log).unwrap().contains("DEBUG"), "the log is not talkative");
    for (what, secret) in &secrets {
        assert!(secret.len() >= 20, "{what} is no secret");
        assert_eq!(files_holding(folder.path(), secret), Vec::<PathBuf>::new(), "{what}");
    }
    for (what, value) in [
        ("the root subject", phone.root_subject.as_str()),
        ("the e-mail address", "robin@example.org"),
    ] {
        let logged = std::fs::read_to_string(&log).unwrap().contains(value);
        assert!(!logged, "{what} is in the log");
    }
    server.stop().await.unwrap();
}
