//! Draws inline tokens, or finds how many of them are safe to draw for good.

use super::chars::{byte, cut, is_gap, put, skip};
use super::emphasis::{EMPHASIS, STRONG};
use super::inline::{Bracket, Inline, Kind, Role, Run, Token};
use super::limits::{NESTING, WINDOW};
use super::sink::{Sink, Tag};

impl Inline<'_> {
    /// The furthest place, not beyond `limit`, before which nothing changes whatever text follows.
    pub(super) fn safe(&self, limit: usize) -> usize {
        let bound = limit.min(self.unsure);
        let mut best = self.start;
        let mut depth = 0_usize;
        for token in self.tokens.iter().take_while(|token| token.from < bound) {
            match token.kind {
                Kind::Text | Kind::Break if depth == 0 => {
                    best = best.max(self.last_gap(token, bound));
                }
                Kind::Bracket(Bracket::Link(_) | Bracket::Image(_)) => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                Kind::Run(number) => {
                    for role in self.runs.get(number).map_or(&[][..], |run| self.roles(run)) {
                        match role {
                            Role::Open(_) => depth += 1,
                            Role::Close(_) => depth = depth.saturating_sub(1),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        best
    }

    /// The last place in the token that follows white space, or that is far from the end of the text.
    fn last_gap(&self, token: &Token, bound: usize) -> usize {
        let text = self.text;
        let far = text.floor_char_boundary(text.len().saturating_sub(WINDOW)).min(bound);
        let mut at = token.to.min(bound);
        while at > token.from
            && at > far
            && !(is_gap(byte(text, at - 1)) && at < text.len() && !is_gap(byte(text, at)))
        {
            at -= 1;
        }
        if at > token.from { at } else { 0 }
    }

    fn roles(&self, run: &Run) -> &[Role] {
        self.roles.get(run.roles..run.roles + run.length).unwrap_or(&[])
    }

    /// Draws what stands between the two places.
    pub(super) fn draw(&self, from: usize, to: usize, sink: &mut dyn Sink) {
        let mut pen = Pen {
            sink,
            text: String::new(),
            depth: 0,
            drawn: 0,
            image: None,
            nested: 0,
            linked: false,
            begun: false,
        };
        for token in self.tokens.iter().filter(|token| token.to > from && token.from < to) {
            self.draw_token(token, from, to, &mut pen);
        }
        pen.image = None;
        while pen.drawn > 0 {
            pen.drawn -= 1;
            pen.close();
        }
        pen.flush();
    }

    fn draw_token(&self, token: &Token, from: usize, to: usize, pen: &mut Pen<'_>) {
        let text = cut(self.text, token.from.max(from), token.to.min(to));
        match token.kind {
            Kind::Text | Kind::Raw | Kind::Bracket(Bracket::Text) => put(&mut pen.text, text),
            Kind::Char(c) => pen.text.push(c),
            Kind::Code => pen.code(text),
            Kind::Break => {
                if pen.image.is_some() {
                    pen.text.push(' ');
                } else {
                    pen.open(Tag::LineBreak);
                    pen.close();
                }
            }
            Kind::Run(number) => {
                if let Some(run) = self.runs.get(number) {
                    self.draw_run(run, pen);
                }
            }
            Kind::Bracket(Bracket::Link(number)) => {
                let (href, title) = self.known(number);
                pen.link(href, title);
            }
            Kind::Bracket(Bracket::Image(number)) => pen.image(Some(number)),
            Kind::Bracket(Bracket::ImageBegun) => pen.image(None),
            Kind::Bracket(Bracket::Begun) => pen.begun = true,
            Kind::Close => self.draw_close(pen),
            Kind::Address(number) => {
                let outer = pen.linked || pen.begun || pen.image.is_some();
                let linked = !outer && self.known(number).0.is_some();
                if linked {
                    pen.link(self.known(number).0, "");
                }
                put(&mut pen.text, text);
                if linked {
                    pen.end_link();
                }
            }
        }
    }

    /// The address of that number, if it may be used, and its title.
    fn known(&self, number: usize) -> (Option<&str>, &str) {
        self.addresses
            .get(number)
            .map_or((None, ""), |address| (address.href.as_deref(), address.title.as_str()))
    }

    fn draw_run(&self, run: &Run, pen: &mut Pen<'_>) {
        let mut shown = true;
        for role in self.roles(run) {
            match *role {
                Role::Text => shown = true,
                Role::Half => {}
                Role::Open(kind) => shown = !pen.enter(kind),
                Role::Close(_) => shown = !pen.leave(),
            }
            if shown {
                pen.text.push(char::from(run.mark));
            }
        }
    }

    fn draw_close(&self, pen: &mut Pen<'_>) {
        if pen.nested > 0 {
            pen.nested -= 1;
        } else if let Some(Some(number)) = pen.image {
            pen.image = None;
            let alt = core::mem::take(&mut pen.text);
            let (src, title) = self.known(number);
            let src = src.unwrap_or("");
            pen.sink.open(Tag::Image { src, alt: &alt, title });
            pen.sink.close();
        } else if pen.linked {
            pen.end_link();
        }
    }
}

/// What is being drawn. Within an image everything is text: its description.
struct Pen<'a> {
    sink: &'a mut dyn Sink,
    /// Text not yet handed on.
    text: String,
    /// Emphasis within emphasis.
    depth: usize,
    /// How much of it is open in the sink.
    drawn: usize,
    /// The image whose description is being gathered; `Some(None)` for one whose address is still to come.
    image: Option<Option<usize>>,
    /// Links and images within that description.
    nested: usize,
    /// A link is open.
    linked: bool,
    /// A link may have begun: an address within it would be a part of its text.
    begun: bool,
}

impl Pen<'_> {
    fn flush(&mut self) {
        if self.image.is_none() && !self.text.is_empty() {
            self.sink.text(&self.text);
            self.text.clear();
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        self.flush();
        self.sink.open(tag);
    }

    fn close(&mut self) {
        self.flush();
        self.sink.close();
    }

    /// Opens emphasis; false where its marks are text, for it would lie too deep.
    fn enter(&mut self, kind: u8) -> bool {
        self.depth += 1;
        let drawn = self.depth <= NESTING;
        if drawn && self.image.is_none() {
            self.drawn += 1;
            self.open(match kind {
                EMPHASIS => Tag::Emphasis,
                STRONG => Tag::Strong,
                _ => Tag::Strikethrough,
            });
        }
        drawn
    }

    fn leave(&mut self) -> bool {
        let drawn = self.depth <= NESTING;
        self.depth = self.depth.saturating_sub(1);
        if drawn && self.image.is_none() {
            self.drawn = self.drawn.saturating_sub(1);
            self.close();
        }
        drawn
    }

    fn code(&mut self, text: &str) {
        let is_space = |b: u8| b == b' ' || b == b'\n';
        let inked = skip(text, 0, is_space) < text.len();
        let spaced = is_space(byte(text, 0)) && is_space(byte(text, text.len().saturating_sub(1)));
        let text = if spaced && inked { cut(text, 1, text.len() - 1) } else { text };
        let drawn = self.image.is_none();
        if drawn {
            self.open(Tag::InlineCode);
        }
        for c in text.chars() {
            self.text.push(if c == '\n' { ' ' } else { c });
        }
        if drawn {
            self.close();
        }
    }

    fn link(&mut self, href: Option<&str>, title: &str) {
        if self.image.is_some() {
            self.nested += 1;
        } else if let Some(href) = href {
            self.open(Tag::Link { href, title });
            self.linked = true;
        }
    }

    fn end_link(&mut self) {
        self.linked = false;
        self.close();
    }

    fn image(&mut self, number: Option<usize>) {
        if self.image.is_some() {
            self.nested += 1;
        } else {
            self.flush();
            self.image = Some(number);
        }
    }
}
