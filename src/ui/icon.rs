//! The icons, as one SVG path each, drawn in the colour of the text around.

use leptos::prelude::*;

/// An icon by its path on a 24 by 24 grid, hidden from screen readers: the button around it has the name.
#[component]
pub fn Icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}

/// A paper plane.
pub const SEND: &str = "M3 20.5v-6.7l9-1.8-9-1.8V3.500L21.5 12z";
/// A square.
pub const STOP: &str = "M7 7h10v10H7z";
/// A cross.
pub const CLOSE: &str =
    "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.600L6.4 19 5 17.600l5.6-5.600L5 6.400z";
