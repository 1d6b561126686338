//! Time, chance and waiting, from the browser.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::core::moment::Moment;

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
    id: i32,
    is_frame: bool,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Timeout {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            if self.is_frame {
                _ = window.cancel_animation_frame(self.id);
            } else {
                window.clear_timeout_with_handle(self.id);
            }
        }
    }
}

/// Runs `task` after `ms` milliseconds. `None` where the page leaves no timer.
pub fn after(ms: u32, task: impl FnOnce() + 'static) -> Option<Timeout> {
    let callback = Closure::once(task);
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let window = web_sys::window()?;
    let function = callback.as_ref().unchecked_ref();
    let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms).ok()?;
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
    let id = window.request_animation_frame(callback.as_ref().unchecked_ref()).ok()?;
    Some(Timeout { id, is_frame: true, _callback: callback })
}
