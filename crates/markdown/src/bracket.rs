//! Brackets in inline content: whether a pair of them is a link, an image, the beginning of one, or text.

use super::chars::{MORE, NO, cut};
use super::inline::{Address, Bracket, Inline, Kind, Scope};
use super::limits::{LABEL_BYTES, WINDOW};
use super::link;

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
        match self.target(&open, scope) {
            Ok((number, end)) => {
                self.set(open.token, if open.image { Bracket::Image(number) } else { Bracket::Link(number) });
                self.pair(open.runs);
                if !open.image {
                    self.spent = self.brackets.len();
                }
                self.push(Kind::Close, at, end);
            }
            Err(MORE) => {
                self.swallow(open.from);
                self.begin(&open, self.text.len());
            }
            Err(_) => self.words(at + 1),
        }
    }

    /// What follows the closing bracket, or the name within it, as the number of an address and where it ends. `Err`
    /// is `MORE` while that is still to come, else `NO`.
    fn target(&mut self, open: &Open, scope: &mut Scope<'_>) -> Result<(usize, usize), usize> {
        let (text, at) = (self.text, self.at);
        let waits = self.waits(open.from);
        let near = open.from + WINDOW;
        match link::parenthesis(text, at + 1) {
            Ok(found) if found.end < near => {
                return Ok((self.allow(&found.href, found.title, scope), found.end));
            }
            Err(MORE) if waits => return Err(MORE),
            _ => {}
        }
        let own = cut(text, open.from + 1 + usize::from(open.image), at);
        let named = link::label(text, at + 1);
        let (label, end) = match named {
            MORE if waits => return Err(MORE),
            MORE | NO => (own, at + 1),
            _ if named > at + 3 => (cut(text, at + 2, named - 1), named),
            _ => (own, named),
        };
        if end <= at + 3 {
            if waits && at + 1 == text.len() {
                return Err(MORE);
            }
            if open.holds || own.len() > LABEL_BYTES {
                return Err(NO);
            }
        }
        match scope.references.find(label) {
            Some(found) if end < near => {
                let (href, title) = (found.href.clone(), found.title.clone());
                Ok((self.allow(&href, title, scope), end))
            }
            _ => Err(NO),
        }
    }

    /// Keeps an address as the policy lets it through: its number.
    pub(super) fn allow(&mut self, href: &str, title: String, scope: &Scope<'_>) -> usize {
        self.addresses.push(Address { href: (scope.policy)(href), title });
        self.addresses.len() - 1
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
