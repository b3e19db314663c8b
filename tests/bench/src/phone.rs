//! What the core costs on the phone: its start from a filled vault under its key, and an approval beyond the round trip.

use crate::figure::{Figure, Goal};
use crate::server::actors::{Application, now};
use crate::server::process::{Server, register};
use crate::server::{quantile, runtime};
use async_trait::async_trait;
use logi_core::adapters::{FileMarker, NoDeviceValue, OsRng, ReqwestHttp, SealedFile, SealingKey, SoftwareKeys, SystemClock};
use logi_core::origin::Origin;
use logi_core::ports::{Http, HttpError, HttpRequest, HttpResponse, Rng, SecretStore};
use logi_core::qr::KeySet;
use logi_core::{Authenticator, Config, DevicePlatform, LoginState, Ports, Source};
use logi_harness::browser::Browser;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

const STARTS: usize = 100;
const APPROVALS: usize = 100;

pub fn measure() -> Result<Vec<Figure>, String> {
    let [folder, home] = [tempfile::tempdir(), tempfile::tempdir()].map(|made| made.map_err(|error| error.to_string()));
    let (folder, home) = (folder?, home?);
    let server = Server::start(folder.path())?;
    let application = Application::of(&register(folder.path())?);
    let figures = runtime()?.block_on(async {
        let mut approvals = approvals(&server.issuer, &application, home.path()).await?;
        let mut starts = starts(&server.issuer, home.path()).await?;
        Ok::<_, Box<dyn Error>>(vec![
            figure("core_start", quantile(&mut starts, 0.5), 5.0),
            figure("core_approve_beyond_round_trip", quantile(&mut approvals, 0.5), 3.0),
        ])
    });
    figures.map_err(|error| error.to_string())
}

fn figure(name: &'static str, value: f64, most: f64) -> Figure {
    Figure {
        name,
        value,
        unit: "ms",
        goal: Goal::AtMost(most),
    }
}

/// The network, with the time that was spent waiting for it.
struct TimedHttp {
    inner: ReqwestHttp,
    nanoseconds: AtomicU64,
}

#[async_trait]
impl Http for TimedHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let start = Instant::now();
        let answer = self.inner.send(request).await;
        self.nanoseconds.fetch_add(start.elapsed().as_nanos() as u64, Ordering::Relaxed);
        answer
    }
}

async fn open(issuer: &str, home: &Path, http: Arc<dyn Http>) -> Result<Authenticator, Box<dyn Error>> {
    let rng: Arc<dyn Rng> = Arc::new(OsRng);
    let key = SealingKey::load_or_make(&home.join("key"), &*rng)?;
    let secrets: Arc<dyn SecretStore> = Arc::new(SealedFile::open(&home.join("vault"), key, rng.clone())?);
    let config = Config {
        issuer: Origin::parse(issuer)?,
        link_host: None,
        pins: KeySet::parse(br#"{"keys":[]}"#)?,
        platform: DevicePlatform::Linux,
        device_name: None,
        session_life: Config::SESSION_LIFE,
    };
    let ports = Ports {
        clock: Arc::new(SystemClock),
        keys: Arc::new(SoftwareKeys::new(secrets.clone(), rng.clone())),
        device_value: Arc::new(NoDeviceValue),
        marker: Arc::new(FileMarker::new(home.join("installation"))),
        http,
        secrets,
        rng,
    };
    Ok(Authenticator::open(config, ports).await?)
}

/// Milliseconds of each start, sealing key and vault read from their files.
async fn starts(issuer: &str, home: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let http: Arc<dyn Http> = Arc::new(ReqwestHttp::new()?);
        let start = Instant::now();
        let phone = open(issuer, home, http).await?;
        phone.installation().await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// Milliseconds of each approval, from the decision to its acknowledgement, less what the network took.
async fn approvals(issuer: &str, application: &Application, home: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    let http = Arc::new(TimedHttp {
        inner: ReqwestHttp::new()?,
        nanoseconds: AtomicU64::new(0),
    });
    let phone = open(issuer, home, http.clone()).await?;
    phone.enrol().await?;
    let mut times = Vec::new();
    for _ in 0..APPROVALS {
        let browser = Browser::new(issuer);
        let page = browser.open(&application.authorize_url(issuer)).await;
        let shown = browser.show(&page).await;
        let text = shown.text_at(now()() * 1000);
        let flow = phone.begin(&text, Source::Scan).await?;
        flow.next_state().await?;
        http.nanoseconds.store(0, Ordering::Relaxed);
        let start = Instant::now();
        flow.approve(&[]).await?;
        let state = flow.next_state().await?;
        let whole = start.elapsed().as_secs_f64() * 1000.0;
        if !matches!(state, Some(LoginState::Approved { .. })) {
            return Err("an approval was not taken".into());
        }
        times.push(whole - http.nanoseconds.load(Ordering::Relaxed) as f64 / 1e6);
    }
    Ok(times)
}
