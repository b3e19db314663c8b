//! The code of a frame as a phone sends it: 26 Crockford characters, upper case, for 16 bytes; the two spare bits at the end are
//! zero, so that one value has one text.

use crate::keys::code_text;

/// Parses a frame code; `None` for any other text.
#[must_use]
pub fn parse(text: &str) -> Option<[u8; 16]> {
    code_text::parse_crockford(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::keys::code_text::crockford;

    #[test]
    fn refuses_every_other_spelling() {
        for text in [
            "",
            "CB02VSVG1BKWXESHN6TM3V8H3",
            "CB02VSVG1BKWXESHN6TM3V8H3W0",
            "cb02vsvg1bkwxeshn6tm3v8h3w",
            "CB02VSVG1BKWXESHN6TM3V8H3X",
            "CBO2VSVG1BKWXESHN6TM3V8H3W",
            "CB02VSVG1BKWXESHN6TM3V8H3 ",
            "CB02VSVG1BKWXESHN6TM3V8H\u{e9}",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_value_has_one_text(bytes: [u8; 16], text in "[0-9A-Za-z]{26}") {
            assert_eq!(parse(&crockford(&bytes)), Some(bytes));
            if let Some(bytes) = parse(&text) {
                assert_eq!(crockford(&bytes), text);
            }
        }

        #[test]
        fn reads_any_text_without_fault(text: String) {
            assert_eq!(parse(&text), None);
        }
    }

    #[test]
    fn reads_the_first_bits_first() {
        assert_eq!(parse("00000000000000000000000000"), Some([0; 16]));
        assert_eq!(parse("ZZZZZZZZZZZZZZZZZZZZZZZZZW"), Some([255; 16]));
        let mut one = [0; 16];
        one[15] = 1;
        assert_eq!(parse("00000000000000000000000004"), Some(one));
        one[15] = 0;
        one[0] = 0x80;
        assert_eq!(parse("G0000000000000000000000000"), Some(one));
    }
}
