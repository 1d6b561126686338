//! A short selector that finds an element again after the next build of the page: ids and classes that people wrote,
//! places among siblings where there are none, nothing a tool generated.

use halo_protocol::limits;

/// One element on the way from the clicked one up to the root.
#[derive(Clone, Debug, Default)]
pub struct Ancestor {
    /// Its tag, lower case.
    pub tag: String,
    /// Its `id`, perhaps empty.
    pub id: String,
    /// Its `class` attribute.
    pub classes: String,
    /// Its place among siblings of its tag, from 1; 0: it is the only one, or nobody knows.
    pub index: u32,
}

/// More classes than this do not make a step more telling.
const CLASSES: usize = 2;
/// People do not write longer names.
const NAME_BYTES: usize = 40;
/// So many digits make a number of a record, not a name.
const NUMBER_DIGITS: u32 = 3;
/// The shortest hash that style tools make.
const HASH_BYTES: usize = 5;

/// Beginnings of names that style tools and component libraries make up at each build or render.
const MADE_UP: &str =
    "css-|sc-|jss|svelte-|emotion-|ng-|ember|radix-|headlessui-|react-|mui-|ext-|yui|gwt-|is-|has-";

/// Last words of classes that say what state an element is in: gone the next time.
const STATES: &str = "|active|inactive|open|opened|closed|selected|hover|focus|disabled|show|visible|hidden|loading|\
    checked|current|";

/// The selector, at most 500 characters: up to the nearest element with an id, or the root, or as far as fits.
/// Takes the steps from the element outwards, and no more of them than it needs.
#[must_use]
pub fn selector(steps: impl IntoIterator<Item = Ancestor>) -> String {
    let mut selector = String::new();
    for step in steps {
        let mut text = step.tag;
        let is_anchor = is_lasting(&step.id);
        if is_anchor {
            text = [&text, "#", &step.id].concat();
        } else {
            for class in
                step.classes.split(' ').filter(|class| is_lasting(class) && !is_state(class)).take(CLASSES)
            {
                text = [&text, ".", class].concat();
            }
            if step.index > 0 {
                text = [&text, ":nth-of-type(", &step.index.to_string(), ")"].concat();
            }
        }
        if !selector.is_empty() {
            text = [&text, " > ", &selector].concat();
        }
        if text.len() > limits::SELECTOR_CHARS {
            break;
        }
        selector = text;
        if is_anchor {
            break;
        }
    }
    selector
}

fn is_state(class: &str) -> bool {
    let last = class.rfind(['-', '_']).and_then(|at| class.get(at + 1..)).unwrap_or(class);
    STATES.contains(&["|", last, "|"].concat())
}

/// Whether a name can stand in a selector as it is (escaping helps no reader), and a person seems to have written it:
/// no digits in the midst of letters, as in `x1x9ab`, while `step2` is a name; no capitals or digits in what follows
/// two underscores, which is what CSS modules append.
fn is_lasting(name: &str) -> bool {
    let (mut digits, mut part_bytes, mut part_digit, mut is_hash) = (0, 0, false, false);
    let mut before = b'-';
    let mut after_two = false;
    for byte in name.bytes() {
        match byte {
            b'-' | b'_' => {
                after_two = byte == b'_' && before == b'_';
                (part_bytes, part_digit) = (0, false);
            }
            _ if byte.is_ascii_alphanumeric() => {
                part_bytes += 1;
                digits += u32::from(byte.is_ascii_digit());
                is_hash |= part_digit && byte.is_ascii_alphabetic() && name.len() >= HASH_BYTES;
                is_hash |= after_two && part_bytes > 1 && !byte.is_ascii_lowercase();
                part_digit |= byte.is_ascii_digit();
            }
            _ => return false,
        }
        before = byte;
    }
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts_well
        && !is_hash
        && digits < NUMBER_DIGITS
        && name.len() <= NAME_BYTES
        && !MADE_UP.split('|').any(|start| name.starts_with(start))
        && !name.contains("-sc-")
}
