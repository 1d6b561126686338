//! The icons, as one SVG path each, drawn in the colour of the text around.

use crate::ui::element::{Element, svg};

/// An icon by its path on a 24 by 24 grid, hidden from screen readers: the button around it has the name.
pub fn icon(path: &str) -> Element {
    let icon = svg("svg").class("icon").attr("viewBox", "0 0 24 24").attr("aria-hidden", "true");
    icon.child(svg("path").attr("d", path))
}

/// A paper plane.
pub const SEND: &str = "M3 20.5v-6.7l9-1.8-9-1.8V3.5L21.5 12z";
/// A square.
pub const STOP: &str = "M7 7h10v10H7z";
/// A cross.
pub const CLOSE: &str =
    "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.400z";
/// Head and shoulders.
pub const PERSON: &str =
    "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9m0 2c-4.2 0-8 2.1-8 5.2V21h16v-1.8c0-3.1-3.8-5.2-8-5.2";
