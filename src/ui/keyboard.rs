//! Keys as the panel hears them: those of an input method are its own.

use leptos::ev::KeyboardEvent;

/// What a browser calls a key that an input method took (UI Events, "keyCode"): Safari says it by this alone, after the
/// composition has ended.
const INPUT_METHOD: u32 = 229;

/// The visitor pressed the key of this name, and no input method took it.
pub fn is_pressed(event: &KeyboardEvent, name: &str) -> bool {
    event.key() == name && !event.is_composing() && event.key_code() != INPUT_METHOD
}
