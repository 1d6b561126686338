//! Leaves out what a model thinks aloud before it answers: `<think>…</think>` at the very start of its text, however the
//! pieces are cut. Anywhere else the tags are text.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Reads a text piece by piece.
#[derive(Debug, Default)]
pub(super) enum Thinking {
    /// Nothing but what may become the tag.
    #[default]
    Undecided,
    /// What came, as far as it may be the beginning of the tag.
    Begun(String),
    /// Inside, with what may be the beginning of the end.
    Inside(String),
    /// The answer has not begun: white space after the thoughts belongs to them.
    Between,
    /// The answer.
    Answer,
}

impl Thinking {
    /// A reader that leaves nothing out.
    pub(super) fn shown() -> Self {
        Self::Answer
    }

    /// What of the piece, and of those before it, is answer.
    pub(super) fn push(&mut self, piece: &str) -> String {
        match std::mem::replace(self, Self::Answer) {
            Self::Answer => piece.to_owned(),
            Self::Between => {
                let text = piece.trim_start();
                if text.is_empty() {
                    *self = Self::Between;
                }
                text.to_owned()
            }
            Self::Undecided => self.begin(piece.to_owned()),
            Self::Begun(before) => self.begin(before + piece),
            Self::Inside(before) => self.inside(before + piece),
        }
    }

    /// What was held back when the text ends: it was no tag.
    pub(super) fn end(&mut self) -> String {
        match std::mem::replace(self, Self::Answer) {
            Self::Begun(held) => held,
            _ => String::new(),
        }
    }

    fn begin(&mut self, text: String) -> String {
        let start = text.trim_start();
        if let Some(inside) = start.strip_prefix(OPEN) {
            return self.inside(inside.to_owned());
        }
        if OPEN.starts_with(start) {
            *self = Self::Begun(text);
            return String::new();
        }
        text
    }

    fn inside(&mut self, text: String) -> String {
        if let Some((_, after)) = text.split_once(CLOSE) {
            *self = Self::Between;
            return self.push(after);
        }
        // Only what may be the beginning of the end is kept.
        let held =
            (1..CLOSE.len()).rev().find_map(|length| CLOSE.get(..length).filter(|it| text.ends_with(it)));
        *self = Self::Inside(held.unwrap_or_default().to_owned());
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> String {
        let mut thinking = Thinking::default();
        let mut text: String = pieces.iter().map(|it| thinking.push(it)).collect();
        text.push_str(&thinking.end());
        text
    }

    #[test]
    fn thoughts_at_the_start_are_left_out_wherever_the_pieces_are_cut() {
        for (whole, answer) in [
            ("<think>a < b </thi nk></think>\n\nHello <think>x</think>", "Hello <think>x</think>"),
            ("\n <think></think>Hello", "Hello"),
            ("<thin air", "<thin air"),
            ("Hello <think>", "Hello <think>"),
            ("<think>never ends", ""),
            ("  <th", "  <th"),
        ] {
            for cut in (0..=whole.len()).filter(|it| whole.is_char_boundary(*it)) {
                assert_eq!(read(&[&whole[..cut], &whole[cut..]]), answer, "{whole} cut at {cut}");
            }
            let letters: Vec<String> = whole.chars().map(String::from).collect();
            assert_eq!(read(&letters.iter().map(String::as_str).collect::<Vec<_>>()), answer);
        }
    }
}
