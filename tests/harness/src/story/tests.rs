//! The host does what `story.md` says: its code is a code, and a lost answer is lost once and after the server acted.

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
    let sent = {
        let (phone, session, approval) = (Arc::clone(&phone), presented.session.clone(), approval.clone());
        tokio::spawn(async move { phone.send_approval(&session, &approval).await })
    };
    assert!(sent.await.is_err(), "an answer came");
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
