//! Character references and backslash escapes. Only the commonest names are known, not the 2,125 of HTML (their
//! table would weigh twice this parser): an unknown name stays as it is written, as any unknown name does.

use super::chars::{NO, after, byte, cut, is_alnum, listed, put, rest, skip};

/// Name and character, by turns.
const NAMES: &str = " amp & lt < gt > quot \" apos ' nbsp \u{a0} copy © reg ® trade ™ hellip … mdash — ndash – \
    lsquo ‘ rsquo ’ ldquo “ rdquo ” laquo « raquo » bull • middot · deg ° plusmn ± times × divide ÷ minus − \
    frac12 ½ frac14 ¼ frac34 ¾ euro € pound £ yen ¥ cent ¢ sect § para ¶ larr ← rarr → uarr ↑ darr ↓ harr ↔ \
    le ≤ ge ≥ ne ≠ asymp ≈ infin ∞ auml ä ouml ö uuml ü Auml Ä Ouml Ö Uuml Ü szlig ß eacute é egrave è agrave à \
    ccedil ç ntilde ñ AElig Æ ";

/// Longest name above, and longest number (seven digits).
const LONGEST: usize = 7;

/// The name or number of the reference that starts at `at` (an ampersand): its beginning and end, and its radix.
fn name(text: &str, at: usize) -> (usize, usize, u32) {
    let mut from = at + 1;
    let mut radix = 0;
    if byte(text, from) == b'#' {
        let hex = byte(text, from + 1) | 0x20 == b'x';
        radix = if hex { 16 } else { 10 };
        from += 1 + usize::from(hex);
    }
    (from, skip(text, from, is_alnum), radix)
}

/// The reference that starts at `at` (an ampersand): its character and where it ends.
pub(super) fn reference(text: &str, at: usize) -> Option<(char, usize)> {
    let (from, to, radix) = name(text, at);
    if byte(text, to) != b';' || to == from || to - from > LONGEST {
        return None;
    }
    let name = cut(text, from, to);
    if radix == 0 {
        let place = listed(NAMES, name);
        return (place != NO).then(|| (after(NAMES, place + 1), to + 1));
    }
    let mut code = 0_u32;
    for digit in name.bytes() {
        code = code * radix + char::from(digit).to_digit(radix)?;
    }
    let code = if code == 0 { NO as u32 } else { code };
    Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), to + 1))
}

/// The text ends within what could become a reference.
pub(super) fn is_begun(text: &str, at: usize) -> bool {
    let (from, to, _) = name(text, at);
    to == text.len() && to - from <= LONGEST
}

/// The text with its references and (where asked for) backslash escapes resolved.
pub(super) fn unescape(text: &str, backslashes: bool) -> String {
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while at < text.len() {
        let next = at + 1;
        if backslashes && byte(text, at) == b'\\' && byte(text, next).is_ascii_punctuation() {
            put(&mut out, cut(text, done, at));
            done = next;
            at = next;
        } else if byte(text, at) == b'&'
            && let Some((found, end)) = reference(text, at)
        {
            put(&mut out, cut(text, done, at));
            out.push(found);
            done = end;
            at = end - 1;
        }
        at += 1;
    }
    put(&mut out, rest(text, done));
    out
}
