//! What the core says about its work, to the platform's own log. No secret is ever in it.

use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum LogLevel {
    /// Something failed.
    Error,
    /// Something is odd.
    Warn,
    /// What happens.
    Info,
    /// Details, for development.
    Debug,
}

/// Why the log cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum LogError {
    /// This process logs by other means already.
    #[error("this process logs by other means already")]
    InUse,
    /// The sink threw.
    #[error("the log sink failed: {reason}")]
    Sink {
        /// What it said.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for LogError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Sink { reason: error.reason }
    }
}

/// Takes lines, from any thread. It must return soon; a line it throws on is lost and nothing else.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Takes one line.
    ///
    /// # Errors
    /// [`LogError`] is passed over.
    fn log(&self, level: LogLevel, target: String, text: String) -> Result<(), LogError>;
}

/// Sends what is at least as important as `level` to `sink`, in place of an earlier one; nothing ends that.
///
/// # Errors
/// [`LogError::InUse`].
#[uniffi::export]
pub fn set_log_sink(sink: Option<Arc<dyn LogSink>>, level: LogLevel) -> Result<(), LogError> {
    install()?;
    LEVEL.store(if sink.is_some() { rank(level) } else { 0 }, Ordering::SeqCst);
    *SINK.lock().unwrap_or_else(PoisonError::into_inner) = sink;
    tracing::callsite::rebuild_interest_cache();
    Ok(())
}

/// The log belongs to the process, as `tracing` has it.
static SINK: Mutex<Option<Arc<dyn LogSink>>> = Mutex::new(None);
static LEVEL: AtomicU8 = AtomicU8::new(0);
static INSTALLED: Mutex<bool> = Mutex::new(false);

fn install() -> Result<(), LogError> {
    let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*installed {
        tracing::subscriber::set_global_default(Lines::default()).map_err(|_| LogError::InUse)?;
        *installed = true;
    }
    Ok(())
}

const fn rank(level: LogLevel) -> u8 {
    match level {
        LogLevel::Error => 1,
        LogLevel::Warn => 2,
        LogLevel::Info => 3,
        LogLevel::Debug => 4,
    }
}

/// Events as lines. Spans are passed over: the core has none that carry anything.
#[derive(Default)]
struct Lines {
    spans: AtomicU64,
}

impl Lines {
    fn wants(level: LogLevel) -> bool {
        rank(level) <= LEVEL.load(Ordering::SeqCst)
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_ours = metadata
            .target()
            .split("::")
            .next()
            .is_some_and(|name| matches!(name, "logi_core" | "logi_bindings"));
        is_ours && metadata.is_event() && level_of(*metadata.level()).is_some_and(Self::wants)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed).saturating_add(1))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let sink = SINK.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let (Some(sink), Some(level)) = (sink, level_of(*event.metadata().level())) {
            let mut line = Line(String::new());
            event.record(&mut line);
            // A sink that fails loses its line; there is nowhere to say so.
            let _ = sink.log(level, event.metadata().target().to_owned(), line.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn level_of(level: Level) -> Option<LogLevel> {
    match level {
        Level::ERROR => Some(LogLevel::Error),
        Level::WARN => Some(LogLevel::Warn),
        Level::INFO => Some(LogLevel::Info),
        Level::DEBUG => Some(LogLevel::Debug),
        Level::TRACE => None,
    }
}

/// The words of an event, then its other fields as `name=value`.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let written = if field.name() == "message" {
            let rest = std::mem::take(&mut self.0);
            write!(self.0, "{value:?}{rest}")
        } else {
            write!(self.0, " {}={value:?}", field.name())
        };
        debug_assert!(written.is_ok(), "a string takes every text");
    }
}
