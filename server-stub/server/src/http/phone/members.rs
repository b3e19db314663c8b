//! JSON objects of a phone: an object and nothing else, no member twice at any depth. Derived readers would take an array of the
//! values as well; [`Members`] does not.

use crate::http::error::Phone;
use crate::http::json;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::{Map, Value};

/// The members of an object, read as `T`.
#[derive(Clone, Copy, Debug)]
pub struct Members<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Map::<String, Value>::deserialize(deserializer)?;
        serde_json::from_value(Value::Object(object)).map(Self).map_err(D::Error::custom)
    }
}

/// Parses the bytes of a JWS part; `None` unless they are one object without a repeated member.
#[must_use]
pub fn parse(bytes: &[u8]) -> Option<Map<String, Value>> {
    json::parse::<_, Phone>(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Point {
        x: u8,
        y: Option<u8>,
    }

    fn read(text: &str) -> Result<Point, serde_json::Error> {
        serde_json::from_str::<Members<Point>>(text).map(|Members(point)| point)
    }

    #[test]
    fn refuses_an_array_of_the_values() {
        assert!(read("[1,2]").is_err());
    }

    #[test]
    fn refuses_an_unknown_member_by_its_name() {
        let error = read(r#"{"x":1,"z":2}"#).unwrap_err().to_string();
        assert!(error.starts_with("unknown field `z`"), "{error}");
    }

    #[test]
    fn refuses_a_repeated_member_at_any_depth() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":[{"b":1,"b":2}]}"#,
            r#"{"a":1,"\u0061":1}"#,
            "[]",
            "1",
            "{}x",
            "{",
            "",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn reads_an_object() {
        let point = read(r#"{"x":1}"#).unwrap();
        assert_eq!((point.x, point.y), (1, None));
        assert!(parse(br#"{"a":{"b":[1,"x",null]}}"#).is_some());
    }
}
