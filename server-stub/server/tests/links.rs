//! What opens an app: the association files on both hosts, what the link host serves, and the check of the settings.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use logi_server::Config;
use serde_json::{Value, json};
use std::process::Command;
use support::TestApp;
use tower::ServiceExt;

const ISSUER: &str = "localhost:8080";
const LINK_HOST: &str = "127.0.0.1:8080";
const APPLE: &str = "/.well-known/apple-app-site-association";
const ANDROID: &str = "/.well-known/assetlinks.json";

fn fingerprint(pair: &str) -> String {
    [pair; 32].join(":")
}

/// Two apps on each system, one Android package with two certificates.
fn apps(config: &mut Config) {
    config.apps.apple = vec!["ABCDE12345.dev.logi.app".into(), "ABCDE12345.dev.logi.beta".into()];
    let certificates = vec![fingerprint("AB"), fingerprint("0F")];
    config.apps.android = [("dev.logi.app".to_owned(), certificates)].into();
}

async fn get(app: &TestApp, host: &str, path: &str) -> (u16, http::HeaderMap, String) {
    let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
    let (parts, body) = app.router().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status.as_u16(), parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn no_app_is_told_of_where_none_is_configured() {
    let app = TestApp::open().await;
    for host in [ISSUER, LINK_HOST] {
        for path in [APPLE, ANDROID] {
            let (status, _, body) = get(&app, host, path).await;
            let error: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((status, &error["error"]), (404, &json!("not_found")), "{host}{path}");
        }
    }
}

#[tokio::test]
async fn apples_file_is_json_at_once_and_opens_two_paths_only() {
    let app = TestApp::open_with(apps).await;
    for host in [ISSUER, LINK_HOST] {
        let (status, headers, body) = get(&app, host, APPLE).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/json"));
        assert!(!headers.contains_key("location"));
        let file: Value = serde_json::from_str(&body).unwrap();
        let expected = json!({"applinks": {"details": [{
            "appIDs": ["ABCDE12345.dev.logi.app", "ABCDE12345.dev.logi.beta"],
            "components": [{"/": "/here"}, {"/": "/qr"}],
        }]}});
        assert_eq!(file, expected);
    }
}

#[tokio::test]
async fn androids_file_names_the_package_with_every_certificate() {
    let app = TestApp::open_with(apps).await;
    for host in [ISSUER, LINK_HOST] {
        let (status, headers, body) = get(&app, host, ANDROID).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/json"));
        let file: Value = serde_json::from_str(&body).unwrap();
        let expected = json!([{
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": "dev.logi.app",
                "sha256_cert_fingerprints": [fingerprint("AB"), fingerprint("0F")],
            },
        }]);
        assert_eq!(file, expected);
    }
}

#[tokio::test]
async fn the_link_host_is_no_second_way_to_the_login() {
    let app = TestApp::open_with(|config| {
        "https://login.example.com".clone_into(&mut config.issuer);
        config.link_origin = Some("https://open.example.com".into());
    })
    .await;
    let (issuer, link_host) = ("login.example.com", "open.example.com");
    for path in [
        "/",
        "/qr",
        "/oauth/authorize?client_id=x",
        "/session/new",
        "/cable",
        "/api/v1/me",
        "/.well-known/openid-configuration",
        "/here/x",
    ] {
        assert_eq!(get(&app, link_host, path).await.0, 404, "{path}");
    }
    let (status, _, page) = get(&app, link_host, "/here").await;
    assert_eq!(status, 200);
    assert!(page.contains("Install the logi app"));
    for asset in page.split("/assets/").skip(1) {
        let name = asset.split('"').next().unwrap();
        assert_eq!(get(&app, link_host, &format!("/assets/{name}")).await.0, 200, "{name}");
    }
    assert_ne!(get(&app, issuer, "/.well-known/openid-configuration").await.0, 404);
    assert_eq!(get(&app, issuer, "/qr").await.0, 200);
}

/// `links check` with a configuration file: whether it is content, what it prints, what it complains of.
fn check(settings: &str, arguments: &[&str]) -> (bool, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logi.toml");
    let data = folder.path().join("data");
    std::fs::write(
        &file,
        format!("issuer = 'https://login.example.com'\ndata = '{}'\n{settings}", data.display()),
    )
    .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_logi-server"))
        .args(["links", "check", "--config"])
        .arg(&file)
        .args(arguments)
        .env_clear()
        .output()
        .unwrap();
    assert!(!data.exists(), "a check makes nothing");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_check_refuses_what_no_phone_would_open() {
    for (settings, named) in [
        ("link_host = 'login.example.com'", "link_host"),
        ("link_host = 'https://open.example.com'", "link_host"),
        ("link_host = 'open.example.com:8443'", "link_host"),
        ("link_host = 'open.example.com/here'", "link_host"),
        ("link_host = 'Open.example.com'", "link_host"),
        ("link_host = '192.0.2.1'", "link_host"),
        ("link_host = '127.0.0.1:8080'", "link_host"),
        ("link_host = ''", "link_host"),
        ("[apps]\napple = ['dev.logi.app']", "apps.apple"),
        ("[apps]\napple = ['ABCDE12345.']", "apps.apple"),
        ("[apps]\napple = ['abcde12345.dev.logi.app']", "apps.apple"),
        ("[apps]\napple = ['ABCDE12345.dev.logi.*']", "apps.apple"),
        ("[apps]\nandroid = ['dev.logi.app']", "apps.android"),
        ("[apps]\nandroid = ['dev.logi.app=AB:CD']", "apps.android"),
        ("[apps]\nandroid = ['app=FINGERPRINT']", "apps.android"),
        ("[apps]\nandroid = ['dev.1logi=FINGERPRINT']", "apps.android"),
        ("[apps]\nios = ['ABCDE12345.dev.logi.app']", "ios"),
    ] {
        let settings = settings.replace("FINGERPRINT", &fingerprint("AB"));
        let (is_content, _, complaint) = check(&settings, &[]);
        assert!(!is_content && complaint.contains(named), "{settings}: {complaint}");
    }
    let lower = fingerprint("ab");
    assert!(!check(&format!("[apps]\nandroid = ['dev.logi.app={lower}']"), &[]).0);
}

#[test]
fn the_check_says_what_is_missing() {
    let (is_content, _, complaint) = check("", &[]);
    assert!(
        !is_content && complaint.contains("link_host is not set") && complaint.contains("neither apps.apple"),
        "{complaint}"
    );
    let (is_content, printed, _) = check("link_host = 'open.example.com'", &["--json"]);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert!(!is_content);
    assert_eq!(
        (&printed["link_origin"], &printed["assetlinks.json"]),
        (&json!("https://open.example.com"), &Value::Null)
    );
}

#[test]
fn the_check_prints_what_is_served() {
    let android = format!("dev.logi.app={}", fingerprint("AB"));
    let settings = format!("link_host = 'open.example.com'\n[apps]\napple = ['ABCDE12345.dev.logi.app']\nandroid = ['{android}']\n");
    let (is_content, printed, complaint) = check(&settings, &[]);
    assert!(is_content, "{complaint}");
    for part in [
        "https://open.example.com/here#",
        "https://login.example.com/.well-known/assetlinks.json",
        "https://open.example.com/.well-known/apple-app-site-association",
        "ABCDE12345.dev.logi.app",
        &fingerprint("AB"),
    ] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
}
