//! Crockford base32 as codes carry it: RFC 4648's bit order, upper case, no aliases (`O`, `I`, `L` are not
//! read as digits), spare bits at the end and zero. One value has exactly one text.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Number of characters that carry `bytes` bytes.
pub(crate) const fn width(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

/// The text of `bytes`, `width(bytes.len())` characters.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(width(bytes.len()));
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &byte in bytes {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(symbol(bits >> held));
            bits &= (1 << held) - 1;
        }
    }
    if held > 0 {
        text.push(symbol(bits << (5 - held)));
    }
    text
}

/// The `N` bytes that `text` carries, or nothing when it is not their one spelling.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != width(N) {
        return None;
    }
    let mut bytes = [0_u8; N];
    let mut empty = bytes.iter_mut();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for character in text.bytes() {
        bits = (bits << 5) | value(character)?;
        held += 5;
        if held >= 8 {
            held -= 8;
            *empty.next()? = u8::try_from(bits >> held).ok()?;
            bits &= (1 << held) - 1;
        }
    }
    (bits == 0).then_some(bytes)
}

fn symbol(value: u32) -> char {
    let found = usize::try_from(value & 31).ok().and_then(|at| ALPHABET.get(at));
    char::from(found.copied().unwrap_or(b'0'))
}

fn value(character: u8) -> Option<u32> {
    let at = ALPHABET.iter().position(|&known| known == character)?;
    u32::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_every_other_spelling() {
        assert_eq!(decode::<1>("ZW"), Some([0xff]));
        for text in ["ZX", "ZZ", "zw", "Z", "ZWW", "", "OW", "IW", "LW", "UW", "Z ", "Z-", "\u{e9}"] {
            assert_eq!(decode::<1>(text), None, "{text}");
        }
    }

    #[test]
    fn keeps_the_bit_order_of_rfc_4648() {
        assert_eq!(encode(b"foobar"), "CSQPYRK1E8");
        assert_eq!(encode(&[0; 5]), "00000000");
        assert_eq!(encode(&[0xff; 2]), "ZZZG");
        assert_eq!([16, 4, 5, 64, 2].map(width), [26, 7, 8, 103, 4]);
    }

    proptest! {
        #[test]
        fn every_value_has_one_text(bytes: [u8; 16], short: [u8; 2]) {
            prop_assert_eq!(decode::<16>(&encode(&bytes)), Some(bytes));
            prop_assert_eq!(decode::<2>(&encode(&short)), Some(short));
        }

        #[test]
        fn every_text_that_reads_is_the_one_written(text in "[0-9A-Z]{4}") {
            if let Some(bytes) = decode::<2>(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
