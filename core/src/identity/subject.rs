//! The root subject: base64url(SHA-256("logi/sub/v1" ‖ app UUID ‖ device value ‖ 32 random bytes)), each part
//! behind its length as u16 big-endian. Only the hash leaves the phone.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::id::InstallationId;
use crate::ports::{Rng, RngError};

const TAG: &[u8] = b"logi/sub/v1";

/// Makes a root subject that nobody can compute again: the random part is dropped.
pub(crate) fn make_subject(installation: InstallationId, device_value: &[u8], rng: &dyn Rng) -> Result<String, RngError> {
    let mut random = Zeroizing::new([0; 32]);
    rng.fill(&mut *random)?;
    Ok(derive_subject(installation, device_value, &random))
}

pub(super) fn derive_subject(installation: InstallationId, device_value: &[u8], random: &[u8; 32]) -> String {
    let mut hash = Sha256::new();
    for part in [TAG, installation.uuid().as_bytes(), device_value, random] {
        // A longer value than its port allows is cut, so that its length and its bytes agree.
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part.get(..usize::from(length)).unwrap_or(part));
    }
    BASE64URL_NOPAD.encode(&hash.finalize())
}
