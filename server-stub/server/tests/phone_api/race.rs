//! Many at once: one wins, and what the others are told is what happened.

use super::device::Device;
use super::world::{World, golden_client};
use logi_domain::id::SessionId;
use logi_domain::qr::Status;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

async fn scanned() -> (Arc<World>, Device, SessionId, Vec<u8>) {
    let world = Arc::new(World::new().await);
    let phone = world.phone().await;
    let mut client = golden_client("public_client");
    client.id = logi_domain::id::ClientId::from_random([6; 16]);
    world.app.store().insert_client(&client).await.unwrap();
    let id = world.login(&client).await;
    let presented = world.scanned(&phone, id).await;
    (world, phone, id, presented)
}

/// Posts all bodies at once; how often each answer came.
async fn post_all(world: &Arc<World>, phone: &Device, calls: Vec<(String, Value)>) -> BTreeMap<String, usize> {
    let tasks = calls.into_iter().map(|(path, body)| {
        let (world, phone) = (Arc::clone(world), phone.clone());
        tokio::spawn(async move { world.post_as(&phone, &path, &body).await })
    });
    let mut answers = BTreeMap::new();
    for task in tasks.collect::<Vec<_>>() {
        let answer = task.await.unwrap();
        let told = answer.body["error"].as_str().or(answer.body["state"].as_str()).unwrap();
        *answers.entry(format!("{} {told}", answer.status)).or_default() += 1;
    }
    answers
}

fn count(answers: &[(&str, usize)]) -> BTreeMap<String, usize> {
    answers.iter().map(|(answer, times)| ((*answer).to_owned(), *times)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_approvals_at_once_one_is_taken() {
    let (world, phone, id, presented) = scanned().await;
    let path = format!("/api/v1/oauth/qr/{id}/approve");
    let calls = (0..100).map(|_| (path.clone(), json!({"approval": world.approval(&phone, &presented, &[])})));
    let answers = post_all(&world, &phone, calls.collect()).await;
    assert_eq!(answers, count(&[("200 approved", 1), ("409 conflict", 99)]));
    let receipts = world.get_as(&phone, "/api/v1/me/receipts").await.ok();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_approval_a_hundred_times_gets_one_receipt() {
    let (world, phone, id, presented) = scanned().await;
    let path = format!("/api/v1/oauth/qr/{id}/approve");
    let approval = world.approval(&phone, &presented, &[]);
    let calls = (0..100).map(|_| (path.clone(), json!({"approval": approval})));
    assert_eq!(post_all(&world, &phone, calls.collect()).await, count(&[("200 approved", 100)]));
    let receipts = world.get_as(&phone, "/api/v1/me/receipts").await.ok();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 1);
    assert_eq!(receipts["receipts"][0]["approval"], json!(approval));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn approvals_against_denials_end_in_one_decision() {
    for _ in 0..10 {
        let (world, phone, id, presented) = scanned().await;
        let path = |action: &str| format!("/api/v1/oauth/qr/{id}/{action}");
        let mut calls = Vec::new();
        for _ in 0..4 {
            calls.push((path("approve"), json!({"approval": world.approval(&phone, &presented, &[])})));
            calls.push((path("deny"), json!({"denial": world.denial(&phone, &presented)})));
        }
        let answers = post_all(&world, &phone, calls).await;
        let session = world.session(id).await;
        let won = session.stored_status.as_str();
        assert_eq!(answers, count(&[(&format!("200 {won}"), 1), ("409 conflict", 7)]));
        let decided = session.decided.unwrap();
        assert_eq!(decided.challenge.is_some(), session.stored_status == Status::Approved);
        assert_eq!(decided.receipt.is_some(), session.stored_status == Status::Approved);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_approval_against_the_browsers_cancel_ends_in_one_of_them() {
    for _ in 0..10 {
        let (world, phone, id, presented) = scanned().await;
        let cancel = {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.app.store().cancel(id, world.app.now()).await.unwrap() })
        };
        let approved = world.approve(&phone, id, &world.approval(&phone, &presented, &[])).await.status == 200;
        assert_ne!(cancel.await.unwrap(), approved);
        let expected = if approved { Status::Approved } else { Status::Denied };
        assert_eq!(world.session(id).await.stored_status, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_phones_at_once_one_is_bound() {
    let world = Arc::new(World::new().await);
    let id = world.login(&golden_client("client")).await;
    let mut phones = Vec::new();
    for _ in 0..20 {
        phones.push(world.phone().await);
    }
    let tasks: Vec<_> = phones
        .into_iter()
        .map(|phone| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { (world.scan(&phone, id).await, phone) })
        })
        .collect();
    let mut bound = Vec::new();
    for task in tasks {
        let (answer, phone) = task.await.unwrap();
        match answer.refusal() {
            (200, _) => bound.push(phone),
            refused => assert_eq!(refused, (409, "already_scanned")),
        }
    }
    assert_eq!(bound.len(), 1);
    let read = world.get_as(&bound[0], &format!("/api/v1/oauth/qr/{id}")).await.ok();
    assert_eq!((&read["state"], &read["second_scan"]), (&json!("scanned"), &json!(true)));
}
