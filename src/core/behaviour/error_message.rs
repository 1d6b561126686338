//! What may be said of an uncaught error. Messages quote what a program was working on, and that may be what somebody
//! has just typed: quotations, values of fields and anything that looks like an address, a key or a number are left out.

use halo_protocol::limits;

use crate::core::behaviour::address::{FormField, SHORTEST_VALUE_BYTES};
use crate::core::behaviour::secret::holds_secret;

/// Longest message, in characters: more is a dump, not a message.
const MESSAGE_CHARS: usize = 300;
/// A longer word is a key, a hash or a path.
const WORD_BYTES: usize = 40;
/// So many digits are somebody's number.
const NUMBER_DIGITS: usize = 4;
/// Stands for what was left out.
const LEFT_OUT: &str = "…";
/// Errors that are not the page's, by their message or the place they come from: a browser's harmless notice, an
/// extension's, ours.
const FOREIGN: &str = "ResizeObserver loop|-extension://|halo_bg|/halo.js|haloagents.";

/// Whether an error is not the page's, by its message, its file's address or its stack.
#[must_use]
pub fn is_foreign(text: &str) -> bool {
    FOREIGN.split('|').any(|part| text.contains(part))
}

/// The beginning of a message as it may be recorded: one line, up to the first quotation, and nothing at all when what
/// stands in a field of the page stands in it.
#[must_use]
pub fn masked(message: &str, fields: &[FormField]) -> String {
    let message = message.split('\n').next().unwrap_or_default();
    let mut masked = String::new();
    let mut typed = fields.iter().flat_map(|field| field.value.split('\n')).map(str::trim);
    if typed.any(|line| line.len() >= SHORTEST_VALUE_BYTES && message.contains(line)) {
        return LEFT_OUT.to_owned();
    }
    for word in message.split(' ') {
        if !masked.is_empty() {
            masked.push(' ');
        }
        if quotes(word) {
            masked.push_str(LEFT_OUT);
            break;
        }
        let is_number = word.bytes().filter(u8::is_ascii_digit).count() >= NUMBER_DIGITS;
        let is_left_out = is_number || word.len() > WORD_BYTES || word.contains("//") || holds_secret(word);
        masked.push_str(if is_left_out { LEFT_OUT } else { word });
    }
    limits::cap_chars(&mut masked, MESSAGE_CHARS);
    masked
}

/// Whether a quotation begins in a word. An apostrophe between two letters is none.
fn quotes(word: &str) -> bool {
    let apostrophe = word.split_once('\'').is_some_and(|(before, after)| {
        !before.ends_with(|c: char| c.is_ascii_alphabetic())
            || !after.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    apostrophe || word.contains(['"', '`', '“', '„', '‘', '«'])
}
