//! Replacing a file so that a crash or a full disk at any point leaves the old content or the new, whole: write a
//! second file, make it durable, rename it over the first, make the rename durable.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The steps on a disk, so that a test can stop at each.
pub(super) trait Disk {
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<File>;
    fn sync(&self, file: &File) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The real disk.
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        Ok(file)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Windows opens no folder as a file; its rename is durable by itself.
        if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
    }
}

/// Replaces the content of `path`.
pub(super) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let second = beside(path, "new");
    let file = disk.write(&second, bytes)?;
    disk.sync(&file)?;
    drop(file);
    disk.rename(&second, path)?;
    disk.sync_folder(folder_of(path))
}

/// Makes the file `path` with `content` unless there is one; says whether it did.
#[cfg(feature = "sealed-file")]
pub(super) fn create(path: &Path, content: &[u8]) -> io::Result<bool> {
    let second = beside(path, &format!("{}.new", std::process::id()));
    let file = RealDisk.write(&second, content)?;
    RealDisk.sync(&file)?;
    drop(file);
    let linked = std::fs::hard_link(&second, path);
    std::fs::remove_file(&second)?;
    match linked {
        Ok(()) => RealDisk.sync_folder(folder_of(path)).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// `path` with `.suffix` behind its name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A disk that fails at one step, having written only half of what it should.
    pub(in crate::adapters) struct FailingDisk {
        left: AtomicUsize,
        kind: io::ErrorKind,
    }

    impl FailingDisk {
        pub(in crate::adapters) fn at(step: usize, kind: io::ErrorKind) -> Self {
            Self {
                left: AtomicUsize::new(step),
                kind,
            }
        }

        fn step(&self) -> io::Result<()> {
            let left = self
                .left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            left.map(drop).map_err(|_| self.kind.into())
        }
    }

    impl Disk for FailingDisk {
        fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<File> {
            let fits = self.step();
            let written = if fits.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
            let file = RealDisk.write(path, written)?;
            fits.map(|()| file)
        }

        fn sync(&self, file: &File) -> io::Result<()> {
            self.step()?;
            RealDisk.sync(file)
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.step()?;
            RealDisk.rename(from, to)
        }

        fn sync_folder(&self, folder: &Path) -> io::Result<()> {
            self.step()?;
            RealDisk.sync_folder(folder)
        }
    }

    #[test]
    fn a_failure_at_any_step_leaves_the_old_content_or_the_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::Interrupted] {
            for step in 0..4 {
                replace(&RealDisk, &path, b"the old content").unwrap();
                replace(&FailingDisk::at(step, kind), &path, b"the new content").unwrap_err();
                let content = std::fs::read(&path).unwrap();
                let expected: &[u8] = if step < 3 { b"the old content" } else { b"the new content" };
                assert_eq!(content, expected, "step {step}");
            }
        }
        replace(&RealDisk, &path, b"the new content").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"the new content");
    }
}
