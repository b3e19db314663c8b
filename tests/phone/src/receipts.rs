//! What was approved, and the proof of it.

use std::path::Path;

use logi_core::SessionId;
use serde_json::json;

use crate::device::Phone;
use crate::outcome::Outcome;

impl Phone {
    pub(crate) async fn list_receipts(&self) -> Result<Outcome, Outcome> {
        let receipts = self.authenticator.receipts().await?;
        let lines: Vec<String> = receipts.iter().map(|receipt| receipt.id.to_string()).collect();
        let text = if lines.is_empty() {
            "Nothing was approved yet.".to_owned()
        } else {
            lines.join("\n")
        };
        let objects: Vec<_> = receipts
            .iter()
            .map(|receipt| json!({"id": receipt.id.to_string(), "approval": receipt.approval, "receipt": receipt.receipt}))
            .collect();
        Ok(Outcome::done(text).with("receipts", objects))
    }

    pub(crate) async fn export_receipt(&self, id: &str) -> Result<String, Outcome> {
        let id = SessionId::parse(id).ok_or_else(|| Outcome::failed("not_an_id", format!("{id} is no id of a receipt")))?;
        Ok(self.authenticator.export_receipt(id).await?)
    }

    pub(crate) async fn verify_receipt(&self, file: &Path) -> Result<Outcome, Outcome> {
        let bytes = std::fs::read(file).map_err(|error| Outcome::failed("file", format!("{} cannot be read: {error}", file.display())))?;
        let receipt = self.authenticator.verify_receipt(&bytes).await?;
        let granted = if receipt.granted.is_empty() {
            "nothing".to_owned()
        } else {
            receipt.granted.join(", ")
        };
        let text = format!(
            "Genuine: {} recorded at {} (Unix seconds) that this login to {} ({}) was approved, sharing {granted}.",
            receipt.issuer, receipt.approved_at, receipt.application, receipt.domain
        );
        Ok(Outcome::done(text)
            .with("session", receipt.session.to_string())
            .with("issuer", receipt.issuer)
            .with("approved_at", receipt.approved_at)
            .with("application", receipt.application)
            .with("domain", receipt.domain)
            .with("granted", receipt.granted))
    }
}
