//! Whatever a browser or an application sends, it is answered by name, never a fault of the server: queries, cookies, forms.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses a part of it")]
mod support;

use axum::body::Body;
use http::{Request, StatusCode};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use support::TestApp;
use tokio::runtime::Runtime;
use tower::ServiceExt;

struct Server {
    runtime: Runtime,
    test: TestApp,
}

impl Server {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let test = runtime.block_on(TestApp::open());
        Self { runtime, test }
    }

    /// The status of the answer, or nothing where the text makes no request.
    fn status(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Option<StatusCode> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).ok()?;
        let answer = self.runtime.block_on(self.test.router().oneshot(request)).unwrap();
        Some(answer.status())
    }
}

fn run<S: Strategy>(strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    TestRunner::new(Config::with_source_file(file!())).run(strategy, test).unwrap();
}

/// Texts near a query or a form, and any other.
fn query() -> impl Strategy<Value = String> {
    let name = "(response_type|client_id|redirect_uri|scope|state|nonce|code_challenge|code_challenge_method|prompt|grant_type|code|client_secret)";
    prop_oneof![
        "[!-~]{0,80}".boxed(),
        proptest::string::string_regex(&format!("({name}=[A-Za-z0-9%+:/._~-]{{0,30}}&?){{0,6}}"))
            .unwrap()
            .boxed(),
    ]
}

#[test]
fn any_authorize_query_is_answered_without_a_code_or_a_fault() {
    let server = Server::open();
    run(&query(), |query| {
        let status = server.status("GET", &format!("/oauth/authorize?{query}"), &[], "");
        prop_assert!(status.is_none_or(|status| status == StatusCode::BAD_REQUEST), "{:?}", status);
        Ok(())
    });
}

#[test]
fn any_token_request_of_a_stranger_is_refused() {
    let server = Server::open();
    run(
        &(query(), "(Basic |Bearer )?[ -~]{0,40}", any::<bool>()),
        |(form, authorization, sends)| {
            let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
            if sends {
                headers.push(("authorization", &authorization));
            }
            let status = server.status("POST", "/oauth/token", &headers, &form);
            let is_refused = matches!(status, None | Some(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED));
            prop_assert!(is_refused, "{:?}", status);
            Ok(())
        },
    );
}

#[test]
fn any_cookies_of_a_stranger_name_no_session() {
    let server = Server::open();
    let cookies = prop_oneof![
        "[ -~]{0,120}",
        "(qr_browser_nonce|qr_session_uuid|logi_page|__Host-qr_browser_nonce)=[A-Za-z0-9_=.\"-]{0,60}(; ?(qr_browser_nonce|qr_session_uuid)=[A-Za-z0-9_=.-]{0,60}){0,3}",
    ];
    run(&cookies, |cookies| {
        // Limits count by the minute.
        server.test.clock.advance_ms(60_000);
        let id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        for (path, expected) in [("status", StatusCode::NOT_FOUND), ("complete", StatusCode::BAD_REQUEST)] {
            let status = server.status("GET", &format!("/oauth/qr/{id}/{path}"), &[("cookie", &cookies)], "");
            prop_assert!(status.is_none_or(|status| status == expected), "{path}: {:?}", status);
        }
        Ok(())
    });
}

#[test]
fn any_start_of_a_stranger_is_refused() {
    let server = Server::open();
    run(&("\\PC{0,60}", "[!-~]{0,60}"), |(body, token)| {
        let headers = [
            ("content-type", "application/json"),
            ("x-csrf-token", token.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        let status = server.status("POST", "/oauth/qr/start", &headers, &body);
        let is_refused = matches!(status, None | Some(StatusCode::FORBIDDEN | StatusCode::BAD_REQUEST));
        prop_assert!(is_refused, "{:?}", status);
        Ok(())
    });
}
