//! `GET /.well-known/logi-keys.json`: the keys that sign codes and receipts. Public, and cacheable for an hour.

use crate::App;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// Answers with the key set.
pub async fn logi_keys(State(app): State<App>) -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, app.keys().logi_keys_json().to_owned())
}
