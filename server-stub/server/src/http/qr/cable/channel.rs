//! One subscription to `QrLoginChannel`.

use crate::app::App;
use crate::http::qr::cookies::Browser;
use crate::http::qr::session;
use crate::http::qr::status::Mark;
use crate::hub::{Wake, Watch};
use logi_domain::qr::QrSession;
use logi_domain::time::Millis;
use logi_store::StoreError;
use serde::Deserialize;
use std::future::{pending, poll_fn};
use std::task::{Context, Poll};

/// A confirmed subscription.
pub struct Channel {
    app: App,
    identifier: String,
    watch: Watch,
    sent: Option<Mark>,
    /// The row must be looked at; stays until it was, whatever else the connection does meanwhile.
    is_stale: bool,
}

/// The row of a channel, read anew.
pub type News = Result<Option<QrSession>, StoreError>;

#[derive(Deserialize)]
struct Identifier {
    channel: String,
    session_id: String,
}

impl Channel {
    /// Opens the channel an identifier names; `None` where it names none that this browser may hear.
    pub async fn open(app: &App, browser: &Browser, identifier: &str) -> Option<Self> {
        let named: Identifier = serde_json::from_str(identifier).ok().filter(is_login_channel)?;
        let id = session::listed(browser, &named.session_id)?;
        let watch = app.hub().watch(id);
        let found = session::started(app, browser, id).await;
        found
            .inspect_err(|error| tracing::warn!(%error, "a subscription could not be looked up"))
            .ok()??;
        Some(Self {
            app: app.clone(),
            identifier: identifier.to_owned(),
            watch,
            sent: None,
            is_stale: true,
        })
    }

    /// As the browser wrote it.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// What is to be told: the session where it is news, and whether that was the last. `None`: nothing.
    pub fn judge(&mut self, news: News, now: Millis) -> Option<(Option<QrSession>, bool)> {
        self.is_stale = false;
        let session = match news {
            Ok(Some(session)) => session,
            Ok(None) => return Some((None, true)),
            Err(error) => {
                tracing::warn!(%error, "a subscribed session could not be read; it is read again");
                self.watch.wake_at(now);
                return None;
            }
        };
        let mark = Mark::of(&session, now);
        self.watch.wake_at(session.expires_at.millis());
        let is_news = self.sent.replace(mark) != Some(mark);
        is_news.then_some((Some(session), mark.is_final()))
    }

    fn poll_stale(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.is_stale {
            // That the server stops is the connection's to hear.
            self.is_stale = matches!(self.watch.poll_wake(context), Poll::Ready(Wake::Changed | Wake::Beat));
        }
        if self.is_stale { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn is_login_channel(identifier: &Identifier) -> bool {
    identifier.channel == "QrLoginChannel"
}

/// Waits until one of the channels must be looked at, and reads its row. Dropping it loses nothing.
pub async fn next(channels: &mut [Channel]) -> (usize, News) {
    let at = poll_fn(|context| {
        let stale = channels.iter_mut().position(|channel| channel.poll_stale(context).is_ready());
        stale.map_or(Poll::Pending, Poll::Ready)
    })
    .await;
    match channels.get(at) {
        Some(channel) => (at, channel.app.store().session(channel.watch.session()).await),
        None => pending().await,
    }
}
