//! Which way dependencies point. Each forbidden edge is refused here, between crates by what cargo says and between the core's
//! modules by what their files import.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::{Member, members, root};

const SERVER_SIDE: &[&str] = &[
    "logi-domain",
    "logi-store",
    "logi-store-sqlite",
    "logi-store-postgres",
    "logi-server",
];

/// Every member for which `is_wrong` holds, as `who -> whom`.
fn edges(is_wrong: impl Fn(&str, &Member, &str) -> bool) -> Vec<String> {
    let members = members();
    let mut wrong = Vec::new();
    for (name, member) in &members {
        wrong.extend(
            member
                .uses
                .iter()
                .filter(|used| is_wrong(name, member, used))
                .map(|used| format!("{name} -> {used}")),
        );
    }
    wrong
}

fn is_under(member: &Member, folder: &str) -> bool {
    member.folder.starts_with(folder)
}

#[test]
fn the_core_and_the_server_know_nothing_of_each_other() {
    let wrong = edges(|name, member, used| {
        (name == "logi-core" && SERVER_SIDE.contains(&used)) || (is_under(member, "server-stub") && used == "logi-core")
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn nothing_of_the_product_depends_on_the_tests() {
    let tests: Vec<String> = members()
        .into_iter()
        .filter(|(_, member)| is_under(member, "tests"))
        .map(|(name, _)| name)
        .collect();
    let wrong = edges(|_, member, used| !is_under(member, "tests") && tests.iter().any(|test| test == used));
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_web_framework_and_the_database_stay_in_the_server() {
    let wrong = edges(|_, member, used| matches!(used, "axum" | "axum-extra" | "sqlx") && !is_under(member, "server-stub"));
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_bindings_generator_stays_in_the_bindings() {
    let wrong = edges(|_, member, used| used.starts_with("uniffi") && !is_under(member, "bindings"));
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_bindings_use_the_core_and_no_other_crate_of_ours() {
    let wrong = edges(|name, _, used| name == "logi-bindings" && used.starts_with("logi-") && used != "logi-core");
    assert!(wrong.is_empty(), "{wrong:?}");
    let used_by_products = edges(|_, member, used| used == "logi-bindings" && !is_under(member, "tests"));
    assert!(used_by_products.is_empty(), "{used_by_products:?}");
}

#[test]
fn the_server_sees_repositories_and_never_sql() {
    let wrong = edges(|name, _, used| matches!(name, "logi-server" | "logi-store" | "logi-domain") && used == "sqlx");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_domain_knows_no_store_no_input_and_no_runtime() {
    let outward = ["logi-store", "logi-store-sqlite", "logi-store-postgres", "logi-server"];
    let doing = [
        "tokio",
        "async-trait",
        "futures-util",
        "axum",
        "hyper",
        "reqwest",
        "sqlx",
        "rand",
        "tracing",
    ];
    let wrong = edges(|name, _, used| name == "logi-domain" && (outward.contains(&used) || doing.contains(&used)));
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn stores_point_at_the_domain_and_not_at_each_other_or_the_server() {
    let wrong = edges(|name, _, used| match name {
        "logi-store" => matches!(used, "logi-store-sqlite" | "logi-store-postgres" | "logi-server"),
        "logi-store-sqlite" => matches!(used, "logi-store-postgres" | "logi-server"),
        "logi-store-postgres" => matches!(used, "logi-store-sqlite" | "logi-server"),
        _ => false,
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_example_website_is_a_third_party() {
    let wrong = edges(|name, _, used| name == "logi-site" && used.starts_with("logi-"));
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_phone_uses_the_core_and_nothing_of_the_server() {
    let members = members();
    let phone = &members["logi-phone"];
    assert!(phone.uses("logi-core"));
    assert!(!SERVER_SIDE.iter().any(|crate_of_server| phone.uses(crate_of_server)));
}

/// What each module of the core may import; what is not a layer (`id`, `origin`, `secret`, `error`) is open to all.
const LAYERS: &[(&str, &[&str])] = &[
    ("ports", &[]),
    ("qr", &["ports"]),
    ("vault", &["ports"]),
    ("identity", &["ports", "vault"]),
    ("api", &["ports", "vault", "identity", "qr"]),
    ("enrolment", &["ports", "vault", "identity", "api", "qr"]),
    ("login", &["ports", "vault", "identity", "api", "qr"]),
    ("account", &["ports", "vault", "identity", "api", "qr"]),
    ("receipts", &["ports", "vault", "identity", "api", "qr"]),
    ("adapters", &["ports"]),
];

#[test]
fn modules_of_the_core_import_only_the_layers_below_them() {
    let source = root().join("core/src");
    let mut wrong = Vec::new();
    for (layer, below) in LAYERS {
        let forbidden: Vec<&str> = LAYERS
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| name != layer && !below.contains(name))
            .chain(["authenticator"])
            .collect();
        for file in files_of(&source, layer) {
            let text = fs::read_to_string(&file).unwrap();
            wrong.extend(
                forbidden
                    .iter()
                    .filter(|name| imports(&text, name))
                    .map(|name| format!("{} -> {name}", file.strip_prefix(&source).unwrap().display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn finds_an_import_of_a_module_and_no_longer_name() {
    assert!(imports("use crate::api::Client;", "api"));
    assert!(imports("let x = crate::api::Client;", "api"));
    assert!(imports("use crate::{api, id};", "api"));
    assert!(imports("use crate::{id, api::Client};", "api"));
    assert!(!imports("use crate::apiary::Bee;", "api"));
    assert!(!imports("// about the api", "api"));
}

fn imports(text: &str, module: &str) -> bool {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices("crate::").any(|(at, found)| {
            let rest = &line[at + found.len()..];
            match rest.strip_prefix('{') {
                Some(list) => list.split([',', '}', ' ']).any(|name| starts_with_word(name, module)),
                None => starts_with_word(rest, module),
            }
        })
    })
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

/// The files of a module without its tests, which may look at anything.
fn files_of(source: &Path, module: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let single = source.join(format!("{module}.rs"));
    if single.is_file() {
        files.push(single);
    }
    collect(&source.join(module), &mut files);
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_test {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            files.push(path);
        }
    }
}
