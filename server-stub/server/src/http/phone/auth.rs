//! Who calls: the device behind a PAK, by a token alone where it has no keys, by token and proof where it has.
//!
//! Order: token present and alive, scheme, proof, the proof's key, the proof's first use.

use super::dpop::{self, Call, Proof, ProofFault};
use super::refusal::Refusal;
use super::{nonce, proof_memory};
use crate::App;
use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};
use logi_domain::account::{Account, Authenticated, Device, DeviceKeys};
use logi_domain::id::SecretHash;
use logi_store::ProofUse;

/// A call of a device with keys, under its proof.
#[derive(Clone, Debug)]
pub struct KeyBound {
    /// The account.
    pub account: Account,
    /// The device.
    pub device: Device,
    /// Its keys.
    pub keys: DeviceKeys,
    /// Its proof, to be used up by what the call changes.
    pub proof: ProofUse,
}

/// A call of any device: with keys under its proof, or keyless.
#[derive(Clone, Debug)]
pub struct AnyDevice {
    /// The account.
    pub account: Account,
    /// There where the device has keys.
    pub proof: Option<ProofUse>,
}

impl FromRequestParts<App> for KeyBound {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match authenticate(parts, app).await? {
            (Authenticated { account, device }, Some((keys, proof))) => Ok(Self {
                account,
                device,
                keys,
                proof,
            }),
            (_, None) => Err(Refusal::DeviceKeyRequired),
        }
    }
}

impl FromRequestParts<App> for AnyDevice {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let (found, bound) = authenticate(parts, app).await?;
        Ok(Self {
            account: found.account,
            proof: bound.map(|(_, proof)| proof),
        })
    }
}

type Bound = Option<(DeviceKeys, ProofUse)>;

async fn authenticate(parts: &Parts, app: &App) -> Result<(Authenticated, Bound), Refusal> {
    let token = Token::of(&parts.headers)?;
    let found = app.store().device_by_pak(&SecretHash::of(token.text)).await?;
    let found = found.ok_or(Refusal::InvalidToken("The token is not valid."))?;
    match (&found.device.keys, token.scheme) {
        (Some(keys), Scheme::Dpop) => {
            let keys = keys.clone();
            let proof = prove(parts, app, Some(token.text))?;
            if proof.key != keys.possession {
                return Err(Refusal::InvalidProof("The proof was not made by the key this token is bound to."));
            }
            let used = first_use(parts, app, proof)?;
            Ok((found, Some((keys, used))))
        }
        (Some(_), Scheme::Bearer) => Err(Refusal::InvalidToken(
            "This token is bound to a device key: send it under DPoP with a proof.",
        )),
        (None, Scheme::Dpop) => Err(Refusal::InvalidToken("This token is bound to no key: send it under Bearer.")),
        (None, Scheme::Bearer) => Ok((found, None)),
    }
}

/// Verifies the proof of a call.
///
/// # Errors
/// `401 invalid_dpop_proof` and `401 use_dpop_nonce`.
pub fn prove(parts: &Parts, app: &App, token: Option<&str>) -> Result<Proof, Refusal> {
    let now = app.now();
    let call = Call {
        method: parts.method.as_str(),
        url: &format!("{}{}", app.issuer(), parts.uri.path()),
        token,
        now,
    };
    let proof = dpop::proof_of(&parts.headers)?.ok_or(Refusal::InvalidProof("The call carries no proof."))?;
    Ok(dpop::verify(proof, &call, |sent| nonce::is_valid(app.keys(), sent, now))?)
}

/// Notes the proof in this node's memory.
///
/// # Errors
/// `401 invalid_dpop_proof` where it was used before.
pub fn first_use(parts: &Parts, app: &App, proof: Proof) -> Result<ProofUse, Refusal> {
    if proof_memory::note(app, &parts.extensions, &proof.used) {
        Ok(proof.used)
    } else {
        Err(Refusal::InvalidProof("The proof was used before."))
    }
}

impl From<ProofFault> for Refusal {
    fn from(fault: ProofFault) -> Self {
        match fault {
            ProofFault::Invalid(why) => Self::InvalidProof(why),
            ProofFault::UseNonce => Self::UseNonce,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Dpop,
    Bearer,
}

struct Token<'a> {
    scheme: Scheme,
    text: &'a str,
}

impl<'a> Token<'a> {
    /// RFC 9110 §11.4: one field, the scheme in any case, one space, the token.
    fn of(headers: &'a HeaderMap) -> Result<Self, Refusal> {
        let mut sent = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (sent.next(), sent.next()) else {
            return Err(Refusal::InvalidToken("The call carries no token."));
        };
        let parts = value.to_str().ok().and_then(|value| value.split_once(' '));
        let (scheme, text) = parts.ok_or(Refusal::InvalidToken("The call carries no token."))?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "dpop" => Scheme::Dpop,
            "bearer" => Scheme::Bearer,
            _ => return Err(Refusal::InvalidToken("The call carries no token.")),
        };
        Ok(Self { scheme, text })
    }
}
