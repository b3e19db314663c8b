//! Jobs and keys.

use super::given::{NOW, later};
use crate::tests::backend;
use logi_domain::time::Millis;
use logi_store::{Housekeeping, Job, KeyRecord, KeyUse, StoreError};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

fn job(kind: &str) -> Job {
    Job {
        id: Uuid::new_v4(),
        kind: kind.into(),
        payload: "{}".into(),
        attempts: 0,
        run_at: NOW,
    }
}

#[tokio::test]
async fn a_job_is_not_taken_before_its_time() {
    let store = backend::fresh().await;
    store.enqueue_once(&job("sweep")).await.unwrap();
    assert!(store.lease(Millis(NOW.0 - 1), later(30), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_leased_job_is_not_taken_again_until_its_lease_ends() {
    let store = backend::fresh().await;
    store.enqueue_once(&job("sweep")).await.unwrap();
    assert_eq!(store.lease(NOW, later(30), 10).await.unwrap().len(), 1);
    assert!(store.lease(later(29), later(60), 10).await.unwrap().is_empty());
    let again = store.lease(later(30), later(60), 10).await.unwrap();
    assert_eq!(again[0].attempts, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_is_taken_by_two() {
    let store = Arc::new(backend::fresh().await);
    for number in 0..20 {
        store.enqueue_once(&job(&format!("kind {number}"))).await.unwrap();
    }
    let takers: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let jobs = store.lease(NOW, later(30), 3).await.unwrap();
                    if jobs.is_empty() {
                        return taken;
                    }
                    taken.extend(jobs.into_iter().map(|job| job.id));
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.unwrap());
    }
    let distinct: BTreeSet<_> = taken.iter().collect();
    assert_eq!((taken.len(), distinct.len()), (20, 20));
}

#[tokio::test]
async fn a_kind_of_work_waits_once() {
    let store = backend::fresh().await;
    let first = job("sweep");
    store.enqueue_once(&first).await.unwrap();
    store.enqueue_once(&job("sweep")).await.unwrap();
    let taken = store.lease(NOW, later(30), 10).await.unwrap();
    assert_eq!(taken, [Job { attempts: 1, ..first }]);
}

#[tokio::test]
async fn a_rescheduled_job_runs_at_its_new_time() {
    let store = backend::fresh().await;
    let job = job("sweep");
    store.enqueue_once(&job).await.unwrap();
    store.lease(NOW, later(300), 1).await.unwrap();
    store.reschedule(job.id, later(60)).await.unwrap();
    assert!(store.lease(later(59), later(300), 1).await.unwrap().is_empty());
    assert_eq!(store.lease(later(60), later(300), 1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_finished_job_is_gone() {
    let store = backend::fresh().await;
    let job = job("sweep");
    store.enqueue_once(&job).await.unwrap();
    store.finish(job.id).await.unwrap();
    assert!(store.lease(later(3600), later(7200), 10).await.unwrap().is_empty());
}

fn key(kid: &str, key_use: KeyUse, at: Millis) -> KeyRecord {
    KeyRecord {
        kid: kid.into(),
        key_use,
        alg: "ES256".into(),
        public_jwk: r#"{"kty":"EC"}"#.into(),
        sealed: vec![1, 2, 3],
        created_at: at,
    }
}

#[tokio::test]
async fn a_kid_is_used_once() {
    let store = backend::fresh().await;
    store.insert_key(&key("A", KeyUse::Qr, NOW)).await.unwrap();
    let second = store.insert_key(&key("A", KeyUse::Token, NOW)).await;
    assert!(matches!(second, Err(StoreError::Conflict)));
}

#[tokio::test]
async fn a_second_first_key_is_refused() {
    let store = backend::fresh().await;
    assert!(store.insert_first_key(&key("A", KeyUse::Qr, NOW)).await.unwrap());
    assert!(!store.insert_first_key(&key("B", KeyUse::Qr, NOW)).await.unwrap());
    assert!(store.insert_first_key(&key("C", KeyUse::Receipt, NOW)).await.unwrap());
    store.insert_key(&key("D", KeyUse::Token, NOW)).await.unwrap();
    assert!(!store.insert_first_key(&key("E", KeyUse::Token, NOW)).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_first_keys_at_once_one_is_kept() {
    let store = Arc::new(backend::fresh().await);
    let race: Vec<_> = (0..16)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                store
                    .insert_first_key(&key(&format!("K{number}"), KeyUse::Secret, NOW))
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut kept = 0;
    for task in race {
        kept += usize::from(task.await.unwrap());
    }
    assert_eq!((kept, store.keys(KeyUse::Secret).await.unwrap().len()), (1, 1));
}

#[tokio::test]
async fn keys_of_a_use_come_newest_first() {
    let store = backend::fresh().await;
    let (old, new) = (key("OLD", KeyUse::Qr, NOW), key("NEW", KeyUse::Qr, later(1)));
    store.insert_key(&old).await.unwrap();
    store.insert_key(&new).await.unwrap();
    store.insert_key(&key("OTHER", KeyUse::Receipt, NOW)).await.unwrap();
    assert_eq!(store.keys(KeyUse::Qr).await.unwrap(), [new, old]);
}
