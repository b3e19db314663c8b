//! OpenID Connect as a website speaks it: discovery, the authorization code flow with PKCE, and the checks on what comes back.

mod authorization;
mod fetch;
mod id_token;
mod provider;
mod tokens;

pub use authorization::{Attempt, CallbackError, Client};
pub use fetch::{Fetch, FetchError, client_builder};
pub use id_token::{Expected, IdToken, IdTokenError, KeySet, verify_id_token};
pub use provider::{Metadata, Provider, ProviderError};
pub use tokens::{LoginError, Tokens};

use data_encoding::BASE64URL_NOPAD;
use rand::TryRng;

/// 256 fresh random bits as base64url.
pub fn make_random() -> String {
    let mut bytes = [0_u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system has randomness");
    BASE64URL_NOPAD.encode(&bytes)
}
