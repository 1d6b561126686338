//! Character references and backslash escapes. Only the commonest names are known, not the 2,125 of HTML (their
//! table would weigh twice this parser): an unknown name stays as it is written, as any unknown name does.

use super::chars::{byte, cut, rest, skip};

/// Name and character, by turns.
const NAMES: &str = "amp & lt < gt > quot \" apos ' nbsp \u{a0} copy © reg ® trade ™ hellip … mdash — ndash – \
    lsquo ‘ rsquo ’ ldquo “ rdquo ” sbquo ‚ bdquo „ laquo « raquo » bull • middot · deg ° plusmn ± times × divide ÷ \
    minus − frac12 ½ frac14 ¼ frac34 ¾ sup2 ² sup3 ³ euro € pound £ yen ¥ cent ¢ sect § para ¶ larr ← rarr → uarr ↑ \
    darr ↓ harr ↔ rArr ⇒ le ≤ ge ≥ ne ≠ asymp ≈ infin ∞ radic √ sum ∑ micro µ alpha α beta β pi π auml ä ouml ö uuml ü \
    Auml Ä Ouml Ö Uuml Ü szlig ß eacute é egrave è agrave à ccedil ç ntilde ñ aring å oslash ø AElig Æ iexcl ¡ \
    iquest ¿ ensp \u{2002} emsp \u{2003} thinsp \u{2009} shy \u{ad} colon : lpar ( rpar ) lsqb [ rsqb ] num # ast *";

/// Longest name above, and longest number (seven digits) with its marks.
const LONGEST: usize = 8;

/// The reference that starts at `at` (an ampersand): its character and where it ends.
pub(super) fn reference(text: &str, at: usize) -> Option<(char, usize)> {
    let hash = byte(text, at + 1) == b'#';
    let hex = hash && byte(text, at + 2) | 0x20 == b'x';
    let from = at + 1 + usize::from(hash) + usize::from(hex);
    let to = skip(text, from, |b| b.is_ascii_alphanumeric());
    if byte(text, to) != b';' || to == from || to - from > LONGEST {
        return None;
    }
    let name = cut(text, from, to);
    let found = if hash { number(name, hex)? } else { named(name)? };
    Some((found, to + 1))
}

fn number(digits: &str, hex: bool) -> Option<char> {
    let (radix, most) = if hex { (16, 6) } else { (10, 7) };
    if digits.len() > most {
        return None;
    }
    let mut code = 0;
    for digit in digits.chars() {
        code = code * radix + digit.to_digit(radix)?;
    }
    Some(char::from_u32(code).filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn named(name: &str) -> Option<char> {
    let mut parts = NAMES.split(' ').filter(|part| !part.is_empty());
    while let (Some(known), Some(value)) = (parts.next(), parts.next()) {
        if known == name {
            return value.chars().next();
        }
    }
    None
}

/// The text could still become a reference: an ampersand and the beginning of a name or number.
pub(super) fn is_begun(text: &str, at: usize) -> bool {
    let from = at + 1 + usize::from(byte(text, at + 1) == b'#');
    let to = skip(text, from, |b| b.is_ascii_alphanumeric());
    to == text.len() && to - from <= LONGEST
}

/// The text with its references and (where asked for) backslash escapes resolved.
pub(super) fn unescape(text: &str, backslashes: bool) -> String {
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        match byte(text, at) {
            b'\\' if backslashes && byte(text, at + 1).is_ascii_punctuation() => {
                out.push_str(cut(text, done, at));
                done = at + 1;
                at += 1;
            }
            b'&' => {
                if let Some((found, end)) = reference(text, at) {
                    out.push_str(cut(text, done, at));
                    out.push(found);
                    done = end;
                    at = end - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    out.push_str(rest(text, done));
    out
}
