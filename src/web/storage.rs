//! The page's `localStorage` and `sessionStorage`, guarded: reading it can throw, writing it can throw, it can be missing, and other
//! scripts write into it. Every key of ours starts with `halo:` and is declared here; whose it is says `core::belongings`.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::Storage as Area;

use super::js;
use super::tracker::dom;

/// Starts every key of ours.
pub(super) const PREFIX: &str = "halo:";

/// A key, or the beginning of several. No other is ever read or written.
#[derive(Clone, Copy)]
pub struct StorageKey(&'static str);

/// Conversations: one per organisation and agent.
pub const TALK: StorageKey = StorageKey("talk:");
/// Queued events: one per page.
pub const EVENTS: StorageKey = StorageKey("events:");
/// The visitor's own decision about being recorded.
pub const CONSENT: StorageKey = StorageKey("consent");
/// The notices that were taken away.
pub const DISMISSED: StorageKey = StorageKey("dismissed");
/// In the tab: the visitor was greeted in this session.
pub const GREETED: StorageKey = StorageKey("greeted");
/// In the tab: the actions that were acted on.
pub const ACTED: StorageKey = StorageKey("acted");
/// In the tab: what stands in the composer.
pub const DRAFT: StorageKey = StorageKey("draft");
/// In the tab: which user wrote that.
pub const DRAFT_OF: StorageKey = StorageKey("draft-of");

thread_local! {
    /// The browser did not keep something. Told once a page, whatever it was.
    static IS_REFUSED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the browser has refused to keep something.
#[must_use]
pub fn is_refused() -> bool {
    IS_REFUSED.get()
}

/// Our part of the page's storage; where there is none, nothing is kept.
#[derive(Clone)]
pub struct Storage {
    area: Option<Area>,
}

impl StorageKey {
    pub(super) fn name(self, part: &str) -> String {
        [PREFIX, self.0, part].concat()
    }
}

impl Storage {
    /// The page's storage, or none: some browsers throw at the very name of it.
    #[must_use]
    pub fn open() -> Self {
        Self { area: web_sys::window().and_then(|window| window.local_storage().ok().flatten()) }
    }

    /// The same of the tab's own storage, which ends with the tab.
    #[must_use]
    pub fn of_tab() -> Self {
        // By hand: the binding would be one more in the file between JavaScript and the module.
        let area = dom::get(&dom::window(), "sessionStorage");
        Self { area: area.is_object().then(|| area.unchecked_into()) }
    }

    /// Reads a value.
    #[must_use]
    pub fn get(&self, key: StorageKey, part: &str) -> Option<String> {
        self.area.as_ref()?.get_item(&key.name(part)).ok()?
    }

    /// Writes a value; says whether it is kept, and tells the console where nothing is.
    pub fn set(&self, key: StorageKey, part: &str, value: &str) -> bool {
        let is_kept = self.area.as_ref().is_some_and(|area| area.set_item(&key.name(part), value).is_ok());
        if !is_kept && !IS_REFUSED.replace(true) {
            js::warn("the browser stores nothing for this page: conversation and draft last as long as it");
        }
        is_kept
    }

    /// Removes a value.
    pub fn remove(&self, key: StorageKey, part: &str) {
        if let Some(area) = &self.area {
            _ = area.remove_item(&key.name(part));
        }
    }

    /// What follows the key, of all that start with it.
    #[must_use]
    pub fn parts(&self, key: StorageKey) -> Vec<String> {
        let Some(area) = &self.area else { return Vec::new() };
        let names = (0..area.length().unwrap_or_default()).filter_map(|at| area.key(at).ok()?);
        let start = key.name("");
        names.filter_map(|name| name.strip_prefix(&start).map(str::to_owned)).collect()
    }

    /// Removes all that start with a key.
    pub fn clear(&self, key: StorageKey) {
        self.parts(key).iter().for_each(|part| self.remove(key, part));
    }
}
