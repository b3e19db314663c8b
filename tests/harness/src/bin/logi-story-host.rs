//! `logi-story-host`: the setting of the story that Python, Kotlin and Swift tell (`tests/bindings/story.md`).
//!
//! Prints `{"issuer", "control", "link_host"}` when it is ready. Ends on `POST /stop` at the control port, when the pipe that is its standard input
//! closes, or on SIGINT and SIGTERM.

use std::process::ExitCode;

use logi_harness::{signals, story};
use serde_json::json;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> ExitCode {
    let stop = CancellationToken::new();
    let watch = stop.clone();
    tokio::spawn(async move {
        signals::not_needed(&watch).await;
        watch.cancel();
    });
    let served = story::serve(stop, |host, control| {
        let control = format!("http://{control}");
        println!(
            "{}",
            json!({"issuer": host.issuer(), "control": control, "link_host": host.link_host()})
        );
    });
    if let Err(error) = served.await {
        eprintln!("logi-story-host: {error}");
        return ExitCode::FAILURE;
    }
    // A read of standard input may still be waiting in a thread of its own.
    std::process::exit(0);
}
