//! Looking at text without ever panicking, and the character classes that emphasis and links depend on. None of it
//! is inlined: this is called everywhere, and the copies would weigh more than the calls.

/// What a scanner returns for "it is not there".
pub(super) const NO: usize = usize::MAX;

/// What a scanner returns for "the text ended before it could tell".
pub(super) const MORE: usize = usize::MAX - 1;

#[cfg(test)]
thread_local! {
    /// Bytes looked at, for the tests of what a text costs.
    pub(super) static STEPS: core::cell::Cell<usize> = const { core::cell::Cell::new(0) };
}

/// The byte at `at`, or 0 past the end (no text holds a 0: the parser replaces it).
#[inline(never)]
pub(super) fn byte(text: &str, at: usize) -> u8 {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
    text.as_bytes().get(at).copied().unwrap_or(0)
}

/// The text from `from` to `to`, or nothing when that is no range of it.
#[inline(never)]
pub(super) fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// The text from `from` on.
#[inline(never)]
pub(super) fn rest(text: &str, from: usize) -> &str {
    cut(text, from, text.len())
}

/// The text without the white space around it.
#[inline(never)]
pub(super) fn trim(text: &str) -> &str {
    let text = trim_end(text);
    rest(text, skip(text, 0, is_gap))
}

/// The text without the white space at its end.
#[inline(never)]
pub(super) fn trim_end(text: &str) -> &str {
    cut(text, 0, skip_back(text, text.len(), is_gap))
}

/// Appends; once for all the places that do.
#[inline(never)]
pub(super) fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

/// The first place from `at` on whose byte is not of the class.
pub(super) fn skip(text: &str, at: usize, class: fn(u8) -> bool) -> usize {
    skip_to(text, at, text.len(), class)
}

/// The same, going no further than to `limit`.
#[inline(never)]
pub(super) fn skip_to(text: &str, mut at: usize, limit: usize, class: fn(u8) -> bool) -> usize {
    while at < limit.min(text.len()) && class(byte(text, at)) {
        at += 1;
    }
    at
}

/// The last place up to `at` before which stands a byte that is not of the class.
#[inline(never)]
pub(super) fn skip_back(text: &str, mut at: usize, class: fn(u8) -> bool) -> usize {
    while at > 0 && class(byte(text, at - 1)) {
        at -= 1;
    }
    at
}

/// Where the run of `mark` that starts at `at` ends.
#[inline(never)]
pub(super) fn run_end(text: &str, mut at: usize, mark: u8) -> usize {
    while byte(text, at) == mark {
        at += 1;
    }
    at
}

/// Where `needle` next stands wholly between `from` and `to`, or [`NO`].
#[inline(never)]
pub(super) fn find(text: &str, needle: &str, mut from: usize, to: usize) -> usize {
    let to = to.min(text.len());
    while from + needle.len() <= to {
        #[cfg(test)]
        STEPS.with(|steps| steps.set(steps.get() + 1));
        if text.as_bytes().get(from..from + needle.len()) == Some(needle.as_bytes()) {
            return from;
        }
        from += 1;
    }
    NO
}

/// The text holds this.
pub(super) fn has(text: &str, needle: &str) -> bool {
    find(text, needle, 0, text.len()) != NO
}

/// Where the word ends in a list of words with a space before and after each, or [`NO`].
#[inline(never)]
pub(super) fn listed(list: &str, word: &str) -> usize {
    let mut at = 1;
    loop {
        at = find(list, word, at, list.len());
        let end = at.saturating_add(word.len());
        if at == NO || byte(list, at - 1) == b' ' && byte(list, end) == b' ' {
            return end;
        }
        at += 1;
    }
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

/// Neither white space nor a control character.
pub(super) fn is_ink(b: u8) -> bool {
    b > b' ' && b != 0x7f
}

/// The character before `at`; a space at the very beginning.
#[inline(never)]
pub(super) fn before(text: &str, at: usize) -> char {
    cut(text, 0, at).chars().next_back().unwrap_or(' ')
}

/// The character at `at`; a space at the very end.
#[inline(never)]
pub(super) fn after(text: &str, at: usize) -> char {
    rest(text, at).chars().next().unwrap_or(' ')
}

/// Unicode white space, as emphasis sees it.
#[inline(never)]
pub(super) fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'..='\r' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Punctuation and symbols beyond ASCII, as ranges: the blocks in everyday use, not the whole Unicode table (which
/// would weigh more than the rest of the parser).
const SYMBOLS: [(u32, u32); 16] = [
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
    (0x1_f000, 0x1_faff),
];

/// Punctuation or symbol, as emphasis sees it.
#[inline(never)]
pub(super) fn is_punctuation(c: char) -> bool {
    let code = u32::from(c);
    c.is_ascii_punctuation() || SYMBOLS.iter().any(|&(low, high)| low <= code && code <= high)
}

/// A letter of a script that is written without spaces. Beside one, a run of stars next to punctuation opens and
/// closes as it would beside a space; CommonMark leaves the stars of `**「重要」**です` standing.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Neither space nor punctuation.
pub(super) fn is_word(c: char) -> bool {
    !is_space(c) && !is_punctuation(c)
}
