//! The control port of a test server in a process of its own: moves its clock and registers applications. The product has no
//! such door; this one exists in the harness alone and listens on the loopback interface.

use std::sync::Arc;

use http::{Method, StatusCode};
use logi_site::http::{Request, Response};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Application, Demand, TestServer};

/// Answers one request of a test.
pub async fn answer(server: Arc<TestServer>, stop: CancellationToken, request: Request) -> Response {
    let body: Value = if request.body.is_empty() {
        json!({})
    } else {
        serde_json::from_slice(&request.body).unwrap_or(Value::Null)
    };
    match (request.method, request.path.as_str()) {
        (Method::GET, "/clock") => now(&server),
        (Method::POST, "/clock/advance") => match body["seconds"].as_f64() {
            Some(seconds) => {
                server.clock.move_by_ms(milliseconds_in(seconds));
                now(&server)
            }
            None => refuse("seconds is no number"),
        },
        (Method::POST, "/clients") => match register(&server, &body).await {
            Ok(client) => json_response(StatusCode::OK, &client),
            Err(line) => refuse(&line),
        },
        (Method::POST, "/stop") => {
            stop.cancel();
            json_response(StatusCode::OK, &json!({}))
        }
        (_, _) => json_response(StatusCode::NOT_FOUND, &json!({"error": "there is no such control"})),
    }
}

fn now(server: &TestServer) -> Response {
    json_response(StatusCode::OK, &json!({"now_ms": server.clock.now_ms()}))
}

#[expect(clippy::cast_possible_truncation, reason = "a test moves a clock by less than a century")]
fn milliseconds_in(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}

async fn register(server: &TestServer, body: &Value) -> Result<Value, String> {
    let default = Application::default();
    let texts = |name: &str| -> Option<Vec<String>> {
        let list = body[name].as_array()?;
        Some(list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect())
    };
    let application = Application {
        name: body["name"].as_str().map_or(default.name, str::to_owned),
        redirect_uris: texts("redirect_uris").ok_or("redirect_uris is no list of texts")?,
        scopes: texts("scopes").unwrap_or(default.scopes),
        public: body["public"].as_bool().unwrap_or(false),
        fields: body["fields"].as_array().into_iter().flatten().map(demand_in).collect(),
        allow_anonymous: if body.get("allow_anonymous").is_some() {
            body["allow_anonymous"].as_bool()
        } else {
            Some(true)
        },
        sector: body["sector"].as_str().map(str::to_owned),
    };
    let client = server.try_register(&application).await?;
    // EXPOSE: the test is the application.
    let secret = client.secret.as_ref().map(secrecy::ExposeSecret::expose_secret);
    Ok(json!({"client_id": client.id, "client_secret": secret}))
}

pub(crate) fn demand_in(field: &Value) -> Demand {
    Demand {
        name: field["name"].as_str().unwrap_or_default().to_owned(),
        required: field["required"].as_bool().unwrap_or(false),
        purpose: field["purpose"].as_str().map(str::to_owned),
    }
}

pub(crate) fn refuse(line: &str) -> Response {
    json_response(StatusCode::BAD_REQUEST, &json!({"error": line}))
}

pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    Response::new(status, "application/json", body.to_string())
}
