//! Structured logs on standard error: JSON, and plain text on a terminal. Whoever logs gives ids and codes, never a query, a body, a
//! secret or an address.

use std::io::IsTerminal;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// A `log` setting that is no filter.
#[derive(Debug, thiserror::Error)]
#[error("the setting log cannot be \"{0}\": write a level as info, or levels by target as info,logi_server=debug")]
pub struct InvalidFilter(String);

/// Logs what `filter` lets through from here on. Only the first call of a process has an effect.
///
/// # Errors
/// [`InvalidFilter`].
pub fn install(filter: &str) -> Result<(), InvalidFilter> {
    let targets: Targets = filter.parse().map_err(|_| InvalidFilter(filter.chars().take(200).collect()))?;
    // A statement may take long under load; its text belongs into the log of the database.
    let targets = if filter.contains("sqlx") {
        targets
    } else {
        targets.with_target("sqlx", tracing::Level::ERROR)
    };
    let lines = if std::io::stderr().is_terminal() {
        fmt::layer().with_writer(std::io::stderr).boxed()
    } else {
        fmt::layer().json().flatten_event(true).with_writer(std::io::stderr).boxed()
    };
    // A second server in one process keeps the first one's log.
    let _ = tracing_subscriber::registry().with(lines.with_filter(targets)).try_init();
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Where it was, not what it said: a message may hold a person's data.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let request_id = crate::http::request_id::current();
    tracing::error!(%request_id, place, "a fault in the program");
}
