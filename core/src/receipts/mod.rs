//! Receipts of approvals: what the phone signed, and the server's signature that it took it. A file of one is
//! verified without a network, under keys this phone already trusts.

mod verify;

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

pub use self::verify::{ListedReceipt, ReceiptContent, ReceiptError, VerifiedReceipt};
use crate::api::wire::{ReceiptResponse, ReceiptsResponse};
use crate::api::{Authorization, Call, CallError, Client, KeyRing, Receipt};
use crate::id::SessionId;
use crate::identity::Jws;
use crate::qr::KeySet;

const PATH: &str = "/api/v1/me/receipts";

pub(crate) struct Receipts {
    client: Arc<Client>,
    key_ring: Arc<KeyRing>,
}

#[derive(Serialize)]
struct ExportedFile<'a> {
    id: SessionId,
    approval: &'a str,
    receipt: &'a str,
    keys: Vec<Value>,
}

impl Receipts {
    pub(crate) fn new(client: Arc<Client>, key_ring: Arc<KeyRing>) -> Self {
        Self { client, key_ring }
    }

    /// All receipts of this account, newest first, each verified under the keys this phone trusts.
    pub(crate) async fn list(&self) -> Result<Vec<ListedReceipt>, CallError> {
        let answer: ReceiptsResponse = self.client.call(Call::get(PATH, Authorization::Token)).await?;
        let trusted = self.key_ring.trusted().await?;
        let receipts = answer.receipts.into_iter().map(Receipt::from);
        Ok(receipts
            .map(|receipt| verify::read_listed(receipt, self.client.issuer(), &trusted))
            .collect())
    }

    /// One receipt with the key that signed it, as a file. Only a receipt that verifies is given out.
    pub(crate) async fn export(&self, session: SessionId) -> Result<String, ReceiptError> {
        let call = Call::get(format!("{PATH}/{session}"), Authorization::Token);
        let answer: ReceiptResponse = self.client.call(call).await?;
        self.key_ring.refresh_if_stale().await;
        let mut file = to_file(&answer, &self.key_ring.trusted().await?)?;
        if let Err(ReceiptError::UnknownKey { kid }) = self.verify(file.as_bytes()).await {
            let keys = self.key_ring.ask().await?.ok_or(ReceiptError::UnknownKey { kid })?;
            file = to_file(&answer, &keys)?;
        }
        self.verify(file.as_bytes()).await?;
        Ok(file)
    }

    /// Verifies a file without any call.
    pub(crate) async fn verify(&self, file: &[u8]) -> Result<VerifiedReceipt, ReceiptError> {
        verify::verify_file(file, self.client.issuer(), &self.key_ring.trusted().await?)
    }
}

fn to_file(receipt: &ReceiptResponse, trusted: &KeySet) -> Result<String, ReceiptError> {
    let header: Value = Jws::parse(&receipt.receipt)
        .and_then(|jws| jws.header())
        .ok_or(ReceiptError::Invalid)?;
    let document = serde_json::to_value(trusted).map_err(|_| ReceiptError::Invalid)?;
    let published = document.get("keys").and_then(Value::as_array).cloned().unwrap_or_default();
    let keys = published.into_iter().filter(|key| key.get("kid") == header.get("kid")).collect();
    let file = ExportedFile {
        id: receipt.id,
        approval: &receipt.approval,
        receipt: &receipt.receipt,
        keys,
    };
    serde_json::to_string(&file).map_err(|_| ReceiptError::Invalid)
}

#[cfg(test)]
mod tests;
