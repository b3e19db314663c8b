//! The parts of `cargo xtask test`, each with one name, what it needs and what it runs.

use crate::setup::Need;

/// What a part runs.
#[derive(Clone, Copy)]
pub enum Work {
    /// `cargo fmt --check`.
    Formatting,
    /// clippy over everything, warnings refused.
    Lints,
    /// The test programs of these packages.
    Packages(&'static [&'static str]),
    /// Those tests of these packages whose names hold one of the words.
    Named(&'static [&'static str], &'static [&'static str]),
    /// The pages' type check and unit tests.
    Pages,
    /// The crate of the bindings, its surface, and the story in every language.
    Bindings,
    /// The browser tests.
    Browser,
    /// The Kotlin house: library and app.
    Kotlin,
    /// Links between the documents, the documentation of every crate, and its examples.
    Documentation,
}

/// One part.
pub struct Part {
    pub name: &'static str,
    pub about: &'static str,
    pub needs: &'static [Need],
    pub work: Work,
}

const RUST: &[Need] = &[Need::Toolchain, Need::CCompiler];
const SERVER: &[Need] = &[Need::Toolchain, Need::CCompiler, Need::Bundle];
const SERVER_AND_POSTGRES: &[Need] = &[Need::Toolchain, Need::CCompiler, Need::Bundle, Need::Postgres];
const PROGRAMS: &[Need] = &[Need::Toolchain, Need::CCompiler, Need::Bundle, Need::Programs];
const END_TO_END: &[Need] = &[
    Need::Toolchain,
    Need::CCompiler,
    Need::Bundle,
    Need::Programs,
    Need::Postgres,
    Need::Keyring,
];

/// In the order in which they run: what fails fast comes first.
pub const PARTS: &[Part] = &[
    Part {
        name: "fmt",
        about: "formatting",
        needs: &[Need::Toolchain],
        work: Work::Formatting,
    },
    Part {
        name: "clippy",
        about: "lints of every crate and test",
        needs: SERVER,
        work: Work::Lints,
    },
    Part {
        name: "web",
        about: "the pages' TypeScript: type check and unit tests",
        needs: &[Need::Bundle],
        work: Work::Pages,
    },
    Part {
        name: "core",
        about: "the core (needs no database, browser or Node)",
        needs: RUST,
        work: Work::Packages(&["logi-core"]),
    },
    Part {
        name: "domain",
        about: "states and transitions",
        needs: RUST,
        work: Work::Packages(&["logi-domain"]),
    },
    Part {
        name: "store-sqlite",
        about: "the store contract on SQLite (needs nothing else)",
        needs: RUST,
        work: Work::Packages(&["logi-store", "logi-store-sqlite"]),
    },
    Part {
        name: "store-postgres",
        about: "the store contract on PostgreSQL",
        needs: &[Need::Toolchain, Need::CCompiler, Need::Postgres],
        work: Work::Packages(&["logi-store-postgres"]),
    },
    Part {
        name: "server",
        about: "the server",
        needs: SERVER_AND_POSTGRES,
        work: Work::Packages(&["logi-server"]),
    },
    Part {
        name: "wire",
        about: "the golden messages, as core and server read them",
        needs: SERVER,
        work: Work::Named(&["logi-core", "logi-domain", "logi-server"], &["contract", "golden", "wire"]),
    },
    Part {
        name: "site",
        about: "the example website",
        needs: RUST,
        work: Work::Packages(&["logi-site"]),
    },
    Part {
        name: "phone",
        about: "the virtual phone",
        needs: SERVER,
        work: Work::Packages(&["logi-phone"]),
    },
    Part {
        name: "tools",
        about: "harness, figures and xtask themselves",
        needs: PROGRAMS,
        work: Work::Packages(&["logi-harness", "logi-bench", "xtask"]),
    },
    Part {
        name: "e2e",
        about: "whole flows over real HTTP, and which crate may use which",
        needs: END_TO_END,
        work: Work::Packages(&["logi-e2e"]),
    },
    Part {
        name: "android",
        about: "the Android library, and the app against the real server, on the desktop (brings its own Android from Maven)",
        needs: PROGRAMS,
        work: Work::Kotlin,
    },
    Part {
        name: "bindings",
        about: "Swift, Kotlin and Python: the public surface, and one story told in each",
        needs: PROGRAMS,
        work: Work::Bindings,
    },
    Part {
        name: "browser",
        about: "whole flows in real Chromium",
        needs: &[
            Need::Toolchain,
            Need::CCompiler,
            Need::Bundle,
            Need::Programs,
            Need::Browser,
            Need::BrowserTests,
        ],
        work: Work::Browser,
    },
    Part {
        name: "docs",
        about: "links between the documents, documentation of every crate, and its examples",
        needs: SERVER,
        work: Work::Documentation,
    },
];

/// The part of that name.
pub fn named(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}
