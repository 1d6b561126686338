//! Code is shown as it stands, so it is set aside while everything else is made plain: each line of a code block and each
//! code span becomes a mark, which keeps its place and its indentation, and is put back at the end.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::TAB_CLASS;

/// Characters of the private use area, which no text has for itself.
const OPEN: char = '\u{F8E0}';
const CLOSE: char = '\u{F8E1}';

/// What was set aside, in order.
#[derive(Debug, Default)]
pub(super) struct Code {
    pieces: Vec<String>,
}

impl Code {
    fn put(&mut self, piece: &str) -> String {
        self.pieces.push(piece.to_owned());
        format!("{OPEN}{}{CLOSE}", self.pieces.len() - 1)
    }

    /// Puts the code back.
    pub(super) fn unmask(&self, text: &str) -> String {
        static MARK: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(&format!("{OPEN}([0-9]+){CLOSE}")).ok());
        let Some(mark) = MARK.as_ref() else { return text.to_owned() };
        let piece = |it: &Captures<'_>| {
            let at = it.get(1).and_then(|it| it.as_str().parse::<usize>().ok());
            at.and_then(|at| self.pieces.get(at)).cloned().unwrap_or_default()
        };
        mark.replace_all(text, piece).into_owned()
    }
}

/// A line that is indented so far is code.
const CODE_INDENT: usize = 4;

/// A fence of a code block that is open.
struct Fence {
    mark: char,
    length: usize,
    indent: String,
}

/// A text with its code set aside.
pub(super) fn mask(text: &str) -> (String, Code) {
    let text = text.replace([OPEN, CLOSE], "");
    let mut code = Code::default();
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<Fence> = None;
    let mut indented = Indented::default();
    let mut in_comment = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        let (indent, content) = split_indent(bare);
        if let Some(open) = &fence {
            // One that is indented as code would be is shown: it closes a block that this one tells of.
            let is_shown = indent.len() >= open.indent.len() + CODE_INDENT;
            let closes = fence_of(content).is_some_and(|(it, info)| {
                it.mark == open.mark && it.length >= open.length && info.is_empty() && !is_shown
            });
            // A blank line counts as indented, or it would hide by how much the others are.
            out.push_str(if content.is_empty() { &open.indent } else { indent });
            out.push_str(&code.put(content));
            if closes {
                fence = None;
            }
        } else if let Some((it, info)) = fence_of(content).filter(|_| !in_comment) {
            push_opening(&mut out, &mut code, indent, content, &it, info);
            fence = Some(Fence { indent: indent.to_owned(), ..it });
        } else if indented.is_code(indent, content) && !in_comment {
            out.push_str(indent);
            out.push_str(&code.put(content));
        } else {
            out.push_str(indent);
            mask_spans(&mut out, &mut code, content);
            in_comment = comment_is_open(content, in_comment);
        }
        if line.ends_with('\n') {
            out.push('\n');
        }
    }
    (out, code)
}

/// Whether a comment that began in or before this line goes on after it: a fence inside it opens nothing.
fn comment_is_open(line: &str, was_open: bool) -> bool {
    match (line.rfind("<!--"), line.rfind("-->")) {
        (Some(open), Some(close)) => open > close,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => was_open,
    }
}

/// The opening line of a block: of its settings only the language stays, and a label in brackets names a tab.
fn push_opening(out: &mut String, code: &mut Code, indent: &str, content: &str, fence: &Fence, info: &str) {
    let label =
        info.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(label, _)| label.trim());
    if let Some(label) = label.filter(|it| !it.is_empty()) {
        out.push_str(&format!("{indent}###### {label} {{.{TAB_CLASS}}}\n\n"));
    }
    let marks: String = std::iter::repeat_n(fence.mark, fence.length).collect();
    let language = info.split([' ', '{', '[', ',']).next().unwrap_or_default();
    let is_plain = !content.contains(['{', '[', '=']);
    let opening = if is_plain { content.to_owned() } else { format!("{marks}{language}") };
    out.push_str(indent);
    out.push_str(&code.put(&opening));
}

fn fence_of(content: &str) -> Option<(Fence, &str)> {
    // A fence may stand in a quote or in an item of a list.
    let bare = content.trim_start_matches(['>', ' ']);
    let bare = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")).unwrap_or(bare).trim_start();
    if bare.len() != content.len() && !content.starts_with(['>', '-', '*', '`', '~']) {
        return None;
    }
    let mark = bare.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = bare.chars().take_while(|it| *it == mark).count();
    let info = bare.get(length..).unwrap_or_default().trim();
    (length >= 3 && !(mark == '`' && info.contains('`')))
        .then_some((Fence { mark, length, indent: String::new() }, info))
}

/// Whether lines that begin with four spaces are code: after a blank line, and in nothing that indents its content.
#[derive(Default)]
struct Indented {
    after_blank: bool,
    in_code: bool,
    in_container: bool,
}

impl Indented {
    fn is_code(&mut self, indent: &str, content: &str) -> bool {
        if content.is_empty() {
            self.after_blank = true;
            return false;
        }
        let is_deep = indent.len() >= CODE_INDENT || indent.contains('\t');
        if !is_deep {
            let opens =
                content.starts_with(['-', '*', '+', '<', '!', '?', ':', '{']) || content.starts_with("===");
            let is_numbered = content.split_once(['.', ')']).is_some_and(|(number, _)| {
                !number.is_empty() && number.chars().all(|it| it.is_ascii_digit())
            });
            let is_item_text = !indent.is_empty() && self.in_container;
            self.in_container = opens || is_numbered || is_item_text || content.starts_with("[^");
        }
        let starts = is_deep && !self.in_container && (self.after_blank || self.in_code);
        self.in_code = starts;
        self.after_blank = false;
        starts
    }
}

fn split_indent(line: &str) -> (&str, &str) {
    let content = line.trim_start_matches([' ', '\t']);
    line.split_at(line.len() - content.len())
}

/// Code spans: as many ticks at the end as at the start.
fn mask_spans(out: &mut String, code: &mut Code, line: &str) {
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let ticks = from.chars().take_while(|it| *it == '`').count();
        let inner = from.get(ticks..).unwrap_or_default();
        let end = closing(inner, ticks);
        match end {
            Some(end) => {
                let (span, after) = from.split_at(ticks + end + ticks);
                out.push_str(&code.put(span));
                rest = after;
            }
            None => {
                out.push_str(from.get(..ticks).unwrap_or_default());
                rest = inner;
            }
        }
    }
    out.push_str(rest);
}

/// Where a run of exactly so many ticks begins.
fn closing(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find('`') {
        let from = at + found;
        let count = text.get(from..)?.chars().take_while(|it| *it == '`').count();
        if count == ticks {
            return Some(from);
        }
        at = from + count;
    }
    None
}
