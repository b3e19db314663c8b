//! Applications.

use super::given::{client, later, new_client};
use crate::tests::backend;
use logi_domain::client::{ClientStatus, ClientType, SubjectType};
use logi_store::{Clients, StoreError};
use std::sync::Arc;

#[tokio::test]
async fn an_unknown_client_is_not_found_and_gets_no_redirect_uri() {
    let store = backend::fresh().await;
    let unknown = new_client().id;
    assert_eq!(store.client(&unknown).await.unwrap(), None);
    assert!(!store.add_redirect_uri(&unknown, "https://example.com/other").await.unwrap());
}

#[tokio::test]
async fn a_client_id_is_used_once() {
    let store = backend::fresh().await;
    let first = client(&store).await;
    assert!(matches!(store.insert_client(&first).await, Err(StoreError::Conflict)));
}

#[tokio::test]
async fn a_client_comes_back_as_it_was_registered() {
    let store = backend::fresh().await;
    let confidential = client(&store).await;
    let mut public = new_client();
    public.client_type = ClientType::Public;
    public.secret_hash = None;
    public.fields = Vec::new();
    public.allow_anonymous = None;
    public.subject_type = SubjectType::Public;
    public.status = ClientStatus::Suspended;
    store.insert_client(&public).await.unwrap();
    assert_eq!(store.client(&confidential.id).await.unwrap().as_ref(), Some(&confidential));
    assert_eq!(store.client(&public.id).await.unwrap().as_ref(), Some(&public));
}

#[tokio::test]
async fn clients_come_oldest_first() {
    let store = backend::fresh().await;
    let mut younger = new_client();
    younger.created_at = later(5);
    store.insert_client(&younger).await.unwrap();
    let older = client(&store).await;
    assert_eq!(store.clients().await.unwrap(), [older, younger]);
}

#[tokio::test]
async fn a_redirect_uri_is_added_once() {
    let store = backend::fresh().await;
    let client = client(&store).await;
    for _ in 0..2 {
        assert!(store.add_redirect_uri(&client.id, "https://example.com/other").await.unwrap());
    }
    let uris = store.client(&client.id).await.unwrap().unwrap().redirect_uris;
    assert_eq!(uris, ["https://example.com/callback", "https://example.com/other"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redirect_uris_added_at_once_are_all_kept() {
    let store = Arc::new(backend::fresh().await);
    let client = client(&store).await;
    let adding: Vec<_> = (0..12)
        .map(|number| {
            let (store, id) = (Arc::clone(&store), client.id.clone());
            tokio::spawn(async move { store.add_redirect_uri(&id, &format!("https://example.com/{number}")).await.unwrap() })
        })
        .collect();
    for task in adding {
        assert!(task.await.unwrap());
    }
    assert_eq!(store.client(&client.id).await.unwrap().unwrap().redirect_uris.len(), 13);
}
