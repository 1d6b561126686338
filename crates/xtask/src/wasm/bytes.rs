//! Reading and writing the small pieces a WebAssembly module is made of. What they mean is the parent's business.

use super::Section;

/// An unsigned LEB128 number carries seven bits a byte.
const LEB_BITS: u32 = 7;
/// Set on every byte of such a number but the last.
const LEB_MORE: u8 = 0x80;

/// The kinds of imports that are known here.
const FUNCTION: u8 = 0;
const TABLE: u8 = 1;
const MEMORY: u8 = 2;
const GLOBAL: u8 = 3;
/// Set where the limits of a table or memory name the most, not only the least.
const LIMITS_MOST: u8 = 1;

/// The bytes not yet read. Every question answers `None` past the end.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A number in LEB128.
    pub(super) fn number(&mut self) -> Option<u32> {
        let mut value: u32 = 0;
        for shift in (0..u32::BITS).step_by(LEB_BITS as usize) {
            let byte = self.byte()?;
            value |= u32::from(byte & !LEB_MORE).checked_shl(shift)?;
            if byte < LEB_MORE {
                return Some(value);
            }
        }
        None
    }

    /// A length and that many bytes of UTF-8.
    pub(super) fn name(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    /// Kind and type of an import.
    pub(super) fn imported(&mut self) -> Option<&'a [u8]> {
        let all = self.0;
        match self.byte()? {
            FUNCTION => self.number().map(drop)?,
            TABLE => {
                self.byte()?;
                self.limits()?;
            }
            MEMORY => self.limits()?,
            // The type of its value, and whether it changes.
            GLOBAL => self.take(2).map(drop)?,
            _ => return None,
        }
        all.get(..all.len() - self.0.len())
    }

    fn limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & LIMITS_MOST != 0;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }

    /// A section, or a part of the name section, which is laid out alike.
    pub(super) fn section(&mut self) -> Option<Section> {
        let id = self.byte()?;
        let length = self.number()? as usize;
        Some(Section { id, body: self.take(length)?.to_vec() })
    }

    /// A map from index to name.
    pub(super) fn names(&mut self) -> Option<Vec<(usize, String)>> {
        let count = self.number()?;
        (0..count).map(|_| Some((self.number()? as usize, self.name()?))).collect()
    }
}

/// Appends a number in LEB128.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= usize::from(LEB_MORE) {
        bytes.push(value as u8 | LEB_MORE);
        value >>= LEB_BITS;
    }
    bytes.push(value as u8);
}

/// Appends a length and that many bytes.
pub(super) fn put_bytes(bytes: &mut Vec<u8>, content: &[u8]) {
    put_number(bytes, content.len());
    bytes.extend_from_slice(content);
}
