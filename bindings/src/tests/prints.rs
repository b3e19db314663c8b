//! A24 (R24): what languages print. A record, an enum and an error cross with their fields open, and Swift, Kotlin and Python
//! print them: every text and every byte string among them is here, judged. What a log must not have crosses as an object.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Names, places and ids that a screen shows and a log may have; words of the app's own; and, under `reveal`, what is asked
/// for by name.
const JUDGED: &[(&str, &[&str])] = &[
    ("Application", &["client_id", "name", "domain"]),
    ("BeginError", &["host", "kid"]),
    ("Browser", &["label", "country"]),
    ("DeviceKeyError", &["reason"]),
    ("Field", &["name", "purpose"]),
    ("HeldKey", &["public_key"]),
    ("ListedReceipt", &["session"]),
    ("LogError", &["reason"]),
    ("LoginError", &["field"]),
    ("LoginRequest", &["session", "words", "scopes", "locale"]),
    ("LoginState", &["application", "domain"]),
    ("OpenError", &["reason", "stored"]),
    (
        "Options",
        &["issuer", "link_host", "pins", "device_name", "device_value", "marker_path"],
    ),
    ("ProfileValues", &["preferred_name", "full_name", "email", "phone_number"]), // reveal
    ("ReceiptContent", &["client_id", "application", "domain", "granted"]),
    ("ReceiptError", &["kid"]),
    ("ReceiptTexts", &["approval", "receipt"]), // reveal
    ("RefusalKind", &["link", "state"]),
    ("SecretStoreError", &["reason"]),
    ("ServerRefusal", &["request_id"]),
    ("SignReason", &["application", "domain"]),
    ("StoreFault", &["record", "reason"]),
    ("VerifiedReceipt", &["session", "issuer", "application", "domain", "granted"]),
];

#[test]
fn every_text_that_a_language_prints_was_judged() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    collect(&sources, &mut found);
    let judged: BTreeSet<(String, String)> = JUDGED
        .iter()
        .flat_map(|(owner, fields)| fields.iter().map(|field| ((*owner).to_owned(), (*field).to_owned())))
        .collect();
    let new: Vec<_> = found.difference(&judged).collect();
    let gone: Vec<_> = judged.difference(&found).collect();
    assert!(
        new.is_empty(),
        "judge these, or let them cross as an object with `reveal()`: {new:?}"
    );
    assert!(gone.is_empty(), "these do not cross any more: {gone:?}");
}

/// The fields of text or bytes in every file below `folder`, each under the type it belongs to.
fn collect(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            read(&fs::read_to_string(path).unwrap(), found);
        }
    }
}

fn read(source: &str, found: &mut BTreeSet<(String, String)>) {
    let mut owner: Option<String> = None;
    let mut is_crossing = false;
    for line in source.lines() {
        let words = line.trim().trim_start_matches("pub ");
        let crosses = ["uniffi::Record", "uniffi::Enum", "uniffi::Error", "flow_errors! {"];
        if line == "}" {
            (owner, is_crossing) = (None, false);
        } else if crosses.iter().any(|word| words.contains(word)) {
            is_crossing = true;
        } else if let (true, None, Some(name)) = (is_crossing, &owner, words.strip_suffix(" {")) {
            owner = Some(name.trim_start_matches("struct ").trim_start_matches("enum ").to_owned());
        } else if let (Some(owner), Some((field, kind))) = (&owner, words.split_once(": "))
            && (kind.contains("String") || kind.contains("u8"))
            && !words.starts_with("//")
        {
            found.insert((owner.clone(), field.to_owned()));
        }
    }
}
