//! Which addresses a text from outside may link to. A check of the text alone, as a browser would read its
//! beginning; the view still parses the address with the browser's own parser before it makes a link of it.

/// The address, without the white space and control characters that a browser drops, if it may be linked to: an
/// `https` or `http` address with a host and without credentials, or `mailto` or `tel`.
pub fn safe_link(link: &str) -> Option<String> {
    let link = stripped(link)?;
    let (scheme, after) = link.split_once(':')?;
    let allowed = match scheme.to_ascii_lowercase().as_str() {
        "https" | "http" => is_host(after),
        "mailto" | "tel" => !after.is_empty() && !after.starts_with(['/', '\\']),
        _ => false,
    };
    allowed.then_some(link)
}

/// As [`safe_link`], and also addresses relative to the page, as long as they stay on its origin.
pub fn safe_or_relative_link(link: &str) -> Option<String> {
    let stripped = stripped(link)?;
    let path = stripped.find(['/', '\\', '?', '#']).unwrap_or(stripped.len());
    let has_scheme = stripped.find(':').is_some_and(|at| at < path);
    if has_scheme {
        return safe_link(link);
    }
    let elsewhere =
        stripped.starts_with(['/', '\\']) && stripped.chars().nth(1).is_some_and(|c| c == '/' || c == '\\');
    (!stripped.is_empty() && !elsewhere).then_some(stripped)
}

/// The address as a browser begins to read it: no white space or control character around it, no tab or line end in
/// it. `None` when another control character is in it.
fn stripped(link: &str) -> Option<String> {
    let mut out = String::new();
    for c in link.trim_matches(|c: char| c <= ' ').chars() {
        match c {
            '\t' | '\n' | '\r' => {}
            _ if c.is_control() => return None,
            _ => out.push(c),
        }
    }
    Some(out)
}

/// Two slashes, then a host without credentials before it.
fn is_host(after: &str) -> bool {
    let Some(after) = after.strip_prefix("//") else { return false };
    let end = after.find(['/', '\\', '?', '#']).unwrap_or(after.len());
    let host = after.get(..end).unwrap_or("");
    !host.is_empty()
        && !host.starts_with(':')
        && !host.contains(['@', ' ', '<', '>', '"', '`', '{', '}', '|', '^'])
}
