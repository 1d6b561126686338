//! The page's `localStorage` and `sessionStorage`, guarded: reading it can throw, writing it can throw, it can be missing, and other
//! scripts write into it. Every key of ours starts with `halo:`.

use wasm_bindgen::JsCast;
use web_sys::Storage as Area;

use super::tracker::dom;

/// Starts every key of ours.
pub(super) const PREFIX: &str = "halo:";

/// Our part of the page's storage; where there is none, nothing is kept.
#[derive(Clone)]
pub struct Storage {
    area: Option<Area>,
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
    pub fn get(&self, key: &str) -> Option<String> {
        self.area.as_ref()?.get_item(&[PREFIX, key].concat()).ok()?
    }

    /// Writes a value; says whether it is kept.
    #[must_use]
    pub fn set(&self, key: &str, value: &str) -> bool {
        self.area.as_ref().is_some_and(|area| area.set_item(&[PREFIX, key].concat(), value).is_ok())
    }

    /// Removes a value.
    pub fn remove(&self, key: &str) {
        if let Some(area) = &self.area {
            _ = area.remove_item(&[PREFIX, key].concat());
        }
    }

    /// Our keys that start with `start`.
    #[must_use]
    pub fn keys(&self, start: &str) -> Vec<String> {
        let Some(area) = &self.area else { return Vec::new() };
        let keys = (0..area.length().unwrap_or_default()).filter_map(|at| area.key(at).ok()?);
        let ours = keys.filter_map(|key| key.strip_prefix(PREFIX).map(str::to_owned));
        ours.filter(|key| key.starts_with(start)).collect()
    }
}
