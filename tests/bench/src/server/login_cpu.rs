//! CPU the server spends on one whole QR login (page, start, events, scan, approve, complete, token), against the signatures and
//! verifications in it measured alone.
//!
//! One login holds: two RS256 signatures (id token, access token), two ES256 signatures (code, receipt), and four ES256 verifications (two
//! DPoP proofs, the approval, the browser's proof).

use super::actors::{Application, log_in, now};
use super::process::{Server, register};
use super::runtime;
use crate::figure::{Figure, Goal, milliseconds};
use logi_harness::phone::ScriptedPhone;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, UnparsedPublicKey,
};

const WARM_UP: usize = 50;
const LOGINS: usize = 500;
/// A key of the size the server makes.
const RSA_KEY: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../server-stub/server/tests/support/token-key.pk8"
));
/// About as long as a token's signing input.
const INPUT: [u8; 600] = [7; 600];

pub fn measure() -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let server = Server::start(folder.path())?;
    let application = Application::of(&register(folder.path())?);
    let per_login = runtime()?.block_on(async {
        let phone = ScriptedPhone::enrolled(&server.issuer, now()).await;
        for _ in 0..WARM_UP {
            log_in(&server.issuer, &application, &phone, &|_| {}).await;
        }
        let before = server.cpu_seconds()?;
        for _ in 0..LOGINS {
            log_in(&server.issuer, &application, &phone, &|_| {}).await;
        }
        Ok::<f64, String>((server.cpu_seconds()? - before) * 1000.0 / LOGINS as f64)
    })?;
    let alone = signatures_alone().ok_or("the measured keys do not sign")?;
    Ok(vec![
        Figure {
            name: "server_login_cpu",
            value: per_login,
            unit: "ms",
            goal: Goal::AtMost(2.0 * alone),
        },
        Figure {
            name: "server_login_cpu_to_signatures",
            value: per_login / alone,
            unit: "x",
            goal: Goal::AtMost(2.0),
        },
    ])
}

/// Milliseconds of all signatures and verifications of one login.
fn signatures_alone() -> Option<f64> {
    let random = SystemRandom::new();
    let rsa = RsaKeyPair::from_pkcs8(RSA_KEY).ok()?;
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
    let ec = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).ok()?;
    let signature = ec.sign(&random, &INPUT).ok()?;
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, ec.public_key().as_ref());
    let rs256 = milliseconds(200, || {
        let mut out = vec![0; rsa.public().modulus_len()];
        rsa.sign(&RSA_PKCS1_SHA256, &random, &INPUT, &mut out)
    });
    let es256 = milliseconds(200, || ec.sign(&random, &INPUT));
    let verify = milliseconds(200, || public.verify(&INPUT, signature.as_ref()));
    Some(2.0 * rs256 + 2.0 * es256 + 4.0 * verify)
}
