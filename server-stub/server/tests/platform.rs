//! The running server: probes, metrics, logs, its end, and what it keeps across a restart.

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use support::TestServer;

#[tokio::test]
async fn answers_the_probes() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/up").await.status, 200);
    assert_eq!(server.get("/ready").await.status, 200);
    server.stop().await;
}
