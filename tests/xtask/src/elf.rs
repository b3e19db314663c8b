//! What a phone's loader reads of a library: for which machine it is, how it is aligned, what it asks for.

use std::fs;
use std::path::Path;

use crate::process::Failure;

/// The largest page that a phone has today; a library that is aligned to less is not loaded there.
pub const PAGE: u64 = 16 * 1024;

const LOAD: u32 = 1;
const DYNAMIC: u32 = 2;
const NEEDED: u64 = 1;
const STRING_TABLE: u64 = 5;

/// One shared library, 64 bit, little-endian.
pub struct Library {
    /// `e_machine`: 183 is AArch64, 62 x86-64.
    pub machine: u16,
    /// The alignment of every part that is mapped.
    pub alignments: Vec<u64>,
    /// The libraries it names.
    pub needed: Vec<String>,
    /// The sum of all parts that are mapped, as they lie in the file.
    pub mapped: u64,
}

impl Library {
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = fs::read(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
        Self::parse(&bytes).ok_or_else(|| Failure::new(format!("{} is not a 64 bit library", path.display())))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.get(..6)? != b"\x7fELF\x02\x01" {
            return None;
        }
        let machine = u16::from_le_bytes(array(bytes, 18)?);
        let first = u64::from_le_bytes(array(bytes, 32)?);
        let size = u16::from_le_bytes(array(bytes, 54)?);
        let count = u16::from_le_bytes(array(bytes, 56)?);
        let parts: Vec<Part> = (0..u64::from(count))
            .map(|number| Part::parse(bytes, usize::try_from(first + number * u64::from(size)).ok()?))
            .collect::<Option<_>>()?;
        let loaded = || parts.iter().filter(|part| part.kind == LOAD);
        Some(Self {
            machine,
            alignments: loaded().map(|part| part.alignment).collect(),
            needed: needed(bytes, &parts)?,
            mapped: loaded().map(|part| part.size).sum(),
        })
    }
}

/// A program header.
struct Part {
    kind: u32,
    offset: u64,
    address: u64,
    size: u64,
    alignment: u64,
}

impl Part {
    fn parse(bytes: &[u8], at: usize) -> Option<Self> {
        Some(Self {
            kind: u32::from_le_bytes(array(bytes, at)?),
            offset: u64::from_le_bytes(array(bytes, at + 8)?),
            address: u64::from_le_bytes(array(bytes, at + 16)?),
            size: u64::from_le_bytes(array(bytes, at + 32)?),
            alignment: u64::from_le_bytes(array(bytes, at + 48)?),
        })
    }
}

fn needed(bytes: &[u8], parts: &[Part]) -> Option<Vec<String>> {
    let dynamic = parts.iter().find(|part| part.kind == DYNAMIC)?;
    let entries: Vec<(u64, u64)> = (0..dynamic.size / 16)
        .map(|number| {
            let at = usize::try_from(dynamic.offset + number * 16).ok()?;
            Some((u64::from_le_bytes(array(bytes, at)?), u64::from_le_bytes(array(bytes, at + 8)?)))
        })
        .collect::<Option<_>>()?;
    let (_, address) = entries.iter().find(|(tag, _)| *tag == STRING_TABLE)?;
    let holder = parts
        .iter()
        .find(|part| part.kind == LOAD && (part.address..part.address + part.size).contains(address))?;
    let strings = holder.offset + (address - holder.address);
    entries
        .iter()
        .filter(|(tag, _)| *tag == NEEDED)
        .map(|(_, name)| text_at(bytes, usize::try_from(strings + name).ok()?))
        .collect()
}

fn text_at(bytes: &[u8], at: usize) -> Option<String> {
    let rest = bytes.get(at..)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    String::from_utf8(rest.get(..end)?.to_vec()).ok()
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::Library;

    #[test]
    fn reads_this_program_itself() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        if let Some(own) = Library::parse(&bytes) {
            assert!(!own.alignments.is_empty() && own.alignments.iter().all(|alignment| alignment.is_power_of_two()));
            assert!(own.needed.iter().any(|name| name.starts_with("libc")), "{:?}", own.needed);
            assert!(own.mapped > 0);
        }
        assert!(Library::parse(&bytes[..64]).is_none());
        assert!(Library::parse(b"\x7fELF\x01\x01").is_none());
    }
}
