//! When a request arrived. What is judged by time, as a frame of a code, must not depend on how long the server itself takes before
//! it looks; what the caller withholds, as a body that comes late, counts.

use super::error::PhoneError;
use crate::App;
use axum::extract::{FromRequest, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use logi_domain::time::Millis;

/// When the head of the request arrived.
#[derive(Clone, Copy, Debug)]
struct HeadAt(Millis);

/// The outermost layer: notes the time before anything else is done.
pub(super) async fn note(State(app): State<App>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(HeadAt(app.now()));
    next.run(request).await
}

/// A body with the time at which the whole request had arrived: that of its head, and as long as the body was waited for.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<T> {
    /// When.
    pub at: Millis,
    /// What came.
    pub body: T,
}

impl<T: FromRequest<App>> FromRequest<App> for Arrived<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let Some(HeadAt(head_at)) = request.extensions().get().copied() else {
            return Err(PhoneError::internal().into_response());
        };
        let before = app.now();
        let body = T::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        let waited = app.now().0.saturating_sub(before.0);
        Ok(Self {
            at: Millis(head_at.0.saturating_add(waited)),
            body,
        })
    }
}
