//! Profiles.

use super::given::{phone, proof};
use crate::tests::backend;
use logi_domain::field::Profile;
use logi_store::{Accounts, StoreError};

fn profile(email: &str) -> Profile {
    Profile {
        preferred_name: Some("민수".into()),
        full_name: None,
        email: Some(email.into()),
        phone_number: None,
    }
}

#[tokio::test]
async fn a_replayed_proof_does_not_change_a_profile() {
    let store = backend::fresh().await;
    let (phone, proof) = (phone(&store).await, proof());
    store
        .set_profile(phone.account, &profile("first@example.com"), &proof)
        .await
        .unwrap();
    let refused = store.set_profile(phone.account, &profile("second@example.com"), &proof).await;
    assert!(matches!(refused, Err(StoreError::ProofReplayed)));
    assert!(store.profile(phone.account).await.unwrap() == profile("first@example.com"));
}

#[tokio::test]
async fn a_profile_that_was_never_set_is_empty() {
    let store = backend::fresh().await;
    let phone = phone(&store).await;
    assert!(store.profile(phone.account).await.unwrap() == Profile::default());
}

#[tokio::test]
async fn a_profile_is_replaced_whole() {
    let store = backend::fresh().await;
    let phone = phone(&store).await;
    store
        .set_profile(phone.account, &profile("first@example.com"), &proof())
        .await
        .unwrap();
    let second = Profile {
        phone_number: Some("+82 10 0000 0000".into()),
        ..Profile::default()
    };
    store.set_profile(phone.account, &second, &proof()).await.unwrap();
    assert!(store.profile(phone.account).await.unwrap() == second);
}

#[tokio::test]
async fn a_profile_is_its_accounts_alone() {
    let store = backend::fresh().await;
    let (one, other) = (phone(&store).await, phone(&store).await);
    store.set_profile(one.account, &profile("one@example.com"), &proof()).await.unwrap();
    assert!(store.profile(other.account).await.unwrap() == Profile::default());
}

#[tokio::test]
async fn nobody_decided_anything_at_first() {
    let store = backend::fresh().await;
    let client = super::given::client(&store).await;
    let phone = phone(&store).await;
    assert!(
        store
            .holdings(phone.account, &client.id)
            .await
            .unwrap()
            .unwrap()
            .consents
            .is_empty()
    );
}
