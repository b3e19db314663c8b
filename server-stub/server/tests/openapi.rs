//! The description of the HTTP interface against the committed file, the routes, and every message of the wire contract.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use logi_server::http::authorization;
use logi_server::openapi;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use support::TestApp;
use tower::ServiceExt;

const SESSION: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> Value {
    serde_json::to_value(openapi::document()).unwrap()
}

/// Every message of the contract, with the file it stands in.
fn messages() -> Vec<(String, Value)> {
    fn collect(file: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        if value["request"]["path"].is_string() {
            found.push((format!("{file}: {}", value["name"]), value.clone()));
        }
        match value {
            Value::Object(members) => members.values().for_each(|member| collect(file, member, found)),
            Value::Array(items) => items.iter().for_each(|item| collect(file, item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(repository().join("tests/wire")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            collect(&file, &value, &mut found);
        }
    }
    assert!(found.len() > 100, "only {} messages were found in tests/wire", found.len());
    found
}

/// The described operation of a request, by its path's form.
fn operation<'a>(document: &'a Value, request: &Value) -> Option<&'a Value> {
    let sent = request["path"].as_str()?.split('?').next()?;
    let fits = |template: &str| {
        let (one, other) = (template.split('/'), sent.split('/'));
        one.clone().count() == other.clone().count() && one.zip(other).all(|(one, other)| one == other || one.starts_with('{'))
    };
    let paths = document["paths"].as_object()?;
    let exact = paths.get(sent);
    let item = exact.or_else(|| paths.iter().find(|(template, _)| fits(template)).map(|(_, item)| item))?;
    item.get(request["method"].as_str()?.to_lowercase())
}

/// A schema with its reference followed and the parts of `allOf` put together.
fn whole(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#'));
        return whole(document, target.unwrap_or_else(|| panic!("{reference} is not defined")));
    }
    let Some(parts) = schema["allOf"].as_array() else {
        return schema.clone();
    };
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for part in parts.iter().map(|part| whole(document, part)) {
        properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
        required.extend(part["required"].as_array().cloned().unwrap_or_default());
    }
    json!({"type": "object", "properties": properties, "required": required})
}

/// What is wrong with a value under a schema: enough of JSON Schema for what this document uses.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schema = &whole(document, schema);
    if let Some(any) = schema["oneOf"].as_array() {
        let is_one = any.iter().any(|schema| faults(document, schema, value, at).is_empty());
        return if is_one {
            Vec::new()
        } else {
            vec![format!("{at} fits none of its forms")]
        };
    }
    let mut found = Vec::new();
    if !has_type(&schema["type"], value) {
        found.push(format!("{at} is no {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        found.push(format!("{at} is not one of {}", schema["enum"]));
    }
    if let Some(items) = value.as_array().filter(|_| schema["items"].is_object()) {
        found.extend(
            items
                .iter()
                .flat_map(|item| faults(document, &schema["items"], item, &format!("{at}[]"))),
        );
    }
    if let Some(members) = value.as_object().filter(|_| schema["properties"].is_object()) {
        found.extend(member_faults(document, schema, members, at));
    }
    found
}

fn member_faults(document: &Value, schema: &Value, members: &Map<String, Value>, at: &str) -> Vec<String> {
    let missing = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| !members.contains_key(*name));
    let mut found: Vec<String> = missing.map(|name| format!("{at}.{name} is missing")).collect();
    for (name, member) in members {
        match schema["properties"].get(name) {
            Some(property) => found.extend(faults(document, property, member, &format!("{at}.{name}"))),
            None => found.push(format!("{at}.{name} is not described")),
        }
    }
    found
}

fn has_type(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => panic!("type {name} is not known to this test"),
    };
    if let Some(any) = types.as_array() {
        return any.iter().any(is);
    }
    types.is_null() || is(types)
}

#[test]
fn the_reference_is_what_the_program_prints() {
    let page = repository().join("docs/reference/openapi.json");
    let committed = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        committed.trim_end() == openapi::json().unwrap().trim_end(),
        "docs/reference/openapi.json is not current; run: cargo run -p logi-server -- openapi > docs/reference/openapi.json"
    );
}

#[tokio::test]
async fn every_described_operation_is_routed() {
    let app = TestApp::open().await;
    for (path, item) in document()["paths"].as_object().unwrap() {
        let address = path.replace("{id}", SESSION);
        let status = |method: Method| {
            let request = Request::builder().method(method).uri(&address).body(Body::empty()).unwrap();
            let router = app.router();
            async move { router.oneshot(request).await.unwrap().status() }
        };
        assert_eq!(status(Method::PATCH).await, StatusCode::METHOD_NOT_ALLOWED, "{path} is not routed");
        for method in item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| matches!(key.as_str(), "get" | "post" | "put"))
        {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            assert_ne!(
                status(method.clone()).await,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path} is not routed"
            );
        }
    }
}

#[test]
fn every_request_of_the_contract_is_described() {
    let document = document();
    for (name, message) in messages() {
        assert!(
            operation(&document, &message["request"]).is_some(),
            "{name}: {} is not described",
            message["request"]["path"]
        );
    }
}

#[test]
fn every_answer_of_the_contract_is_described_with_its_members_and_its_code() {
    let document = document();
    for (name, message) in messages() {
        let answer = &message["response"];
        let Some(status) = answer["status"].as_u64() else { continue };
        let described = &operation(&document, &message["request"]).unwrap()["responses"][status.to_string()];
        assert!(described.is_object(), "{name}: answer {status} is not described");
        if let Some(code) = answer["body"]["error"].as_str() {
            let about = described["description"].as_str().unwrap();
            assert!(
                about.contains(&format!("`{code}`")),
                "{name}: {status} {code} is not described, only: {about}"
            );
        }
        let schema = &described["content"]["application/json"]["schema"];
        if answer["body"].is_object() && schema.is_object() {
            assert_eq!(faults(&document, schema, &answer["body"], "body"), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn every_body_that_the_contract_takes_is_described() {
    let document = document();
    for (name, message) in messages() {
        let (request, answer) = (&message["request"], &message["response"]);
        let schema = &operation(&document, request).unwrap()["requestBody"]["content"]["application/json"]["schema"];
        if answer["status"] == 200 && request["body"].is_object() && schema.is_object() {
            let mut body = request["body"].clone();
            if request["path"] == "/oauth/qr/start" {
                // Unknown members are ignored there, and the contract shows it.
                body.as_object_mut().unwrap().retain(|name, _| is_start_member(name));
            }
            assert_eq!(faults(&document, schema, &body, "body"), Vec::<String>::new(), "{name}");
        }
    }
}

fn is_start_member(name: &str) -> bool {
    authorization::PARAMETERS.contains(&name) || matches!(name, "ui_locales" | "locale" | "reduced_motion" | "browser_key")
}

#[test]
fn describes_every_parameter_of_an_authorization_request() {
    let document = document();
    let parameters = document["paths"]["/oauth/authorize"]["get"]["parameters"].as_array().unwrap();
    let described: Vec<&str> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
    let known: Vec<&str> = authorization::PARAMETERS.iter().copied().chain(["ui_locales"]).collect();
    assert_eq!(described, known);
}

#[test]
fn names_each_operation_once() {
    let document = document();
    let operations = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values());
    let mut names: Vec<&str> = operations.filter_map(|operation| operation["operationId"].as_str()).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert!(all > 20 && names.len() == all, "{names:?}");
}

#[test]
fn every_code_of_the_contract_is_explained() {
    let page = std::fs::read_to_string(repository().join("docs/reference/errors.md")).unwrap();
    let errors: Value = serde_json::from_slice(&std::fs::read(repository().join("tests/wire/errors.json")).unwrap()).unwrap();
    for envelope in ["api", "oauth", "core"] {
        for entry in errors[envelope]["codes"].as_array().unwrap() {
            let code = entry["error"].as_str().unwrap();
            let status = entry["status"].as_u64().map(|status| format!(" {status} "));
            let is_explained = page
                .lines()
                .any(|line| line.starts_with(&format!("| `{code}` |")) && status.as_deref().is_none_or(|status| line.contains(status)));
            assert!(
                is_explained,
                "docs/reference/errors.md has no row for {code} {status:?} ({envelope})"
            );
        }
    }
    for code in errors["redirect"]["codes"].as_array().unwrap() {
        let code = code.as_str().unwrap();
        assert!(
            page.contains(&format!("| `{code}` |")),
            "docs/reference/errors.md has no row for the redirect {code}"
        );
    }
}
