//! What was approved, and the proof of it.

use std::path::Path;

use logi_core::{ListedReceipt, SessionId};
use serde_json::{Value, json};

use crate::device::Phone;
use crate::outcome::Outcome;

impl Phone {
    pub(crate) async fn list_receipts(&self) -> Result<Outcome, Outcome> {
        let receipts = self.authenticator.receipts().await?;
        let lines: Vec<String> = receipts.iter().map(line_of).collect();
        let text = if lines.is_empty() {
            "Nothing was approved yet.".to_owned()
        } else {
            lines.join("\n")
        };
        let objects: Vec<_> = receipts.iter().map(object_of).collect();
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

fn line_of(listed: &ListedReceipt) -> String {
    let id = listed.receipt.id;
    let mark = if listed.verified { "" } else { " (cannot be verified)" };
    match &listed.content {
        Some(content) => format!("{id}  {} ({}){mark}", content.application, content.domain),
        None => format!("{id} {mark}"),
    }
}

fn object_of(listed: &ListedReceipt) -> Value {
    let content = listed.content.as_ref();
    json!({
        "id": listed.receipt.id.to_string(),
        "client_id": content.map(|content| &content.client_id),
        "application": content.map(|content| &content.application),
        "domain": content.map(|content| &content.domain),
        "granted": content.map(|content| &content.granted),
        "approved_at": content.map(|content| content.approved_at),
        "verified": listed.verified,
        "approval": listed.receipt.approval,
        "receipt": listed.receipt.receipt,
    })
}
