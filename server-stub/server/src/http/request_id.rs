//! The id of the request being answered: in every error body, in `X-Logi-Request-Id` and in every log line of the request.

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: Uuid;
}

/// The header that carries the id.
pub const HEADER: http::HeaderName = http::HeaderName::from_static("x-logi-request-id");

/// The id of the request this task answers; a new one outside of any.
#[must_use]
pub fn current() -> Uuid {
    CURRENT.try_with(|id| *id).unwrap_or_else(|_| crate::random::uuid())
}

/// Runs `work` as the answer to request `id`.
pub async fn scope<F: Future>(id: Uuid, work: F) -> F::Output {
    CURRENT.scope(id, work).await
}
