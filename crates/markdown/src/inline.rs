//! Reads the inline content of one leaf into tokens: code, links, raw HTML, escapes, line ends, runs of emphasis
//! markers. Which runs make a pair is decided in `emphasis`, what is drawn of it in `emit`.

use super::bracket::Open;
use super::chars::{
    after, before, byte, is_blank, is_punctuation, is_space, is_wide, is_word, run_end, skip_back,
};
use super::entity;
use super::html::Searched;
use super::limits::WINDOW;
use super::parser::LinkPolicy;
use super::reference::References;

/// What the text is read against.
pub(super) struct Scope<'a> {
    pub(super) references: &'a mut References,
    pub(super) policy: LinkPolicy,
    /// A table's cell, in which `<br>` is a line break: there is no other way to write one.
    pub(super) is_cell: bool,
}

/// What a token is. Tokens are in the order of the text and do not overlap; bytes between them are not shown.
pub(super) enum Kind {
    /// The text itself.
    Text,
    /// The text itself, a piece of raw HTML.
    Raw,
    /// A character that is written otherwise.
    Char(char),
    /// The inside of a code span.
    Code,
    /// A line break that was asked for.
    Break,
    /// A run of emphasis markers, by its number.
    Run(usize),
    /// An opening bracket that is text unless a link or image is found to begin with it.
    Bracket(Bracket),
    /// The end of a link or image.
    Close,
    /// An address that is its own text.
    Address(usize),
}

/// What an opening bracket turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    Text,
    Link(usize),
    Image(usize),
    /// The beginning of a link that is still to come: its text shows, it does not.
    Begun,
    /// The beginning of an image that is still to come: what follows is its description.
    ImageBegun,
}

pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A run of emphasis markers; the first `closed` of its marks close something, the last `opened` open something.
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) length: usize,
    pub(super) mark: u8,
    pub(super) opens: bool,
    pub(super) closes: bool,
    pub(super) closed: usize,
    pub(super) opened: usize,
    /// Where its marks stand in `Inline::roles`.
    pub(super) roles: usize,
    /// A star within a word or formula, or a lone tilde: more likely a sign than emphasis that has yet to end.
    pub(super) doubtful: bool,
}

impl Run {
    pub(super) fn left(&self) -> usize {
        self.length - self.closed - self.opened
    }
}

/// What one mark of a run does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    /// The second half of a pair that does something.
    Half,
    Open(u8),
    Close(u8),
}

/// An address with its title, as the policy lets it through; `None` for one that is refused.
pub(super) struct Address {
    pub(super) href: Option<String>,
    pub(super) title: String,
}

/// The tokens of a text.
pub(super) struct Inline<'a> {
    pub(super) text: &'a str,
    /// More text may follow: what is unfinished at the end is not yet text.
    pub(super) partial: bool,
    pub(super) tokens: Vec<Token>,
    pub(super) runs: Vec<Run>,
    pub(super) roles: Vec<Role>,
    pub(super) addresses: Vec<Address>,
    /// Runs that are not yet paired, by number.
    pub(super) waiting: Vec<usize>,
    /// Where the tokens begin; what stands before is only looked back at.
    pub(super) start: usize,
    /// From here on what is drawn may still change.
    pub(super) unsure: usize,
    /// From here on it is not even known which markers there are: what has begun may yet swallow them.
    pub(super) known: usize,
    pub(super) brackets: Vec<Open>,
    /// Below this many, opening brackets lie around a link and can be none themselves.
    pub(super) spent: usize,
    pub(super) searched: Searched,
    /// The end of the last address.
    pub(super) addressed: usize,
    pub(super) at: usize,
}

/// Reads a text from `start` on.
pub(super) fn read<'a>(text: &'a str, start: usize, partial: bool, scope: &mut Scope<'_>) -> Inline<'a> {
    let mut inline = Inline {
        text,
        partial,
        tokens: Vec::new(),
        runs: Vec::new(),
        roles: Vec::new(),
        addresses: Vec::new(),
        waiting: Vec::new(),
        start,
        unsure: text.len(),
        known: text.len(),
        brackets: Vec::new(),
        spent: 0,
        searched: Searched::default(),
        addressed: start,
        at: start,
    };
    while inline.at < text.len() {
        inline.step(scope);
    }
    inline.give_up_brackets();
    let open = inline.pair(0);
    inline.leave_open(open);
    inline
}

impl Inline<'_> {
    fn step(&mut self, scope: &mut Scope<'_>) {
        let at = self.at;
        match byte(self.text, at) {
            b'\n' => self.line_end(),
            b'\\' => self.escape(),
            b'`' => self.code(),
            mark @ (b'*' | b'_' | b'~') => self.run(mark),
            b'!' if byte(self.text, at + 1) == b'[' => self.bracket(true),
            b'!' if self.is_last(at + 1) && is_space(before(self.text, at)) => self.at += 1,
            b'[' => self.bracket(false),
            b']' => self.close(scope),
            b'<' => self.angle(scope),
            b'&' => self.entity(),
            b'@' => self.mail(scope),
            b'h' | b'H' | b'w' | b'W' => self.bare(scope),
            _ => self.plain(),
        }
    }

    /// The text ends at `at` and may go on.
    pub(super) fn is_last(&self, at: usize) -> bool {
        self.partial && at >= self.text.len()
    }

    /// A marker at `from` may find its partner in text that is not known yet.
    pub(super) fn waits(&self, from: usize) -> bool {
        self.partial && self.known < from + WINDOW
    }

    /// What begins at `from` may go on, and swallow what seems to follow.
    pub(super) fn swallow(&mut self, from: usize) {
        self.known = self.known.min(from);
        self.unsure = self.unsure.min(from);
    }

    pub(super) fn push(&mut self, kind: Kind, from: usize, to: usize) {
        self.tokens.push(Token { kind, from, to });
        self.at = to;
    }

    /// The text up to `to` is text.
    pub(super) fn words(&mut self, to: usize) {
        let from = self.at;
        self.at = to;
        match self.tokens.last_mut() {
            Some(Token { kind: Kind::Text, to: end, .. }) if *end == from => *end = to,
            _ => self.push(Kind::Text, from, to),
        }
    }

    fn plain(&mut self) {
        let special = |b: u8| b"\n\\`*_~![]<&@hHwW".contains(&b);
        let mut to = self.at + 1;
        while to < self.text.len() && !special(byte(self.text, to)) {
            to += 1;
        }
        self.words(to);
    }

    fn line_end(&mut self) {
        let (text, end) = (self.text, self.at);
        let mut hard = false;
        if let Some(Token { kind: Kind::Text, from, to }) =
            self.tokens.last_mut().filter(|token| token.to == end)
        {
            *to = skip_back(text, end, is_blank).max(*from);
            hard = end >= *to + 2 && byte(text, end - 1) == b' ' && byte(text, end - 2) == b' ';
        }
        if hard {
            self.push(Kind::Break, end, end + 1);
        } else {
            self.words(end + 1);
        }
    }

    fn escape(&mut self) {
        let next = byte(self.text, self.at + 1);
        if next == b'\n' {
            self.push(Kind::Break, self.at, self.at + 2);
        } else if next.is_ascii_punctuation() {
            self.at += 1;
            self.words(self.at + 1);
        } else if self.is_last(self.at + 1) {
            self.at += 1;
        } else {
            self.words(self.at + 1);
        }
    }

    fn entity(&mut self) {
        if let Some((found, end)) = entity::reference(self.text, self.at) {
            self.push(Kind::Char(found), self.at, end);
        } else if self.partial && entity::is_begun(self.text, self.at) {
            self.at = self.text.len();
        } else {
            self.words(self.at + 1);
        }
    }

    fn code(&mut self) {
        let (text, start) = (self.text, self.at);
        let from = run_end(text, start, b'`');
        let length = from - start;
        let mut at = from;
        while at < text.len() && at - start < WINDOW {
            let end = run_end(text, at, b'`');
            if end - at == length && end - start < WINDOW {
                self.push(Kind::Code, from, at);
                self.at = end;
                return;
            }
            at = end.max(at + 1);
        }
        if !self.waits(start) {
            return self.words(from);
        }
        self.swallow(start);
        let to = skip_back(text, text.len(), |b| b == b'`');
        if to > from {
            self.push(Kind::Code, from, to);
        }
        self.at = text.len();
    }

    fn run(&mut self, mark: u8) {
        let (text, from) = (self.text, self.at);
        let to = run_end(text, from, mark);
        let length = to - from;
        if self.is_last(to) {
            self.at = to;
            return;
        }
        let (prior, next) = (before(text, from), after(text, to));
        let (space_before, space_after) = (is_space(prior), is_space(next));
        let (sign_before, sign_after) = (is_punctuation(prior), is_punctuation(next));
        let (open_before, open_after) = (sign_before || is_wide(prior), sign_after || is_wide(next));
        let left = !space_after && (!sign_after || space_before || open_before);
        let right = !space_before && (!sign_before || space_after || open_after);
        let lone = mark == b'~' && length == 1;
        let (opens, closes) = match mark {
            b'*' => (left, right),
            b'_' => (left && (!right || sign_before), right && (!left || sign_after)),
            _ if lone => (left && !is_word(prior), right && !is_word(next)),
            _ => (left && length == 2, right && length == 2),
        };
        if !opens && !closes {
            return self.words(to);
        }
        let inner = length == 1 && opens && closes && prior.is_ascii();
        let (number, roles) = (self.runs.len(), self.roles.len());
        self.runs.push(Run {
            from,
            length,
            mark,
            opens,
            closes,
            closed: 0,
            opened: 0,
            roles,
            doubtful: lone || inner,
        });
        self.roles.resize(roles + length, Role::Text);
        self.waiting.push(number);
        self.push(Kind::Run(number), from, to);
    }
}
