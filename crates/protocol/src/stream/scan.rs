//! Tells early that a begun control record cannot be JSON any more, so that a truncated one hides no text until the
//! next separator. It only looks at what a byte may be; whether the whole is JSON is serde_json's to say.

const LF: u8 = b'\n';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Viable,
    Broken,
}

#[derive(Debug, Default)]
pub(super) struct Scan {
    place: Place,
    depth: usize,
    /// Bytes since the last line end outside a string, that end included. A record may hold one where JSON has white
    /// space; when the record turns out broken, the text goes on from there.
    since_line_end: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Marker,
    BeforeValue,
    InValue,
    InString,
    Escaped,
    AfterValue,
}

impl Scan {
    /// Reads bytes of a record, its marker included; stops before the one that breaks it, and says how many it read.
    pub(super) fn read(&mut self, bytes: &[u8]) -> (Verdict, usize) {
        for (index, byte) in bytes.iter().enumerate() {
            match self.next_place(*byte) {
                Some(place) => self.place = place,
                None => return (Verdict::Broken, index),
            }
            if *byte == LF {
                self.since_line_end = Some(0);
            }
            self.since_line_end = self.since_line_end.map(|count| count.saturating_add(1));
        }
        (Verdict::Viable, bytes.len())
    }

    pub(super) fn since_line_end(&self) -> Option<usize> {
        self.since_line_end
    }

    pub(super) fn forget_line_end(&mut self) {
        self.since_line_end = None;
    }

    fn next_place(&mut self, byte: u8) -> Option<Place> {
        match self.place {
            Place::Marker if byte == b'_' || byte.is_ascii_alphanumeric() => Some(Place::Marker),
            Place::Marker | Place::BeforeValue | Place::InValue => self.outside_string(byte),
            Place::AfterValue => is_white(byte).then_some(Place::AfterValue),
            Place::Escaped | Place::InString if byte == LF => {
                self.forget_line_end();
                None
            }
            Place::Escaped => Some(Place::InString),
            Place::InString => Some(match byte {
                b'\\' => Place::Escaped,
                b'"' if self.depth == 0 => Place::AfterValue,
                b'"' => Place::InValue,
                _ => Place::InString,
            }),
        }
    }

    fn outside_string(&mut self, byte: u8) -> Option<Place> {
        let begun = if self.place == Place::InValue { Place::InValue } else { Place::BeforeValue };
        match byte {
            b'"' => Some(Place::InString),
            b'{' | b'[' => {
                self.depth = self.depth.saturating_add(1);
                Some(Place::InValue)
            }
            b'}' | b']' => {
                self.depth = self.depth.checked_sub(1)?;
                Some(if self.depth == 0 { Place::AfterValue } else { Place::InValue })
            }
            b',' | b':' if self.depth == 0 => None,
            _ if is_white(byte) => Some(begun),
            _ => is_in_literal(byte).then_some(Place::InValue),
        }
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The bytes of numbers and of `true`, `false` and `null`, and the two that part values.
fn is_in_literal(byte: u8) -> bool {
    byte.is_ascii_digit() || b"+-.eE,:truefalsn".contains(&byte)
}
