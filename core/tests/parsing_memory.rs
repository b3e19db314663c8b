//! A3 (R3c): whatever the text of a code or a link is, parsing and verifying it allocates at most 64 KiB, counted as the sum of all
//! its allocations, so that no single one and no peak can be larger.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::time::Duration;

use logi_core::fakes::SeededRng;
use logi_core::link_host::LinkHost;
use logi_core::origin::Origin;
use logi_core::ports::Rng as _;
use logi_core::qr::{CodeText, HereContext, KeySet, verify_here, verify_link, verify_scan};
use serde_json::Value;

const MOST: u64 = 64 * 1024;
const MUTATED: usize = 10_000;
const LONG: usize = 1 << 20;

fn wire(name: &str) -> Value {
    let path = format!("{}/../tests/wire/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Every text of the contract, accepted or refused, codes and links.
fn golden() -> Vec<String> {
    let (code, here) = (wire("code.json"), wire("here.json"));
    let rows = [&code["accepted"], &code["refused"], &here["accepted"], &here["refused"]];
    let rows = rows.into_iter().flat_map(|rows| rows.as_array().unwrap());
    rows.map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

/// The parsers on the key and the clock of the contract.
struct Parsers {
    trusted: Origin,
    link_host: LinkHost,
    keys: KeySet,
}

impl Parsers {
    fn new() -> Self {
        let mut key = wire("keys.json")["ec"]["code"]["public"].clone();
        key["kid"] = wire("keys.json")["ec"]["code"]["kid"].clone();
        key["alg"] = "ES256".into();
        key["use"] = "qr".into();
        let trusted = Origin::parse("https://api.1pass.dev").unwrap();
        Self {
            link_host: LinkHost::parse("open.1pass.dev", &trusted).unwrap(),
            keys: KeySet::parse(serde_json::json!({"keys": [key]}).to_string().as_bytes()).unwrap(),
            trusted,
        }
    }

    /// Everything that reads a text from outside; how many took it.
    fn read(&self, text: &str) -> u32 {
        const NOW_MS: u64 = 1_795_251_602_750;
        const LIFE: Duration = Duration::from_mins(10);
        let context = HereContext {
            trusted: &self.trusted,
            link_host: Some(&self.link_host),
            keys: &self.keys,
            now_unix_ms: NOW_MS,
            session_life: LIFE,
        };
        u32::from(CodeText::parse(text).is_some())
            + u32::from(verify_scan(text, &self.trusted, &self.keys, NOW_MS, LIFE).is_ok())
            + u32::from(verify_link(text, &self.trusted, &self.keys).is_ok())
            + u32::from(verify_here(text, context).is_ok())
    }

    fn assert_frugal(&self, text: &str) -> u32 {
        let mut taken = 0;
        let allocated = allocation_counter::measure(|| taken = self.read(text));
        let start: String = text.chars().take(80).collect();
        assert!(
            allocated.bytes_total <= MOST,
            "{} bytes for a text of {}: {start}",
            allocated.bytes_total,
            text.len()
        );
        assert!(taken == 0 || allocated.bytes_total > 0, "nothing was counted");
        taken
    }
}

/// A number below `end`.
fn below(rng: &SeededRng, end: usize) -> usize {
    let mut bytes = [0; 4];
    rng.fill(&mut bytes).unwrap();
    usize::try_from(u32::from_be_bytes(bytes)).unwrap() % end
}

/// One to four characters replaced, removed, doubled or inserted.
fn mutated(rng: &SeededRng, text: &str) -> String {
    let alphabet: Vec<char> = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcxyz.#/:@?%-_{}\"\\ \u{0}\u{ad}\u{430}\u{1f600}"
        .chars()
        .collect();
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..=below(rng, 4) {
        let at = below(rng, characters.len().max(1));
        let other = alphabet[below(rng, alphabet.len())];
        match below(rng, 4) {
            0 if at < characters.len() => characters[at] = other,
            1 if at < characters.len() => drop(characters.remove(at)),
            2 => characters.extend_from_within(..at),
            _ => characters.insert(at.min(characters.len()), other),
        }
    }
    characters.into_iter().collect()
}

#[test]
fn a3_r3c_texts_of_the_contract_cost_at_most_64_kib() {
    let parsers = Parsers::new();
    let taken: u32 = golden().iter().map(|text| parsers.assert_frugal(text)).sum();
    assert!(taken > 0, "the parsers were not reached");
}

#[test]
fn a3_r3c_mutated_texts_cost_at_most_64_kib() {
    let (parsers, rng, golden) = (Parsers::new(), SeededRng::new(3), golden());
    for _ in 0..MUTATED {
        let text = mutated(&rng, &golden[below(&rng, golden.len())]);
        parsers.assert_frugal(&text);
    }
}

#[test]
fn a3_r3c_very_long_texts_cost_at_most_64_kib() {
    let parsers = Parsers::new();
    let filled = |start: &str, filling: &str, end: &str| format!("{start}{}{end}", filling.repeat(LONG / filling.len()));
    for text in [
        filled("", "A", ""),
        filled("", "0", ""),
        filled("", "https://api.1pass.dev/qr#", ""),
        filled("https://", "a", ".example/qr#"),
        filled("https://", "a.", "example/qr#"),
        filled("https://", "\u{fc}", ".example/qr#"),
        filled("https://", "u:p@", "api.1pass.dev/qr#"),
        filled("https://api.1pass.dev/", "../", "qr#"),
        filled("https://api.1pass.dev/qr#", ".", ""),
        filled("https://api.1pass.dev/qr#", "#", ""),
        filled("https://open.1pass.dev/here#", "0", ".0.0.0"),
        filled("{\"session\":\"", "s", "\",\"domain\":\"d\"}"),
        filled("", "{\"session\":", ""),
        filled("", "[", ""),
    ] {
        assert_eq!(parsers.assert_frugal(&text), 0);
    }
    for text in golden() {
        parsers.assert_frugal(&filled(&text, "0", ""));
        parsers.assert_frugal(&filled(&text, &format!(".{text}"), ""));
    }
}
