//! What is counted, in the Prometheus text format, on a listener of its own. Labels come from small fixed sets: route templates,
//! methods, statuses; never from a caller's text.

use axum::Router;
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use metrics::{Key, KeyName, Label, Level, Metadata, Recorder, SharedString, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// The counters of this process.
#[derive(Debug)]
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

const REQUESTS: &str = "logi_http_requests_total";
const SECONDS: &str = "logi_http_request_duration_seconds";
const CONNECTIONS: &str = "logi_http_connections";
const SWEPT: &str = "logi_swept_rows_total";
const METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

impl Default for Metrics {
    /// Counters at zero.
    fn default() -> Self {
        let builder = PrometheusBuilder::new();
        // Only an empty list of buckets is refused.
        let recorder = builder.set_buckets(BUCKETS).unwrap_or_default().build_recorder();
        recorder.describe_counter(
            KeyName::from_const_str(REQUESTS),
            None,
            text("Answered requests by route, method and status."),
        );
        recorder.describe_histogram(
            KeyName::from_const_str(SECONDS),
            Some(Unit::Seconds),
            text("Time to the head of the answer."),
        );
        recorder.describe_gauge(KeyName::from_const_str(CONNECTIONS), None, text("Open connections."));
        recorder.describe_counter(
            KeyName::from_const_str(SWEPT),
            None,
            text("Rows that housekeeping expired or removed."),
        );
        let handle = recorder.handle();
        Self { recorder, handle }
    }
}

impl Metrics {
    /// Counts an answered request.
    pub fn answered(&self, route: &str, method: &'static str, status: StatusCode, seconds: f64) {
        let route = Label::new("route", route.to_owned());
        let labels = vec![
            route.clone(),
            Label::new("method", method),
            Label::new("status", status.as_str().to_owned()),
        ];
        self.recorder
            .register_counter(&Key::from_parts(REQUESTS, labels), &METADATA)
            .increment(1);
        self.recorder
            .register_histogram(&Key::from_parts(SECONDS, vec![route]), &METADATA)
            .record(seconds);
    }

    /// Notes how many connections are open.
    pub fn connections(&self, open: u32) {
        self.recorder
            .register_gauge(&Key::from_static_name(CONNECTIONS), &METADATA)
            .set(f64::from(open));
    }

    /// Counts what a sweep did.
    pub fn swept(&self, rows: u64) {
        self.recorder
            .register_counter(&Key::from_static_name(SWEPT), &METADATA)
            .increment(rows);
    }

    /// Folds recorded durations into their buckets; without it they pile up between two readings.
    pub fn fold(&self) {
        self.handle.run_upkeep();
    }

    /// The text format.
    #[must_use]
    pub fn render(&self) -> String {
        self.handle.render()
    }
}

/// `GET /metrics`, for the listener of its own.
pub(crate) fn router(app: crate::App) -> Router {
    let answer = move || async move {
        let content_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        ([(header::CONTENT_TYPE, content_type)], app.metrics().render())
    };
    Router::new().route("/metrics", get(answer))
}

const fn text(about: &'static str) -> SharedString {
    SharedString::const_str(about)
}
