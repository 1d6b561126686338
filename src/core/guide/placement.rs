//! Where a ring and its note stand: numbers in, numbers out, all in CSS pixels of the window.

/// A rectangle of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Distance from the left edge.
    pub x: f64,
    /// Distance from the top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Room between an element and its ring.
const RING_PX: f64 = 4.0;
/// Room between an element and its note.
const GAP_PX: f64 = 12.0;
/// Room between a note and the edge of the window.
const MARGIN_PX: f64 = 8.0;

impl Rect {
    /// What both rectangles cover; `None` when they do not meet.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let width = (self.x + self.width).min(other.x + other.width) - x;
        let height = (self.y + self.height).min(other.y + other.height) - y;
        (width > 0.0 && height > 0.0).then_some(Self { x, y, width, height })
    }

    /// Whether the other lies wholly inside.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        self.meet(other) == Some(other)
    }

    /// The ring around an element of this place.
    #[must_use]
    pub fn ring(self) -> Self {
        let both = 2.0 * RING_PX;
        Self {
            x: self.x - RING_PX,
            y: self.y - RING_PX,
            width: self.width + both,
            height: self.height + both,
        }
    }
}

/// Where a note of this size stands beside an element, in a window: below if there is room, else above, else beside,
/// else at the bottom edge over the element. A note of an element that is out of the window is out of it too.
#[must_use]
pub fn note(target: Rect, (width, height): (f64, f64), window: Rect) -> (f64, f64) {
    let within = |at: f64, size: f64, start: f64, room: f64| {
        at.min(start + room - size - MARGIN_PX).max(start + MARGIN_PX)
    };
    let centre = within(target.x + (target.width - width) / 2.0, width, window.x, window.width);
    let below = target.y + target.height + GAP_PX;
    let above = target.y - GAP_PX - height;
    if target.meet(window).is_none() {
        return (centre, below);
    }
    if below + height + MARGIN_PX <= window.y + window.height && below >= window.y {
        return (centre, below);
    }
    if above >= window.y + MARGIN_PX {
        return (centre, above);
    }
    let middle = within(target.y + (target.height - height) / 2.0, height, window.y, window.height);
    let (right, left) = (target.x + target.width + GAP_PX, target.x - GAP_PX - width);
    if right + width + MARGIN_PX <= window.x + window.width {
        return (right, middle);
    }
    if left >= window.x + MARGIN_PX {
        return (left, middle);
    }
    (centre, within(f64::MAX, height, window.y, window.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Rect = Rect { x: 0.0, y: 0.0, width: 1000.0, height: 800.0 };
    const NOTE: (f64, f64) = (200.0, 60.0);

    fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    #[test]
    fn a_note_stands_below_then_above_then_beside() {
        assert_eq!(note(rect(400.0, 100.0, 100.0, 40.0), NOTE, WINDOW), (350.0, 152.0));
        assert_eq!(note(rect(400.0, 740.0, 100.0, 40.0), NOTE, WINDOW), (350.0, 668.0));
        assert_eq!(note(rect(0.0, 10.0, 300.0, 780.0), NOTE, WINDOW), (312.0, 370.0));
        assert_eq!(note(rect(700.0, 10.0, 300.0, 780.0), NOTE, WINDOW), (488.0, 370.0));
    }

    #[test]
    fn a_note_of_whatever_is_seen_stays_in_the_window() {
        for x in (-300..1300).step_by(37) {
            for y in (-300..1100).step_by(41) {
                for size in [1.0, 50.0, 500.0, 3000.0] {
                    let target = rect(x.into(), y.into(), size, size);
                    let (left, top) = note(target, NOTE, WINDOW);
                    let standing = rect(left, top, NOTE.0, NOTE.1);
                    assert!(
                        target.meet(WINDOW).is_none() || WINDOW.holds(standing),
                        "{target:?} {standing:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_note_wider_than_the_window_starts_at_its_edge() {
        assert_eq!(note(rect(10.0, 10.0, 10.0, 10.0), (2000.0, 60.0), WINDOW).0, MARGIN_PX);
    }

    #[test]
    fn rectangles_meet_where_both_are() {
        assert_eq!(
            rect(0.0, 0.0, 10.0, 10.0).meet(rect(5.0, 5.0, 10.0, 10.0)),
            Some(rect(5.0, 5.0, 5.0, 5.0))
        );
        assert_eq!(rect(0.0, 0.0, 10.0, 10.0).meet(rect(10.0, 0.0, 5.0, 5.0)), None);
    }
}
