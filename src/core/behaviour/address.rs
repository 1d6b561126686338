//! Addresses as they may be recorded: where the visitor is, without who the visitor is. The text is cut, never
//! decoded and encoded again, so that a malformed address stays what it was.

use halo_protocol::limits;

use crate::core::behaviour::secret::{decoded, holds_secret, is_secret_name};

/// A field of the page as it is now. What stands in it is kept out of addresses and messages by comparing, and gets no
/// further.
#[derive(Clone, Debug, Default)]
pub struct FormField {
    /// Its `name`, perhaps empty.
    pub name: String,
    /// What stands in it.
    pub value: String,
}

/// Shorter values stand by chance in half of all words and addresses.
pub const SHORTEST_VALUE_BYTES: usize = 3;

/// The address as it may be recorded, at most 2,000 characters: without fragment, user and password, and without the
/// values of parameters that are secret by their name or looks, that are named like a field of the page, or that
/// stand in a field of the page (forms sent by GET, searches as one types). Such a value is left out: `?token=&page=2`.
/// The same holds for the path. Of an address that names no host (`about:`, `data:`, `blob:`) and of a file only the
/// scheme is left.
#[must_use]
pub fn page_url(address: &str, fields: &[FormField]) -> String {
    let address = without_fragment(address);
    let mut url = String::new();
    let rest = match address.split_once(':') {
        Some((scheme, rest)) if !scheme.contains(['/', '?', ';']) => {
            url.push_str(scheme);
            url.push(':');
            match rest.strip_prefix("//") {
                Some(rest) if scheme != "file" => {
                    let host_end = rest.find(['/', '\\', '?']).unwrap_or(rest.len());
                    let (host, rest) = rest.split_at_checked(host_end).unwrap_or_default();
                    url.push_str("//");
                    url.push_str(host.rfind('@').and_then(|at| host.get(at + 1..)).unwrap_or(host));
                    rest
                }
                _ => "",
            }
        }
        _ => address,
    };
    push_redacted(&mut url, rest, fields);
    limits::cap_chars(&mut url, limits::PAGE_URL_CHARS);
    url
}

/// The address of the page before, as it may be recorded: its query is left out whole, since the fields it may have
/// come from are gone.
#[must_use]
pub fn referrer(address: &str) -> String {
    page_url(address.split('?').next().unwrap_or_default(), &[])
}

/// Whether going from one address to another shows another page: another path or query, or another route after the
/// `#`. A query that is merely replaced (a filter, a search as one types) and an anchor show the same page.
#[must_use]
pub fn is_other_page(before: &str, after: &str, replaced: bool) -> bool {
    let page = |address| {
        let (bare, fragment) = without_fragment_and(address);
        let page = if replaced { bare.split('?').next().unwrap_or_default() } else { bare };
        (page, if fragment.starts_with(['/', '!']) { fragment } else { "" })
    };
    page(before) != page(after)
}

fn without_fragment(address: &str) -> &str {
    without_fragment_and(address).0
}

fn without_fragment_and(address: &str) -> (&str, &str) {
    address.split_once('#').unwrap_or((address, ""))
}

/// Path and query, piece by piece. After a secret nothing is kept up to the next part: a value may hold what separates
/// parameters elsewhere, as `;` does on old servers and before session ids in paths.
fn push_redacted(url: &mut String, rest: &str, fields: &[FormField]) {
    let (mut in_query, mut is_dropping) = (false, false);
    for piece in rest.split_inclusive(['/', '?', '&', ';']) {
        let text = piece.trim_end_matches(['/', '?', '&', ';']);
        let separator = piece.get(text.len()..).unwrap_or_default();
        if !is_dropping {
            let secret_at = secret_at(text, fields);
            is_dropping = secret_at.is_some();
            url.push_str(text.get(..secret_at.unwrap_or(text.len())).unwrap_or_default());
        }
        let ends_part = if in_query { separator == "&" } else { separator == "/" || separator == "?" };
        in_query |= separator == "?";
        is_dropping &= !ends_part;
        if !is_dropping {
            url.push_str(separator);
        }
    }
}

/// Where in a piece the secret begins, if it holds one.
fn secret_at(piece: &str, fields: &[FormField]) -> Option<usize> {
    let value_at = piece.find('=').map_or(0, |at| at + 1);
    let (name, value) = piece.split_at_checked(value_at)?;
    let (bare_name, bare_value) = (decoded(name), decoded(value));
    let is_of = |field: &FormField| {
        let typed = decoded(&field.value);
        let is_value = typed.trim() == bare_value.trim() && typed.len() >= SHORTEST_VALUE_BYTES;
        is_value || (!field.name.is_empty() && bare_name.strip_suffix('=') == Some(&decoded(&field.name)))
    };
    if holds_secret(name.trim_end_matches('=')) {
        return Some(0);
    }
    (is_secret_name(name) || holds_secret(value) || fields.iter().any(is_of)).then_some(value_at)
}
