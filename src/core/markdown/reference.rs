//! The link definitions of one message, found by their normalised label. The first of a name wins.

use super::entity::unescape;
use super::limits::DEFINITIONS;
use super::link::Target;

/// A defined address.
#[derive(Clone)]
pub(super) struct Definition {
    name: String,
    pub(super) href: String,
    pub(super) title: String,
}

/// What is defined, and whether a definition came too late for a text that may have meant it.
#[derive(Default)]
pub(super) struct References {
    known: Vec<Definition>,
    missed: bool,
    /// A name was asked for before it, or another one, was defined: drawing anew may give more links.
    pub(super) late: bool,
}

impl References {
    /// Remembers a definition, unless its name is taken or there are too many.
    pub(super) fn add(&mut self, label: &str, target: &Target<'_>) {
        let name = normalise(label);
        let Err(place) = self.place(&name) else { return };
        if self.known.len() >= DEFINITIONS {
            return;
        }
        let (href, title) = (unescape(target.href, true), unescape(target.title, true));
        self.known.insert(place, Definition { name, href, title });
        self.late |= self.missed;
    }

    /// The definition of a label.
    pub(super) fn find(&mut self, label: &str) -> Option<&Definition> {
        let place = if self.known.is_empty() { None } else { self.place(&normalise(label)).ok() };
        self.missed |= place.is_none();
        self.known.get(place?)
    }

    /// The same definitions for a second reading, in which nothing is late.
    pub(super) fn again(&mut self) -> Self {
        Self { known: core::mem::take(&mut self.known), missed: false, late: false }
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.known.binary_search_by(|known| known.name.as_str().cmp(name))
    }
}

/// A label without regard to case and white space. Case is folded for Latin, Greek and Cyrillic letters only.
fn normalise(label: &str) -> String {
    let mut out = String::new();
    for word in label.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(lower));
    }
    out
}

fn lower(c: char) -> char {
    let up = match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => 0,
    };
    char::from_u32(c as u32 + up).unwrap_or(c)
}
