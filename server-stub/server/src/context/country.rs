//! The country of an address, from an MMDB file that the operator supplies.

use std::net::IpAddr;
use std::path::Path;

/// Where no database, no entry or no code is.
pub const UNKNOWN: &str = "unknown";

/// A country database, or none.
#[derive(Debug, Default)]
pub struct CountryDatabase(Option<maxminddb::Reader<Vec<u8>>>);

/// A file that is no country database.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {file} as a country database (country_database): {source}")]
pub struct CountryDatabaseError {
    file: String,
    source: maxminddb::MaxMindDbError,
}

#[derive(serde::Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    country: Option<Country<'a>>,
}

#[derive(serde::Deserialize)]
struct Country<'a> {
    iso_code: Option<&'a str>,
}

impl CountryDatabase {
    /// Reads the whole file.
    ///
    /// # Errors
    /// [`CountryDatabaseError`].
    pub fn open(file: &Path) -> Result<Self, CountryDatabaseError> {
        maxminddb::Reader::open_readfile(file)
            .map(|reader| Self(Some(reader)))
            .map_err(|source| CountryDatabaseError {
                file: file.display().to_string(),
                source,
            })
    }

    /// ISO 3166-1 alpha-2, or [`UNKNOWN`].
    #[must_use]
    pub fn country(&self, address: IpAddr) -> String {
        self.find(address).unwrap_or_else(|| UNKNOWN.to_owned())
    }

    fn find(&self, address: IpAddr) -> Option<String> {
        let found = self.0.as_ref()?.lookup(address.to_canonical()).ok()?;
        let entry: Entry<'_> = found.decode().ok()??;
        let code = entry.country?.iso_code?;
        let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        is_code.then(|| code.to_owned())
    }
}
