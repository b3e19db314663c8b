//! Housekeeping that survives a restart: jobs are rows, taken on a lease. Who dies with one loses nothing: the lease ends and another
//! takes it.

use crate::app::App;
use crate::random;
use logi_domain::time::Millis;
use logi_store::{Job, StoreError};
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// How often this process looks for due jobs.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Seconds a job is leased to its taker.
const LEASE_SECONDS: i64 = 60;
/// Seconds between two sweeps.
const SWEEP_SECONDS: i64 = 30;
/// Seconds until a job is looked at again that this version does not know, as after going back to an older one.
const UNKNOWN_SECONDS: i64 = 3600;
const SWEEP: &str = "sweep";

/// Runs due jobs until the server stops.
pub(crate) async fn run(app: App) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stopping().cancelled() => return,
            _ = look.tick() => {}
        }
        app.metrics().fold();
        if let Err(error) = run_due(&app).await {
            tracing::warn!(%error, "housekeeping waits for the database");
        }
    }
}

/// Runs what is due now, once.
///
/// # Errors
/// [`StoreError`]: what was not done is done by a later run.
pub async fn run_due(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    app.store().enqueue_once(&first_sweep(now)).await?;
    for job in app.store().lease(now, now.plus_seconds(LEASE_SECONDS), 8).await? {
        let next = match job.kind.as_str() {
            SWEEP => {
                sweep(app).await?;
                SWEEP_SECONDS
            }
            kind => {
                tracing::warn!(kind, "a job of another version waits");
                UNKNOWN_SECONDS
            }
        };
        app.store().reschedule(job.id, app.now().plus_seconds(next)).await?;
    }
    Ok(())
}

async fn sweep(app: &App) -> Result<(), StoreError> {
    let swept = app.store().sweep(app.now()).await?;
    let expired = u64::try_from(swept.expired.len()).unwrap_or(u64::MAX);
    app.metrics().swept(swept.removed.saturating_add(expired));
    for session in swept.expired {
        app.hub().changed(session);
    }
    Ok(())
}

fn first_sweep(now: Millis) -> Job {
    Job {
        id: random::uuid(),
        kind: SWEEP.to_owned(),
        payload: "{}".to_owned(),
        attempts: 0,
        run_at: now,
    }
}
