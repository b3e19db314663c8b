//! `cargo xtask size`: how large what a phone gets is.

use std::path::Path;

use crate::android;
use crate::elf::Library;
use crate::process::Failure;

/// One measured size, in megabytes of 1 000 000 bytes, and what it may be at most; printed as `cargo xtask bench` prints.
struct Figure {
    name: &'static str,
    bytes: u64,
    most: &'static str,
    most_bytes: u64,
}

impl Figure {
    fn is_reached(&self) -> bool {
        self.bytes <= self.most_bytes
    }

    fn value(&self) -> String {
        format!("{}.{:03}", self.bytes / 1_000_000, self.bytes % 1_000_000 / 1_000)
    }

    fn row(&self) -> String {
        let verdict = if self.is_reached() { "ok" } else { "MISSED" };
        format!(
            "{:<32} {:>10} MB   {:>10}  {verdict}",
            self.name,
            self.value(),
            format!("<= {}", self.most)
        )
    }

    fn json(&self) -> String {
        format!(
            r#"{{"name":"{}","value":{},"unit":"MB","goal":"<= {}","ok":{}}}"#,
            self.name,
            self.value(),
            self.most,
            self.is_reached()
        )
    }
}

/// `cargo xtask size [--json]`.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let as_json = match arguments {
        [] => false,
        [only] if only == "--json" => true,
        _ => return Err(Failure::new("`cargo xtask size` takes `--json` and nothing else".into())),
    };
    let made = android::make()?;
    let slice = ios_slice(&made.library)?;
    let core = |name, bytes| Figure {
        name,
        bytes,
        most: "3.2",
        most_bytes: 3_200_000,
    };
    let figures = [
        core("size_core_android_arm64", android::size_of(&made.library)?),
        core("size_core_ios_slice_estimated", slice),
        Figure {
            name: "size_apk_debug_arm64",
            bytes: android::size_of(&made.apk)?,
            most: "5",
            most_bytes: 5_000_000,
        },
    ];
    for figure in &figures {
        println!("{}", if as_json { figure.json() } else { figure.row() });
    }
    Ok(())
}

/// An app links the static library and strips what nothing calls. No Apple linker runs here, so the slice is taken to be
/// as large as what the Android linker left of the same code: everything that is mapped into memory.
fn ios_slice(android: &Path) -> Result<u64, Failure> {
    Ok(Library::read(android)?.mapped)
}
