//! What the sealed file refuses, and what a failing disk leaves of it.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::*;
use secrecy::SecretString;
use tempfile::TempDir;

use super::super::atomic_file::tests::FailingDisk;
use super::*;
use crate::fakes::SeededRng;

const KEY: [u8; 32] = [7; 32];

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    (folder, path)
}

fn open(path: &Path) -> Result<SealedFile, SealedFileError> {
    SealedFile::open(path, SealingKey::from_bytes(KEY), Arc::new(SeededRng::new(3)))
}

async fn value(file: &SealedFile, name: &str) -> Option<Vec<u8>> {
    file.load(name).await.unwrap().map(|value| value.to_vec())
}

#[tokio::test]
async fn refuses_another_key_at_open() {
    let (_folder, path) = folder();
    open(&path).unwrap().save("name", b"secret").await.unwrap();
    let other = SealedFile::open(&path, SealingKey::from_bytes([8; 32]), Arc::new(SeededRng::new(3)));
    assert!(matches!(other, Err(SealedFileError::Damaged)));
    assert_eq!(value(&open(&path).unwrap(), "name").await.unwrap(), b"secret");
}

#[tokio::test]
async fn refuses_any_changed_byte_and_any_cut() {
    let (_folder, path) = folder();
    open(&path).unwrap().save("name", b"secret").await.unwrap();
    let sealed = std::fs::read(&path).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(unseal(&changed, &KEY).is_err(), "byte {at}");
        assert!(unseal(&sealed[..at], &KEY).is_err(), "cut at {at}");
    }
    assert!(unseal(&[sealed.as_slice(), &[0]].concat(), &KEY).is_err());
    assert_eq!(unseal(&sealed, &KEY).unwrap().len(), 1);
    std::fs::write(&path, &sealed[..40]).unwrap();
    assert!(matches!(open(&path), Err(SealedFileError::Damaged)));
}

#[tokio::test]
async fn refuses_a_file_changed_while_it_is_open() {
    let (_folder, path) = folder();
    let file = open(&path).unwrap();
    std::fs::write(&path, b"something else").unwrap();
    assert_eq!(file.load("name").await.err(), Some(StoreError::Damaged));
    assert_eq!(file.save("name", b"secret").await, Err(StoreError::Damaged));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(file.save("name", b"secret").await, Err(StoreError::Damaged));
}

#[tokio::test]
async fn keeps_a_second_process_out() {
    let (_folder, path) = folder();
    let first = open(&path).unwrap();
    assert!(matches!(open(&path), Err(SealedFileError::InUse { .. })));
    drop(first);
    open(&path).unwrap();
}

#[tokio::test]
async fn a_failing_disk_leaves_the_old_vault_or_the_new() {
    for (kind, error) in [
        (ErrorKind::StorageFull, StoreError::Full),
        (ErrorKind::PermissionDenied, StoreError::Unavailable(ErrorKind::PermissionDenied)),
    ] {
        for step in 0..4 {
            let (_folder, path) = folder();
            open(&path).unwrap().save("name", b"old").await.unwrap();
            let disk = Box::new(FailingDisk::at(step, kind));
            let key = SealingKey::from_bytes(KEY);
            let failing = SealedFile::open_on(&path, key, Arc::new(SeededRng::new(4)), disk).unwrap();
            assert_eq!(failing.save("name", b"new").await, Err(error), "step {step}");
            drop(failing);
            let expected: &[u8] = if step < 3 { b"old" } else { b"new" };
            let again = open(&path).unwrap();
            assert_eq!(value(&again, "name").await.unwrap(), expected, "step {step}");
            again.save("name", b"newer").await.unwrap();
            assert_eq!(value(&again, "name").await.unwrap(), b"newer");
        }
    }
}

#[tokio::test]
async fn refuses_to_grow_beyond_what_it_would_read_again() {
    let (_folder, path) = folder();
    let file = open(&path).unwrap();
    file.save("name", b"old").await.unwrap();
    assert_eq!(file.save("name", &vec![0; MAX_ENTRIES]).await, Err(StoreError::Full));
    assert_eq!(file.save(&"n".repeat(70_000), b"value").await, Err(StoreError::Full));
    drop(file);
    assert_eq!(value(&open(&path).unwrap(), "name").await.unwrap(), b"old");
}

#[tokio::test]
async fn keeps_nothing_readable_on_disk() {
    let (folder, path) = folder();
    let file = open(&path).unwrap();
    file.save("a-telling-name", b"planted-secret").await.unwrap();
    file.save("a-telling-name", b"planted-secret-2").await.unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let content = std::fs::read(entry.path()).unwrap();
        for secret in [b"planted-secret".as_slice(), b"a-telling-name"] {
            assert!(!content.windows(secret.len()).any(|window| window == secret));
        }
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&entry.metadata().unwrap().permissions()) & 0o777,
            0o600
        );
    }
    file.remove("a-telling-name").await.unwrap();
    file.remove("never-there").await.unwrap();
    assert_eq!(value(&file, "a-telling-name").await, None);
}

#[tokio::test]
async fn stretches_a_passphrase() {
    let (_folder, path) = folder();
    let passphrase = |text: &str| SealingKey::passphrase(SecretString::from(text));
    let rng = Arc::new(SeededRng::new(5));
    SealedFile::open(&path, passphrase("correct horse"), rng.clone())
        .unwrap()
        .save("name", b"secret")
        .await
        .unwrap();
    assert!(matches!(
        SealedFile::open(&path, passphrase("correct house"), rng.clone()),
        Err(SealedFileError::Damaged)
    ));
    let again = SealedFile::open(&path, passphrase("correct horse"), rng).unwrap();
    assert_eq!(value(&again, "name").await.unwrap(), b"secret");
}

#[test]
fn refuses_a_key_that_is_not_32_bytes_or_not_private() {
    let (folder, _) = folder();
    let path = folder.path().join("key");
    let write = |content: &[u8], mode: u32| {
        std::fs::write(&path, content).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    };
    for content in [&b""[..], &[1; 31], &[1; 33], b"not a key", &[b'a'; 4096], "g".repeat(64).as_bytes()] {
        write(content, 0o600);
        assert!(matches!(SealingKey::read_file(&path), Err(SealedFileError::BadKey { .. })));
    }
    for mode in [0o640, 0o604, 0o660, 0o644] {
        write(&KEY, mode);
        assert!(
            matches!(SealingKey::read_file(&path), Err(SealedFileError::BadKey { .. })),
            "{mode:o}"
        );
    }
    let spellings = ["07".repeat(32), "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n".to_owned()];
    for spelling in spellings.iter().map(String::as_bytes).chain([KEY.as_slice()]) {
        write(spelling, 0o600);
        assert_eq!(*SealingKey::read_file(&path).unwrap().derive(b"").unwrap(), KEY);
    }
}

#[test]
fn makes_a_key_file_once() {
    let (folder, _) = folder();
    let path = folder.path().join("key");
    let rng = SeededRng::new(6);
    let made = SealingKey::load_or_make(&path, &rng).unwrap().derive(b"").unwrap();
    let loaded = SealingKey::load_or_make(&path, &rng).unwrap().derive(b"").unwrap();
    assert_eq!(*made, *loaded);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

proptest! {
    #[test]
    fn never_panics_on_foreign_bytes(bytes: Vec<u8>) {
        prop_assert!(unseal(&bytes, &KEY).is_err());
        prop_assert!(unseal(&[MAGIC.as_slice(), &bytes].concat(), &KEY).is_err());
    }
}
