//! What it costs to verify a decoded code: form, origin, freshness and signature, of a code of the wire contract.

use std::time::Duration;

use logi_core::origin::Origin;
use logi_core::qr::{KeySet, verify_scan};
use serde_json::Value;

use crate::figure::{Figure, Goal, milliseconds};

pub fn measure() -> Result<Vec<Figure>, String> {
    let codes: Value = wire(include_str!("../../wire/code.json"))?;
    let served: Value = wire(include_str!("../../wire/keyset.json"))?;
    let row = codes.pointer("/accepted/0").ok_or("code.json has no accepted code")?;
    let text = row["text"].as_str().ok_or("a code has no text")?;
    let now_ms = row["now_ms"].as_u64().ok_or("a code has no time")?;
    let trusted = Origin::parse(row["trusted_origin"].as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
    let keys = served.pointer("/read/0/body").ok_or("keyset.json has no set")?.to_string();
    let keys = KeySet::parse(keys.as_bytes()).map_err(|error| error.to_string())?;
    let life = Duration::from_secs(600);
    let check = || verify_scan(text, &trusted, &keys, now_ms, life);
    check().map_err(|refusal| format!("the code of the contract is refused: {refusal}"))?;
    let value = milliseconds(200, check);
    Ok(vec![Figure {
        name: "qr_verify",
        value,
        unit: "ms",
        goal: Goal::AtMost(2.0),
    }])
}

fn wire(json: &str) -> Result<Value, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}
