//! From an event of the page to what the state machine is told of it. The state machine is borrowed for its own calls
//! only, never while the page is asked something: a getter of the page can fire the next event.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::dom::{self, closest, get, text};
use super::watch::{self, Observer};
use super::{Heard, Inner, Way, with};
use crate::core::behaviour::detector::{DEAD_CLICK_MS, FORM_IDLE_MS, Lane, PageView, UncaughtError};
use crate::core::behaviour::secret::is_private_field;
use crate::web::clock;

/// Most fields in shadow trees that are looked at.
const INNER_FIELDS: usize = 20;

impl Inner {
    pub(super) fn hear(self: &Rc<Self>, heard: Heard, event: &JsValue) {
        // The event's own time, on the same clock as `mono_ms`.
        let now_ms = dom::number(event, "timeStamp");
        let lane = match heard {
            Heard::Click => Lane::Clicks,
            Heard::Input => Lane::Edits,
            Heard::Reset | Heard::Submit => Lane::Submits,
            Heard::Error | Heard::Rejection => Lane::Errors,
            Heard::Left => return self.detector.borrow_mut().leave(now_ms),
            Heard::Shown if get(event, "persisted").is_truthy() => return self.view(Way::Restored),
            Heard::Navigated if text(event, "navigationType") == "replace" => {
                return self.view(Way::Replaced);
            }
            _ => return self.view(Way::Went),
        };
        if !self.detector.borrow_mut().admits(lane, now_ms) {
            return;
        }
        match heard {
            Heard::Error => self.fail(event, &get(event, "error"), text(event, "message")),
            Heard::Rejection => {
                let reason = get(event, "reason");
                let said = [text(&reason, "name"), text(&reason, "message")].join(": ");
                let said = reason.as_string().unwrap_or(said);
                self.fail(event, &reason, ["Unhandled rejection: ", &said].concat());
            }
            _ => self.touch(heard, event, now_ms),
        }
    }

    /// The page is shown, or its address may have changed.
    pub(super) fn view(&self, way: Way) {
        let document = dom::document();
        let address = text(&get(&dom::window(), "location"), "href");
        let is_news = way == Way::Restored || self.detector.borrow().is_elsewhere(&address);
        if is_news && !get(&document, "prerendering").is_truthy() {
            let view = PageView {
                address: &address,
                referrer: &text(&document, "referrer"),
                fields: &dom::fields(&self.inner_fields.borrow()),
                is_replaced: way == Way::Replaced,
                is_restored: way == Way::Restored,
            };
            self.detector.borrow_mut().view(view, clock::mono_ms());
        }
        self.flush();
    }

    /// Something on the page was clicked, edited, reset or sent.
    fn touch(self: &Rc<Self>, heard: Heard, event: &JsValue, now_ms: u64) {
        let innermost = dom::innermost(event);
        // As the page's own tree has it: a selector does not reach into a shadow tree.
        let target = get(event, "target");
        let mut inner_fields = self.inner_fields.borrow_mut();
        let is_new =
            matches!(heard, Heard::Input) && innermost != target && !inner_fields.contains(&innermost);
        if is_new && inner_fields.len() < INNER_FIELDS {
            inner_fields.push(innermost.clone());
        }
        drop(inner_fields);
        let names = ["type", "autocomplete", "name", "id"].map(|name| text(&innermost, name)).join(" ");
        if dom::is_off_limits(&innermost) || is_private_field(&names) {
            return;
        }
        match heard {
            Heard::Click => {
                // Inside a shadow tree nobody can see what changes.
                let may_be_dead = innermost == target && watch::promises_answer(&target);
                let interactive = closest(&target, watch::INTERACTIVE);
                self.click(if interactive.is_object() { interactive } else { target }, may_be_dead, now_ms);
            }
            // A field can belong to a form that it does not stand in.
            Heard::Input => self.edit(get(&target, "form"), now_ms),
            Heard::Reset => self.detector.borrow_mut().forget(&target),
            _ => {
                let selector = dom::selector_of(&target);
                self.detector.borrow_mut().submit(&target, &selector);
            }
        }
    }

    fn click(self: &Rc<Self>, element: JsValue, may_be_dead: bool, now_ms: u64) {
        let known = self.detector.borrow().last_clicked(&element);
        let selector = known.unwrap_or_else(|| dom::selector_of(&element));
        let mut signals = self.detector.borrow_mut();
        signals.click(element.clone(), selector.clone(), now_ms);
        let is_watched = may_be_dead && signals.suspect(element.clone(), selector, now_ms);
        drop(signals);
        if is_watched {
            self.await_answer(&element);
        }
    }

    /// Compares the page after a while with what it is now, before its own handlers have heard of the click.
    fn await_answer(self: &Rc<Self>, element: &JsValue) {
        self.watch.take();
        let Some(before) = watch::glance() else { return self.judge(true) };
        let weak = Rc::downgrade(self);
        let changed = Closure::new(move || with(&weak, |inner| inner.judge(true)));
        let weak = Rc::downgrade(self);
        let look = move || with(&weak, |inner| inner.judge(false));
        let watch = (before, Observer::start(element, changed), clock::after(DEAD_CLICK_MS, look));
        self.watch.replace(Some(watch));
    }

    fn judge(&self, has_changed: bool) {
        let watch = self.watch.take();
        let is_as_before =
            |before: &Vec<JsValue>| watch::is_seen() && watch::glance().as_ref() == Some(before);
        let has_changed = has_changed || !watch.is_some_and(|(before, ..)| is_as_before(&before));
        self.detector.borrow_mut().judge(has_changed, clock::mono_ms());
    }

    fn edit(self: &Rc<Self>, form: JsValue, now_ms: u64) {
        if form.is_object() && self.detector.borrow_mut().edit(&form, now_ms) {
            let selector = dom::selector_of(&form);
            self.detector.borrow_mut().begin(form, selector, now_ms);
            self.look_after_forms(FORM_IDLE_MS);
        }
    }

    fn look_after_forms(self: &Rc<Self>, ms: u32) {
        let weak = Rc::downgrade(self);
        let look = move || {
            with(&weak, |inner| {
                let next_ms = inner.detector.borrow_mut().idle(clock::mono_ms());
                if let Some(next_ms) = next_ms {
                    inner.look_after_forms(next_ms);
                }
            });
        };
        self.idle.replace(clock::after(ms, look));
    }

    /// An image or a script that does not load is an `error` event too, but says nothing.
    fn fail(&self, event: &JsValue, error: &JsValue, message: String) {
        if !message.is_empty() {
            let (source, stack) = (text(event, "filename"), text(error, "stack"));
            let line = dom::number(event, "lineno") as u32;
            let (error, fields) = (
                UncaughtError { message: &message, source: &source, stack: &stack, line },
                dom::fields(&self.inner_fields.borrow()),
            );
            self.detector.borrow_mut().fail(error, &fields);
        }
    }
}
