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
/// Two sheets.
pub const COPY: &str = "M9 3h10a2 2 0 0 1 2 2v10h-2V5H9zM5 7h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2m0 2v10h8V9z";
/// A thumb up; turned over in the style sheet, a thumb down.
pub const THUMB: &str = "M3 10h4v11H3zm6 0 3.600-7.500A2.500 2.500 0 0 1 15 5l-.6 4H19a2 2 0 0 1 2 2.300l-1.200 8A2 2 0 0 1 17.800 21H9z";
/// A circular arrow.
pub const AGAIN: &str = "M12 5V1.500L7.500 6l4.500 4.500V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7";
/// A pencil.
pub const PENCIL: &str = "M4 16.500V20h3.500l10-10L14 6.500zM15.500 5 19 8.500l1.500-1.500a1 1 0 0 0 0-1.400l-2.100-2.100a1 1 0 0 0-1.400 0z";
/// Three dots, one above the other.
pub const MORE: &str =
    "M12 8a2 2 0 1 1 0-4 2 2 0 0 1 0 4m0 6a2 2 0 1 1 0-4 2 2 0 0 1 0 4m0 6a2 2 0 1 1 0-4 2 2 0 0 1 0 4";
/// A landscape in a frame.
pub const IMAGE: &str = "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2m0 2v9l4-4 4 4 3-3 5 5V6zm11.500 4a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3";
/// An arrow down.
pub const DOWN: &str = "m12 17-7-7 1.400-1.400 5.600 5.600 5.600-5.600L19 10z";
