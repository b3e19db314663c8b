//! The first-launch marker as a small file in the app's own folder.

use std::io::ErrorKind;
use std::path::PathBuf;

use async_trait::async_trait;
use uuid::Uuid;

use super::atomic_file::{RealDisk, replace};
use crate::ports::{LaunchMarker, MarkerError};

/// A file that holds the installation's UUID.
#[derive(Debug, Clone)]
pub struct FileMarker {
    path: PathBuf,
}

impl FileMarker {
    /// The marker at `path`, which need not exist.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

#[async_trait]
impl LaunchMarker for FileMarker {
    async fn load(&self) -> Result<Option<Uuid>, MarkerError> {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => Uuid::try_parse(text.trim()).map(Some).map_err(|_| MarkerError::Damaged),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(MarkerError::Damaged),
            Err(error) => Err(MarkerError::Unavailable(error.kind())),
        }
    }

    async fn save(&self, installation: Uuid) -> Result<(), MarkerError> {
        let text = format!("{installation}\n");
        replace(&RealDisk, &self.path, text.as_bytes()).map_err(|error| MarkerError::Unavailable(error.kind()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tells_nothing_from_a_damaged_marker() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("installation");
        let marker = FileMarker::new(&path);
        assert_eq!(marker.load().await, Ok(None));
        for damaged in [&b""[..], b"7c9e", &[0xff, 0xfe]] {
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(marker.load().await, Err(MarkerError::Damaged));
        }
        let id = Uuid::from_bytes([7; 16]);
        marker.save(id).await.unwrap();
        assert_eq!(FileMarker::new(&path).load().await, Ok(Some(id)));
    }
}
