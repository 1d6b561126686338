//! The link definitions of one message, found by their normalised label. The first of a name wins.

use super::chars::is_space;
use super::limits::DEFINITIONS;
use super::link::Target;

/// What is defined, and whether a definition came too late for a text that may have meant it.
#[derive(Default)]
pub(super) struct References {
    /// Sorted by name.
    known: Vec<(String, Target)>,
    /// Definitions read, those whose name was taken among them.
    read: usize,
    missed: bool,
    /// A name was asked for before it, or another one, was defined: drawing anew may give more links.
    pub(super) late: bool,
}

impl References {
    /// No more definitions are read.
    pub(super) fn full(&self) -> bool {
        self.read >= DEFINITIONS
    }

    /// Remembers a definition, unless its name is taken.
    pub(super) fn add(&mut self, label: &str, target: Target) {
        self.read += 1;
        let name = normalise(label);
        if let Err(place) = self.place(&name) {
            self.known.insert(place, (name, target));
            self.late |= self.missed;
        }
    }

    /// The definition of a label.
    pub(super) fn find(&mut self, label: &str) -> Option<&Target> {
        let place = self.place(&normalise(label));
        self.missed |= place.is_err();
        self.known.get(place.ok()?).map(|known| &known.1)
    }

    /// The same definitions for a second reading, in which nothing is late.
    pub(super) fn again(&mut self) -> Self {
        Self { known: core::mem::take(&mut self.known), ..Self::default() }
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.known.binary_search_by(|known| known.0.as_str().cmp(name))
    }
}

/// A label without regard to case and white space. Case is folded for Latin, Greek and Cyrillic letters only.
fn normalise(label: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in label.chars() {
        if is_space(c) {
            gap = !out.is_empty();
            continue;
        }
        if core::mem::take(&mut gap) {
            out.push(' ');
        }
        let up = match c {
            'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'А'..='Я' => 32,
            'Ѐ'..='Џ' => 80,
            _ => 0,
        };
        out.push(char::from_u32(u32::from(c) + up).unwrap_or(c));
    }
    out
}
