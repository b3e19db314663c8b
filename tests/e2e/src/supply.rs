//! What the product is built of: no second cryptography or TLS, no system library, licences that fit ours, one registry.

use crate::workspace::packages;

/// Libraries with one provider in this repository, or that need a system package.
const REFUSED: &[&str] = &[
    "openssl",
    "openssl-sys",
    "native-tls",
    "aws-lc-rs",
    "aws-lc-sys",
    "libdbus-sys",
    "pq-sys",
    "openssl-src",
];

/// Licences under which a library may be used and ours stay as they are.
const ALLOWED: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unicode-3.0",
    "Unlicense",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    // UniFFI's. It binds changes to its own files, and we change none.
    "MPL-2.0",
];

#[test]
fn no_second_cryptography_and_no_system_library_comes_in() {
    let packages = packages();
    let found: Vec<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .filter(|name| REFUSED.contains(name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_library_has_a_licence_that_fits() {
    let packages = packages();
    let own = packages.iter().filter(|package| !package["source"].is_null());
    let unfit: Vec<String> = own
        .filter(|package| !package["license"].as_str().is_some_and(fits))
        .map(|package| format!("{} {}", package["name"], package["license"]))
        .collect();
    assert!(unfit.is_empty(), "{unfit:#?}");
}

#[test]
fn every_library_comes_from_the_public_registry() {
    let packages = packages();
    let others: Vec<&str> = packages
        .iter()
        .filter_map(|package| package["source"].as_str())
        .filter(|source| !source.starts_with("registry+") && !source.starts_with("sparse+"))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn reads_licence_expressions() {
    assert!(fits("MIT OR Apache-2.0"));
    assert!(fits("GPL-3.0 OR MIT"));
    assert!(fits("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(fits("Unlicense/MIT"));
    assert!(!fits("GPL-3.0"));
    assert!(!fits("MIT AND GPL-3.0"));
    assert!(!fits("(MIT OR Apache-2.0) AND LGPL-2.1"));
}

/// Whether each part joined by AND offers an allowed licence. `/` is the older way to write OR.
fn fits(expression: &str) -> bool {
    expression.replace('/', " OR ").split(" AND ").all(|part| {
        part.trim()
            .trim_matches(|bracket| bracket == '(' || bracket == ')')
            .split(" OR ")
            .any(|licence| {
                let licence = licence.trim().trim_matches(|bracket| bracket == '(' || bracket == ')');
                ALLOWED.contains(&licence)
            })
    })
}
