//! Countries from an MMDB file. The file is written here, by the format's specification (`MaxMind` DB 2.0), so no third party's data is needed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use logi_server::context::CountryDatabase;
use std::io::Write;

/// Where a bit of an address leads.
#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    Data(usize),
}

/// An IPv4 database with 24-bit records that gives each network a value under `country.iso_code`.
fn database(networks: &[([u8; 4], u32, &str)]) -> Vec<u8> {
    let (mut tree, mut data) = (vec![[Branch::Nothing; 2]], Vec::new());
    for (address, prefix, code) in networks {
        let at = data.len();
        map(&mut data, 1);
        text(&mut data, "country");
        map(&mut data, 1);
        text(&mut data, "iso_code");
        text(&mut data, code);
        insert(&mut tree, u32::from_be_bytes(*address), *prefix, at);
    }
    let count = tree.len();
    let mut file = Vec::new();
    for branch in tree.iter().flatten() {
        let record = match branch {
            Branch::Nothing => count,
            Branch::Node(node) => *node,
            // The data section begins 16 bytes after the tree.
            Branch::Data(at) => count + 16 + at,
        };
        file.extend_from_slice(&u32::try_from(record).unwrap().to_be_bytes()[1..]);
    }
    file.extend_from_slice(&[0; 16]);
    file.extend_from_slice(&data);
    file.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    metadata(&mut file, count);
    file
}

fn insert(tree: &mut Vec<[Branch; 2]>, address: u32, prefix: u32, data: usize) {
    let mut node = 0;
    for depth in 0..prefix {
        let bit = usize::from(address >> (31 - depth) & 1 == 1);
        if depth + 1 == prefix {
            tree[node][bit] = Branch::Data(data);
        } else if let Branch::Node(next) = tree[node][bit] {
            node = next;
        } else {
            tree.push([Branch::Nothing; 2]);
            let next = tree.len() - 1;
            tree[node][bit] = Branch::Node(next);
            node = next;
        }
    }
}

fn metadata(out: &mut Vec<u8>, count: usize) {
    map(out, 9);
    let (u16_type, u32_type, u64_type) = (5, 6, 9);
    for (name, kind, value) in [
        ("node_count", u32_type, count),
        ("record_size", u16_type, 24),
        ("ip_version", u16_type, 4),
        ("binary_format_major_version", u16_type, 2),
        ("binary_format_minor_version", u16_type, 0),
        ("build_epoch", u64_type, 1_700_000_000),
    ] {
        text(out, name);
        number(out, kind, value);
    }
    text(out, "database_type");
    text(out, "Country");
    text(out, "languages");
    out.extend_from_slice(&[0, 4]);
    text(out, "description");
    map(out, 0);
}

fn text(out: &mut Vec<u8>, value: &str) {
    out.push(2 << 5 | u8::try_from(value.len()).unwrap());
    out.extend_from_slice(value.as_bytes());
}

fn map(out: &mut Vec<u8>, entries: u8) {
    out.push(7 << 5 | entries);
}

/// Types above 7 are written in a byte of their own, minus 7.
fn number(out: &mut Vec<u8>, kind: u8, value: usize) {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let size = u8::try_from(bytes.len() - zeros).unwrap();
    if kind > 7 {
        out.extend_from_slice(&[size, kind - 7]);
    } else {
        out.push(kind << 5 | size);
    }
    out.extend_from_slice(&bytes[zeros..]);
}

fn open(content: &[u8]) -> Result<CountryDatabase, String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(content).map_err(|error| error.to_string())?;
    CountryDatabase::open(file.path()).map_err(|error| error.to_string())
}

#[test]
fn refuses_a_file_that_is_no_country_database() {
    for content in [b"".as_slice(), b"not a database"] {
        assert!(open(content).unwrap_err().contains("country_database"));
    }
}

#[test]
fn says_unknown_where_nothing_is_known() {
    assert_eq!(CountryDatabase::default().country("203.0.113.9".parse().unwrap()), "unknown");
    let database = open(&database(&[([203, 0, 113, 0], 24, "KR"), ([192, 0, 2, 0], 24, "Korea")])).unwrap();
    for address in ["198.51.100.1", "127.0.0.1", "::1", "2001:db8::1"] {
        assert_eq!(database.country(address.parse().unwrap()), "unknown", "{address}");
    }
    assert_eq!(
        database.country("192.0.2.1".parse().unwrap()),
        "unknown",
        "not a code of two letters"
    );
}

#[test]
fn finds_the_country_of_an_address() {
    let database = open(&database(&[([203, 0, 113, 0], 24, "KR"), ([198, 51, 100, 0], 25, "FR")])).unwrap();
    for (address, country) in [
        ("203.0.113.9", "KR"),
        ("::ffff:203.0.113.9", "KR"),
        ("198.51.100.127", "FR"),
        ("198.51.100.128", "unknown"),
    ] {
        assert_eq!(database.country(address.parse().unwrap()), country, "{address}");
    }
}
