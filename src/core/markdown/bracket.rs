//! Brackets in inline content: whether a pair of them is a link, an image, the beginning of one, or text.

use super::chars::{byte, cut};
use super::entity;
use super::inline::{Address, Bracket, Inline, Kind, Scope};
use super::limits::{LABEL_BYTES, WINDOW};
use super::link::{self, Scan};

/// An opening bracket that has not found its partner.
pub(super) struct Open {
    token: usize,
    from: usize,
    image: bool,
    /// The number of runs before it.
    runs: usize,
    /// A bracket was opened within it.
    holds: bool,
}

impl Inline<'_> {
    pub(super) fn bracket(&mut self, image: bool) {
        let from = self.at;
        let to = from + 1 + usize::from(image);
        if let Some(around) = self.brackets.last_mut() {
            around.holds = true;
        }
        self.brackets.push(Open {
            token: self.tokens.len(),
            from,
            image,
            runs: self.waiting.len(),
            holds: false,
        });
        self.push(Kind::Bracket(Bracket::Text), from, to);
    }

    pub(super) fn close(&mut self, scope: &mut Scope<'_>) {
        let at = self.at;
        let inactive = self.brackets.len() <= self.spent;
        let Some(open) = self.brackets.pop() else { return self.words(at + 1) };
        self.spent = self.spent.min(self.brackets.len());
        if at - open.from > WINDOW || inactive && !open.image {
            return self.words(at + 1);
        }
        let begun = self.waits(open.from);
        match self.target(&open, scope) {
            Scan::Yes((address, end)) => self.link(&open, address, end),
            Scan::More if begun => self.begin(&open, self.text.len()),
            _ if self.is_last(at + 1) && begun => self.begin(&open, at + 1),
            _ => self.words(at + 1),
        }
    }

    /// What follows the closing bracket, or the name within it, as an address.
    fn target(&self, open: &Open, scope: &mut Scope<'_>) -> Scan<(Address, usize)> {
        let (text, at) = (self.text, self.at);
        match link::parenthesis(text, at + 1) {
            Scan::Yes(found) if found.end - open.from < WINDOW => {
                let href = (scope.policy)(&entity::unescape(found.href, true));
                return Scan::Yes((Address { href, title: entity::unescape(found.title, true) }, found.end));
            }
            Scan::More if self.waits(open.from) => return Scan::More,
            _ => {}
        }
        let own = cut(text, open.from + 1 + usize::from(open.image), at);
        let (label, end) = match link::label(text, at + 1) {
            Scan::Yes(end) if end > at + 3 => (cut(text, at + 2, end - 1), end),
            Scan::More if self.waits(open.from) && byte(text, at + 1) == b'[' => return Scan::More,
            _ if open.holds || own.len() > LABEL_BYTES || self.is_last(at + 1) => return Scan::No,
            Scan::Yes(end) => (own, end),
            _ => (own, at + 1),
        };
        match scope.references.find(label) {
            Some(found) if end - open.from < WINDOW => {
                Scan::Yes((Address { href: (scope.policy)(&found.href), title: found.title.clone() }, end))
            }
            _ => Scan::No,
        }
    }

    fn link(&mut self, open: &Open, address: Address, end: usize) {
        let number = self.addresses.len();
        self.addresses.push(address);
        self.set(open.token, if open.image { Bracket::Image(number) } else { Bracket::Link(number) });
        self.pair(open.runs);
        if !open.image {
            self.spent = self.brackets.len();
        }
        self.push(Kind::Close, self.at, end);
    }

    /// A link may still come of it: its text shows, what follows up to `end` does not.
    fn begin(&mut self, open: &Open, end: usize) {
        self.set(open.token, if open.image { Bracket::ImageBegun } else { Bracket::Begun });
        self.unsure = self.unsure.min(open.from);
        self.at = end;
    }

    fn set(&mut self, token: usize, bracket: Bracket) {
        if let Some(token) = self.tokens.get_mut(token) {
            token.kind = Kind::Bracket(bracket);
        }
    }

    pub(super) fn give_up_brackets(&mut self) {
        while let Some(open) = self.brackets.pop() {
            if self.waits(open.from) {
                self.begin(&open, self.text.len());
            }
        }
    }
}
