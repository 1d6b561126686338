//! Clicks and what is wrong with them: three on one element within a second (rage), and one after which nothing
//! changes (dead). What a change is, `web::tracker` finds out; here is when it is asked.

use halo_protocol::Object;
use halo_protocol::event::Event;

use crate::core::behaviour::kind::Kind;
use crate::core::behaviour::signals::Signals;

/// Three clicks on one element within this time are a rage click (contract §4), in milliseconds.
const RAGE_MS: u64 = 1_000;
/// How many clicks that are.
const RAGE_CLICKS: u32 = 3;
/// So long after a click something must have changed, in milliseconds: past one second a visitor wonders, past two
/// nobody takes the change for an answer to the click.
pub const DEAD_CLICK_MS: u32 = 2_000;

/// The last clicks on one element.
#[derive(Debug)]
pub(super) struct Burst<E> {
    element: E,
    selector: String,
    last_ms: u64,
    /// The click before the last.
    earlier_ms: Option<u64>,
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

impl<E: PartialEq> Signals<E> {
    /// The selector of the element, if it is the one that was clicked last.
    #[must_use]
    pub fn last_clicked(&self, element: &E) -> Option<String> {
        self.burst.as_ref().filter(|burst| burst.element == *element).map(|burst| burst.selector.clone())
    }

    /// An element was clicked.
    pub fn click(&mut self, element: E, selector: String, now_ms: u64, out: &mut Vec<Event>) {
        self.last_deed_ms = now_ms;
        let (mut earlier_ms, mut is_reported, mut is_rage) = (None, false, false);
        if let Some(burst) = self.burst.take().filter(|burst| burst.element == element) {
            let within = |then_ms: u64| now_ms.saturating_sub(then_ms) <= RAGE_MS;
            is_reported = burst.is_reported && within(burst.last_ms);
            is_rage = !is_reported && burst.earlier_ms.is_some_and(within);
            earlier_ms = Some(burst.last_ms);
        }
        self.record(Kind::Click, Some(selector.clone()), Object::new(), out);
        if is_rage {
            let clicks = Object::from_iter([("clicks".to_owned(), RAGE_CLICKS.into())]);
            self.record(Kind::RageClick, Some(selector.clone()), clicks, out);
        }
        let is_reported = is_reported || is_rage;
        self.burst = Some(Burst { element, selector, last_ms: now_ms, earlier_ms, is_reported });
    }

    /// Something that looks interactive was clicked. True when the page shall be remembered as it is, and be compared
    /// after [`DEAD_CLICK_MS`]; not when the same element is being watched already. A click elsewhere ends the watch:
    /// nobody could say which of the two was answered.
    pub fn suspect(&mut self, element: E, selector: String, since_ms: u64) -> bool {
        if !self.kinds.has(Kind::DeadClick) || self.suspect.as_ref().is_some_and(|it| it.element == element) {
            return false;
        }
        self.suspect = Some(Suspect { element, selector, since_ms });
        true
    }

    /// Something has changed, or the page is about to.
    pub fn acquit(&mut self) {
        self.suspect = None;
    }

    /// The time is over and nothing has changed. When much more time than that has passed, the page was busy, in a
    /// dialog of the browser or asleep, and nobody knows what the visitor has seen.
    pub fn condemn(&mut self, now_ms: u64, out: &mut Vec<Event>) {
        let Some(suspect) = self.suspect.take() else { return };
        let waited_ms = now_ms.saturating_sub(suspect.since_ms);
        if waited_ms < 2 * u64::from(DEAD_CLICK_MS) {
            self.record(Kind::DeadClick, Some(suspect.selector), Object::new(), out);
        }
    }
}
