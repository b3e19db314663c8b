//! When the system, or whoever started it, asks a program to end.

use tokio_util::sync::CancellationToken;

/// Ends when somebody presses Ctrl-C or the system wants the program gone.
pub async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hang_up.recv() => {}
            }
            return;
        }
    }
    // Without signals there is nothing to wait for.
    let _ = tokio::signal::ctrl_c().await;
}

/// Ends when whoever started this program does not need it any more: `stop` is cancelled, the pipe that is its standard input
/// closes, or [`asked_to_end`].
pub async fn not_needed(stop: &CancellationToken) {
    let closed = stop.clone();
    if is_watched() {
        std::thread::spawn(move || {
            // However the input ends, nobody is there any more.
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            closed.cancel();
        });
    }
    tokio::select! {
        () = stop.cancelled() => {}
        () = asked_to_end() => {}
    }
}

/// Whether the input comes from a program whose end would close it: not a terminal, not `/dev/null`.
fn is_watched() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        std::fs::metadata("/dev/stdin").is_ok_and(|input| !input.file_type().is_char_device())
    }
    #[cfg(not(unix))]
    {
        false
    }
}
