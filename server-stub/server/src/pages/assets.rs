//! The pages' own script, style and mark, bundled by `cargo xtask web` and built into the binary. A file's name holds the hash of its
//! bytes, so a browser may keep it for ever and a new release is never mixed with an old one.

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One bundled file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Name under `/assets/`, with the hash of the bytes.
    pub name: &'static str,
    /// Media type.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

/// Every bundled file.
#[must_use]
pub const fn all() -> &'static [Asset] {
    &ASSETS
}

/// Serves `/assets/{name}`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

#[utoipa::path(
    get, path = "/assets/{name}", tag = "pages", operation_id = "asset",
    summary = "A bundled file, to be kept for ever",
    params(("name" = String, Path, description = "With the hash of its bytes")),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "There is none"),
    ),
)]
async fn serve(Path(name): Path<String>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = asset.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
