//! Who gets which account.

use super::given::{account_of, client, keyed, keyless, keys, new_client, proof, secret, subject};
use crate::tests::backend;
use logi_domain::account::{EnrolmentOutcome, Platform};
use logi_store::{Accounts, Parties, StoreError};
use std::sync::Arc;

#[tokio::test]
async fn a_known_subject_with_another_key_is_taken() {
    let store = backend::fresh().await;
    let subject = subject();
    store.enrol(&keyed(&subject, &keys()), Some(&proof())).await.unwrap();
    let outcome = store.enrol(&keyed(&subject, &keys()), Some(&proof())).await.unwrap();
    assert_eq!(outcome, EnrolmentOutcome::SubjectTaken);
}

#[tokio::test]
async fn a_known_subject_and_possession_key_with_another_approval_key_is_taken() {
    let store = backend::fresh().await;
    let (subject, first) = (subject(), keys());
    store.enrol(&keyed(&subject, &first), Some(&proof())).await.unwrap();
    let mut other = keys();
    other.possession = first.possession;
    let outcome = store.enrol(&keyed(&subject, &other), Some(&proof())).await.unwrap();
    assert_eq!(outcome, EnrolmentOutcome::SubjectTaken);
}

#[tokio::test]
async fn a_known_key_with_another_subject_is_taken() {
    let store = backend::fresh().await;
    let keys = keys();
    store.enrol(&keyed(&subject(), &keys), Some(&proof())).await.unwrap();
    let outcome = store.enrol(&keyed(&subject(), &keys), Some(&proof())).await.unwrap();
    assert_eq!(outcome, EnrolmentOutcome::SubjectTaken);
}

#[tokio::test]
async fn a_taken_subject_leaves_the_first_phone_as_it_was() {
    let store = backend::fresh().await;
    let subject = subject();
    let first = keyed(&subject, &keys());
    store.enrol(&first, Some(&proof())).await.unwrap();
    store.enrol(&keyed(&subject, &keys()), Some(&proof())).await.unwrap();
    assert!(store.device_by_pak(&first.pak_hash).await.unwrap().is_some());
}

#[tokio::test]
async fn a_replayed_proof_enrols_nobody() {
    let store = backend::fresh().await;
    let proof = proof();
    store.enrol(&keyed(&subject(), &keys()), Some(&proof)).await.unwrap();
    let second = keyed(&subject(), &keys());
    let refused = store.enrol(&second, Some(&proof)).await;
    assert!(matches!(refused, Err(StoreError::ProofReplayed)), "{refused:?}");
    assert!(store.device_by_pak(&second.pak_hash).await.unwrap().is_none());
}

#[tokio::test]
async fn a_wrong_device_secret_is_refused() {
    let store = backend::fresh().await;
    let first = keyless(None);
    store.enrol(&first, None).await.unwrap();
    let mut again = keyless(Some(secret()));
    again.device_id = first.device_id;
    assert_eq!(store.enrol(&again, None).await.unwrap(), EnrolmentOutcome::InvalidDeviceSecret);
}

#[tokio::test]
async fn the_secret_of_a_keyed_phone_opens_nothing_without_its_keys() {
    let store = backend::fresh().await;
    let first = keyed(&subject(), &keys());
    store.enrol(&first, Some(&proof())).await.unwrap();
    let mut bare = keyless(Some(first.secret_hash));
    bare.device_id = first.device_id;
    assert_eq!(store.enrol(&bare, None).await.unwrap(), EnrolmentOutcome::InvalidDeviceSecret);
}

#[tokio::test]
async fn a_device_secret_is_not_good_for_another_device() {
    let store = backend::fresh().await;
    let first = keyless(None);
    store.enrol(&first, None).await.unwrap();
    let other = keyless(Some(first.secret_hash));
    assert_eq!(store.enrol(&other, None).await.unwrap(), EnrolmentOutcome::InvalidDeviceSecret);
}

#[tokio::test]
async fn subject_and_both_keys_together_resume_the_account() {
    let store = backend::fresh().await;
    let (subject, keys) = (subject(), keys());
    let first = account_of(store.enrol(&keyed(&subject, &keys), Some(&proof())).await.unwrap());
    let again = store.enrol(&keyed(&subject, &keys), Some(&proof())).await.unwrap();
    assert_eq!(again, EnrolmentOutcome::Resumed(first));
}

#[tokio::test]
async fn resuming_kills_the_earlier_pak() {
    let store = backend::fresh().await;
    let (subject, keys) = (subject(), keys());
    let first = keyed(&subject, &keys);
    let again = keyed(&subject, &keys);
    store.enrol(&first, Some(&proof())).await.unwrap();
    store.enrol(&again, Some(&proof())).await.unwrap();
    assert!(store.device_by_pak(&first.pak_hash).await.unwrap().is_none());
    let found = store.device_by_pak(&again.pak_hash).await.unwrap().unwrap();
    assert_eq!(found.device.row, first.row);
}

#[tokio::test]
async fn resuming_without_keys_kills_the_earlier_secret() {
    let store = backend::fresh().await;
    let first = keyless(None);
    let account = account_of(store.enrol(&first, None).await.unwrap());
    let mut again = keyless(Some(first.secret_hash));
    again.device_id = first.device_id;
    assert_eq!(store.enrol(&again, None).await.unwrap(), EnrolmentOutcome::Resumed(account));
    let mut late = keyless(Some(first.secret_hash));
    late.device_id = first.device_id;
    assert_eq!(store.enrol(&late, None).await.unwrap(), EnrolmentOutcome::InvalidDeviceSecret);
}

#[tokio::test]
async fn the_same_device_id_makes_two_accounts() {
    let store = backend::fresh().await;
    let first = keyless(None);
    let mut second = keyless(None);
    second.device_id = first.device_id;
    let first = account_of(store.enrol(&first, None).await.unwrap());
    let second = account_of(store.enrol(&second, None).await.unwrap());
    assert_ne!(first.id, second.id);
}

#[tokio::test]
async fn an_enrolled_phone_is_found_with_everything_it_said() {
    let store = backend::fresh().await;
    let (subject, keys) = (subject(), keys());
    let mut enrolment = keyed(&subject, &keys);
    enrolment.platform = Platform::Android;
    let account = account_of(store.enrol(&enrolment, Some(&proof())).await.unwrap());
    assert_eq!(account.root_subject, Some(subject));
    let found = store.device_by_pak(&enrolment.pak_hash).await.unwrap().unwrap();
    assert_eq!(found.account, account);
    assert_eq!(found.device.row, enrolment.row);
    assert_eq!(found.device.device_id, enrolment.device_id);
    assert_eq!(found.device.platform, Platform::Android);
    assert_eq!(found.device.keys, Some(keys));
    assert_eq!(store.account(account.id).await.unwrap(), Some(account));
}

#[tokio::test]
async fn a_login_has_no_parties_once_its_device_is_in_another_account() {
    let store = backend::fresh().await;
    let client = client(&store).await;
    let first = keyed(&subject(), &keys());
    let account = account_of(store.enrol(&first, Some(&proof())).await.unwrap());
    let other = account_of(store.enrol(&keyless(None), None).await.unwrap());
    assert_eq!(store.parties(first.row, other.id, &client.id).await.unwrap(), None);
    assert_eq!(store.parties(first.row, account.id, &new_client().id).await.unwrap(), None);
    let parties = store.parties(first.row, account.id, &client.id).await.unwrap();
    assert_eq!(parties, Some(Parties { account, client }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_phones_that_race_for_a_subject_one_creates_and_the_other_is_refused() {
    let store = Arc::new(backend::fresh().await);
    for _ in 0..8 {
        let subject = subject();
        let race = |enrolment: logi_domain::account::Enrolment| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.enrol(&enrolment, Some(&proof())).await.unwrap() })
        };
        let (one, two) = (race(keyed(&subject, &keys())), race(keyed(&subject, &keys())));
        let outcomes = [one.await.unwrap(), two.await.unwrap()];
        let created = outcomes.iter().filter(|o| matches!(o, EnrolmentOutcome::Created(_))).count();
        let taken = outcomes.iter().filter(|o| **o == EnrolmentOutcome::SubjectTaken).count();
        assert_eq!((created, taken), (1, 1), "{outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_phone_that_asks_twice_at_once_gets_one_account() {
    let store = Arc::new(backend::fresh().await);
    for _ in 0..8 {
        let (subject, keys) = (subject(), keys());
        let race = || {
            let (store, enrolment) = (Arc::clone(&store), keyed(&subject, &keys));
            tokio::spawn(async move { account_of(store.enrol(&enrolment, Some(&proof())).await.unwrap()).id })
        };
        let (one, two) = (race(), race());
        assert_eq!(one.await.unwrap(), two.await.unwrap());
    }
}
