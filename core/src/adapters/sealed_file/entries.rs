//! What is sealed: names and values, each behind its length.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

/// Named secrets, zeroed when dropped.
#[derive(Default)]
pub struct Entries {
    values: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

impl Entries {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.values.remove(name)
    }

    /// Whether this changed anything.
    pub(super) fn insert(&mut self, name: &str, value: &[u8]) -> bool {
        let before = self.values.insert(name.to_owned(), Zeroizing::new(value.to_vec()));
        before.is_none_or(|before| *before != value)
    }

    /// u16 length ‖ name ‖ u32 length ‖ value, for each; nothing when a length does not fit.
    pub(super) fn write(&self) -> Option<Zeroizing<Vec<u8>>> {
        let size = self.values.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(size));
        for (name, value) in &self.values {
            bytes.extend(u16::try_from(name.len()).ok()?.to_be_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend(u32::try_from(value.len()).ok()?.to_be_bytes());
            bytes.extend(value.as_slice());
        }
        Some(bytes)
    }

    pub(super) fn read(mut bytes: &[u8]) -> Option<Self> {
        let mut values = BTreeMap::new();
        while !bytes.is_empty() {
            let (length, rest) = bytes.split_first_chunk()?;
            let (name, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            let (length, rest) = rest.split_first_chunk()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (value, rest) = rest.split_at_checked(length)?;
            let name = String::from_utf8(name.to_vec()).ok()?;
            if values.insert(name, Zeroizing::new(value.to_vec())).is_some() {
                return None;
            }
            bytes = rest;
        }
        Some(Self { values })
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entries({})", self.values.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_what_is_cut_doubled_or_not_text() {
        let mut entries = Entries::default();
        entries.insert("a", b"value");
        let bytes = entries.write().unwrap();
        for cut in 1..bytes.len() {
            assert!(Entries::read(&bytes[..cut]).is_none(), "{cut}");
        }
        let doubled = [bytes.as_slice(), &bytes].concat();
        assert!(Entries::read(&doubled).is_none());
        assert!(Entries::read(&[0, 1, 0xff, 0, 0, 0, 0]).is_none());
        assert!(Entries::read(&[0, 1, b'a', 0xff, 0xff, 0xff, 0xff]).is_none());
    }

    proptest! {
        #[test]
        fn reads_what_it_wrote(values in btree_map(".{0,8}", vec(any::<u8>(), 0..64), 0..8)) {
            let mut entries = Entries::default();
            for (name, value) in &values {
                entries.insert(name, value);
            }
            let mut read = Entries::read(&entries.write().unwrap()).unwrap();
            prop_assert_eq!(read.len(), values.len());
            for (name, value) in values {
                prop_assert_eq!(read.take(&name).unwrap().to_vec(), value);
            }
        }

        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _ = Entries::read(&bytes);
        }
    }
}
