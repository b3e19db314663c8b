//! The figures of the server, measured on the program as it is released: a process of its own on an SQLite folder.

pub mod kills;
pub mod login_cpu;
pub mod start;
pub mod waiting;

pub mod actors;
pub mod process;
mod raw;

use tokio::runtime::Runtime;

pub fn runtime() -> Result<Runtime, String> {
    Runtime::new().map_err(|error| format!("no runtime: {error}"))
}

/// The value that `share` of the others do not exceed.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).ceil() as usize).copied().unwrap_or(f64::NAN)
}
