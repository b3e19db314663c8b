//! OAuth 2.0 and OpenID Connect against the wire contract: where each error goes, how a client proves itself, what a code gives.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod oauth_grant;
#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use axum::body::Body;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use logi_domain::client::ClientStatus;
use logi_store_sqlite::testing::OtherProcess;
use oauth_grant::{Planted, Plot};
use serde_json::Value;
use support::{TestApp, wire};
use tower::ServiceExt;
use url::Url;

/// Sends a request of the contract; header values may be replaced.
async fn send(test: &TestApp, request: &Value, headers: &[(&str, &str)]) -> (StatusCode, http::HeaderMap, Vec<u8>) {
    let mut builder = Request::builder()
        .method(request["method"].as_str().unwrap())
        .uri(request["path"].as_str().unwrap());
    for (name, value) in request["headers"].as_object().unwrap() {
        if !headers.iter().any(|(replaced, _)| replaced == name) {
            builder = builder.header(name, value.as_str().unwrap());
        }
    }
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    let body = match (&request["body"], request["body"].as_str()) {
        (Value::Null, _) => Body::empty(),
        (_, Some(form)) => Body::from(form.to_owned()),
        (json, None) => Body::from(json.to_string()),
    };
    let response: Response<Body> = test.router().oneshot(builder.body(body).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

/// Compares an answer with the contract, but for the members named in `varies`.
fn assert_answer(case: &Value, (status, headers, body): &(StatusCode, http::HeaderMap, Vec<u8>)) {
    let name = case["name"].as_str().unwrap();
    let response = &case["response"];
    let varies: Vec<&str> = case["varies"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|v| v.as_str().unwrap())
        .collect();
    assert_eq!(
        u64::from(status.as_u16()),
        response["status"].as_u64().unwrap(),
        "{name}: {}",
        String::from_utf8_lossy(body)
    );
    for (header, value) in response["headers"].as_object().unwrap() {
        let got = headers.get(header).map(|v| v.to_str().unwrap());
        if varies.contains(&format!("/headers/{header}").as_str()) {
            assert!(got.is_some(), "{name}: {header} is missing");
        } else {
            assert_eq!(got, value.as_str(), "{name}: {header}");
        }
    }
    if response["body"].is_object() {
        let mut got: Value = serde_json::from_slice(body).unwrap();
        let mut expected = response["body"].clone();
        for pointer in varies.iter().filter_map(|v| v.strip_prefix("/body")) {
            let value = got.pointer_mut(pointer).map(Value::take);
            assert!(value.is_some_and(|v| !v.is_null()), "{name}: {pointer} is missing");
            *expected.pointer_mut(pointer).unwrap() = Value::Null;
        }
        assert_eq!(got, expected, "{name}");
    }
}

/// `location` of the contract: the registered URI and the query it gets.
fn assert_location(case: &Value, headers: &http::HeaderMap) {
    let location = headers["location"].to_str().unwrap();
    let expected = &case["response"]["location"];
    let url = Url::parse(location).unwrap();
    assert!(location.starts_with(expected["uri"].as_str().unwrap()), "{location}");
    let got: serde_json::Map<String, Value> = url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned().into())).collect();
    let mut wanted = expected["query"].as_object().unwrap().clone();
    if let Some(description) = wanted.get_mut("error_description") {
        assert!(!got["error_description"].as_str().unwrap().is_empty());
        *description = got["error_description"].clone();
    }
    assert_eq!(got, wanted, "{}", case["name"]);
}

#[tokio::test]
async fn sends_each_error_of_an_authorization_request_where_it_belongs() {
    for case in wire("authorize.json")["cases"].as_array().unwrap() {
        if !case["session_state"].is_null() {
            continue;
        }
        let plot = match case["stored"].as_str() {
            Some("client pending") => Plot {
                status: ClientStatus::Pending,
                ..Plot::default()
            },
            Some("client suspended") => Plot {
                status: ClientStatus::Suspended,
                ..Plot::default()
            },
            _ => Plot::default(),
        };
        let test = TestApp::open().await;
        oauth_grant::insert_clients(test.app.store(), &plot).await;
        let answer = send(&test, &case["request"], &[]).await;
        assert_answer(case, &answer);
        if case["delivery"] == "redirect" {
            assert_location(case, &answer.1);
        } else {
            assert!(!answer.1.contains_key("location"), "{}", case["name"]);
        }
    }
}

#[tokio::test]
async fn never_frames_the_login_panel_and_runs_no_inline_script() {
    let test = TestApp::open().await;
    oauth_grant::insert_clients(test.app.store(), &Plot::default()).await;
    let (_, headers, body) = send(&test, &wire("authorize.json")["cases"][0]["request"], &[]).await;
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let html = String::from_utf8(body).unwrap();
    assert!(
        html.matches("<script").count() == html.matches("<script src=\"/assets/").count(),
        "{html}"
    );
    assert!(!html.contains("onclick=") && !html.contains(" style="));
}

#[tokio::test]
async fn says_without_a_request_that_a_login_begins_at_the_application() {
    let test = TestApp::open().await;
    let request = serde_json::json!({"method": "GET", "path": "/session/new", "headers": {}, "body": null});
    let (status, headers, _) = send(&test, &request, &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn authenticates_clients_and_redeems_codes_as_the_contract_says() {
    for case in wire("token.json")["cases"].as_array().unwrap() {
        let plot = match case["stored"].as_str() {
            Some("client suspended") => Plot {
                status: ClientStatus::Suspended,
                ..Plot::default()
            },
            Some("code of another client") => Plot {
                code_of_public_client: true,
                ..Plot::default()
            },
            Some("code used") => Plot {
                used: true,
                ..Plot::default()
            },
            Some("code expired") => Plot {
                expired: true,
                ..Plot::default()
            },
            _ => Plot {
                code_of_public_client: case["client"] == "public_client",
                ..Plot::default()
            },
        };
        let test = TestApp::open().await;
        Planted::in_app(&test, &plot).await;
        test.clock.set(logi_domain::time::Millis(case["at_ms"].as_i64().unwrap()));
        let answer = send(&test, &case["request"], &[]).await;
        assert_answer(case, &answer);
    }
}

fn claims(jwt: &str) -> Value {
    let payload = jwt.split('.').nth(1).unwrap();
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap()).unwrap()
}

async fn redeem(test: &TestApp) -> Value {
    let contract = wire("token.json");
    test.clock
        .set(logi_domain::time::Millis(contract["cases"][0]["at_ms"].as_i64().unwrap()));
    let (status, _, body) = send(test, &contract["cases"][0]["request"], &[]).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&body).unwrap()
}

/// The claims of the contract, but for the ones it lets vary.
fn assert_claims(jwt: &str, contract: &Value) {
    let (mut got, mut expected) = (claims(jwt), contract["claims"].clone());
    for pointer in contract["varies"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|v| v.as_str().unwrap().strip_prefix("/claims"))
    {
        assert!(!got.pointer_mut(pointer).map(Value::take).unwrap().is_null());
        expected.pointer_mut(pointer).unwrap().take();
    }
    assert_eq!(got, expected);
}

#[tokio::test]
async fn puts_exactly_the_granted_fields_into_the_tokens() {
    let test = TestApp::open().await;
    Planted::in_app(&test, &Plot::default()).await;
    let tokens = redeem(&test).await;
    let contract = wire("token.json");
    let (id_token, access_token) = (tokens["id_token"].as_str().unwrap(), tokens["access_token"].as_str().unwrap());
    assert_claims(id_token, &contract["id_token"]);
    assert_claims(access_token, &contract["access_token"]);
    assert_eq!(claims(id_token)["at_hash"], logi_server::claims::at_hash(access_token));
    assert!(test.app.keys().verify_token(access_token, "at+jwt").is_some());
    assert!(test.app.keys().verify_token(id_token, "at+jwt").is_none());
}

#[tokio::test]
async fn tells_userinfo_only_to_a_live_access_token_of_its_own() {
    let contract = wire("token.json");
    for case in contract["userinfo"].as_array().unwrap() {
        let test = TestApp::open().await;
        Planted::in_app(&test, &Plot::default()).await;
        let tokens = redeem(&test).await;
        let access = tokens["access_token"].as_str().unwrap();
        let flipped = if access.ends_with('A') {
            format!("{}B", access.trim_end_matches('A'))
        } else {
            format!("{}A", access.split_at(access.len() - 1).0)
        };
        let bearer = match case["name"].as_str().unwrap() {
            "flipped signature" => Some(flipped),
            "an id_token" => tokens["id_token"].as_str().map(str::to_owned),
            "a device token" => wire("keys.json")["pak"].as_str().map(str::to_owned),
            "no token" => None,
            _ => Some(access.to_owned()),
        };
        test.clock.set(logi_domain::time::Millis(case["at_ms"].as_i64().unwrap()));
        let header = bearer.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> = header.iter().map(|value| ("Authorization", value.as_str())).collect();
        let answer = send(&test, &case["request"], &headers).await;
        assert_answer(case, &answer);
    }
}

#[tokio::test]
async fn a_code_used_twice_takes_its_tokens_with_it() {
    let test = TestApp::open().await;
    Planted::in_app(&test, &Plot::default()).await;
    let tokens = redeem(&test).await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let contract = wire("token.json");
    let userinfo = &contract["userinfo"][0]["request"];
    assert_eq!(send(&test, userinfo, &[("Authorization", &bearer)]).await.0, StatusCode::OK);
    let (status, _, body) = send(&test, &contract["cases"][0]["request"], &[]).await;
    let again: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (status, &again["error_description"]),
        (StatusCode::BAD_REQUEST, &Value::from("code already used"))
    );
    assert_eq!(
        send(&test, userinfo, &[("Authorization", &bearer)]).await.0,
        StatusCode::UNAUTHORIZED
    );
}

async fn execute(test: &TestApp, statement: &str) {
    let mut other = OtherProcess::at(&test.app.config().sqlite_file()).await.unwrap();
    other.execute(statement).await.unwrap();
}

#[tokio::test]
async fn a_code_of_an_account_that_is_no_longer_there_gives_nothing() {
    let (contract, at) = (wire("token.json"), |case: &Value| {
        logi_domain::time::Millis(case["at_ms"].as_i64().unwrap())
    });
    let case = &contract["cases"][0];
    for (meanwhile, said) in [
        ("UPDATE accounts SET status = 'suspended'", "the account may not log in"),
        ("DELETE FROM accounts", "code not found"),
    ] {
        let test = TestApp::open().await;
        Planted::in_app(&test, &Plot::default()).await;
        test.clock.set(at(case));
        execute(&test, meanwhile).await;
        let (status, _, body) = send(&test, &case["request"], &[]).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        let refusal = (status, body["error"].as_str(), body["error_description"].as_str());
        assert_eq!(refusal, (StatusCode::BAD_REQUEST, Some("invalid_grant"), Some(said)));
    }
}

#[tokio::test]
async fn a_suspension_that_ends_leaves_the_code_as_it_was() {
    let test = TestApp::open().await;
    Planted::in_app(&test, &Plot::default()).await;
    execute(&test, "UPDATE accounts SET status = 'suspended'").await;
    let contract = wire("token.json");
    assert_eq!(send(&test, &contract["cases"][0]["request"], &[]).await.0, StatusCode::BAD_REQUEST);
    execute(&test, "UPDATE accounts SET status = 'active'").await;
    redeem(&test).await;
}

#[tokio::test]
async fn userinfo_is_silent_once_account_or_application_is_suspended_or_gone() {
    let request = &wire("token.json")["userinfo"][0]["request"];
    for meanwhile in [
        "UPDATE accounts SET status = 'suspended'",
        "UPDATE clients SET status = 'suspended'",
        "UPDATE clients SET status = 'pending'",
        "DELETE FROM accounts",
    ] {
        let test = TestApp::open().await;
        Planted::in_app(&test, &Plot::default()).await;
        let bearer = format!("Bearer {}", redeem(&test).await["access_token"].as_str().unwrap());
        assert_eq!(send(&test, request, &[("Authorization", &bearer)]).await.0, StatusCode::OK);
        execute(&test, meanwhile).await;
        let (status, headers, body) = send(&test, request, &[("Authorization", &bearer)]).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{meanwhile}");
        assert_eq!(headers["www-authenticate"], r#"Bearer error="invalid_token""#);
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"], "invalid_token", "{meanwhile}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_redemptions_at_once_give_one_token() {
    let test = std::sync::Arc::new(TestApp::open().await);
    Planted::in_app(&test, &Plot::default()).await;
    let contract = wire("token.json");
    test.clock
        .set(logi_domain::time::Millis(contract["cases"][0]["at_ms"].as_i64().unwrap()));
    let tries = (0..100).map(|_| {
        let (test, request) = (std::sync::Arc::clone(&test), contract["cases"][0]["request"].clone());
        tokio::spawn(async move { send(&test, &request, &[]).await.0 })
    });
    let mut won = 0;
    for attempt in tries.collect::<Vec<_>>() {
        won += usize::from(attempt.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn publishes_discovery_and_the_token_keys_of_its_issuer() {
    for case in wire("discovery.json")["cases"].as_array().unwrap() {
        let issuer = case["issuer"].as_str().unwrap().to_owned();
        let test = TestApp::open_with(|config| config.issuer = issuer).await;
        let answer = send(&test, &case["request"], &[]).await;
        assert_answer(case, &answer);
    }
}

#[tokio::test]
async fn lets_only_origins_of_registered_redirects_read_across_sites() {
    let test = TestApp::open().await;
    oauth_grant::insert_clients(test.app.store(), &Plot::default()).await;
    for (origin, may_read) in [
        ("https://notes.example", true),
        ("https://evil.example", false),
        ("https://notes.example.evil.example", false),
        ("null", false),
    ] {
        for path in ["/.well-known/jwks.json", "/.well-known/openid-configuration", "/oauth/userinfo"] {
            for method in ["GET", "OPTIONS"] {
                let request = serde_json::json!({"method": method, "path": path, "headers": {"Origin": origin}, "body": null});
                let (_, headers, _) = send(&test, &request, &[]).await;
                let allowed = headers.get("access-control-allow-origin").map(|v| v.to_str().unwrap());
                assert_eq!(allowed, may_read.then_some(origin), "{method} {path} from {origin}");
            }
        }
    }
}

#[tokio::test]
async fn gives_each_sector_its_own_subject_and_the_same_one_every_time() {
    let test = TestApp::open().await;
    let contract = wire("sub.json");
    let root = logi_domain::id::RootSubject::parse(wire("keys.json")["root_subject"].as_str().unwrap()).unwrap();
    let client = oauth_grant::client(&wire("keys.json")["client"], ClientStatus::Approved);
    let one = logi_server::claims::subject(&test.app, &client, &root);
    assert!(contract.to_string().contains(&one), "the contract's subject for this sector");
    let other = logi_domain::client::Client {
        sector: "other.example".into(),
        ..client.clone()
    };
    assert_ne!(logi_server::claims::subject(&test.app, &other, &root), one);
    let renamed = logi_domain::client::Client {
        redirect_uris: vec!["https://notes.example/other".into()],
        ..client
    };
    assert_eq!(logi_server::claims::subject(&test.app, &renamed, &root), one);
}
