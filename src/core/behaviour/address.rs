//! Addresses as they may be recorded: where the visitor is, without who the visitor is. The text is cut, never
//! decoded and encoded again, so that a malformed address stays what it was.

use halo_protocol::limits;

use crate::core::behaviour::field::{Field, SHORTEST_VALUE_BYTES};
use crate::core::behaviour::secret::{decoded, holds_secret, is_secret_name};

/// The address as it may be recorded, at most 2,000 characters: without fragment, user and password, and without the
/// values of parameters that are secret by their name or looks, that are named like a field of the page, or that
/// stand in a field of the page (forms sent by GET, searches as one types). Such a value is left out: `?token=&page=2`.
/// The same holds for the path. Of an address that names no host (`about:`, `data:`, `blob:`) and of a file only the
/// scheme is left.
#[must_use]
pub fn page_url(address: &str, fields: &[Field]) -> String {
    let address = without_fragment(address.trim());
    let mut url = String::new();
    let rest = match address.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) && scheme != "file" => {
            let host_end = rest.find(['/', '\\', '?']).unwrap_or(rest.len());
            let (host, rest) = rest.split_at_checked(host_end).unwrap_or_default();
            url.push_str(scheme);
            url.push_str("://");
            url.push_str(host.rsplit('@').next().unwrap_or_default());
            rest
        }
        _ => match address.split_once(':') {
            Some((scheme, _)) if is_scheme(scheme) => return [scheme, ":"].concat(),
            _ => address,
        },
    };
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    push_parts(&mut url, path, '/', fields);
    if let Some(query) = query {
        url.push('?');
        push_parts(&mut url, query, '&', fields);
    }
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
    let place = |address| -> (&str, &str, &str) {
        let bare = without_fragment(address);
        let fragment = address.get(bare.len()..).unwrap_or_default();
        let (path, query) = bare.split_once('?').unwrap_or((bare, ""));
        let is_route = fragment.starts_with("#/") || fragment.starts_with("#!");
        (path, query, if is_route { fragment } else { "" })
    };
    let (before, after) = (place(before), place(after));
    before.0 != after.0 || before.2 != after.2 || (before.1 != after.1 && !replaced)
}

fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn push_parts(url: &mut String, text: &str, separator: char, fields: &[Field]) {
    for (place, part) in text.split(separator).enumerate() {
        if place > 0 {
            url.push(separator);
        }
        url.push_str(kept(part, fields));
    }
}

/// As much of the beginning of one part as may be kept. A `;` separates parameters on old servers, and session ids
/// from paths; it can be part of a value as well, so after a secret nothing more of the part is kept.
fn kept<'a>(part: &'a str, fields: &[Field]) -> &'a str {
    let mut start = 0;
    for piece in part.split(';') {
        let (name, value, value_at) = match piece.split_once('=') {
            Some((name, value)) => (name, value, name.len() + 1),
            None => ("", piece, 0),
        };
        if holds_secret(name) {
            return part.get(..start).unwrap_or_default();
        }
        if is_secret_name(name) || holds_secret(value) || comes_from(fields, name, value) {
            return part.get(..start + value_at).unwrap_or_default();
        }
        start += piece.len() + 1;
    }
    part
}

fn comes_from(fields: &[Field], name: &str, value: &str) -> bool {
    let (name, value) = (decoded(name), decoded(value));
    let name = name.trim();
    let value = value.trim();
    fields.iter().any(|field| {
        let is_value = value.len() >= SHORTEST_VALUE_BYTES && field.value.trim() == value;
        is_value || (!name.is_empty() && field.name == name)
    })
}
