//! How deep and how wide JSON from outside may be: counted while it is read past, before a value of it is made, kept or
//! walked. Limits of single fields are the protocol's matter.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::error::ApiError;

/// Objects and lists inside one another. What pages send has five or six.
const DEPTH: usize = 32;
/// Entries of one object: more than the largest map of the API can hold in its bytes (50,000, at seven an entry).
const ENTRIES: usize = 8_000;
/// Values of one body: a thousand users of a backend with a thousand traits each.
const VALUES: usize = 1_000_000;

/// Holds a body against the bounds.
///
/// # Errors
/// 400 with what was met and what is allowed. What is no JSON passes: its reader tells it better.
pub(super) fn check(bytes: &[u8]) -> Result<(), ApiError> {
    let (met, values) = (Cell::new(None), Cell::new(0));
    let walk = Walk { met: &met, values: &values, depth: 0 };
    // The outcome is in `met`.
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(bytes));
    match met.get() {
        Some(over) => Err(ApiError::Bad(over.to_string())),
        None => Ok(()),
    }
}

#[derive(Clone, Copy, Debug)]
enum Over {
    Depth,
    Entries,
    Values,
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depth => {
                write!(f, "the request body is nested deeper than {DEPTH}, the most that is allowed")
            }
            Self::Entries => write!(
                f,
                "an object of the request body has more than {ENTRIES} entries; at most {ENTRIES} are allowed"
            ),
            Self::Values => {
                write!(f, "the request body has more than {VALUES} values; at most {VALUES} are allowed")
            }
        }
    }
}

/// Reads past a value and counts.
#[derive(Clone, Copy)]
struct Walk<'a> {
    met: &'a Cell<Option<Over>>,
    values: &'a Cell<usize>,
    depth: usize,
}

impl Walk<'_> {
    fn stop<E: Error>(&self, over: Over) -> E {
        self.met.set(Some(over));
        E::custom(over)
    }

    fn count<E: Error>(&self) -> Result<(), E> {
        self.values.set(self.values.get() + 1);
        if self.values.get() > VALUES { Err(self.stop(Over::Values)) } else { Ok(()) }
    }

    fn deeper<E: Error>(&self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > DEPTH { Err(self.stop(Over::Depth)) } else { Ok(Self { depth, ..*self }) }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        self.count()?;
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while list.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut entries = 0;
        while map.next_key::<serde::de::IgnoredAny>()?.is_some() {
            entries += 1;
            if entries > ENTRIES {
                return Err(self.stop(Over::Entries));
            }
            map.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        check(text.as_bytes()).map_or_else(|it| it.to_string(), |()| "passes".to_owned())
    }

    #[test]
    fn a_map_has_a_bound_at_every_depth_and_repeated_keys_count() {
        let map = |entries: usize| format!("{{{}}}", vec!["\"a\":1"; entries].join(","));
        assert_eq!(told(&map(ENTRIES)), "passes");
        let refused = "an object of the request body has more than 8000 entries; at most 8000 are allowed";
        assert_eq!(told(&map(ENTRIES + 1)), refused);
        assert_eq!(told(&format!("{{\"events\":[{{\"metadata\":{}}}]}}", map(150_000))), refused);
    }

    #[test]
    fn depth_and_the_number_of_values_have_bounds() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(told(&deep(DEPTH)), "passes");
        assert_eq!(
            told(&deep(DEPTH + 1)),
            "the request body is nested deeper than 32, the most that is allowed"
        );
        assert!(told(&deep(100_000)).contains("deeper"));
        assert!(told(&format!("[{}1]", "1,".repeat(VALUES))).contains("more than 1000000 values"));
    }

    #[test]
    fn what_is_no_json_is_left_to_its_reader() {
        for text in ["", "{", "nonsense", "{\"a\":}", "[1,2", "\u{feff}{}"] {
            assert_eq!(told(text), "passes", "{text}");
        }
    }
}
