//! A country database of two countries: addresses below 128.0.0.0 are in France, those above in Korea.

use logi_server::context::CountryDatabase;

/// Writes an MMDB 2.0 file of one node and reads it as an operator's.
pub fn two_countries() -> CountryDatabase {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes()).unwrap();
    CountryDatabase::open(file.path()).unwrap()
}

fn bytes() -> Vec<u8> {
    let (france, korea) = (country("FR"), country("KR"));
    // A record past the nodes is an offset into the data, which follows 16 zero bytes.
    let offset = u32::try_from(france.len()).unwrap();
    let (left, right) = (1 + 16_u32, 1 + 16 + offset);
    let mut file = [&left.to_be_bytes()[1..], &right.to_be_bytes()[1..], &[0; 16]].concat();
    file.extend(france);
    file.extend(korea);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    file.extend(metadata());
    file
}

fn country(code: &str) -> Vec<u8> {
    [map(1), text("country"), map(1), text("iso_code"), text(code)].concat()
}

fn metadata() -> Vec<u8> {
    [
        map(9),
        [text("binary_format_major_version"), u16_of(2)].concat(),
        [text("binary_format_minor_version"), u16_of(0)].concat(),
        [text("build_epoch"), vec![0x01, 0x02, 0]].concat(),
        [text("database_type"), text("Test-Country")].concat(),
        [text("description"), map(0)].concat(),
        [text("ip_version"), u16_of(4)].concat(),
        [text("languages"), vec![0x00, 0x04]].concat(),
        [text("node_count"), vec![0xc1, 1]].concat(),
        [text("record_size"), u16_of(24)].concat(),
    ]
    .concat()
}

fn map(members: u8) -> Vec<u8> {
    vec![0xe0 | members]
}

fn text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 29);
    [&[0x40 | length], text.as_bytes()].concat()
}

fn u16_of(value: u8) -> Vec<u8> {
    vec![0xa1, value]
}
