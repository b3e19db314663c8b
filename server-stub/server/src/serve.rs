//! The HTTP/1 loop: one small task per connection, so that ten thousand waiting browsers fit into little memory, and a graceful end.
//!
//! At the end the server stops accepting, ends streams ([`App::stopping`]), lets requests finish for [`GRACE`], and closes the store.

use crate::app::App;
use crate::waiting::Taken;
use crate::{http, jobs, metrics};
use ::http::Version;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// How long running requests may take to finish when the server stops.
pub const GRACE: Duration = Duration::from_secs(10);
/// How long a client may take to send a request's head, and how long an idle connection is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// hyper's smallest read buffer; heads are small and bodies short.
const BUFFER: usize = 8 * 1024;
/// How long accepting rests when the system has no file handle left.
const REST: Duration = Duration::from_millis(50);

/// A running server.
#[derive(Debug)]
pub struct Server {
    app: App,
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    tasks: TaskTracker,
}

impl Server {
    /// Serves on the listener, and metrics on theirs, until [`Server::stop`].
    ///
    /// # Errors
    /// [`io::Error`] where the metrics listener cannot be opened.
    pub async fn start(app: App, listener: TcpListener) -> io::Result<Self> {
        let tasks = TaskTracker::new();
        let address = listener.local_addr()?;
        let metrics_address = match app.config().metrics_listen {
            Some(address) => {
                let listener = TcpListener::bind(address).await?;
                let address = listener.local_addr()?;
                tasks.spawn(Loop::new(&app, metrics::router(app.clone()), &tasks).accept(listener));
                Some(address)
            }
            None => None,
        };
        tasks.spawn(Loop::new(&app, http::router(app.clone()), &tasks).accept(listener));
        tasks.spawn(jobs::run(app.clone()));
        tasks.close();
        tracing::info!(%address, issuer = app.issuer(), "listening");
        Ok(Self {
            app,
            address,
            metrics_address,
            tasks,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where metrics are served.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// The app it serves.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Stops accepting, ends streams, finishes requests, closes the store.
    pub async fn stop(self) {
        self.app.stopping().cancel();
        self.tasks.wait().await;
        self.app.store().close().await;
        tracing::info!("stopped");
    }
}

/// One listener's loop.
#[derive(Clone)]
struct Loop {
    app: App,
    router: Router,
    tasks: TaskTracker,
    open: Arc<AtomicU32>,
}

impl Loop {
    fn new(app: &App, router: Router, tasks: &TaskTracker) -> Self {
        Self {
            app: app.clone(),
            router,
            tasks: tasks.clone(),
            open: Arc::default(),
        }
    }

    async fn accept(self, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                biased;
                () = self.app.stopping().cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    self.tasks.spawn(self.clone().connection(stream, peer));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    async fn connection(self, stream: TcpStream, peer: SocketAddr) {
        let _ = stream.set_nodelay(true);
        let open = OpenConnection::count(&self);
        let desk = Arc::new(Desk::default());
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service_fn(self.service(peer, &desk)))
            .with_upgrades();
        // How a client leaves is its own affair.
        tokio::select! {
            _ = &mut connection => {}
            taken = desk.taken() => {
                if let Some(parts) = connection.into_parts() {
                    self.tasks.spawn(async move {
                        taken.write(parts.io.into_inner()).await;
                        drop(open);
                    });
                }
            }
            () = self.app.stopping().cancelled() => {
                Pin::new(&mut connection).graceful_shutdown();
                let _ = tokio::time::timeout(GRACE, connection).await;
            }
        }
    }

    /// Answers the requests of one connection; an answer that waits is laid on its desk.
    fn service(&self, peer: SocketAddr, desk: &Arc<Desk>) -> impl Fn(hyper::Request<Incoming>) -> Answering + use<> {
        let (app, router, desk) = (self.app.clone(), self.router.clone(), Arc::clone(desk));
        move |request| {
            let may_wait = request.version() == Version::HTTP_11;
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let (app, desk, answer) = (app.clone(), Arc::clone(&desk), router.clone().oneshot(request));
            Box::pin(async move {
                let answer = answer.await?;
                if !may_wait {
                    return Ok(answer);
                }
                match Taken::from_answer(&app, answer) {
                    Ok(taken) => {
                        desk.lay(taken);
                        std::future::pending().await
                    }
                    Err(answer) => Ok(*answer),
                }
            })
        }
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// Where a connection finds the answer that is to leave it.
#[derive(Default)]
struct Desk {
    taken: Mutex<Option<Taken>>,
    laid: Notify,
}

impl Desk {
    fn lay(&self, taken: Taken) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
        self.laid.notify_one();
    }

    async fn taken(&self) -> Taken {
        loop {
            self.laid.notified().await;
            if let Some(taken) = self.taken.lock().unwrap_or_else(PoisonError::into_inner).take() {
                return taken;
            }
        }
    }
}

/// Counts a connection as long as it is open.
struct OpenConnection {
    app: App,
    open: Arc<AtomicU32>,
}

impl OpenConnection {
    fn count(of: &Loop) -> Self {
        let open = of.open.fetch_add(1, Ordering::Relaxed);
        of.app.metrics().connections(open.saturating_add(1));
        Self {
            app: of.app.clone(),
            open: Arc::clone(&of.open),
        }
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        let open = self.open.fetch_sub(1, Ordering::Relaxed);
        self.app.metrics().connections(open.saturating_sub(1));
    }
}
