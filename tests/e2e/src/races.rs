//! A10 (R10) and A8 (R8a): whoever comes at the same time, one of them wins and the state stays whole.

use std::collections::HashSet;
use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::scene::Scene;

/// How many come at once.
const CROWD: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_approvals_at_once_and_a_hundred_completions_give_one_code() {
    let scene = Scene::open().await;
    let phone = Arc::new(scene.phone().await);
    let (shown, presented) = scene.scanned(&phone).await;
    let payload = phone.approval_payload(&presented, &[]);
    let mut crowd = JoinSet::new();
    for number in 0..CROWD {
        let (phone, approval, session) = (
            Arc::clone(&phone),
            phone.sign_approval(&at_second(&payload, number)),
            shown.session.clone(),
        );
        crowd.spawn(async move { phone.send_approval(&session, &approval).await.status });
    }
    let mut approved = 0;
    while let Some(status) = crowd.join_next().await {
        match status.unwrap() {
            StatusCode::OK => approved += 1,
            status => assert_eq!(status, StatusCode::CONFLICT),
        }
    }
    assert_eq!(approved, 1);

    let challenge = scene.challenge(&shown).await;
    let browser = Arc::new(scene.browser);
    let mut crowd = JoinSet::new();
    for _ in 0..CROWD {
        let (browser, session, challenge) = (Arc::clone(&browser), shown.session.clone(), challenge.clone());
        crowd.spawn(async move { browser.complete(&session, &challenge).await });
    }
    let mut codes = HashSet::new();
    while let Some(answer) = crowd.join_next().await {
        let answer = answer.unwrap();
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        codes.extend(
            answer
                .location()
                .query_pairs()
                .find(|(name, _)| name == "code")
                .map(|(_, code)| code.into_owned()),
        );
    }
    assert_eq!(codes.len(), 1);
}

/// The same decision, signed at another second: other bytes.
fn at_second(payload: &Value, number: usize) -> Value {
    let mut other = payload.clone();
    other["iat"] = Value::from(payload["iat"].as_u64().unwrap() + u64::try_from(number).unwrap());
    other
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approving_and_declining_at_once_has_one_winner() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    for _ in 0..5 {
        let (shown, presented) = scene.scanned(&phone).await;
        let (approved, denied) = tokio::join!(phone.approve(&presented, &[]), phone.deny(&presented));
        let winners = [&approved, &denied].iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(winners, 1, "{} {}", approved.body, denied.body);
        let status = scene.status(&shown).await;
        assert_eq!(status, if approved.status == StatusCode::OK { "approved" } else { "denied" });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_phones_at_once_have_one_winner() {
    let scene = Scene::open().await;
    let (one, other) = (scene.phone().await, scene.phone().await);
    for _ in 0..5 {
        let shown = scene.show().await;
        let text = scene.text(&shown);
        let (first, second) = tokio::join!(one.scan(&text), other.scan(&text));
        let statuses = HashSet::from([first.status, second.status]);
        assert_eq!(
            statuses,
            HashSet::from([StatusCode::OK, StatusCode::CONFLICT]),
            "{} {}",
            first.body,
            second.body
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approving_and_pressing_not_my_phone_at_once_has_one_winner() {
    let scene = Scene::open().await;
    let phone = scene.phone().await;
    for _ in 0..5 {
        let (shown, presented) = scene.scanned(&phone).await;
        let (approved, cancelled) = tokio::join!(phone.approve(&presented, &[]), scene.browser.cancel(&scene.page, &shown.session));
        assert_eq!(cancelled.status, StatusCode::OK);
        let status = scene.status(&shown).await;
        assert_eq!(
            status,
            if approved.status == StatusCode::OK { "approved" } else { "denied" },
            "{}",
            approved.body
        );
    }
}
