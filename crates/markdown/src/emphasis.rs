//! Pairs the runs of `*`, `_` and `~`: CommonMark's rules, with a bound on how far a pair may reach.

use super::inline::{Inline, Role, Run};
use super::limits::WINDOW;

/// Emphasis, strong emphasis, struck out: the number in a [`Role`].
pub(super) const EMPHASIS: u8 = 1;
pub(super) const STRONG: u8 = 2;
pub(super) const STRUCK: u8 = 3;

/// Kinds of closing run for which a search in vain is remembered: three marks, opening too or not, length modulo 3.
const KINDS: usize = 18;

impl Inline<'_> {
    /// Pairs the runs that wait, from the one numbered `bottom` among them on, and forgets them: those that stay
    /// open.
    pub(super) fn pair(&mut self, bottom: usize) -> Vec<usize> {
        let list = self.waiting.split_off(bottom.min(self.waiting.len()));
        let mut open: Vec<usize> = Vec::new();
        // Below these heights of `open` there is nothing for a closing run of the kind: no stretch is searched twice.
        let mut floors = [0_usize; KINDS];
        for number in list {
            while let Some(closer) = self.runs.get(number).filter(|run| run.closes && run.left() > 0) {
                let kind = kind(closer);
                let floor = floors.get(kind).copied().unwrap_or(0);
                let Some(height) = self.opener(&open, floor, closer) else {
                    if let Some(floor) = floors.get_mut(kind) {
                        *floor = open.len();
                    }
                    break;
                };
                open.truncate(height + 1);
                floors.iter_mut().for_each(|floor| *floor = (*floor).min(height));
                if let Some(&opener) = open.last()
                    && self.join(opener, number)
                {
                    open.pop();
                }
            }
            if self.runs.get(number).is_some_and(|run| run.opens && run.left() > 0) {
                open.push(number);
            }
        }
        open
    }

    /// The height in `open`, not below `floor`, of the run that this one closes.
    fn opener(&self, open: &[usize], floor: usize, closer: &Run) -> Option<usize> {
        let end = closer.from + closer.length;
        for (height, &number) in open.iter().enumerate().skip(floor).rev() {
            let opener = self.runs.get(number)?;
            if end - opener.from >= WINDOW {
                return None;
            }
            let sum = opener.length + closer.length;
            let odd =
                (closer.opens || opener.closes) && sum.is_multiple_of(3) && !opener.length.is_multiple_of(3);
            let even = closer.mark == b'~' && opener.length != closer.length;
            if opener.mark == closer.mark && !even && (closer.mark == b'~' || !odd) {
                return Some(height);
            }
        }
        None
    }

    /// Makes a pair of the two; whether the first is used up.
    fn join(&mut self, opener: usize, closer: usize) -> bool {
        let left = |number: usize| self.runs.get(number).map_or(0, Run::left);
        let width = left(opener).min(left(closer)).min(2);
        self.assign(opener, width, true);
        self.assign(closer, width, false);
        self.runs.get(opener).is_none_or(|run| run.left() == 0)
    }

    /// Gives the innermost `width` free marks of a run their role.
    fn assign(&mut self, number: usize, width: usize, opens: bool) {
        let Some(run) = self.runs.get_mut(number) else { return };
        let kind = match (run.mark, width) {
            (b'~', _) => STRUCK,
            (_, 1) => EMPHASIS,
            _ => STRONG,
        };
        let (at, role) = if opens {
            run.opened += width;
            (run.length - run.opened, Role::Open(kind))
        } else {
            run.closed += width;
            (run.closed - width, Role::Close(kind))
        };
        let at = run.roles + at;
        for (place, role) in (at..at + width).zip([role, Role::Half]) {
            if let Some(slot) = self.roles.get_mut(place) {
                *slot = role;
            }
        }
    }

    /// Runs whose partner may still come are drawn as if it stood at the end.
    pub(super) fn leave_open(&mut self, open: Vec<usize>) {
        for number in open {
            let Some(run) = self.runs.get(number) else { continue };
            let (from, doubtful) = (run.from, run.doubtful);
            if !self.waits(from) {
                continue;
            }
            self.unsure = self.unsure.min(from);
            while let Some(left) = self.runs.get(number).map(Run::left).filter(|&left| left > 0 && !doubtful)
            {
                self.assign(number, left.min(2), true);
            }
        }
    }
}

fn kind(run: &Run) -> usize {
    let mark = match run.mark {
        b'*' => 0,
        b'_' => 1,
        _ => 2,
    };
    (mark * 2 + usize::from(run.opens)) * 3 + run.length % 3
}
