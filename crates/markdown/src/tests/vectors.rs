//! Our own vectors, each a text and what it comes to, and the shared ones where a folder of them is named by
//! `HALO_VECTORS` or stands beside the repository.

use std::path::PathBuf;

use super::streaming::same;
use super::tree::{self, whole};
use crate::url::safe_link;

/// A text, its HTML, and the HTML of what shows while more of it may follow.
pub(super) struct Vector {
    pub(super) markdown: String,
    pub(super) html: String,
    pub(super) partial: String,
}

/// Our vectors: the file says how it is read.
pub(super) fn vectors() -> Vec<Vector> {
    let clear = |text: &str| text.replace('␠', " ").replace('→', "\t");
    let file = include_str!("vectors.txt").trim_end();
    file.split("\n----\n")
        .skip(1)
        .map(|vector| {
            let (markdown, html) =
                vector.split_once("\n=>\n").unwrap_or_else(|| panic!("no => in {vector:?}"));
            let (html, partial) = html.split_once("~>\n").unwrap_or((html, html));
            Vector { markdown: clear(markdown), html: clear(html.trim_end()), partial: clear(partial) }
        })
        .collect()
}

#[test]
fn our_vectors_come_out_as_written_whole_and_while_they_stream() {
    for Vector { markdown, html, partial } in vectors() {
        same(whole(&markdown, safe_link).html().trim_end(), &html, &markdown);
        same(tree::partial(&markdown, safe_link).html().trim_end(), &partial, &markdown);
    }
}

/// The strings of a shared file: those in the array `field`, or those that are the `field` of something.
pub(super) fn shared(file: &str, field: &str) -> Vec<String> {
    let named = std::env::var_os("HALO_VECTORS").map(PathBuf::from);
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors"));
    let path = named.unwrap_or(beside).join(file);
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut listed = false;
    let mut rest = json.as_str();
    while let Some(at) = rest.find(['"', ']']) {
        if rest[at..].starts_with(']') {
            listed = false;
            rest = &rest[at + 1..];
            continue;
        }
        let (text, end) = string(&rest[at..]);
        rest = rest[at + end..].trim_start();
        let key = rest.starts_with(':');
        if key && text == field {
            rest = rest[1..].trim_start();
            listed = rest.starts_with('[');
            if !listed {
                let (text, end) = string(rest);
                found.push(text);
                rest = &rest[end..];
            }
        } else if listed {
            found.push(text);
        }
    }
    assert!(!found.is_empty(), "{file} has {field}");
    found
}

/// The JSON string at the beginning, and where it ends.
fn string(json: &str) -> (String, usize) {
    let mut units: Vec<u16> = Vec::new();
    let mut chars = json.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        let c = match c {
            '"' => return (String::from_utf16_lossy(&units), at + 1),
            '\\' => match chars.next().expect("an escape").1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\x08',
                'f' => '\x0c',
                'u' => {
                    let digits: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                    units.push(u16::from_str_radix(&digits, 16).expect("four hexadecimal digits"));
                    continue;
                }
                other => other,
            },
            other => other,
        };
        units.extend(c.encode_utf16(&mut [0; 2]).iter());
    }
    panic!("the string has no end");
}
