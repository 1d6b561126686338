//! JSON as others write it and as all readers take it: escapes of half a surrogate pair, which come where a model's text
//! is cut between its halves, are read without loss; and characters that some take for line ends are written escaped.

use serde_json::Value;

const HIGH: std::ops::RangeInclusive<u32> = 0xD800..=0xDBFF;
const LOW: std::ops::RangeInclusive<u32> = 0xDC00..=0xDFFF;
/// `\uXXXX` in bytes.
const ESCAPE_BYTES: usize = 6;
/// What U+10000 is above the pair of its first halves.
const ASTRAL: u32 = 0x1_0000;
/// Halves that shall be joined stand here, at the end of the last private plane, between reading and joining. Only text
/// that has lone halves is looked through for them.
const MARKS: u32 = 0x10_F800;

/// JSON read with halves kept, for text that comes in pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonPiece {
    /// The value.
    pub value: Value,
    /// Whether its strings hold halves for [`Halves::join`].
    pub has_halves: bool,
}

/// Reads JSON; half a pair on its own becomes U+FFFD. Only what is refused otherwise is looked through.
#[must_use]
pub fn read(json: &str) -> Option<Value> {
    let mended = || serde_json::from_str(&mend(json, |_| char::REPLACEMENT_CHARACTER)).ok();
    serde_json::from_str(json).ok().or_else(mended)
}

/// Reads JSON, whose text may go on in another piece.
#[must_use]
pub fn read_piece(json: &str) -> Option<JsonPiece> {
    if let Ok(value) = serde_json::from_str(json) {
        return Some(JsonPiece { value, has_halves: false });
    }
    let mark = |half| char::from_u32(MARKS + half - HIGH.start()).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some(JsonPiece { value: serde_json::from_str(&mend(json, mark)).ok()?, has_halves: true })
}

/// Escapes what only some readers take for line ends: U+0085, U+2028 and U+2029. In JSON they stand in strings alone.
#[must_use]
pub fn escape_line_ends(mut json: String) -> String {
    for (end, escaped) in [('\u{85}', "\\u0085"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if json.contains(end) {
            json = json.replace(end, escaped);
        }
    }
    json
}

/// Joins halves over the pieces of a text.
#[derive(Debug, Default)]
pub struct Halves {
    high: Option<u32>,
}

impl Halves {
    /// The text that this piece completes. A half whose other one does not follow is U+FFFD.
    pub fn join(&mut self, text: &str, has_halves: bool) -> String {
        let mut out = String::with_capacity(text.len());
        for char in text.chars() {
            let half = if has_halves {
                u32::from(char).checked_sub(MARKS).map(|it| it + HIGH.start())
            } else {
                None
            };
            match (self.high, half) {
                (Some(high), Some(low)) if LOW.contains(&low) => {
                    self.high = None;
                    out.extend(char::from_u32(ASTRAL + ((high - HIGH.start()) << 10) + (low - LOW.start())));
                    continue;
                }
                _ => out.extend(self.end()),
            }
            match half {
                Some(high) if HIGH.contains(&high) => self.high = Some(high),
                Some(_) => out.push(char::REPLACEMENT_CHARACTER),
                None => out.push(char),
            }
        }
        out
    }

    /// What is left of a half when nothing follows.
    pub fn end(&mut self) -> Option<char> {
        self.high.take().map(|_| char::REPLACEMENT_CHARACTER)
    }
}

/// The JSON with `lone` for every half that has not its other one beside it.
fn mend(json: &str, lone: impl Fn(u32) -> char) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let next = escape.get(ESCAPE_BYTES..).unwrap_or_default();
        match unit(escape) {
            Some(half) if HIGH.contains(&half) && unit(next).is_some_and(|it| LOW.contains(&it)) => {
                let (pair, after) = escape.split_at_checked(2 * ESCAPE_BYTES).unwrap_or((escape, ""));
                out.push_str(pair);
                rest = after;
            }
            Some(half) if HIGH.contains(&half) || LOW.contains(&half) => {
                out.push(lone(half));
                rest = next;
            }
            _ => {
                let mut chars = escape.chars();
                out.extend(chars.by_ref().take(2));
                rest = chars.as_str();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The UTF-16 unit that an escape at the start stands for.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(pieces: &[&str]) -> String {
        let mut halves = Halves::default();
        let mut out = String::new();
        for piece in pieces {
            let kept = read_piece(&format!("\"{piece}\"")).unwrap();
            out.push_str(&halves.join(kept.value.as_str().unwrap(), kept.has_halves));
        }
        out.extend(halves.end());
        out
    }

    #[test]
    fn halves_are_joined_over_pieces_and_a_lone_one_is_the_replacement_character() {
        assert_eq!(joined(&[r"Hello \ud83d", r"\ude00 there"]), "Hello 😀 there");
        assert_eq!(joined(&[r"\uD83D", "", r"\uDE00"]), "😀");
        assert_eq!(joined(&[r"a \ud83d\ude00 b"]), "a 😀 b");
        assert_eq!(joined(&[r"a\ud83d", "b"]), "a\u{FFFD}b");
        assert_eq!(joined(&[r"a\ude00b\ud83d"]), "a\u{FFFD}b\u{FFFD}");
        assert_eq!(joined(&[r"\ud83d\ud83d\ude00"]), "\u{FFFD}😀");
        assert_eq!(joined(&[r"C:\\ud83d", "\u{10F83D}"]), "C:\\ud83d\u{10F83D}");
    }

    #[test]
    fn every_cut_between_escapes_reads_the_same() {
        let pieces = ["x", r"\ud83d", r"\ude00", "é", r"\ud83c", r"\udf0d", r"\n"];
        for cut in 0..=pieces.len() {
            let (one, two) = pieces.split_at(cut);
            assert_eq!(joined(&[&one.concat(), &two.concat()]), "x😀é🌍\n", "{cut}");
        }
        assert_eq!(joined(&pieces), "x😀é🌍\n");
    }

    #[test]
    fn json_that_is_none_stays_refused_and_a_lone_half_does_not() {
        assert_eq!(read(r#"{"a":"\ud83d"}"#), Some(serde_json::json!({"a": "\u{FFFD}"})));
        assert_eq!(read(r#"{"a":"\ud83"}"#), None);
        assert_eq!(read("{\\"), None);
    }
}
