//! `GET /.well-known/logi-keys.json`: the keys that sign codes and receipts. Public, and cacheable for an hour.

use crate::App;
use crate::openapi::shapes::KeySet;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// Answers with the key set.
#[utoipa::path(
    get, path = "/.well-known/logi-keys.json", tag = "phone", operation_id = "logi_keys",
    summary = "The keys that sign codes and receipts",
    description = "",
    responses(
        (status = 200, description = "Cacheable for an hour", body = KeySet),
    ),
)]
pub async fn logi_keys(State(app): State<App>) -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, app.keys().logi_keys_json().to_owned())
}
