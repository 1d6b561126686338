//! Looking at text without ever panicking, and the character classes that emphasis and links depend on.

/// The byte at `at`, or 0 past the end (no text holds a 0: the parser replaces it).
pub(super) fn byte(text: &str, at: usize) -> u8 {
    text.as_bytes().get(at).copied().unwrap_or(0)
}

/// The text from `from` to `to`, or nothing when that is no range of it.
pub(super) fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// The text from `from` on.
pub(super) fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or("")
}

/// The first place from `at` on whose byte is not of the class.
pub(super) fn skip(text: &str, mut at: usize, class: fn(u8) -> bool) -> usize {
    while at < text.len() && class(byte(text, at)) {
        at += 1;
    }
    at
}

/// Where the run of `mark` that starts at `at` ends.
pub(super) fn run_end(text: &str, mut at: usize, mark: u8) -> usize {
    while byte(text, at) == mark {
        at += 1;
    }
    at
}

/// Where `needle` next stands wholly between `from` and `to`.
pub(super) fn find(text: &str, needle: &str, from: usize, to: usize) -> Option<usize> {
    let hay = text.as_bytes().get(from..to.min(text.len()))?;
    hay.windows(needle.len()).position(|part| part == needle.as_bytes()).map(|at| from + at)
}

/// Space or tab.
pub(super) fn is_blank(b: u8) -> bool {
    b == b' ' || b == b'\t'
}

/// Space, tab or line feed.
pub(super) fn is_gap(b: u8) -> bool {
    is_blank(b) || b == b'\n'
}

/// Letter or digit.
pub(super) fn is_alnum(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

/// The character before `at`; a space at the very beginning.
pub(super) fn before(text: &str, at: usize) -> char {
    cut(text, 0, at).chars().next_back().unwrap_or(' ')
}

/// The character at `at`; a space at the very end.
pub(super) fn after(text: &str, at: usize) -> char {
    rest(text, at).chars().next().unwrap_or(' ')
}

/// Unicode white space, as emphasis sees it.
pub(super) fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Punctuation and symbols beyond ASCII, as ranges: the blocks in everyday use, not the whole Unicode table (which
/// would weigh more than the rest of the parser).
const SYMBOLS: [(u16, u16); 15] = [
    (0xa1, 0xa9),
    (0xab, 0xb1),
    (0xb4, 0xb4),
    (0xb6, 0xb8),
    (0xbb, 0xbb),
    (0xbf, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x2010, 0x205e),
    (0x20a0, 0x20cf),
    (0x2190, 0x245f),
    (0x2500, 0x2bff),
    (0x3001, 0x3020),
    (0xff01, 0xff0f),
    (0xff1a, 0xff20),
];

/// First and last of the emoji planes.
const EMOJI: (u32, u32) = (0x1_f000, 0x1_faff);

/// Punctuation or symbol, as emphasis sees it.
pub(super) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let code = c as u32;
    SYMBOLS.iter().any(|&(low, high)| (u32::from(low)..=u32::from(high)).contains(&code))
        || (EMOJI.0..=EMOJI.1).contains(&code)
}

/// Neither space nor punctuation.
pub(super) fn is_word(c: char) -> bool {
    !is_space(c) && !is_punctuation(c)
}
