//! Which addresses a text from outside may link to. A check of the text alone, as a browser would read its
//! beginning; the view still parses the address with the browser's own parser before it makes a link of it.

/// The address, without the white space and control characters that a browser drops, if it may be linked to: an
/// `https` or `http` address with a host and without credentials, or `mailto` or `tel`.
pub fn safe_link(link: &str) -> Option<String> {
    let link = stripped(link)?;
    let colon = link.bytes().position(|b| b == b':')?;
    let scheme = link.get(..colon)?;
    let after = link.as_bytes().get(colon + 1..)?;
    let is = |known: &str| scheme.eq_ignore_ascii_case(known);
    let path = (is("mailto") || is("tel")) && !matches!(after, [] | [b'/' | b'\\', ..]);
    let web = (is("https") || is("http")) && is_host(after);
    (path || web).then_some(link)
}

/// As [`safe_link`], and also addresses relative to the page, as long as they stay on its origin.
pub fn safe_or_relative_link(link: &str) -> Option<String> {
    let stripped = stripped(link)?;
    let scheme_end = stripped.bytes().find(|b| matches!(b, b':' | b'/' | b'\\' | b'?' | b'#'));
    if scheme_end == Some(b':') {
        return safe_link(link);
    }
    let elsewhere = matches!(stripped.as_bytes(), [] | [b'/' | b'\\', b'/' | b'\\', ..]);
    (!elsewhere).then_some(stripped)
}

/// The address as a browser begins to read it: no white space or control character around it, no tab or line end in
/// it. `None` when another control character is in it.
fn stripped(link: &str) -> Option<String> {
    let mut out = String::new();
    for c in link.trim_matches(|c: char| c <= ' ').chars() {
        if !matches!(c, '\t' | '\n' | '\r') {
            out.push(c);
            if c.is_control() {
                return None;
            }
        }
    }
    Some(out)
}

/// Two slashes, then a host, without credentials before it and without characters that no host has.
fn is_host(after: &[u8]) -> bool {
    let [b'/', b'/', after @ ..] = after else { return false };
    let end = after.iter().position(|b| matches!(b, b'/' | b'\\' | b'?' | b'#')).unwrap_or(after.len());
    let host = after.get(..end).unwrap_or(&[]);
    !matches!(host, [] | [b':', ..]) && !host.iter().any(|b| b"@ <>\"`{}|^".contains(b))
}
