//! A text cut at its tags, of HTML and JSX (`<Tab title="x">`) and of templates (`{{< tab "x" >}}`, `{% tab x %}`). What
//! only looks like one stays text.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Open(Tag<'a>),
    /// The name of what ends, lower-cased.
    Close(String),
}

/// A tag that begins something, or stands alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Lower-cased.
    pub(super) name: String,
    attributes: &'a str,
    pub(super) is_alone: bool,
    /// Written in braces: it needs no end.
    pub(super) is_template: bool,
}

/// A longer one is no tag.
const TAG_BYTES: usize = 4_000;

impl Tag<'_> {
    /// The first of these attributes that it has.
    pub(super) fn attribute(&self, names: &[&str]) -> Option<String> {
        let given = attributes(self.attributes);
        names.iter().find_map(|name| {
            let found = given.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone()).filter(|it| !it.trim().is_empty())
        })
    }

    /// What is given without a name, as shortcodes are.
    pub(super) fn positional(&self) -> Option<String> {
        let given = attributes(self.attributes);
        given
            .into_iter()
            .find(|(key, value)| key.is_empty() && !value.trim().is_empty())
            .map(|(_, value)| value)
    }
}

/// The pieces of a text, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|it| it.find(['<', '{'])) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        match tag(rest) {
            Some((piece, length)) => {
                if start > from {
                    out.extend(text.get(from..start).map(Piece::Text));
                }
                out.extend(piece);
                at = start + length;
                from = at;
            }
            None => at = start + 1,
        }
    }
    if from < text.len() {
        out.extend(text.get(from..).map(Piece::Text));
    }
    out
}

fn tag(rest: &str) -> Option<(Option<Piece<'_>>, usize)> {
    if let Some(found) = template(rest) {
        return Some(found);
    }
    let inner = rest.strip_prefix('<')?;
    for empty in ["<>", "</>"] {
        if rest.starts_with(empty) {
            return Some((None, empty.len()));
        }
    }
    let (inner, is_end) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    if inner.starts_with('!') || inner.starts_with('?') {
        let end = rest.find('>')?;
        return (end < TAG_BYTES).then_some((None, end + 1));
    }
    let name: String =
        inner.chars().take_while(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-')).collect();
    if !name.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return None;
    }
    let after = inner.get(name.len()..)?;
    if !after.starts_with(|it: char| it.is_whitespace() || matches!(it, '/' | '>')) {
        return None;
    }
    let end = end_of_tag(after)?;
    let length = rest.len() - after.len() + end + 1;
    let attributes = after.get(..end)?;
    let name = name.to_ascii_lowercase();
    let piece = if is_end {
        Piece::Close(name)
    } else {
        let is_alone = attributes.trim_end().ends_with('/');
        Piece::Open(Tag { name, attributes: attributes.trim_end_matches('/'), is_alone, is_template: false })
    };
    Some((Some(piece), length))
}

/// Where the `>` of a tag stands, past quotes and braces.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote: Option<char> = None;
    let mut depth = 0_u32;
    for (at, it) in text.char_indices().take_while(|(at, _)| *at < TAG_BYTES) {
        match (quote, it) {
            (Some(open), it) if it == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(it),
            (None, '{') => depth += 1,
            (None, '}') => depth = depth.saturating_sub(1),
            (None, '>') if depth == 0 => return Some(at),
            (None, '<') if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

const TEMPLATES: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];

fn template(rest: &str) -> Option<(Option<Piece<'_>>, usize)> {
    let (open, close) = TEMPLATES.iter().find(|(open, _)| rest.starts_with(open))?;
    let end = rest.find(close).filter(|end| *end < TAG_BYTES)?;
    let length = end + close.len();
    let inner = rest.get(open.len()..end).unwrap_or_default().trim_matches('-').trim();
    // A value that is put in when the page is made.
    if *open == "{{" {
        return Some((None, length));
    }
    let (inner, is_alone) = inner.strip_suffix('/').map_or((inner, false), |inner| (inner, true));
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let ends = name.strip_prefix('/').or_else(|| if *open == "{%" { name.strip_prefix("end") } else { None });
    let piece = match ends {
        Some("") => Piece::Close(attributes.trim().to_ascii_lowercase()),
        Some(name) => Piece::Close(name.to_ascii_lowercase()),
        None => Piece::Open(Tag { name: name.to_ascii_lowercase(), attributes, is_alone, is_template: true }),
    };
    Some((Some(piece), length))
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let key: String =
            rest.chars().take_while(|it| !it.is_whitespace() && !matches!(it, '=' | '"' | '\'')).collect();
        let after = rest.get(key.len()..).unwrap_or_default();
        if let Some(value) = after.strip_prefix('=') {
            let (value, left) = value_of(value.trim_start());
            found.push((key, value));
            rest = left.trim_start();
        } else if after.starts_with(['"', '\'']) && key.is_empty() {
            let (value, left) = value_of(after);
            found.push((String::new(), value));
            rest = left.trim_start();
        } else {
            found.push((String::new(), key.clone()));
            found.push((key.clone(), String::new()));
            let skipped =
                if key.is_empty() { rest.chars().next().map_or(1, char::len_utf8) } else { key.len() };
            rest = rest.get(skipped..).unwrap_or_default().trim_start();
        }
    }
    found
}

/// A value and what follows: `"x"`, `'x'`, `{"x"}`, `{x}` or `x`. What is computed has no value.
fn value_of(text: &str) -> (String, &str) {
    let quoted = |text: &str, quote: char| {
        let inner = text.strip_prefix(quote)?;
        let end = inner.find(quote)?;
        Some((inner.get(..end)?.to_owned(), end + 2 * quote.len_utf8()))
    };
    for quote in ['"', '\'', '`'] {
        if let Some((value, length)) = quoted(text, quote) {
            return (value, text.get(length..).unwrap_or_default());
        }
    }
    if let Some(inner) = text.strip_prefix('{') {
        let end = inner.find('}').unwrap_or(inner.len());
        let expression = inner.get(..end).unwrap_or_default().trim();
        let value =
            ['"', '\'', '`'].iter().find_map(|quote| quoted(expression, *quote)).map(|(value, _)| value);
        return (value.unwrap_or_default(), inner.get(end + 1..).unwrap_or_default());
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default().to_owned(), text.get(end..).unwrap_or_default())
}
