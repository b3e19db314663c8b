//! Ten thousand browsers, each with its own session, wait on events: the memory of the server, and how long a change takes to reach a
//! browser. The time is taken from sending the change's request, so it holds the request and its commit too: a bound from above.

use super::process::{Server, register};
use super::raw::Connection;
use super::{quantile, runtime};
use crate::figure::{Figure, Goal};
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const BROWSERS: usize = 10_000;
const CHANGES: usize = 1_000;
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The login page's cookie and token; starts count per page, and no limit binds here.
struct Page {
    address: SocketAddr,
    origin: String,
    client_id: String,
    cookie: String,
    token: String,
}

struct Waiting {
    stream: Connection,
    session: String,
    cookies: String,
}

pub fn measure() -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let server = Server::start(folder.path())?;
    let application = register(folder.path())?;
    let client_id = application["client_id"].as_str().unwrap_or_default();
    let measured = runtime()?.block_on(async {
        let page = Page::open(&server, client_id).await?;
        let mut waiting = wait_all(&page).await?;
        tokio::time::sleep(Duration::from_secs(5)).await;
        let memory = server.memory().map_err(io::Error::other)?;
        let times = change_some(&page, &mut waiting).await?;
        io::Result::Ok((memory, times))
    });
    let (memory, mut times) = measured.map_err(|error| format!("{error}; ten thousand browsers need `ulimit -n` 20000"))?;
    Ok(vec![
        Figure {
            name: "server_waiting_memory",
            value: memory,
            unit: "MiB",
            goal: Goal::AtMost(140.0),
        },
        Figure {
            name: "server_waiting_commit_to_browser",
            value: quantile(&mut times, 0.99),
            unit: "ms",
            goal: Goal::AtMost(10.0),
        },
    ])
}

impl Page {
    async fn open(server: &Server, client_id: &str) -> io::Result<Self> {
        let path = format!(
            "GET /oauth/authorize?response_type=code&client_id={client_id}&redirect_uri=https%3A%2F%2Fbench.example%2Fcallback&scope=openid&state=s&code_challenge={CHALLENGE}&code_challenge_method=S256"
        );
        let answer = Connection::open(server.address).await?.send(&path, &[], "").await?;
        let token = answer
            .body
            .split_once(r#"<meta name="csrf-token" content=""#)
            .and_then(|(_, rest)| rest.split_once('"'));
        let (token, _) = token.ok_or_else(|| io::Error::other(format!("no login page but {}: {}", answer.status, answer.body)))?;
        Ok(Self {
            address: server.address,
            origin: server.issuer.clone(),
            client_id: client_id.to_owned(),
            cookie: answer.cookies(),
            token: token.to_owned(),
        })
    }

    async fn post(&self, connection: &mut Connection, path: &str, cookies: &str, body: &str) -> io::Result<Value> {
        let cookies = format!("{}; {cookies}", self.cookie);
        let headers = [
            ("Cookie", cookies.trim_end_matches("; ")),
            ("X-CSRF-Token", &self.token),
            ("Origin", &self.origin),
            ("Sec-Fetch-Site", "same-origin"),
            ("Content-Type", "application/json"),
        ];
        let answer = connection.send(&format!("POST {path}"), &headers, body).await?;
        if answer.status != 200 {
            return Err(io::Error::other(format!("{path} answered {}: {}", answer.status, answer.body)));
        }
        let mut value: Value = serde_json::from_str(&answer.body)?;
        value["cookies"] = answer.cookies().into();
        Ok(value)
    }

    async fn start_and_wait(&self, connection: &mut Connection) -> io::Result<Waiting> {
        let body = json!({
            "response_type": "code", "client_id": self.client_id, "redirect_uri": "https://bench.example/callback",
            "scope": "openid", "state": "s", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        });
        let started = self.post(connection, "/oauth/qr/start", "", &body.to_string()).await?;
        let text = |name: &str| started[name].as_str().unwrap_or_default().to_owned();
        let cookies = text("cookies");
        let mut stream = Connection::open(self.address).await?;
        stream.listen(&text("events_path"), &cookies).await?;
        Ok(Waiting {
            stream,
            session: text("session_id"),
            cookies,
        })
    }
}

async fn wait_all(page: &Page) -> io::Result<Vec<Waiting>> {
    let mut connection = Connection::open(page.address).await?;
    let mut waiting = Vec::with_capacity(BROWSERS);
    while waiting.len() < BROWSERS {
        waiting.push(page.start_and_wait(&mut connection).await?);
    }
    Ok(waiting)
}

/// One change after the other, each in another session, spread over all of them.
async fn change_some(page: &Page, waiting: &mut [Waiting]) -> io::Result<Vec<f64>> {
    let mut connection = Connection::open(page.address).await?;
    let mut times = Vec::with_capacity(CHANGES);
    for browser in waiting.iter_mut().step_by(BROWSERS / CHANGES) {
        let path = format!("/oauth/qr/{}/extend", browser.session);
        let begun = Instant::now();
        let (answer, event) = tokio::join!(page.post(&mut connection, &path, &browser.cookies, ""), async {
            let event = browser.stream.event().await;
            (event, begun.elapsed())
        });
        answer?;
        event.0?;
        times.push(event.1.as_secs_f64() * 1000.0);
    }
    Ok(times)
}
