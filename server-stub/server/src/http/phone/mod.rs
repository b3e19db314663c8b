//! The phone API: `/api/v1/*`, and the keys every phone may fetch.
//!
//! | module | rule it holds |
//! |---|---|
//! | [`auth`] | who calls |
//! | [`dpop`], [`nonce`], [`proof_memory`] | proofs (RFC 9449): form, time, use once |
//! | [`members`] | bodies and signed parts are objects without repeated members |
//! | [`refusal`] | every refusal with its status and code |
//! | [`bootstrap`], [`enrolment_request`] | enrolment |
//! | [`me`] | the user record and the profile |
//! | [`scan`], [`frame_code`], [`policy`], [`presented`], [`words`] | the first call of a login and what it shows |
//! | [`session`], [`read`] | the login as its phone reads it |
//! | [`approve`], [`deny`], [`decision`] | what the phone signs |
//! | [`receipts`], [`keys`] | what is left of an approval, and the keys to verify it |

pub mod approve;
pub mod auth;
pub mod bootstrap;
pub mod decision;
pub mod deny;
pub mod dpop;
pub mod enrolment_request;
pub mod frame_code;
pub mod keys;
pub mod me;
pub mod members;
pub mod nonce;
pub mod policy;
pub mod presented;
pub mod proof_memory;
pub mod read;
pub mod receipts;
pub mod refusal;
pub mod scan;
pub mod session;
pub mod words;

pub use proof_memory::ProofMemory;

use crate::App;
use axum::Router;
use axum::routing::{get, post};
use utoipa::OpenApi;

/// This area in the reference.
#[derive(OpenApi)]
#[openapi(paths(
    bootstrap::bootstrap,
    me::me,
    me::profile,
    me::set_profile,
    receipts::list,
    receipts::one,
    read::read,
    scan::scan,
    approve::approve,
    deny::deny,
    keys::logi_keys
))]
pub(crate) struct Description;

/// The routes of the phone API.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/auth/anonymous_bootstrap", post(bootstrap::bootstrap))
        .route("/api/v1/me", get(me::me))
        .route("/api/v1/me/profile", get(me::profile).put(me::set_profile))
        .route("/api/v1/me/receipts", get(receipts::list))
        .route("/api/v1/me/receipts/{id}", get(receipts::one))
        .route("/api/v1/oauth/qr/{id}", get(read::read))
        .route("/api/v1/oauth/qr/{id}/scan", post(scan::scan))
        .route("/api/v1/oauth/qr/{id}/approve", post(approve::approve))
        .route("/api/v1/oauth/qr/{id}/deny", post(deny::deny))
        .route("/.well-known/logi-keys.json", get(keys::logi_keys))
}
