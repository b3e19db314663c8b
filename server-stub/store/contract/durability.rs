//! A process killed in the middle of its work: what it acknowledged is there, nothing is there by half.

use super::given::{Login, phone};
use crate::tests::backend::{self, Fresh};
use logi_domain::client::Client;
use logi_domain::id::SessionId;
use logi_domain::qr::Status;
use logi_store::{Housekeeping, QrSessions, verify_audit_chain};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Where the child finds its store.
const LOCATION: &str = "LOGI_TEST_STORE";
const ACKNOWLEDGED: &str = "completed ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_kills_in_the_middle_of_complete_lose_nothing_and_leave_nothing_half() {
    let store = backend::fresh().await;
    let mut acknowledged = Vec::new();
    for kill in 1..=5 {
        acknowledged.extend(complete_until_killed(&store, kill * 7));
    }
    store.outlive_the_killed().await;
    for id in &acknowledged {
        let session = store.session(*id).await.unwrap().unwrap();
        assert_eq!(session.stored_status, Status::Completed, "{id} was acknowledged");
    }
    assert_all_or_nothing(&store, acknowledged.len()).await;
    let login = Login::approved(&store).await;
    assert!(
        store.complete(&login.completion()).await.unwrap(),
        "the store goes on after the kills"
    );
}

/// Each completed session has all that belongs to it, and nothing belongs to any other.
async fn assert_all_or_nothing(store: &Fresh, acknowledged: usize) {
    let completed = store.count("SELECT count(*) FROM qr_sessions WHERE status = 'completed'").await;
    assert!(completed >= i64::try_from(acknowledged).unwrap());
    for table in ["grants", "authorization_codes", "login_log", "audit_log"] {
        assert_eq!(store.count(&format!("SELECT count(*) FROM {table}")).await, completed, "{table}");
    }
    let consents = store.count("SELECT count(*) FROM consents").await;
    assert_eq!(consents, completed * 2);
    let strangers = "SELECT count(*) FROM audit_log WHERE session_id NOT IN (SELECT id FROM qr_sessions WHERE status = 'completed')";
    assert_eq!(store.count(strangers).await, 0);
    let decided = store
        .count("SELECT count(*) FROM qr_sessions WHERE status IN ('approved', 'completed')")
        .await;
    assert_eq!(store.count("SELECT count(*) FROM receipts").await, decided);
    assert_eq!(verify_audit_chain(&store.audit_rows().await.unwrap()), Ok(()));
}

/// Runs [`completes_until_it_is_killed`] in a process of its own and kills it after so many acknowledgements.
fn complete_until_killed(store: &Fresh, acknowledgements: usize) -> Vec<SessionId> {
    let child_test = concat!(module_path!(), "::completes_until_it_is_killed");
    let child_test = child_test.split_once("::").unwrap().1;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([child_test, "--exact", "--ignored", "--nocapture"])
        .env(LOCATION, store.location())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = Vec::new();
    while seen.len() < acknowledgements {
        seen.extend(acknowledgement(&lines.next().expect("the child ended by itself").unwrap()));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What was written before the kill counts; a last line that was cut off does not.
    for line in lines.map_while(Result::ok).filter(|line| line.len() >= ACKNOWLEDGED.len() + 36) {
        seen.extend(acknowledgement(&line));
    }
    seen
}

fn acknowledgement(line: &str) -> Option<SessionId> {
    let (_, id) = line.split_once(ACKNOWLEDGED)?;
    Some(SessionId::parse(id).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs in a process of its own, which the test above starts and kills"]
async fn completes_until_it_is_killed() {
    let Ok(location) = std::env::var(LOCATION) else { return };
    let store = Arc::new(backend::open(&location).await);
    let client = super::given::client(&store).await;
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        workers.spawn(complete_for_ever(Arc::clone(&store), client.clone()));
    }
    workers.join_next().await.unwrap().unwrap();
}

async fn complete_for_ever(store: Arc<crate::Backend>, client: Client) {
    loop {
        // Each login is of an account of its own, so that its consents can be counted.
        let phone = phone(&store).await;
        let login = Login::between(&store, client.clone(), phone).await;
        login.scan(&store).await;
        login.approve(&store).await;
        assert!(store.complete(&login.completion()).await.unwrap());
        println!("{ACKNOWLEDGED}{}", login.id);
    }
}
