//! What may be said of an uncaught error. Messages quote what a program was working on, and that may be what somebody
//! has just typed: quotations, values of fields, addresses and anything that looks like a key or a number are left out.

use halo_protocol::limits;

use crate::core::behaviour::address::page_url;
use crate::core::behaviour::field::{Field, SHORTEST_VALUE_BYTES};
use crate::core::behaviour::secret::holds_secret;

/// Longest message, in characters: more is a dump, not a message.
const MESSAGE_CHARS: usize = 300;
/// A longer word is a key, a hash or a path.
const WORD_CHARS: usize = 40;
/// So many digits are somebody's number.
const NUMBER_DIGITS: usize = 4;
/// Stands for what was left out.
const LEFT_OUT: &str = "…";

/// Whether an error is not the page's: a browser's harmless notice, an extension's, ours. `place` is the file's address
/// or the stack.
#[must_use]
pub fn is_foreign(message: &str, place: &str) -> bool {
    const NOTICES: [&str; 1] = ["ResizeObserver loop"];
    const PLACES: [&str; 4] = ["-extension://", "halo_bg", "/halo.js", "haloagents."];
    NOTICES.iter().any(|notice| message.contains(notice)) || PLACES.iter().any(|part| place.contains(part))
}

/// The first line of a message as it may be recorded.
#[must_use]
pub fn masked(message: &str, fields: &[Field]) -> String {
    let mut message = message.trim().lines().next().unwrap_or_default().to_owned();
    for line in fields.iter().flat_map(|field| field.value.lines()).map(str::trim) {
        if line.len() >= SHORTEST_VALUE_BYTES {
            message = message.replace(line, LEFT_OUT);
        }
    }
    let mut masked = String::new();
    for word in without_quotations(&message).split(' ') {
        if !masked.is_empty() {
            masked.push(' ');
        }
        let bare = word.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        if bare.contains("://") {
            masked.push_str(&page_url(bare, fields));
        } else if word.len() > WORD_CHARS || digits >= NUMBER_DIGITS || holds_secret(word) {
            masked.push_str(LEFT_OUT);
        } else {
            masked.push_str(word);
        }
    }
    limits::cap_chars(&mut masked, MESSAGE_CHARS);
    masked
}

/// The text with `…` for everything from the first quote to the last: quotations hold quotes themselves, and what is
/// between two of them tells little. An apostrophe inside a word opens nothing; a quote that is alone takes the rest.
fn without_quotations(text: &str) -> String {
    const QUOTES: [char; 9] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«'];
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if QUOTES.contains(&c) && !(before.is_alphanumeric() && matches!(c, '\'' | '’')) {
            let (start, rest) = text.split_at_checked(at + c.len_utf8()).unwrap_or_default();
            let end = rest.rfind(|c| c == '»' || QUOTES.contains(&c)).and_then(|last| rest.get(last..));
            return [start, LEFT_OUT, end.unwrap_or_default()].concat();
        }
        before = c;
    }
    text.to_owned()
}
