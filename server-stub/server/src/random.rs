//! The only source of randomness: the system's generator, through a seeded one per thread.

use data_encoding::HEXLOWER;
use rand::Rng;
use secrecy::SecretString;
use zeroize::Zeroize;

/// `N` random bytes.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the generator that others are told to ask")]
    rand::rng().fill_bytes(&mut out);
    out
}

/// A secret of 256 random bits: `prefix` and 64 lower-case hexadecimal digits.
#[must_use]
pub fn token(prefix: &str) -> SecretString {
    let mut random = bytes::<32>();
    let text = format!("{prefix}{}", HEXLOWER.encode(&random));
    random.zeroize();
    SecretString::from(text)
}

/// A random version 4 UUID.
#[must_use]
pub fn uuid() -> uuid::Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}
