//! Clicks and what is wrong with them: three on one element within a second (rage), and one after which nothing
//! changes (dead). What a change is, `web::tracker` finds out; here is when it is asked.

use crate::core::behaviour::detector::Detector;
use crate::core::behaviour::kind::EventKind;

/// Three clicks on one element within this time are a rage click (contract §4), in milliseconds.
const RAGE_MS: u64 = 1_000;
/// So long after a click something must have changed, in milliseconds: past one second a visitor wonders, past two
/// nobody takes the change for an answer to the click.
pub const DEAD_CLICK_MS: u32 = 2_000;

/// The last clicks on one element.
#[derive(Debug)]
pub(super) struct Burst<E> {
    element: E,
    selector: String,
    /// When the last click was, and the one before it.
    clicks_ms: [Option<u64>; 2],
    /// One burst is reported once, however long it goes on.
    is_reported: bool,
}

/// A click that nothing has followed yet.
#[derive(Debug)]
pub(super) struct Suspect<E> {
    element: E,
    selector: String,
    since_ms: u64,
}

impl<E: PartialEq> Detector<E> {
    /// The selector of the element, if it is the one that was clicked last.
    #[must_use]
    pub fn last_clicked(&self, element: &E) -> Option<String> {
        self.burst.as_ref().filter(|burst| burst.element == *element).map(|burst| burst.selector.clone())
    }

    /// An element was clicked.
    pub fn click(&mut self, element: E, selector: String, now_ms: u64) {
        self.last_deed_ms = now_ms;
        self.record(EventKind::Click, &selector, &[]);
        let mut burst = match self.burst.take() {
            Some(burst) if burst.element == element => burst,
            _ => Burst { element, selector, clicks_ms: [None; 2], is_reported: false },
        };
        let within = |then_ms: u64| now_ms.saturating_sub(then_ms) <= RAGE_MS;
        let [last_ms, earlier_ms] = burst.clicks_ms;
        burst.is_reported &= last_ms.is_some_and(within);
        if !burst.is_reported && earlier_ms.is_some_and(within) {
            burst.is_reported = true;
            self.record(EventKind::RageClick, &burst.selector, &[("clicks", 3.into())]);
        }
        burst.clicks_ms = [Some(now_ms), last_ms];
        self.burst = Some(burst);
    }

    /// Something that looks interactive was clicked. True when the page shall be remembered as it is, and be compared
    /// after [`DEAD_CLICK_MS`]; not when the same element is being watched already. A click elsewhere ends the watch:
    /// nobody could say which of the two was answered.
    pub fn suspect(&mut self, element: E, selector: String, since_ms: u64) -> bool {
        if !self.kinds.has(EventKind::DeadClick)
            || self.suspect.as_ref().is_some_and(|it| it.element == element)
        {
            return false;
        }
        self.suspect = Some(Suspect { element, selector, since_ms });
        true
    }

    /// What became of the click. Without a change it was a dead one, unless much more time than was to pass has passed:
    /// then the page was busy, in a dialog of the browser or asleep, and nobody knows what the visitor has seen.
    pub fn judge(&mut self, has_changed: bool, now_ms: u64) {
        if let Some(suspect) = self.suspect.take()
            && !has_changed
            && now_ms.saturating_sub(suspect.since_ms) < 2 * u64::from(DEAD_CLICK_MS)
        {
            self.record(EventKind::DeadClick, &suspect.selector, &[]);
        }
    }
}
