//! A hundred SIGKILLs under load. What the server acknowledged is recorded here, outside its process; after each kill the database is
//! read: an acknowledgement without its rows is lost, a session with a part of what belongs to its state is half.

use super::actors::{Acknowledged, Application, log_in, now};
use super::process::{Server, register};
use super::runtime;
use crate::figure::{Figure, Goal};
use logi_domain::id::{AccountId, SecretHash, SessionId};
use logi_domain::qr::Status;
use logi_harness::phone::ScriptedPhone;
use logi_store::{AuditRow, Grants, Housekeeping, QrSessions};
use logi_store_sqlite::SqliteStore;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const KILLS: u32 = 100;
const WORKERS: usize = 4;

/// What was acknowledged, over all lives of the server.
#[derive(Default)]
struct Ledger(Mutex<Vec<Acknowledged>>);

/// A phone whose logins are recorded, and its account.
struct Worker {
    phone: ScriptedPhone,
    account: AccountId,
}

#[derive(Default)]
struct Verdict {
    lost: u32,
    half: u32,
}

pub fn measure() -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    // Requests that a kill cuts off panic in the harness; they are counted below, not shown.
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let verdict = runtime()?.block_on(kill_often(folder.path()));
    std::panic::set_hook(shown);
    let Verdict { lost, half } = verdict?;
    let figure = |name, value: u32| Figure {
        name,
        value: value.into(),
        unit: "",
        goal: Goal::AtMost(0.0),
    };
    Ok(vec![figure("server_kills_lost", lost), figure("server_kills_half", half)])
}

async fn kill_often(folder: &Path) -> Result<Verdict, String> {
    let server = Server::start(folder)?;
    let application = Application::of(&register(folder)?);
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(Worker::enrolled(&server.issuer).await?);
    }
    server.kill();
    let ledger = Arc::new(Ledger::default());
    let mut verdict = Verdict::default();
    for round in 0..KILLS {
        let seen = ledger.len();
        workers = live_and_die(folder, &application, workers, &ledger, round).await?;
        verdict.add(judge(folder, &ledger, seen, &workers).await?);
    }
    // Once more over everything: nothing may be lost by a later kill either.
    let last = judge(folder, &ledger, 0, &workers).await?;
    verdict.lost = verdict.lost.max(last.lost);
    verdict.half = verdict.half.max(last.half);
    eprintln!("bench: {KILLS} kills, {} acknowledgements", ledger.len());
    Ok(verdict)
}

/// One life: logins in parallel until the kill, which comes at another moment each time.
async fn live_and_die(
    folder: &Path,
    application: &Application,
    workers: Vec<Worker>,
    ledger: &Arc<Ledger>,
    round: u32,
) -> Result<Vec<Worker>, String> {
    let server = Server::start(folder)?;
    let mut tasks = Vec::new();
    for worker in workers {
        let worker = Arc::new(worker.moved_to(&server.issuer));
        let work = tokio::spawn(log_in_for_ever(
            server.issuer.clone(),
            application.clone(),
            Arc::clone(&worker),
            Arc::clone(ledger),
        ));
        tasks.push((worker, work));
    }
    // 40 to 237 ms: at least one login, and every phase of the next.
    tokio::time::sleep(Duration::from_millis(u64::from(40 + round * 37 % 198))).await;
    let early = tasks.iter().filter(|(_, work)| work.is_finished()).count();
    server.kill();
    if early > 0 {
        return Err(format!("{early} logins failed before kill {round}"));
    }
    let mut workers = Vec::new();
    for (worker, work) in tasks {
        // Ends by a panic: the server is gone.
        drop(work.await);
        workers.push(Arc::into_inner(worker).ok_or("a worker is still at work")?);
    }
    Ok(workers)
}

async fn log_in_for_ever(issuer: String, application: Application, worker: Arc<Worker>, ledger: Arc<Ledger>) {
    loop {
        log_in(&issuer, &application, &worker.phone, &|said| ledger.record(said)).await;
    }
}

impl Worker {
    async fn enrolled(issuer: &str) -> Result<Self, String> {
        let mut phone = ScriptedPhone::new(issuer, now());
        let answer = phone.enrol().await.json();
        phone.pak = answer["access_token"].as_str().ok_or("not enrolled")?.to_owned();
        let account = AccountId(answer["user"]["id"].as_i64().ok_or("no account")?);
        Ok(Self { phone, account })
    }

    /// The same phone at a server that has come back on another port.
    fn moved_to(self, issuer: &str) -> Self {
        let mut phone = ScriptedPhone::new(issuer, now());
        phone.possession = self.phone.possession;
        phone.approval = self.phone.approval;
        phone.device_id = self.phone.device_id;
        phone.root_subject = self.phone.root_subject;
        phone.pak = self.phone.pak;
        Self {
            phone,
            account: self.account,
        }
    }
}

impl Ledger {
    fn record(&self, said: Acknowledged) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(said);
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn since(&self, seen: usize) -> Vec<Acknowledged> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .skip(seen)
            .cloned()
            .collect()
    }
}

impl Verdict {
    fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.half += other.half;
    }
}

async fn judge(folder: &Path, ledger: &Ledger, seen: usize, workers: &[Worker]) -> Result<Verdict, String> {
    let store = SqliteStore::open(&folder.join("logi.sqlite3"))
        .await
        .map_err(|error| error.to_string())?;
    let audit = store.audit_rows().await.map_err(|error| error.to_string())?;
    let mut verdict = Verdict::default();
    for said in ledger.since(seen) {
        verdict.lost += u32::from(!is_kept(&store, &said).await?);
        if let Acknowledged::Started { session } = &said {
            verdict.half += u32::from(!is_whole(&store, session, &audit).await?);
        }
    }
    for worker in workers {
        let logins = store.logins(worker.account).await.map_err(|error| error.to_string())?.len();
        let completed = audit
            .iter()
            .filter(|row| is_completion(row) && row.event.account == Some(worker.account));
        verdict.half += u32::from(logins != completed.count());
    }
    store.close().await;
    Ok(verdict)
}

/// Whether the rows say what was acknowledged.
async fn is_kept(store: &SqliteStore, said: &Acknowledged) -> Result<bool, String> {
    let fault = |error: logi_store::StoreError| error.to_string();
    let status = async |session: &str| -> Result<Option<Status>, String> {
        let found = store.session(id(session)?).await.map_err(fault)?;
        Ok(found.map(|session| session.stored_status))
    };
    Ok(match said {
        Acknowledged::Started { session } => status(session).await?.is_some(),
        Acknowledged::Scanned { session } => !matches!(status(session).await?, None | Some(Status::Pending)),
        Acknowledged::Approved { session } => matches!(status(session).await?, Some(Status::Approved | Status::Completed)),
        Acknowledged::Completed { session, code } => {
            let code = store.code(&SecretHash::of(code)).await.map_err(fault)?;
            status(session).await? == Some(Status::Completed) && code.is_some()
        }
        Acknowledged::Redeemed { code } => {
            let code = store.code(&SecretHash::of(code)).await.map_err(fault)?;
            code.is_some_and(|code| code.used_at.is_some())
        }
    })
}

/// Whether the session has all that belongs to its state, and nothing of a later one.
async fn is_whole(store: &SqliteStore, session: &str, audit: &[AuditRow]) -> Result<bool, String> {
    let id = id(session)?;
    let Some(row) = store.session(id).await.map_err(|error| error.to_string())? else {
        return Ok(false);
    };
    let is_decided = row
        .decided
        .as_ref()
        .is_some_and(|decided| decided.receipt.is_some() && decided.challenge.is_some());
    let receipt = match &row.scan {
        Some(scan) => store.receipt(scan.account, id).await.map_err(|error| error.to_string())?.is_some(),
        None => false,
    };
    let completions = audit
        .iter()
        .filter(|row| is_completion(row) && row.event.session == Some(id))
        .count();
    Ok(match row.stored_status {
        Status::Pending => row.scan.is_none() && row.decided.is_none() && completions == 0,
        Status::Scanned => row.scan.is_some() && row.decided.is_none() && !receipt && completions == 0,
        Status::Approved => row.scan.is_some() && is_decided && receipt && completions == 0,
        Status::Completed => row.scan.is_some() && is_decided && receipt && completions == 1,
        Status::Denied | Status::Expired | Status::Failed => false,
    })
}

fn is_completion(row: &AuditRow) -> bool {
    row.event.kind == "login.completed"
}

fn id(session: &str) -> Result<SessionId, String> {
    SessionId::parse(session).map_err(|error| error.to_string())
}
