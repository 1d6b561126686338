//! Colours from the configuration and their contrast. Only `#rgb`, `#rrggbb` and `rgb(…)` are taken: a colour whose
//! contrast cannot be computed cannot be promised to be readable.

/// Least contrast of text to its background (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f32 = 4.5;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    channels: [u8; 3],
}

impl Color {
    const BLACK: Self = Self { channels: [0; 3] };
    const WHITE: Self = Self { channels: [255; 3] };

    /// Reads `#rgb`, `#rrggbb` or `rgb(r, g, b)`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#') {
            return Self::parse_hex(hex);
        }
        let inside = text.strip_prefix("rgb(")?.strip_suffix(')')?;
        let mut numbers = inside.split([',', ' ']).filter(|part| !part.is_empty());
        let mut channel = || numbers.next()?.parse().ok();
        let channels = [channel()?, channel()?, channel()?];
        numbers.next().is_none().then_some(Self { channels })
    }

    fn parse_hex(hex: &str) -> Option<Self> {
        let value = u32::from_str_radix(hex, 16).ok()?;
        let channels = match hex.len() {
            // Each digit stands for itself twice: f means ff.
            3 => [8, 4, 0].map(|shift| ((value >> shift) & 0xf) as u8 * 0x11),
            6 => [16, 8, 0].map(|shift| ((value >> shift) & 0xff) as u8),
            _ => return None,
        };
        Some(Self { channels })
    }

    /// The colour as `#rrggbb`.
    #[must_use]
    pub fn css(self) -> String {
        let mut text = String::from("#");
        for channel in self.channels {
            for digit in [channel >> 4, channel & 0xf] {
                text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
            }
        }
        text
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2). The power 2.4 is approximated by a polynomial that is exact to
    /// 0.003 over the range, so that no power function is linked.
    fn luminance(self) -> f32 {
        let [red, green, blue] = self.channels.map(|channel| {
            let value = f32::from(channel) / 255.0;
            value * (value * (value * 0.305_306 + 0.682_171) + 0.012_523)
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast ratio to another colour, 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f32 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The wished colour for text on this one if it can be read, else black or white, whichever reads better.
    #[must_use]
    pub fn text_on(self, wished: Option<Self>) -> Self {
        if let Some(wished) = wished.filter(|wished| self.contrast(*wished) >= LEAST_CONTRAST) {
            return wished;
        }
        if self.contrast(Self::WHITE) >= LEAST_CONTRAST { Self::WHITE } else { Self::BLACK }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn the_three_forms_are_read_and_others_refused() {
        assert_eq!(color("#0af"), color("#00AAFF"));
        assert_eq!(color("rgb(0, 170, 255)").css(), "#00aaff");
        for other in ["red", "#12345", "#ééé", "rgb(1,2)", "rgb(1,2,3,4)", "rgb(300,0,0)", "url(x)", ""] {
            assert_eq!(Color::parse(other), None, "{other}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((color("#000").contrast(color("#fff")) - 21.0).abs() < 0.05);
        assert!((color("#777").contrast(color("#fff")) - 4.48).abs() < 0.05);
        assert!((color("#06c").contrast(color("#fff")) - 5.57).abs() < 0.1);
    }

    #[test]
    fn unreadable_text_falls_back_to_black_or_white() {
        assert_eq!(color("#ffe600").text_on(Some(color("#fff"))).css(), "#000000");
        assert_eq!(color("#123456").text_on(Some(color("#000"))).css(), "#ffffff");
        assert_eq!(color("#123456").text_on(Some(color("#ffd"))).css(), "#ffffdd");
    }

    #[test]
    fn black_or_white_is_always_readable() {
        for value in (0..0x0100_0000_u32).step_by(997) {
            let [_, red, green, blue] = value.to_be_bytes();
            let background = Color { channels: [red, green, blue] };
            assert!(background.contrast(background.text_on(None)) >= LEAST_CONTRAST, "{}", background.css());
        }
    }
}
