use std::sync::Arc;

use serde_json::Value;

use super::{Presented, ScriptedPhone, parts_of};
use crate::keys::{Key, from_base64url};

fn wire(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn says_in_an_approval_what_the_wire_contract_says() {
    let keys = wire(include_str!("../../../wire/keys.json"));
    let approve = wire(include_str!("../../../wire/approve.json"));
    let presented = wire(include_str!("../../../wire/presented.json"));
    let iat = approve["payload"]["iat"].as_i64().unwrap();
    let mut phone = ScriptedPhone::new("http://localhost:8080", Arc::new(move || iat));
    phone.approval = Key::from_jwk(&keys["ec"]["approval"]["private"]);
    phone.device_id = keys["device_id"].as_str().unwrap().to_owned();
    let bytes = from_base64url(presented["base64url"].as_str().unwrap());
    let presented = Presented {
        session: keys["session_id"].as_str().unwrap().to_owned(),
        value: serde_json::from_slice(&bytes).unwrap(),
        bytes,
    };
    let granted: Vec<&str> = approve["payload"]["granted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert_eq!(phone.approval_payload(&presented, &granted), approve["payload"]);
}

#[test]
fn takes_a_code_apart() {
    let code = wire(include_str!("../../../wire/code.json"));
    let frame = wire(include_str!("../../../wire/frame.json"));
    let payload = code["signatures"][0]["qr_payload"].as_str().unwrap();
    let first = &frame["codes"][0];
    let text = format!(
        "{payload}.{}.{}",
        first["step_text"].as_str().unwrap(),
        first["code"].as_str().unwrap()
    );
    let session = code["signatures"][0]["parts"]["session_id"].as_str().unwrap().to_owned();
    assert_eq!(parts_of(&text), (session, 0, first["code"].as_str().unwrap().to_owned()));
}
