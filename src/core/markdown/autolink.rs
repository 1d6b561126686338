//! Links that are written as bare addresses: in angle brackets (CommonMark), or just so (GitHub's extension, for
//! web and mail addresses).

use super::chars::{after, before, byte, cut, is_alnum, is_space, rest, skip};
use super::entity;
use super::limits::WINDOW;

/// Longest scheme of an address in angle brackets.
const SCHEME: usize = 32;

/// The address in angle brackets that starts at `at`: where it ends (past the bracket), and whether it is a mailbox.
pub(super) fn pointed(text: &str, at: usize) -> Option<(usize, bool)> {
    let from = at + 1;
    let end = skip(text, from, |b| b > b' ' && b != b'<' && b != b'>' && b != 0x7f);
    if byte(text, end) != b'>' {
        return None;
    }
    let inner = cut(text, from, end);
    if has_scheme(inner) {
        return Some((end + 1, false));
    }
    let host = skip(inner, 0, is_mailbox);
    let named = host > 0 && byte(inner, host) == b'@';
    (named && rest(inner, host + 1).split('.').all(is_label)).then_some((end + 1, true))
}

/// The text starts with a scheme of two letters or more, and a colon.
pub(super) fn has_scheme(text: &str) -> bool {
    let end = skip(text, 0, |b| is_alnum(b) || matches!(b, b'+' | b'.' | b'-'));
    byte(text, 0).is_ascii_alphabetic() && byte(text, end) == b':' && (2..=SCHEME).contains(&end)
}

fn is_mailbox(b: u8) -> bool {
    is_alnum(b)
        || matches!(b, b'.' | b'!'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
            && b != b'"'
}

/// A part of a host's name: letters, digits and inner hyphens, 63 at most.
fn is_label(part: &str) -> bool {
    let inner = |b: u8| is_alnum(b) || b == b'-';
    (1..=63).contains(&part.len())
        && part.bytes().all(inner)
        && !part.starts_with('-')
        && !part.ends_with('-')
}

/// The bare web address that starts at `at`: where it ends, and whether it lacks its scheme. `bracketed`: a bracket
/// is open around it, and the next closing one ends it.
pub(super) fn bare(text: &str, at: usize, bracketed: bool) -> Option<(usize, bool)> {
    let has = |prefix: &str| cut(text, at, at + prefix.len()).eq_ignore_ascii_case(prefix);
    let prior = before(text, at);
    let (host, short, placed) = if has("www.") {
        (at, true, is_space(prior) || matches!(prior, '*' | '_' | '~' | '('))
    } else {
        let length = [HTTPS, HTTP].into_iter().find(|scheme| has(scheme))?.len();
        (at + length, false, !prior.is_ascii_alphanumeric())
    };
    let name_end = skip(text, host, |b| is_alnum(b) || matches!(b, b'-' | b'_' | b'.') || b >= 0x80);
    if !placed || name_end - host > HOST {
        return None;
    }
    let mut end = host;
    while end < text.len() {
        let c = after(text, end);
        if is_space(c) || c.is_ascii_control() || c == '<' || bracketed && c == ']' || is_wide_punctuation(c)
        {
            break;
        }
        end += c.len_utf8();
    }
    if end - at >= WINDOW {
        return None;
    }
    let end = trimmed(text, host, end);
    is_host(cut(text, host, name_end.min(end)), short).then_some((end, short))
}

/// The schemes of bare addresses.
const HTTPS: &str = "https://";
const HTTP: &str = "http://";

/// Longest name of a host, in bytes (DNS: 253 characters).
const HOST: usize = 255;

/// East Asian punctuation and closing quotes: they follow an address without a space between them.
fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '“' | '”' | '‘' | '’' | '«' | '»')
}

/// Parts between dots, none with an underscore among the last two; one dot at least where `dotted`.
fn is_host(name: &str, dotted: bool) -> bool {
    let mut parts = name.rsplit('.');
    !name.split('.').any(str::is_empty)
        && !parts.by_ref().take(2).any(|part| part.contains('_'))
        && (!dotted || name.contains('.'))
}

/// The end of an address without the punctuation that belongs to the sentence around it.
fn trimmed(text: &str, from: usize, mut end: usize) -> usize {
    let count = |mark: u8| cut(text, from, end).bytes().filter(|&b| b == mark).count();
    let mut unpaired = count(b')').saturating_sub(count(b'('));
    while end > from {
        match byte(text, end - 1) {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if unpaired > 0 => {
                unpaired -= 1;
                end -= 1;
            }
            b';' => {
                let name = cut(text, from, end - 1);
                let start = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
                if !name.get(..start).is_some_and(|head| head.ends_with('&') && start < name.len()) {
                    break;
                }
                end = from + start - 1;
            }
            _ => break,
        }
    }
    end
}

/// Longest name of a mailbox, in bytes (RFC 5321).
const MAILBOX: usize = 64;

/// The bare mail address around the `@` at `at`: where it starts (not before `earliest`) and ends.
pub(super) fn mail(text: &str, at: usize, earliest: usize) -> Option<(usize, usize)> {
    let mut from = at;
    while from > earliest && is_name(byte(text, from - 1)) {
        from -= 1;
    }
    let from = skip(text, from, |b| b == b'_');
    let mut end = skip(text, at + 1, |b| is_name(b) && b != b'+');
    while byte(text, end - 1) == b'.' {
        end -= 1;
    }
    let last = byte(text, end - 1);
    let mut parts = cut(text, at + 1, end).split('.');
    let whole = (1..=MAILBOX).contains(&at.saturating_sub(from))
        && end - at <= HOST
        && is_alnum(last)
        && (from == 0 || byte(text, from - 1) != b'\\')
        && parts.by_ref().next().is_some_and(|part| !part.is_empty());
    let rest = parts.clone().count();
    (whole && rest > 0 && !parts.any(str::is_empty)).then_some((from, end))
}

fn is_name(b: u8) -> bool {
    is_alnum(b) || matches!(b, b'.' | b'-' | b'_' | b'+')
}

/// The address as a link's target.
pub(super) fn target(address: &str, prefix: &str) -> String {
    let mut out = String::from(prefix);
    out.push_str(&entity::unescape(address, false));
    out
}
