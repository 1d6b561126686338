//! Time, chance and waiting, from the browser.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::core::moment::Moment;

// Ids are taken as they come: those of a page's fake timers are larger than web-sys' `i32`, and a timer that cannot be
// cleared would call what is gone.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(task: &Function, ms: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_name = requestAnimationFrame)]
    fn request_frame(task: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = cancelAnimationFrame)]
    fn cancel_frame(id: &JsValue) -> Result<(), JsValue>;
}

/// Wall clock, milliseconds since the Unix epoch. A page can replace `Date` by something that is no number; then time stands at the epoch, and no loop spins.
#[must_use]
pub fn unix_ms() -> u64 {
    let now = js_sys::Date::now();
    if now.is_finite() && now > 0.0 { now as u64 } else { 0 }
}

/// Sixteen random bytes; where `crypto` is missing, `Math.random` has to do: ids are names here, never secrets.
fn entropy() -> u128 {
    let mut bytes = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled = crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    u128::from_le_bytes(bytes)
}

/// The present moment.
#[must_use]
pub fn now() -> Moment {
    Moment { unix_ms: unix_ms(), mono_ms: mono_ms(), entropy: entropy() }
}

/// Milliseconds since the page began, by a clock that is never set.
#[must_use]
pub fn mono_ms() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as u64)
}

/// Something that will run later unless this is dropped first.
pub struct Timeout {
    id: JsValue,
    is_frame: bool,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Timeout {
    fn drop(&mut self) {
        _ = if self.is_frame { cancel_frame(&self.id) } else { clear_timeout(&self.id) };
    }
}

/// Runs `task` after `ms` milliseconds. `None` where the page leaves no timer.
pub fn after(ms: u32, task: impl FnOnce() + 'static) -> Option<Timeout> {
    let callback = Closure::once(task);
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let id = set_timeout(callback.as_ref().unchecked_ref(), ms).ok()?;
    Some(Timeout { id, is_frame: false, _callback: callback })
}

/// How long to gather drawing in a hidden page, which has no frames, in milliseconds.
const HIDDEN_FRAME_MS: u32 = 250;

/// Runs `task` before the next frame is painted, or soon in a hidden page.
pub fn next_frame(task: impl FnOnce() + 'static) -> Option<Timeout> {
    let window = web_sys::window()?;
    if window.document().is_some_and(|document| document.hidden()) {
        return after(HIDDEN_FRAME_MS, task);
    }
    let callback = Closure::once(task);
    let id = request_frame(callback.as_ref().unchecked_ref()).ok()?;
    Some(Timeout { id, is_frame: true, _callback: callback })
}
