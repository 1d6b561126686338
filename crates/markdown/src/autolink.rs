//! Links that are written as bare addresses: in angle brackets (CommonMark), or just so (GitHub's extension, for
//! web and mail addresses).

use super::chars::{after, before, byte, cut, is_alnum, is_ink, is_space, skip, skip_back, skip_to};
use super::limits::WINDOW;

/// Longest scheme of an address in angle brackets.
const SCHEME: usize = 32;

/// Longest name of a host, in bytes. (DNS allows twice that; nobody reads it, and each start of one is looked at.)
const HOST: usize = 128;

/// Longest name of a mailbox, in bytes (RFC 5321).
const MAILBOX: usize = 64;

/// The address in angle brackets that starts at `at`: where it ends (past the bracket), and whether it is a mailbox.
pub(super) fn pointed(text: &str, at: usize) -> Option<(usize, bool)> {
    let from = at + 1;
    let end = skip(text, from, |b| is_ink(b) && b != b'<' && b != b'>');
    if byte(text, end) != b'>' {
        return None;
    }
    if has_scheme(text, from) {
        return Some((end + 1, false));
    }
    let sign = skip(text, from, |b| is_alnum(b) || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
    let name_end = skip(text, sign + 1, |b| is_alnum(b) || b == b'-' || b == b'.');
    let named =
        sign > from && byte(text, sign) == b'@' && name_end == end && is_host(text, sign + 1, end, false);
    named.then_some((end + 1, true))
}

/// At `at` starts a scheme of two letters or more, and a colon.
pub(super) fn has_scheme(text: &str, at: usize) -> bool {
    let end = skip(text, at, |b| is_alnum(b) || matches!(b, b'+' | b'.' | b'-'));
    byte(text, at).is_ascii_alphabetic() && byte(text, end) == b':' && (2..=SCHEME).contains(&(end - at))
}

/// A bare web address: where it ends, where the text that was looked at for it ends, and whether it lacks its scheme.
pub(super) struct Bare {
    pub(super) end: usize,
    pub(super) stop: usize,
    pub(super) short: bool,
}

/// The bare web address that starts at `at`. A closing bracket ends it, unless it was opened within.
pub(super) fn bare(text: &str, at: usize) -> Option<Bare> {
    let is = |prefix: &str| cut(text, at, at + prefix.len()).eq_ignore_ascii_case(prefix);
    let prior = before(text, at);
    let short = is("www.");
    let scheme = match byte(text, at + 4) {
        _ if short => 0,
        b':' if is("http://") => 7,
        _ if is("https://") => 8,
        _ => return None,
    };
    let free = is_space(prior) || matches!(prior, '*' | '_' | '~' | '(');
    if !free && (short || prior.is_ascii_alphanumeric()) {
        return None;
    }
    let host = at + scheme;
    let name_end =
        skip_to(text, host, host + HOST, |b| is_alnum(b) || matches!(b, b'-' | b'_' | b'.') || b >= 0x80);
    if name_end == host + HOST {
        return None;
    }
    // A host in letters beyond ASCII, where what stands before them is no host by itself.
    let plain_end = skip_to(text, host, name_end, |b| b < 0x80);
    let foreign = plain_end < name_end && !is_host(text, host, plain_end, true);
    let mut open = 0;
    let mut stop = host;
    while stop < text.len() {
        let c = after(text, stop);
        open += i32::from(c == '[') - i32::from(c == ']');
        if is_space(c)
            || c.is_ascii_control()
            || c == '<'
            || open < 0
            || is_sign(c)
            || (!foreign && attaches(c) && !may_go_on(text, stop))
        {
            break;
        }
        stop += c.len_utf8();
        if stop - at >= WINDOW {
            return None;
        }
    }
    let end = trimmed(text, host, stop);
    is_host(text, host, name_end.min(end), short).then_some(Bare { end, stop, short })
}

/// Whether a letter of another script can be the address' own: after a slash, an equals sign or its like, and after
/// another of its kind. Directly after a letter or digit of ASCII, or a bracket, the sentence goes on.
fn may_go_on(text: &str, at: usize) -> bool {
    let former = before(text, at);
    !former.is_ascii_alphanumeric() && !matches!(former, ')' | ']')
}

/// Letters of scripts that follow an address without a space: those that part no words, and those whose particles and
/// case endings join the word before.
fn attaches(c: char) -> bool {
    matches!(c,
        // Arabic and its forms
        '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' | '\u{08a0}'..='\u{08ff}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        // From Devanagari over Thai to Myanmar, and Khmer
        | '\u{0900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        // Hangul
        | '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        // Kana and Han, of every width
        | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Punctuation and signs of any script but ASCII's, which is looked at from the end; marks that belong to the letter
/// before them are none.
fn is_sign(c: char) -> bool {
    let is_danda = matches!(c, '\u{0964}' | '\u{0965}' | '\u{0e2f}' | '\u{0e5a}' | '\u{0e5b}');
    let is_combining = matches!(c, '\u{0300}'..='\u{036f}' | '\u{064b}'..='\u{065f}')
        || (matches!(c, '\u{0900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}') && !is_danda);
    !c.is_ascii() && !c.is_alphanumeric() && !is_combining
}

/// Parts between dots, none with an underscore among the last two; one dot at least where `dotted`.
fn is_host(text: &str, from: usize, to: usize, dotted: bool) -> bool {
    let mut dots = 0;
    let mut next = b'.';
    for at in (from..to).rev() {
        let b = byte(text, at);
        let edge = next == b'.' && (b == b'.' || b == b'-') || next == b'-' && b == b'.';
        if edge || b == b'_' && dots < 2 {
            return false;
        }
        dots += u32::from(b == b'.');
        next = b;
    }
    next != b'.' && next != b'-' && (dots > 0 || !dotted)
}

/// The end of an address without the punctuation that belongs to the sentence around it.
fn trimmed(text: &str, from: usize, mut end: usize) -> usize {
    let mut unpaired = 0;
    for b in cut(text, from, end).bytes() {
        unpaired += i32::from(b == b')') - i32::from(b == b'(');
    }
    while end > from {
        let last = byte(text, end - 1);
        if last == b';' {
            let start = skip_back(text, end - 1, is_alnum);
            if start + 1 >= end || byte(text, start - 1) != b'&' {
                break;
            }
            end = start - 1;
            continue;
        }
        if !(b"?!.,:*_~'\"".contains(&last) || last == b')' && unpaired > 0) {
            break;
        }
        unpaired -= i32::from(last == b')');
        end -= 1;
    }
    end
}

/// The bare mail address around the `@` at `at`: where it starts (not before `earliest`) and ends.
pub(super) fn mail(text: &str, at: usize, earliest: usize) -> Option<(usize, usize)> {
    let mut from = at;
    while from > earliest && is_name(byte(text, from - 1)) {
        if at - from == MAILBOX {
            return None;
        }
        from -= 1;
    }
    let from = skip(text, from, |b| b == b'_');
    let longest = at + HOST;
    let stop = skip_to(text, at + 1, longest, |b| is_name(b) && b != b'+');
    let end = skip_back(text, stop, |b| b == b'.');
    let escaped = from > 0 && byte(text, from - 1) == b'\\';
    let whole = from < at && stop < longest && !escaped && is_host(text, at + 1, end, true);
    whole.then_some((from, end))
}

fn is_name(b: u8) -> bool {
    is_alnum(b) || matches!(b, b'.' | b'-' | b'_' | b'+')
}
