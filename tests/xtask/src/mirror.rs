//! Folders of generated code: what did not change is not written again, so that it is not compiled again.

use std::fs;
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

#[cfg(test)]
mod tests {
    use super::mirror;
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
}
