//! The public surface of the generated code as text, committed in `bindings/surface`: what apps see changes in a reviewed line
//! and never by accident.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bindings::{self, Purpose};
use crate::process::Failure;
use crate::report;
use crate::workspace;

/// A language, the ending of its generated file, and how its public lines begin.
struct Language {
    name: &'static str,
    ending: &'static str,
    begins: &'static [&'static str],
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "swift",
        ending: "swift",
        begins: &["public ", "open ", "case "],
    },
    Language {
        name: "kotlin",
        ending: "kt",
        begins: &[
            "public ",
            "class ",
            "data class ",
            "enum class ",
            "sealed class ",
            "open class ",
            "interface ",
            "object ",
            "fun ",
            "suspend fun ",
            "val ",
            "override suspend fun ",
            "@Throws",
        ],
    },
    Language {
        name: "python",
        ending: "py",
        begins: &["class ", "def ", "async def "],
    },
];

/// What no app calls: the plumbing between the languages.
const PLUMBING: &[&str] = &[
    "uniffi",
    "ffi",
    "rustbuffer",
    "rustcall",
    "callstatus",
    "_",
    "internal ",
    "private ",
    "handlemap",
    "foreignbytes",
    "pointer",
    "cleaner",
    "lower(",
    "lift(",
    "write(",
    "read(buf",
    "read(from buf",
    "read(cls",
    "bufferoverflow",
    "incompletedata",
    "unexpected",
    "rustpanic",
    "allocationsize",
];

/// `cargo xtask surface`: writes the texts.
pub fn run(_arguments: &[String]) -> Result<(), Failure> {
    for (file, text) in texts()? {
        fs::write(&file, text).map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))?;
    }
    report::note("bindings/surface is up to date");
    Ok(())
}

/// Refuses a surface that is not the committed one.
pub fn check() -> Result<(), Failure> {
    for (file, text) in texts()? {
        let committed = fs::read_to_string(&file).unwrap_or_default();
        if let Some(line) = difference(&committed, &text) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            return Err(Failure::new(format!(
                "bindings/surface/{name} is not the surface of the generated code ({line}): run `cargo xtask surface` and look at the difference"
            )));
        }
    }
    Ok(())
}

fn difference(committed: &str, generated: &str) -> Option<String> {
    let gone = committed.lines().find(|line| !generated.lines().any(|other| other == *line));
    let new = generated.lines().find(|line| !committed.lines().any(|other| other == *line));
    match (gone, new) {
        (Some(line), _) => Some(format!("gone: `{}`", line.trim())),
        (None, Some(line)) => Some(format!("new: `{}`", line.trim())),
        (None, None) => (committed != generated).then(|| "in another order".to_owned()),
    }
}

fn texts() -> Result<Vec<(PathBuf, String)>, Failure> {
    let library = bindings::library(Purpose::Product)?;
    let folder = workspace::memory()?.join("surface");
    LANGUAGES
        .iter()
        .map(|language| {
            let generated = folder.join(language.name);
            let _ = fs::remove_dir_all(&generated);
            bindings::generate(&library, language.name, &generated)?;
            let text = source_in(&generated, language.ending)
                .and_then(|file| fs::read_to_string(file).ok())
                .ok_or_else(|| Failure::new(format!("no {} was generated", language.name)))?;
            let file = workspace::root().join("bindings/surface").join(format!("{}.txt", language.name));
            Ok((file, extract(&text, language)))
        })
        .collect()
}

fn source_in(folder: &Path, ending: &str) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    entries.find_map(|path| {
        if path.is_dir() {
            source_in(&path, ending)
        } else {
            path.extension().is_some_and(|found| found == ending).then_some(path)
        }
    })
}

/// The lines that declare something public, without what follows the declaration.
fn extract(source: &str, language: &Language) -> String {
    let mut surface = String::new();
    for line in source.lines() {
        let trimmed = line.trim_start();
        let plain = trimmed.replace('`', "");
        let lower = plain.to_lowercase();
        let is_public = language.begins.iter().any(|word| plain.starts_with(word));
        let name = lower.split(['(', ':', '{']).next().unwrap_or_default();
        let is_plumbing = PLUMBING.iter().any(|word| match *word {
            "_" => name.split(' ').any(|part| part.starts_with('_')),
            word => name.contains(word) || (word.contains('(') && lower.contains(word)),
        });
        // Branches and locals begin like declarations.
        let is_code = plain.starts_with("case .") || plain.starts_with("case let ") || (plain.starts_with("case ") && plain.ends_with(':'));
        let is_local = plain.starts_with("val ") && plain.contains(" = ");
        if is_public && !is_plumbing && !is_code && !is_local {
            let indent = " ".repeat(line.len() - trimmed.len());
            surface.push_str(&format!("{indent}{}\n", plain.trim_end().trim_end_matches('{').trim_end()));
        }
    }
    surface
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, difference, extract};

    #[test]
    fn sees_what_apps_call_and_not_the_plumbing() {
        let swift = "public struct Account: Equatable {\n    public let id: UInt64\n}\nfileprivate func x() {}\npublic func FfiConverterTypeAccount_lift(_ buf: RustBuffer) throws -> Account {\n";
        assert_eq!(
            extract(swift, &LANGUAGES[0]),
            "public struct Account: Equatable\n    public let id: UInt64\n"
        );
        let python = "class Account:\n    def __init__(self):\n    def reveal(self) -> str:\nclass _UniffiThing:\n";
        assert_eq!(extract(python, &LANGUAGES[2]), "class Account:\n    def reveal(self) -> str:\n");
    }

    #[test]
    fn says_which_line_differs() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\n"), Some("gone: `b`".into()));
        assert_eq!(difference("a\n", "a\nb\n"), Some("new: `b`".into()));
        assert_eq!(difference("b\na\n", "a\nb\n"), Some("in another order".into()));
    }
}
