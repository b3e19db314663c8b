//! `GET /oauth/qr/:id/events`: server-sent events (WHATWG HTML §9.2), unnamed, one `data` line each: the status object at once and on
//! each change, until a terminal status.
//!
//! Ten thousand browsers may wait, so a waiting stream is a few dozen bytes and no task of its own: a body that hyper polls, woken by the
//! hub, which reads the row only when woken. Between events it holds no buffer.

use super::cookies::Browser;
use super::session::{self, CountedRead, SessionPath};
use super::status::{Mark, StatusObject};
use crate::app::App;
use crate::http::error::OauthError;
use crate::hub::{Wake, Watch};
use crate::limits::StreamGuard;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use crate::waiting::waiting;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, header};
use http_body::Frame;
use logi_domain::qr::QrSession;
use logi_domain::time::Millis;
use logi_store::StoreError;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A comment: keeps proxies from closing a stream on which nothing happens, and finds peers that are gone.
const BEAT: &[u8] = b":\n\n";

const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_TYPE, "text/event-stream"),
    (header::CACHE_CONTROL, "no-store"),
    // Asks nginx not to hold events back.
    (HeaderName::from_static("x-accel-buffering"), "no"),
];

/// The handler.
#[utoipa::path(
    get, path = "/oauth/qr/{id}/events", tag = "browser", operation_id = "events",
    summary = "The status object at once and on each change",
    description = "",
    params(("id" = Uuid, Path, description = "The login's session")),
    security(("browser" = [], "sessions" = [])),
    responses(
        OauthFaults,
        (status = 200, description = "Unnamed server-sent events with one `data` line, a status object; the stream ends after a terminal status", body = String, content_type = "text/event-stream"),
        (status = 404, description = "`not_found`: not a login of this browser", body = OauthErrorBody),
        (status = 429, description = "`rate_limited`, with `Retry-After`; also beyond ten open streams of one browser", body = OauthErrorBody),
    ),
)]
pub(super) async fn events(
    State(app): State<App>,
    _: CountedRead,
    Path(id): SessionPath,
    headers: HeaderMap,
) -> Result<Response, OauthError> {
    let browser = Browser::read(&app, &headers).ok_or_else(OauthError::not_found)?;
    let id = session::listed(&browser, &id).ok_or_else(OauthError::not_found)?;
    let guard = app.limits().open_stream(browser.nonce_hash())?;
    let watch = app.hub().watch(id);
    let first = session::started(&app, &browser, id).await?.ok_or_else(OauthError::not_found)?;
    let stream = EventStream::new(app, (watch, guard), first);
    Ok((HEADERS, waiting(Body::new(stream))).into_response())
}

type Reading = Pin<Box<dyn Future<Output = Result<Option<QrSession>, StoreError>> + Send>>;

/// The body of one waiting browser.
struct EventStream {
    app: App,
    watch: Watch,
    _guard: StreamGuard,
    sent: Option<Mark>,
    step: Step,
}

enum Step {
    /// This is to be judged and, where it is news, sent.
    Read(Box<QrSession>),
    /// The row is being read; on a beat something is sent even if nothing is new.
    Reading { reading: Reading, is_beat: bool },
    /// Until the hub wakes it.
    Waiting,
    /// Nothing follows.
    Ended,
}

impl EventStream {
    fn new(app: App, (watch, guard): (Watch, StreamGuard), first: QrSession) -> Self {
        Self {
            app,
            watch,
            _guard: guard,
            sent: None,
            step: Step::Read(Box::new(first)),
        }
    }

    /// The event that tells of this row, if it is news; decides what follows.
    fn judge(&mut self, session: &QrSession) -> Option<Bytes> {
        let now = self.app.now();
        let mark = Mark::of(session, now);
        self.step = if mark.is_final() { Step::Ended } else { Step::Waiting };
        self.watch.wake_at(session.expires_at.millis());
        if self.sent.replace(mark) == Some(mark) {
            return None;
        }
        event(session, now)
    }

    fn read(&self, is_beat: bool) -> Step {
        let (app, id) = (self.app.clone(), self.watch.session());
        Step::Reading {
            reading: Box::pin(async move { app.store().session(id).await }),
            is_beat,
        }
    }

    /// What a finished read means: an event, a beat, the end, or nothing.
    fn after(&mut self, read: Result<Option<QrSession>, StoreError>, is_beat: bool) -> Option<Bytes> {
        let beat = is_beat.then_some(Bytes::from_static(BEAT));
        match read {
            Ok(Some(session)) => self.judge(&session).or(beat),
            Ok(None) => {
                self.step = Step::Ended;
                None
            }
            Err(error) => {
                tracing::warn!(%error, "a waiting browser's session could not be read; it is read again");
                self.watch.wake_at(self.app.now());
                self.step = Step::Waiting;
                beat
            }
        }
    }
}

impl http_body::Body for EventStream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        loop {
            let news = match std::mem::replace(&mut this.step, Step::Ended) {
                Step::Read(session) => this.judge(&session),
                Step::Reading { mut reading, is_beat } => {
                    let Poll::Ready(read) = reading.as_mut().poll(context) else {
                        this.step = Step::Reading { reading, is_beat };
                        return Poll::Pending;
                    };
                    this.after(read, is_beat)
                }
                Step::Waiting => {
                    this.step = Step::Waiting;
                    match ready!(this.watch.poll_wake(context)) {
                        Wake::Changed => this.step = this.read(false),
                        Wake::Beat => this.step = this.read(true),
                        Wake::Closing => this.step = Step::Ended,
                    }
                    None
                }
                Step::Ended => return Poll::Ready(None),
            };
            if let Some(news) = news {
                return Poll::Ready(Some(Ok(Frame::data(news))));
            }
        }
    }
}

fn event(session: &QrSession, now: Millis) -> Option<Bytes> {
    let json = StatusObject::new(session, now).to_json();
    json.inspect_err(|error| tracing::error!(%error, "a status object was not written"))
        .ok()
        .map(|json| Bytes::from(format!("data: {json}\n\n")))
}
