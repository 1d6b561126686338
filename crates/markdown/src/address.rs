//! Angle brackets and bare addresses in inline content: links that are their own text, and raw HTML.

use super::autolink;
use super::chars::{MORE, byte, cut, is_alnum, is_ink, put, skip};
use super::entity;
use super::html;
use super::inline::{Inline, Kind, Scope};
use super::limits::WINDOW;

impl Inline<'_> {
    pub(super) fn angle(&mut self, scope: &mut Scope<'_>) {
        let (text, at) = (self.text, self.at);
        match autolink::pointed(text, at) {
            Some((end, mailbox)) if end - at < WINDOW => {
                self.at = at + 1;
                self.address(end - 1, if mailbox { "mailto:" } else { "" }, scope);
                self.at = end;
                return;
            }
            _ => {}
        }
        let waits = self.waits(at);
        if waits && self.begun(at) {
            return;
        }
        match html::inline(text, at, &mut self.searched) {
            MORE if waits => {
                self.swallow(at);
                self.push(Kind::Raw, at, text.len());
            }
            end if end < at + WINDOW => {
                let kind =
                    if scope.is_cell && html::is_break(cut(text, at, end)) { Kind::Break } else { Kind::Raw };
                self.push(kind, at, end);
            }
            _ => self.words(at + 1),
        }
    }

    /// The text ends within what may become an address in angle brackets, or any tag: nothing, or no bracket, shows.
    fn begun(&mut self, at: usize) -> bool {
        let text = self.text;
        let name =
            skip(text, at + 1, |b| is_alnum(b) || matches!(b, b'+' | b'.' | b'-' | b'/' | b'!' | b'?'));
        let solid = skip(text, at + 1, |b| is_ink(b) && b != b'<' && b != b'>');
        if name == text.len() {
            self.at = name;
        } else if solid == text.len() && (autolink::has_scheme(text, at + 1) || byte(text, name) == b'@') {
            self.swallow(at);
            self.at = at + 1;
            self.words(solid);
        } else {
            return false;
        }
        true
    }

    pub(super) fn bare(&mut self, scope: &mut Scope<'_>) {
        match autolink::bare(self.text, self.at) {
            Some(found) if self.is_last(found.stop) => {
                self.swallow(self.at);
                self.words(found.end);
            }
            Some(found) => self.address(found.end, if found.short { "http://" } else { "" }, scope),
            None => self.words(self.at + 1),
        }
    }

    pub(super) fn mail(&mut self, scope: &mut Scope<'_>) {
        let at = self.at;
        let Some((from, end)) = autolink::mail(self.text, at, self.addressed) else {
            return self.words(at + 1);
        };
        if self.is_last(skip(self.text, end, |b| b == b'.')) {
            self.swallow(from);
            return self.words(end);
        }
        while let Some(token) = self.tokens.pop_if(|token| token.to > from) {
            match token.kind {
                Kind::Text if token.from < from => self.push(Kind::Text, token.from, from),
                Kind::Run(number) => {
                    self.runs.truncate(number);
                    self.waiting.pop_if(|run| *run == number);
                }
                _ => {}
            }
        }
        self.at = from;
        self.address(end, "mailto:", scope);
    }

    /// The text up to `to` is an address that is its own text.
    fn address(&mut self, to: usize, prefix: &str, scope: &mut Scope<'_>) {
        let shown = cut(self.text, self.at, to);
        let mut target = String::from(prefix);
        put(&mut target, &entity::unescape(shown, false));
        let number = self.allow(&target, String::new(), scope);
        self.push(Kind::Address(number), self.at, to);
        self.addressed = to;
    }
}
