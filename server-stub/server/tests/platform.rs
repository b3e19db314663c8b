//! The running server: probes, metrics, what reaches the log, its end, and what it keeps across a restart.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use logi_server::config::Network;
use logi_server::{KeyOverrides, jobs};
use logi_store::{Job, KeyUse};
use serde_json::Value;
use std::sync::Arc;
use support::{ManualClock, TestApp, TestServer, read_head, write_request};
use tokio::io::BufReader;
use tokio::net::TcpStream;

#[tokio::test]
async fn refuses_a_body_that_is_too_large_over_the_wire() {
    let server = TestServer::start().await;
    let body = vec![b' '; 70_000];
    let path = "/api/v1/auth/anonymous_bootstrap";
    let answer = server.send("POST", path, &[("Content-Type", "application/json")], &body).await;
    assert_eq!((answer.status, &answer.json()["error"]), (413, &Value::from("too_large")));
    assert_eq!(answer.json()["request_id"].as_str(), answer.header("x-logi-request-id"));
    server.stop().await;
}

#[tokio::test]
async fn answers_400_to_what_is_no_http() {
    let server = TestServer::start().await;
    let answer = server.send("GET", "/up", &[("Content-Length", "one")], b"").await;
    assert_eq!(answer.status, 400);
    server.stop().await;
}

#[tokio::test]
async fn says_that_it_is_not_ready_while_its_database_is_gone() {
    let server = TestServer::start().await;
    server.app().store().close().await;
    let answer = server.get("/ready").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert_eq!(server.get("/up").await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn is_up_and_ready() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/up").await.status, 200);
    assert_eq!(server.get("/ready").await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn gives_every_answer_an_id_of_its_own() {
    let server = TestServer::start().await;
    let (one, two) = (server.get("/up").await, server.get("/up").await);
    let id = |answer: &support::Answer| answer.header("x-logi-request-id").unwrap().to_owned();
    assert_ne!(id(&one), id(&two));
    let asked = server.send("GET", "/up", &[("X-Logi-Request-Id", "mine")], b"").await;
    assert_ne!(id(&asked), "mine");
    server.stop().await;
}

#[tokio::test]
async fn serves_metrics_on_their_own_listener_only() {
    let server = TestServer::start_with(|config| config.metrics_listen = Some("127.0.0.1:0".parse().unwrap())).await;
    assert_eq!(server.get("/metrics").await.status, 404);
    server.get("/up").await;
    let mut stream = TcpStream::connect(server.server.metrics_address().unwrap()).await.unwrap();
    write_request(&mut stream, ("GET", "/metrics"), &[], b"").await;
    let answer = support::read_answer(&mut BufReader::new(stream)).await;
    let text = answer.text();
    assert!(
        text.contains(r#"logi_http_requests_total{route="/up",method="GET",status="200"} 1"#),
        "{text}"
    );
    assert!(
        text.contains(r#"logi_http_requests_total{route="(none)",method="GET",status="404"} 1"#),
        "{text}"
    );
    server.stop().await;
}

#[tokio::test]
async fn makes_no_label_of_what_a_caller_sends() {
    let server = TestServer::start().await;
    server.send("HUNTER2", "/hunter2?hunter2=hunter2", &[], b"").await;
    assert!(!server.app().metrics().render().to_lowercase().contains("hunter2"));
    server.stop().await;
}

#[tokio::test]
async fn stops_accepting_and_ends_idle_connections() {
    let server = TestServer::start().await;
    let address = server.address();
    let mut idle = TcpStream::connect(address).await.unwrap();
    write_request(&mut idle, ("GET", "/up"), &[("Connection", "keep-alive")], b"").await;
    let mut idle = BufReader::new(idle);
    assert_eq!(read_head(&mut idle).await.status, 200);
    server.stop().await;
    assert_eq!(tokio::io::AsyncReadExt::read(&mut idle, &mut [0; 1]).await.unwrap(), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn keeps_its_keys_across_a_restart_and_seals_them() {
    let clock = ManualClock::at(logi_domain::time::Millis(1_800_000_000_000));
    let folder = tempfile::tempdir().unwrap();
    let first = TestServer::start_in(folder, clock, KeyOverrides::default(), |_| {}).await;
    let keys = |server: &TestServer| {
        (
            server.app().keys().jwks_json().to_owned(),
            server.app().keys().logi_keys_json().to_owned(),
        )
    };
    let (before, token) = (keys(&first), first.app().keys().sign_token("at+jwt", &"claims").unwrap());
    let mac = first.app().keys().mac(logi_server::keys::Purpose::Pairwise, &[b"x"]);
    let (folder, clock) = first.stop().await;
    let second = TestServer::start_in(folder, clock, KeyOverrides::default(), |_| {}).await;
    assert_eq!(keys(&second), before);
    assert!(second.app().keys().verify_token(&token, "at+jwt").is_some());
    assert_eq!(second.app().keys().mac(logi_server::keys::Purpose::Pairwise, &[b"x"]), mac);
    let rows = second.app().store().keys(KeyUse::Qr).await.unwrap();
    assert_eq!(rows.len(), 1, "a restart makes no second key");
    second.stop().await;
}

#[tokio::test]
async fn writes_no_private_key_into_its_database() {
    let clock = ManualClock::at(logi_domain::time::Millis(1_800_000_000_000));
    let server = TestServer::start_in(tempfile::tempdir().unwrap(), clock, KeyOverrides::default(), |_| {}).await;
    let file = server.app().config().sqlite_file();
    let (_folder, _) = server.stop().await;
    let database = std::fs::read(file).unwrap();
    let contains = |bytes: &[u8]| database.windows(bytes.len()).any(|window| window == bytes);
    assert!(contains(b"ES256"), "the keys are in this file");
    // PKCS#8 (RFC 5958 §2): version 0, then the algorithm: id-ecPublicKey, rsaEncryption.
    assert!(!contains(b"\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"));
    assert!(!contains(b"\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"));
}

fn private(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[tokio::test]
async fn does_not_start_on_sealed_keys_without_their_sealing_key() {
    let clock = ManualClock::at(logi_domain::time::Millis(1_800_000_000_000));
    let server = TestServer::start_in(tempfile::tempdir().unwrap(), clock, KeyOverrides::default(), |_| {}).await;
    let config = server.app().config().clone();
    let (folder, clock) = server.stop().await;
    let file = folder.path().join("sealing.key");
    let kept = std::fs::read(&file).unwrap();

    std::fs::remove_file(&file).unwrap();
    let open = || logi_server::App::open(config.clone(), Arc::<ManualClock>::clone(&clock), KeyOverrides::default());
    assert!(open().await.unwrap_err().to_string().contains("missing"));
    assert!(!file.exists());

    let mut changed = kept.clone();
    changed[0] = if changed[0] == b'0' { b'1' } else { b'0' };
    std::fs::write(&file, &changed).unwrap();
    private(&file);
    assert!(open().await.unwrap_err().to_string().contains("does not open"));

    std::fs::write(&file, &kept).unwrap();
    private(&file);
    assert!(open().await.is_ok());
}

#[tokio::test]
async fn sweeps_on_after_a_restart_and_after_a_crash_in_the_middle() {
    let test = TestApp::open().await;
    jobs::run_due(&test.app).await.unwrap();
    let now = test.app.now();
    assert!(
        test.app.store().lease(now, now.plus_seconds(60), 8).await.unwrap().is_empty(),
        "it waits for its next time"
    );

    test.clock.advance_ms(30_000);
    let now = test.app.now();
    let taken = test.app.store().lease(now, now.plus_seconds(60), 8).await.unwrap();
    assert_eq!(taken.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["sweep"]);

    // Its taker is gone. Nobody takes it before the lease ends, and then the next one does.
    jobs::run_due(&test.app).await.unwrap();
    assert!(test.app.store().lease(now, now.plus_seconds(60), 8).await.unwrap().is_empty());
    test.clock.advance_ms(61_000);
    jobs::run_due(&test.app).await.unwrap();
    test.clock.advance_ms(29_000);
    let now = test.app.now();
    assert!(
        test.app.store().lease(now, now.plus_seconds(60), 8).await.unwrap().is_empty(),
        "it was run and waits again"
    );
    test.clock.advance_ms(1_000);
    let now = test.app.now();
    assert_eq!(
        test.app.store().lease(now, now.plus_seconds(60), 8).await.unwrap().len(),
        1,
        "one job, not two"
    );
}

#[tokio::test]
async fn keeps_a_job_it_does_not_know() {
    let test = TestApp::open().await;
    let job = Job {
        id: uuid::Uuid::from_u128(7),
        kind: "from_the_future".into(),
        payload: "{}".into(),
        attempts: 0,
        run_at: test.app.now(),
    };
    test.app.store().enqueue_once(&job).await.unwrap();
    jobs::run_due(&test.app).await.unwrap();
    test.clock.advance_ms(3_600_000);
    let now = test.app.now();
    let due = test.app.store().lease(now, now.plus_seconds(60), 8).await.unwrap();
    assert!(due.iter().any(|job| job.kind == "from_the_future"));
}

#[test]
fn believes_no_forwarded_address_that_a_client_wrote() {
    use logi_server::context::client_address;
    let seen = |peer: &str, trusted: &[&str], lines: &[&str]| {
        let mut headers = http::HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| Network::parse(text).unwrap()).collect();
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    };
    let proxy = ["10.0.0.0/8"];
    assert_eq!(seen("203.0.113.9", &[], &["192.0.2.1"]), "203.0.113.9", "no proxy is trusted");
    assert_eq!(seen("203.0.113.9", &proxy, &["192.0.2.1"]), "203.0.113.9", "the peer is no proxy");
    assert_eq!(
        seen("10.0.0.1", &proxy, &["192.0.2.1, 203.0.113.9"]),
        "203.0.113.9",
        "the left is what the client wrote"
    );
    assert_eq!(
        seen("10.0.0.1", &proxy, &["192.0.2.1", "203.0.113.9"]),
        "203.0.113.9",
        "several lines are one list"
    );
    assert_eq!(
        seen("10.0.0.1", &proxy, &["192.0.2.1, 203.0.113.9, 10.0.0.2"]),
        "203.0.113.9",
        "two proxies"
    );
    assert_eq!(
        seen("10.0.0.1", &proxy, &["203.0.113.9, unknown"]),
        "10.0.0.1",
        "not past what is no address"
    );
    assert_eq!(seen("10.0.0.1", &proxy, &[""]), "10.0.0.1");
    assert_eq!(seen("10.0.0.1", &proxy, &[]), "10.0.0.1");
    assert_eq!(seen("10.0.0.1", &proxy, &["10.1.1.1"]), "10.1.1.1", "a client inside");
    assert_eq!(seen("::ffff:10.0.0.1", &proxy, &["[2001:db8::1]:443"]), "2001:db8::1");
    assert_eq!(seen("10.0.0.1", &proxy, &["203.0.113.9:4711"]), "203.0.113.9");
}
