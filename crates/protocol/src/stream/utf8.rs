//! Decodes UTF-8 from chunks cut anywhere, as the WHATWG decoder does: one byte order mark stripped at the start, and
//! U+FFFD for each maximal part that is not UTF-8.

use std::str;

const REPLACEMENT: &str = "\u{FFFD}";
const BOM: char = '\u{FEFF}';

/// The longest sequence of UTF-8.
const MAX_SEQUENCE_BYTES: usize = 4;

/// Holds at most the begun sequence: up to three bytes.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    begun: Vec<u8>,
    is_past_start: bool,
}

impl Utf8 {
    /// Whether the bytes so far end inside a character.
    pub(super) fn is_inside_character(&self) -> bool {
        !self.begun.is_empty()
    }

    /// Hands out the text that `bytes` complete.
    pub(super) fn push(&mut self, bytes: &[u8], on_text: &mut dyn FnMut(&str)) {
        let mut rest = bytes;
        while !self.begun.is_empty() {
            let Some((next, after)) = rest.split_first() else { return };
            self.begun.push(*next);
            rest = after;
            self.resolve_begun(on_text);
        }
        self.decode(rest, on_text);
    }

    /// The text ends here, or something that is not text begins: a begun character becomes U+FFFD.
    pub(super) fn end_text(&mut self, on_text: &mut dyn FnMut(&str)) {
        self.is_past_start = true;
        if !self.begun.is_empty() {
            self.begun.clear();
            self.emit(REPLACEMENT, on_text);
        }
    }

    fn resolve_begun(&mut self, on_text: &mut dyn FnMut(&str)) {
        let mut sequence = [0; MAX_SEQUENCE_BYTES];
        let length = self.begun.len();
        let Some(filled) = sequence.get_mut(..length) else { return };
        filled.copy_from_slice(&self.begun);
        let filled: &[u8] = filled;
        let is_still_open = str::from_utf8(filled).is_err_and(|error| error.error_len().is_none());
        if !is_still_open || length == MAX_SEQUENCE_BYTES {
            self.begun.clear();
            self.decode(filled, on_text);
        }
    }

    fn decode(&mut self, bytes: &[u8], on_text: &mut dyn FnMut(&str)) {
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.emit(chunk.valid(), on_text);
            let invalid = chunk.invalid();
            let is_last = chunks.peek().is_none();
            if invalid.is_empty() {
                continue;
            }
            // Only at the end of the bytes may the next ones still complete the character.
            if is_last && str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none()) {
                self.begun.extend_from_slice(invalid);
            } else {
                self.emit(REPLACEMENT, on_text);
            }
        }
    }

    fn emit(&mut self, text: &str, on_text: &mut dyn FnMut(&str)) {
        if text.is_empty() {
            return;
        }
        let text = if self.is_past_start { text } else { text.strip_prefix(BOM).unwrap_or(text) };
        self.is_past_start = true;
        if !text.is_empty() {
            on_text(text);
        }
    }
}
