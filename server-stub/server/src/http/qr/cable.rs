//! `/cable`: the status object over ActionCable's `actioncable-v1-json`, which the published client speaks.
//!
//! The upgrade needs both cookies and `Origin` = issuer, else there is nothing here. A subscription to `QrLoginChannel` names a session
//! this browser's cookies list; anything else is rejected with the identifier's bytes as sent. A confirmed one gets the status object at
//! once and on each change; after a terminal status the socket ends for good, when the server stops it asks the client to come back.

mod channel;
mod message;

use super::cookies::Browser;
use super::csrf;
use super::session::CountedRead;
use crate::app::App;
use crate::http::error::OauthError;
use crate::limits::StreamGuard;
use crate::openapi::shapes::{OauthErrorBody, OauthFaults};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use channel::{Channel, News};
use http::HeaderMap;
use message::{Command, ToBrowser};
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior};

const PROTOCOL: &str = "actioncable-v1-json";
/// ActionCable's own rhythm: a client that hears nothing for two of these reconnects.
const PING: Duration = Duration::from_secs(3);
/// A command and an identifier fit many times.
const LONGEST_MESSAGE: usize = 4096;
/// More subscriptions than a browser has sessions; one session can be named in many spellings.
const MOST_CHANNELS: usize = 16;

/// The handler.
#[utoipa::path(
    get, path = "/cable", tag = "browser", operation_id = "cable",
    summary = "The same over ActionCable",
    description = "",
    security(("browser" = [], "sessions" = [])),
    responses(
        OauthFaults,
        (status = 101, description = "A WebSocket of the subprotocol `actioncable-v1-json`; `QrLoginChannel` with `session_id` sends status objects"),
        (status = 404, description = "`not_found`: no upgrade, another subprotocol, another `Origin` than the issuer, or a cookie is missing", body = OauthErrorBody),
        (status = 429, description = "`rate_limited`, with `Retry-After`; also beyond ten open streams of one browser", body = OauthErrorBody),
    ),
)]
pub(super) async fn cable(
    State(app): State<App>,
    _: CountedRead,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, OauthError> {
    let browser = Browser::read(&app, &headers)
        .filter(|_| csrf::is_own_origin(&app, &headers))
        .ok_or_else(OauthError::not_found)?;
    let upgrade = upgrade.map_err(|_| OauthError::not_found())?.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        return Err(OauthError::not_found());
    }
    let guard = app.limits().open_stream(browser.nonce_hash())?;
    Ok(upgrade
        .max_message_size(LONGEST_MESSAGE)
        .max_frame_size(LONGEST_MESSAGE)
        .read_buffer_size(LONGEST_MESSAGE)
        .write_buffer_size(0)
        .on_upgrade(move |socket| Connection::new(app, browser, socket).run(guard)))
}

/// One open socket.
struct Connection {
    app: App,
    browser: Browser,
    socket: WebSocket,
    channels: Vec<Channel>,
    ping: Interval,
}

/// The socket is closed, or must be.
struct Closed;

impl Connection {
    fn new(app: App, browser: Browser, socket: WebSocket) -> Self {
        let mut ping = tokio::time::interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        Self {
            app,
            browser,
            socket,
            channels: Vec::new(),
            ping,
        }
    }

    async fn run(mut self, _guard: StreamGuard) {
        let Closed = self.talk().await;
    }

    async fn talk(&mut self) -> Closed {
        if let Err(closed) = self.send(&ToBrowser::Welcome).await {
            return closed;
        }
        let stopping = self.app.stopping().clone();
        loop {
            let done = tokio::select! {
                () = stopping.cancelled() => self.disconnect("server_restart", true).await,
                _ = self.ping.tick() => self.send(&ToBrowser::Ping(self.app.now().seconds())).await,
                (at, news) = channel::next(&mut self.channels) => self.tell(at, news).await,
                received = self.socket.recv() => match received {
                    Some(Ok(Message::Text(text))) => self.obey(&text).await,
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_))) => Ok(()),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Closed),
                },
            };
            if let Err(closed) = done {
                return closed;
            }
        }
    }

    /// A text that is no command, or asks for what is there already, changes nothing.
    async fn obey(&mut self, text: &str) -> Result<(), Closed> {
        match Command::parse(text) {
            Some(Command::Subscribe { identifier }) if self.has(&identifier) => Ok(()),
            Some(Command::Subscribe { identifier }) => self.subscribe(identifier).await,
            Some(Command::Unsubscribe { identifier }) => {
                self.channels.retain(|channel| channel.identifier() != identifier);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn has(&self, identifier: &str) -> bool {
        self.channels.iter().any(|channel| channel.identifier() == identifier)
    }

    async fn subscribe(&mut self, identifier: String) -> Result<(), Closed> {
        if self.channels.len() >= MOST_CHANNELS {
            return self.send(&ToBrowser::Reject(&identifier)).await;
        }
        let Some(channel) = Channel::open(&self.app, &self.browser, &identifier).await else {
            return self.send(&ToBrowser::Reject(&identifier)).await;
        };
        self.channels.push(channel);
        self.send(&ToBrowser::Confirm(&identifier)).await
    }

    async fn tell(&mut self, at: usize, news: News) -> Result<(), Closed> {
        let Some(channel) = self.channels.get_mut(at) else {
            return Ok(());
        };
        let Some((session, is_final)) = channel.judge(news, self.app.now()) else {
            return Ok(());
        };
        let identifier = channel.identifier().to_owned();
        if is_final {
            self.channels.swap_remove(at);
        }
        if let Some(session) = session {
            self.send(&ToBrowser::Status(&identifier, &session, self.app.now())).await?;
        }
        if is_final && self.channels.is_empty() {
            return self.disconnect("remote", false).await;
        }
        Ok(())
    }

    async fn disconnect(&mut self, reason: &'static str, reconnect: bool) -> Result<(), Closed> {
        self.send(&ToBrowser::Disconnect { reason, reconnect }).await?;
        let _gone_already = self.socket.send(Message::Close(None)).await;
        Err(Closed)
    }

    async fn send(&mut self, message: &ToBrowser<'_>) -> Result<(), Closed> {
        let sent = self.socket.send(Message::Text(message.to_json().into())).await;
        sent.map_err(|_| Closed)
    }
}
