//! Reads the keys from the store, and makes those that are missing: at the first start, all of them.

use super::ec::{EcKey, EcPrivate};
use super::secret::{HmacKeys, Secrets};
use super::token::TokenKey;
use super::{KeyError, Keyring, SealingKey};
use crate::config::Config;
use crate::random;
use logi_domain::time::Millis;
use logi_store::{KeyRecord, KeyUse, Store};
use zeroize::Zeroizing;

/// Keys that are given and not stored, for servers whose answers must be known beforehand. The default gives none.
#[derive(Clone, Default)]
pub struct KeyOverrides {
    /// The token key in PKCS#8.
    pub token_pkcs8: Option<Zeroizing<Vec<u8>>>,
    /// The code key.
    pub code: Option<EcPrivate>,
    /// The receipt key.
    pub receipt: Option<EcPrivate>,
    /// The HMAC keys.
    pub hmac: Option<HmacKeys>,
}

/// The private parts of one use, newest first.
pub(super) type Opened = Vec<(String, Zeroizing<Vec<u8>>)>;

impl Keyring {
    /// The server's keys: read from the store and opened, or made, sealed and stored. Of two servers that start at once on an empty
    /// database one makes a key and the other reads it.
    ///
    /// # Errors
    /// [`KeyError`]; then nothing was changed but keys that were missing.
    pub async fn load(store: &dyn Store, config: &Config, given: &KeyOverrides, now: Millis) -> Result<Self, KeyError> {
        let mut records = Vec::new();
        for key_use in [KeyUse::Token, KeyUse::Qr, KeyUse::Receipt, KeyUse::Secret] {
            records.push((key_use, store.keys(key_use).await?));
        }
        let something_is_sealed = records.iter().any(|(_, records)| !records.is_empty());
        let sealing = SealingKey::find(&config.sealing_key, &config.data, something_is_sealed)?;
        let keeper = Keeper { store, sealing, now };
        let mut opened = Vec::new();
        for (key_use, records) in records {
            opened.push(if is_given(key_use, given) {
                Opened::new()
            } else {
                keeper.open_or_make(key_use, records).await?
            });
        }
        let [token, code, receipt, secret] = <[Opened; 4]>::try_from(opened).unwrap_or_default();
        assemble(&token, &code, &receipt, &secret, given)
    }
}

struct Keeper<'a> {
    store: &'a dyn Store,
    sealing: SealingKey,
    now: Millis,
}

impl Keeper<'_> {
    async fn open_or_make(&self, key_use: KeyUse, mut records: Vec<KeyRecord>) -> Result<Opened, KeyError> {
        if records.is_empty() {
            self.store.insert_first_key(&self.make(key_use)?).await?;
            records = self.store.keys(key_use).await?;
        }
        records
            .into_iter()
            .map(|record| {
                let private = self.sealing.open(&context(key_use, &record.kid), &record.sealed)?;
                Ok((record.kid, private))
            })
            .collect()
    }

    fn make(&self, key_use: KeyUse) -> Result<KeyRecord, KeyError> {
        let (kid, alg, public_jwk, private) = match key_use {
            KeyUse::Token => {
                let private = TokenKey::generate_pkcs8().map_err(|_| KeyError::Generate)?;
                let key = TokenKey::from_pkcs8(&private).map_err(|_| KeyError::Generate)?;
                (key.kid().to_owned(), "RS256", json(&key.jwk()), private)
            }
            KeyUse::Qr | KeyUse::Receipt => {
                let private = EcKey::generate_pkcs8().map_err(|_| KeyError::Generate)?;
                let key = EcKey::from_pkcs8(&private).map_err(|_| KeyError::Generate)?;
                (key.kid().to_owned(), "ES256", json(&key.jwk(key_use.as_str())), private)
            }
            KeyUse::Secret => {
                let kid = data_encoding::HEXLOWER.encode(&random::bytes::<8>());
                (kid, "HS256", String::new(), Zeroizing::new(random::bytes::<32>().to_vec()))
            }
        };
        Ok(KeyRecord {
            sealed: self.sealing.seal(&context(key_use, &kid), &private)?,
            kid,
            key_use,
            alg: alg.to_owned(),
            public_jwk,
            created_at: self.now,
        })
    }
}

fn is_given(key_use: KeyUse, given: &KeyOverrides) -> bool {
    match key_use {
        KeyUse::Token => given.token_pkcs8.is_some(),
        KeyUse::Qr => given.code.is_some(),
        KeyUse::Receipt => given.receipt.is_some(),
        KeyUse::Secret => given.hmac.is_some(),
    }
}

/// What a sealed key is bound to: moved to another row, it does not open.
fn context(key_use: KeyUse, kid: &str) -> String {
    format!("logi-key-v1 {} {kid}", key_use.as_str())
}

pub(super) fn assemble(
    token: &Opened,
    code: &Opened,
    receipt: &Opened,
    secret: &Opened,
    given: &KeyOverrides,
) -> Result<Keyring, KeyError> {
    let token = match &given.token_pkcs8 {
        Some(pkcs8) => vec![TokenKey::from_pkcs8(pkcs8).map_err(|_| damaged("given"))?],
        None => parse(token, |pkcs8| TokenKey::from_pkcs8(pkcs8).ok(), TokenKey::kid)?,
    };
    let code = ec_keys(code, given.code.as_ref())?;
    let receipt = ec_keys(receipt, given.receipt.as_ref())?;
    let secrets = match &given.hmac {
        Some(keys) => Secrets::given(keys),
        None => Secrets::derive(&secret.first().ok_or_else(|| damaged("secret"))?.1),
    };
    let codes = code.iter().map(|key| key.jwk("qr"));
    let receipts = receipt.iter().map(|key| key.jwk("receipt"));
    Ok(Keyring {
        jwks_json: key_set(token.iter().map(TokenKey::jwk)),
        logi_keys_json: key_set(codes.chain(receipts)),
        token,
        code,
        receipt,
        secrets,
    })
}

fn ec_keys(opened: &Opened, given: Option<&EcPrivate>) -> Result<Vec<EcKey>, KeyError> {
    match given {
        Some(key) => Ok(vec![EcKey::from_parts(key).map_err(|_| damaged("given"))?]),
        None => parse(opened, |pkcs8| EcKey::from_pkcs8(pkcs8).ok(), EcKey::kid),
    }
}

/// Each key must be the one its row names.
fn parse<K>(opened: &Opened, read: impl Fn(&[u8]) -> Option<K>, kid_of: impl Fn(&K) -> &str) -> Result<Vec<K>, KeyError> {
    opened
        .iter()
        .map(|(kid, private)| read(private).filter(|key| kid_of(key) == kid).ok_or_else(|| damaged(kid)))
        .collect()
}

fn damaged(kid: &str) -> KeyError {
    KeyError::Damaged { kid: kid.to_owned() }
}

fn key_set(keys: impl Iterator<Item = impl serde::Serialize>) -> String {
    json(&serde_json::json!({ "keys": keys.map(|key| serde_json::json!(key)).collect::<Vec<_>>() }))
}

/// Plain structs of texts always serialize.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
