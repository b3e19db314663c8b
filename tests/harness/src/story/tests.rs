//! The host does what `story.md` says: its code is a code, a lost answer is lost once and after the server acted, and a login
//! on one device ends in the browser that began it.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use logi_site::http::Request;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::StoryHost;
use crate::phone::ScriptedPhone;

async fn call(host: &Arc<StoryHost>, method: Method, path: &str, body: Value) -> Value {
    let request = Request {
        method,
        path: path.to_owned(),
        query: Vec::new(),
        headers: HeaderMap::new(),
        body: Bytes::from(body.to_string()),
    };
    let answer = Arc::clone(host).answer(request).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Whether no answer comes to that approval.
async fn is_lost(phone: &Arc<ScriptedPhone>, session: &str, approval: &str) -> bool {
    let (phone, session, approval) = (Arc::clone(phone), session.to_owned(), approval.to_owned());
    let sent = tokio::spawn(async move { phone.send_approval(&session, &approval).await });
    sent.await.is_err()
}

#[tokio::test]
async fn lost_answers_are_lost_until_the_network_is_on() {
    let host = Arc::new(StoryHost::start(CancellationToken::new()).await.unwrap());
    let phone = Arc::new(ScriptedPhone::enrolled(host.issuer(), host.server.now()).await);
    let login = call(&host, Method::POST, "/login", json!({})).await;
    let presented = phone.scan_presented(login["text"].as_str().unwrap()).await;
    let losing = json!({"mode": "lose_answers", "path_ends": "/approve"});
    call(&host, Method::POST, "/network", losing).await;
    let approval = phone.sign_approval(&phone.approval_payload(&presented, &[]));
    for _ in 0..2 {
        assert!(is_lost(&phone, &presented.session, &approval).await);
    }
    let status = call(&host, Method::POST, "/status", json!({"login": 1})).await;
    assert_eq!(status["status"], "approved");
    call(&host, Method::POST, "/network", json!({"mode": "on"})).await;
    let answer = phone.send_approval(&presented.session, &approval).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn a_lost_answer_is_lost_once_and_after_the_server_acted() {
    let host = Arc::new(StoryHost::start(CancellationToken::new()).await.unwrap());
    let phone = Arc::new(ScriptedPhone::enrolled(host.issuer(), host.server.now()).await);
    let login = call(&host, Method::POST, "/login", json!({})).await;
    let presented = phone.scan_presented(login["text"].as_str().unwrap()).await;
    call(
        &host,
        Method::POST,
        "/network",
        json!({"mode": "lose_answer", "path_ends": "/approve"}),
    )
    .await;
    let approval = phone.sign_approval(&phone.approval_payload(&presented, &[]));
    assert!(is_lost(&phone, &presented.session, &approval).await);
    let status = call(&host, Method::POST, "/status", json!({"login": 1})).await;
    assert_eq!(status["status"], "approved");
    let answer = phone.send_approval(&presented.session, &approval).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let seen = call(&host, Method::GET, "/requests", Value::Null).await;
    let approvals: Vec<&Value> = seen["requests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|seen| seen["path"].as_str().unwrap().ends_with("/approve"))
        .collect();
    assert_eq!(
        approvals.iter().map(|seen| seen["answered"].as_bool().unwrap()).collect::<Vec<_>>(),
        [false, true]
    );
    let finished = call(&host, Method::POST, "/finish", json!({"login": 1})).await;
    assert_eq!(finished["status"], "completed");
}

/// Approves a login on its own device, as the phone there does: the address that leads back.
async fn approve_here(host: &Arc<StoryHost>, phone: &ScriptedPhone, login: &Value) -> String {
    let link = call(host, Method::POST, "/here", json!({"login": login["login"]})).await;
    let expected = format!("http://{}/here#", host.link_host());
    assert!(link["link"].as_str().unwrap().starts_with(&expected), "{link}");
    let presented = phone.open_presented(login["session"].as_str().unwrap()).await;
    let approved = phone.approve(&presented, &[]).await.json();
    approved["return_url"].as_str().unwrap().to_owned()
}

async fn come_back(host: &Arc<StoryHost>, login: &Value, url: &str, is_stranger: bool) -> (u64, String) {
    let body = json!({"login": login["login"], "url": url, "stranger": is_stranger});
    let answer = call(host, Method::POST, "/return", body).await;
    (answer["page"].as_u64().unwrap(), answer["status"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_return_url_lets_its_own_browser_in_once_and_no_stranger() {
    let host = Arc::new(StoryHost::start(CancellationToken::new()).await.unwrap());
    let phone = ScriptedPhone::enrolled(host.issuer(), host.server.now()).await;
    let login = call(&host, Method::POST, "/login", json!({})).await;
    let url = approve_here(&host, &phone, &login).await;
    assert_eq!(come_back(&host, &login, &url, true).await, (400, "refused".to_owned()));
    assert_eq!(come_back(&host, &login, &url, false).await, (200, "completed".to_owned()));
    assert_eq!(come_back(&host, &login, &url, false).await, (200, "access_denied".to_owned()));
}

#[tokio::test]
async fn a_return_url_of_another_login_lets_nobody_in() {
    let host = Arc::new(StoryHost::start(CancellationToken::new()).await.unwrap());
    let phone = ScriptedPhone::enrolled(host.issuer(), host.server.now()).await;
    let one = call(&host, Method::POST, "/login", json!({})).await;
    let other = call(&host, Method::POST, "/login", json!({})).await;
    let url = approve_here(&host, &phone, &one).await;
    let _ = approve_here(&host, &phone, &other).await;
    assert_eq!(come_back(&host, &other, &url, false).await.1, "refused");
    assert_eq!(come_back(&host, &one, &url, false).await.1, "completed");
}
