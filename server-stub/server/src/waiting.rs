//! Answers that wait for a long time: they leave their HTTP connection's machinery, whose two buffers are most of what a waiting browser
//! would cost, and go on as a socket with the few bytes of their stream.
//!
//! A handler answers with [`waiting`]. Under the serving loop the answer is taken off its connection, head and chunks are written to the
//! socket (RFC 9112 §7.1), and the connection ends with the stream. Anywhere else it is an ordinary streaming body.

use crate::app::App;
use crate::serve::GRACE;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::response::Parts;
use http_body::{Body as _, Frame};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use time::OffsetDateTime;
use time::macros::format_description;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The stream of a waiting answer, until somebody takes it.
type Shared = Arc<Mutex<Option<Body>>>;

/// Stands in an answer's extensions.
#[derive(Clone)]
struct Waiting(Shared);

/// The ordinary body of an answer whose stream was not taken.
struct Untaken(Shared);

/// An answer that waits.
#[must_use]
pub fn waiting(stream: Body) -> Response {
    let shared = Arc::new(Mutex::new(Some(stream)));
    let mut response = Response::new(Body::new(Untaken(Arc::clone(&shared))));
    response.extensions_mut().insert(Waiting(shared));
    response
}

impl http_body::Body for Untaken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match stream.as_mut() {
            Some(stream) => Pin::new(stream).poll_frame(context),
            None => Poll::Ready(None),
        }
    }
}

/// An answer that was taken off its connection.
pub struct Taken {
    head: Vec<u8>,
    stream: Body,
}

impl Taken {
    /// Takes a waiting answer; any other is given back.
    ///
    /// # Errors
    /// The answer, which does not wait.
    pub fn from_answer(app: &App, mut response: Response) -> Result<Self, Box<Response>> {
        let Some(Waiting(shared)) = response.extensions_mut().remove::<Waiting>() else {
            return Err(Box::new(response));
        };
        let stream = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(stream) = stream else { return Err(Box::new(response)) };
        let (parts, _) = response.into_parts();
        Ok(Self {
            head: head(app, &parts),
            stream,
        })
    }

    /// Writes the answer to its socket until the stream or the client ends.
    pub async fn write(self, socket: TcpStream) {
        // How a client leaves is its own affair.
        let _ = pump(socket, self.head, self.stream).await;
    }
}

/// Status line and headers (RFC 9112 §4).
fn head(app: &App, parts: &Parts) -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        parts.status.as_str(),
        parts.status.canonical_reason().unwrap_or_default()
    )
    .into_bytes();
    for (name, value) in &parts.headers {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(format!("date: {}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n", date(app)).as_bytes());
    head
}

/// RFC 9110 §5.6.7
fn date(app: &App) -> String {
    let format = format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    let now = OffsetDateTime::from_unix_timestamp(app.now().seconds().0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    now.format(format).unwrap_or_default()
}

async fn pump(mut socket: TcpStream, head: Vec<u8>, mut stream: Body) -> io::Result<()> {
    send(&mut socket, &head).await?;
    drop(head);
    loop {
        let frame = tokio::select! {
            frame = poll_fn(|context| Pin::new(&mut stream).poll_frame(context)) => frame,
            gone = is_gone(&mut socket) => return gone,
        };
        match frame {
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else { continue };
                let mut chunk = format!("{:x}\r\n", data.len()).into_bytes();
                chunk.extend_from_slice(&data);
                chunk.extend_from_slice(b"\r\n");
                send(&mut socket, &chunk).await?;
            }
            Some(Err(error)) => return Err(io::Error::other(error)),
            None => {
                send(&mut socket, b"0\r\n\r\n").await?;
                return socket.shutdown().await;
            }
        }
    }
}

/// A client that takes nothing for this long has gone.
async fn send(socket: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    timeout(GRACE, socket.write_all(bytes)).await?
}

/// Returns when the client has closed. What it sends meanwhile is for nobody: this connection serves no further request.
async fn is_gone(socket: &mut TcpStream) -> io::Result<()> {
    let mut unread = [0; 64];
    while socket.read(&mut unread).await? > 0 {}
    Ok(())
}
