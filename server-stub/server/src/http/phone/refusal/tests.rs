//! Every code of `tests/wire/errors.json` with its status, headers and members.

use super::*;
use crate::http::json;
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::Value;
use std::collections::BTreeMap;

fn every_refusal() -> Vec<Response> {
    let refusals = [
        Refusal::InvalidRequest("x"),
        Refusal::BadBinding("x"),
        Refusal::InvalidToken("x"),
        Refusal::InvalidProof("x"),
        Refusal::UseNonce,
        Refusal::InvalidDeviceSecret,
        Refusal::DeviceKeyRequired,
        Refusal::DeviceKeyRefused("x"),
        Refusal::AnonymousNotAllowed,
        Refusal::NotFound("x"),
        Refusal::SubjectTaken,
        Refusal::AlreadyScanned,
        Refusal::Conflict(Status::Denied),
        Refusal::BadFrame,
        Refusal::Stale,
        Refusal::MissingField(vec![Field::Email]),
        Refusal::RateLimited(RetryAfter(60)),
        Refusal::Store(StoreError::Unavailable("locked".into())),
    ];
    refusals.into_iter().map(Refusal::into_response).collect()
}

async fn too_large() -> Response {
    let body = Body::from(vec![b' '; json::BODY_LIMIT + 1]);
    let refused: Result<_, PhoneError> = json::read_body(body).await;
    refused.unwrap_err().into_response()
}

#[tokio::test]
async fn each_code_has_the_status_headers_and_members_of_the_contract() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/errors.json"));
    let file: Value = serde_json::from_str(text).unwrap();
    let mut expected: BTreeMap<&str, &Value> = file["api"]["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| (code["error"].as_str().unwrap(), code))
        .collect();
    let mut responses = every_refusal();
    responses.push(too_large().await);
    for response in responses {
        let (parts, body) = response.into_parts();
        let body: Value = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
        let code = expected
            .remove(body["error"].as_str().unwrap())
            .unwrap_or_else(|| panic!("{body} is not in the contract"));
        assert_eq!(u64::from(parts.status.as_u16()), code["status"].as_u64().unwrap(), "{body}");
        for (name, value) in code["headers"].as_object().unwrap() {
            let found = parts.headers[name].to_str().unwrap();
            assert!(name == "Retry-After" || found == value.as_str().unwrap(), "{body}: {name}: {found}");
        }
        let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&body), members(&code["body"]), "{body}");
    }
    assert!(expected.is_empty(), "not answered: {expected:?}");
}

#[tokio::test]
async fn a_fault_of_the_database_is_not_told() {
    let response = Refusal::Store(StoreError::Fault("secret path /var/lib".into())).into_response();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(!String::from_utf8_lossy(&body).contains("/var/lib"));
}
