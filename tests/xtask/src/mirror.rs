//! Folders of code: what did not change is not written again, so that it is not compiled again; and a build goes whose sources did
//! change where its compiler would not notice.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;

/// Makes `to` hold exactly what `from` holds, and leaves files alone that are equal already.
pub fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let old = entry?;
        if from.join(old.file_name()).exists() {
            continue;
        }
        if old.file_type()?.is_dir() {
            fs::remove_dir_all(old.path())?;
        } else {
            fs::remove_file(old.path())?;
        }
    }
    for entry in fs::read_dir(from)? {
        let new = entry?;
        let old = to.join(new.file_name());
        if new.file_type()?.is_dir() {
            mirror(&new.path(), &old)?;
            continue;
        }
        let bytes = fs::read(new.path())?;
        if fs::read(&old).ok().as_ref() != Some(&bytes) {
            fs::write(old, bytes)?;
        }
    }
    Ok(())
}

/// Removes `build` when what `sources` holds is something else than when it was asked last.
pub fn begin_anew_where_changed(sources: &Path, build: &Path) -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    digest(sources, &mut hasher)?;
    let (note, now) = (build.with_extension("sources"), format!("{:x}", hasher.finish()));
    if fs::read_to_string(&note).is_ok_and(|earlier| earlier == now) {
        return Ok(());
    }
    if build.exists() {
        fs::remove_dir_all(build)?;
    }
    fs::create_dir_all(build)?;
    fs::write(note, now)
}

/// Names and contents, in an order that is always the same.
fn digest(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        entry.file_name().hash(hasher);
        if entry.file_type()?.is_dir() {
            digest(&entry.path(), hasher)?;
        } else {
            fs::read(entry.path())?.hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{begin_anew_where_changed, mirror};
    use std::fs;

    #[test]
    fn what_is_equal_is_left_alone_and_what_is_gone_goes() {
        let place = std::env::temp_dir().join(format!("xtask-mirror-{}", std::process::id()));
        let (from, to) = (place.join("from"), place.join("to"));
        for (path, text) in [
            ("from/a/same", "1"),
            ("to/a/same", "1"),
            ("from/a/changed", "2"),
            ("to/a/changed", "0"),
            ("from/new", "3"),
            ("to/gone", "4"),
            ("to/a/gone/file", "5"),
        ] {
            let path = place.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let made = || fs::metadata(to.join("a/same")).unwrap().modified().unwrap();
        let before = made();
        mirror(&from, &to).unwrap();
        let after = made();
        let texts = ["a/same", "a/changed", "new"].map(|name| fs::read_to_string(to.join(name)).unwrap());
        let gone = ["gone", "a/gone"].map(|name| !to.join(name).exists());
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(before, after);
        assert_eq!(texts, ["1", "2", "3"]);
        assert_eq!(gone, [true, true]);
    }
    #[test]
    fn a_build_goes_when_a_source_was_changed_added_or_renamed() {
        let place = std::env::temp_dir().join(format!("xtask-anew-{}", std::process::id()));
        let (sources, build) = (place.join("sources"), place.join("build"));
        fs::create_dir_all(sources.join("a")).unwrap();
        fs::write(sources.join("a/one"), "1").unwrap();
        let stays = || {
            fs::create_dir_all(&build).unwrap();
            fs::write(build.join("object"), "").unwrap();
            begin_anew_where_changed(&sources, &build).unwrap();
            build.join("object").exists()
        };
        let first = stays();
        let unchanged = stays();
        fs::write(sources.join("a/one"), "2").unwrap();
        let changed = stays();
        fs::write(sources.join("a/two"), "").unwrap();
        let added = stays();
        fs::rename(sources.join("a/two"), sources.join("a/three")).unwrap();
        let renamed = stays();
        let settled = stays();
        fs::remove_dir_all(&place).unwrap();
        assert_eq!(
            [first, unchanged, changed, added, renamed, settled],
            [false, true, false, false, false, true]
        );
    }
}
