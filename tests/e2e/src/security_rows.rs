//! The table of `docs/security/tests.md`: every row of the threat model that belongs to the QR login and to the phones has tests,
//! and each named test exists, in Rust, Kotlin or Swift, in a file that names the row.

use std::collections::BTreeSet;
use std::fs;

use crate::workspace::root;

/// The threats of the QR login and of the phones.
const THREATS: &[&str] = &[
    "A1", "A2", "A3", "A8", "A9", "A10", "A11", "A12", "A13", "A15", "A16", "A17", "A18", "A24", "A25", "A26", "A27", "A29",
];

struct Row {
    threat: String,
    row: String,
    /// File and function.
    tests: Vec<(String, String)>,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/security/tests.md")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| A"));
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [threat, row, _, tests] = cells.as_slice() else {
        panic!("{line} has other than four cells")
    };
    let mut file = "";
    let mut named = Vec::new();
    for quoted in tests.split('`').skip(1).step_by(2) {
        if quoted.contains('/') {
            file = quoted;
        } else {
            named.push((file.to_owned(), quoted.to_owned()));
        }
    }
    Row {
        threat: (*threat).to_owned(),
        row: (*row).to_owned(),
        tests: named,
    }
}

#[test]
fn every_threat_of_the_qr_login_has_tests() {
    let rows = rows();
    let found: BTreeSet<&str> = rows.iter().map(|row| row.threat.as_str()).collect();
    assert_eq!(found, THREATS.iter().copied().collect());
    assert!(rows.iter().all(|row| !row.tests.is_empty()));
}

#[test]
fn every_named_test_is_a_test_in_a_file_that_names_its_row() {
    for row in rows() {
        for (file, name) in &row.tests {
            let text = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(is_test(&text, name), "{file} has no test {name}");
            let head: String = text.lines().take_while(|line| is_head(file, line)).collect();
            assert!(head.contains(&format!("{} (", row.threat)), "{file} does not name {}", row.threat);
            assert!(head.contains(&row.row), "{file} does not name {}", row.row);
        }
    }
}

/// Whether the line belongs to the comment that a file begins with: its inner documentation in Rust, in the other languages what
/// stands before the first declaration.
fn is_head(file: &str, line: &str) -> bool {
    if has_extension(file, "rs") {
        line.starts_with("//!")
    } else {
        line.is_empty()
            || ["//", "/*", " *", "package ", "import ", "@testable import "]
                .iter()
                .any(|start| line.starts_with(start))
    }
}

fn has_extension(file: &str, extension: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|found| found == extension)
}

/// Whether a function of that name follows a test's attribute or stands beside it.
fn is_test(text: &str, name: &str) -> bool {
    let spellings = [format!("fn {name}("), format!("fun `{name}`("), format!("func {name}(")];
    let mut follows = false;
    text.lines().map(str::trim).any(|line| {
        follows |= ["#[test]", "#[tokio::test", "@Test"].iter().any(|test| line.starts_with(test));
        let is_it = follows && spellings.iter().any(|spelling| line.contains(spelling));
        if ["fn ", "fun ", "func "].iter().any(|word| line.contains(word)) {
            follows = false;
        }
        is_it
    })
}

#[test]
fn knows_a_test_from_a_function() {
    assert!(is_test("#[tokio::test]\nasync fn holds() {}", "holds"));
    assert!(is_test("#[test]\n#[cfg(unix)]\nfn holds() {}", "holds"));
    assert!(is_test("    @Test\n    fun `it holds`() {", "it holds"));
    assert!(is_test("@Test fun `it holds`() = runBlocking {", "it holds"));
    assert!(is_test("@Test(arguments: [1, 2])\nfunc holds(_ number: Int) {}", "holds"));
    assert!(!is_test("@Test func other() {}\nfunc holds() {}", "holds"));
    assert!(!is_test("#[test]\nfn other() {}\nfn holds() {}", "holds"));
    assert!(!is_test("#[test]\nfn holds_not() {}", "holds"));
}
