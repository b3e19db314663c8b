//! The demo's steps: each is named while it runs, timed when it is done, and blamed when it fails.

use std::cell::Cell;
use std::fmt::Display;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;

/// The steps so far.
pub(super) struct Steps {
    count: Cell<u32>,
    current: Cell<&'static str>,
}

impl Steps {
    pub(super) fn new() -> Self {
        Self {
            count: Cell::new(0),
            current: Cell::new("start"),
        }
    }

    /// Runs one step under its name.
    pub(super) async fn step<T, E: Display>(&self, name: &'static str, work: impl Future<Output = Result<T, E>>) -> Result<T, String> {
        self.count.set(self.count.get() + 1);
        self.current.set(name);
        print!("{:>3}  {name:<52}", self.count.get());
        // Progress that cannot be shown is no reason to stop.
        let _ = std::io::stdout().flush();
        let began = now();
        let done = work.await;
        let took = began.elapsed();
        match done {
            Ok(value) => {
                println!("{:>8.1} ms", took.as_secs_f64() * 1000.0);
                Ok(value)
            }
            Err(error) => {
                println!("  failed");
                Err(format!("the step \u{201c}{name}\u{201d} failed: {error}"))
            }
        }
    }

    /// Runs everything. The scripted browser stops by a panic where something is not as it must be; that is a failed step.
    pub(super) async fn guard(&self, work: impl Future<Output = Result<(), String>>) -> Result<(), String> {
        std::panic::set_hook(Box::new(|_| {}));
        let ended = AssertUnwindSafe(work).catch_unwind().await;
        let _ = std::panic::take_hook();
        ended.unwrap_or_else(|panic| {
            println!("  failed");
            let said = panic.downcast_ref::<String>().cloned();
            let said = said
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default();
            Err(format!("the step \u{201c}{}\u{201d} failed: {said}", self.current.get()))
        })
    }
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "a demo measures real time")]
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::Steps;

    async fn panicking() -> Result<(), String> {
        panic!("no redirect")
    }

    #[tokio::test]
    async fn a_failed_step_is_named() {
        let failed = Steps::new().step("scan", async { Err::<(), _>("no answer") }).await;
        assert_eq!(failed, Err("the step \u{201c}scan\u{201d} failed: no answer".into()));
    }

    #[tokio::test]
    async fn a_step_that_panics_is_named() {
        let steps = Steps::new();
        let ended = steps.guard(steps.step("complete", panicking())).await;
        assert_eq!(ended, Err("the step \u{201c}complete\u{201d} failed: no redirect".into()));
    }
}
