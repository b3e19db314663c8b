//! The HMAC keys, one per purpose, so that no value made for one purpose fits another.

use ring::hmac::{self, HMAC_SHA256};
use zeroize::Zeroizing;

/// What a keyed hash is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Frame secrets and return codes.
    Frame,
    /// Signed cookies.
    Cookie,
    /// CSRF tokens.
    Csrf,
    /// DPoP nonces.
    Nonce,
    /// Subjects.
    Pairwise,
}

/// Given keys, one per purpose.
#[derive(Clone)]
pub struct HmacKeys {
    /// [`Purpose::Frame`]
    pub frame: Zeroizing<[u8; 32]>,
    /// [`Purpose::Cookie`]
    pub cookie: Zeroizing<[u8; 32]>,
    /// [`Purpose::Csrf`]
    pub csrf: Zeroizing<[u8; 32]>,
    /// [`Purpose::Nonce`]
    pub nonce: Zeroizing<[u8; 32]>,
    /// [`Purpose::Pairwise`]
    pub pairwise: Zeroizing<[u8; 32]>,
}

/// The keys, ready to use.
pub(super) struct Secrets {
    frame: hmac::Key,
    cookie: hmac::Key,
    csrf: hmac::Key,
    nonce: hmac::Key,
    pairwise: hmac::Key,
}

impl Secrets {
    /// One key per purpose: HMAC-SHA256(secret, `logi-purpose-v1` 00 ‖ name).
    pub fn derive(secret: &[u8]) -> Self {
        let master = hmac::Key::new(HMAC_SHA256, secret);
        let derive = |name: &str| {
            let derived = hmac::sign(&master, [b"logi-purpose-v1\0", name.as_bytes()].concat().as_slice());
            hmac::Key::new(HMAC_SHA256, derived.as_ref())
        };
        Self {
            frame: derive("frame"),
            cookie: derive("cookie"),
            csrf: derive("csrf"),
            nonce: derive("nonce"),
            pairwise: derive("pairwise"),
        }
    }

    pub fn given(keys: &HmacKeys) -> Self {
        let key = |bytes: &Zeroizing<[u8; 32]>| hmac::Key::new(HMAC_SHA256, bytes.as_slice());
        Self {
            frame: key(&keys.frame),
            cookie: key(&keys.cookie),
            csrf: key(&keys.csrf),
            nonce: key(&keys.nonce),
            pairwise: key(&keys.pairwise),
        }
    }

    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = match purpose {
            Purpose::Frame => &self.frame,
            Purpose::Cookie => &self.cookie,
            Purpose::Csrf => &self.csrf,
            Purpose::Nonce => &self.nonce,
            Purpose::Pairwise => &self.pairwise,
        };
        let mut context = hmac::Context::with_key(key);
        for part in parts {
            context.update(part);
        }
        let mut mac = [0; 32];
        for (to, from) in mac.iter_mut().zip(context.sign().as_ref()) {
            *to = *from;
        }
        mac
    }
}
