//! The sealed file after its key step: raw bytes never open; bytes that were sealed under the key as if they were
//! entries open or are damaged.

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use logi_core::adapters::sealed_file::unseal;

const KEY: [u8; 32] = [7; 32];

pub fn run(data: &[u8]) {
    assert!(unseal(data, &KEY).is_err(), "bytes that nobody sealed were opened");
    let mut sealed = b"LOGISEAL\x01".to_vec();
    sealed.extend([3; 16]);
    let cipher = XChaCha20Poly1305::new(&Key::from(KEY));
    let payload = Payload { msg: data, aad: &sealed };
    let body = cipher.encrypt(&XNonce::from([5; 24]), payload).expect("sealed");
    sealed.extend([5; 24]);
    sealed.extend(body);
    let entries = unseal(&sealed, &KEY);
    if data.is_empty() {
        assert!(entries.is_ok_and(|entries| entries.is_empty()));
    }
    assert!(unseal(&sealed, &[8; 32]).is_err(), "another key opened the file");
    if let Some(last) = sealed.last_mut() {
        *last ^= 1;
    }
    assert!(unseal(&sealed, &KEY).is_err(), "a changed file was opened");
}
