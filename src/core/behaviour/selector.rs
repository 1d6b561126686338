//! A short selector that finds an element again after the next build of the page: ids and classes that people wrote,
//! places among siblings where there are none, nothing a tool generated.

use halo_protocol::limits;

/// One element on the way from the clicked one up to the root.
#[derive(Clone, Debug, Default)]
pub struct Step {
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
const NAME_CHARS: usize = 40;
/// So many digits make a number of a record, not a name.
const NUMBER_DIGITS: usize = 3;
/// The shortest hash that style tools append.
const HASH_CHARS: usize = 5;

/// Beginnings of names that style tools and component libraries make up at each build or render.
const MADE_UP: [&str; 14] = [
    "css-",
    "sc-",
    "jss",
    "svelte-",
    "emotion-",
    "ng-",
    "ember",
    "radix-",
    "headlessui-",
    "react-",
    "mui-",
    "ext-",
    "yui",
    "gwt-",
];

/// Last words of names that say what state an element is in: gone the next time.
const STATES: [&str; 15] = [
    "active", "inactive", "open", "opened", "closed", "selected", "hover", "focus", "disabled", "show",
    "visible", "hidden", "loading", "checked", "current",
];

/// The selector, at most 500 characters: up to the nearest element with an id, or the root, or as far as fits.
/// Takes the steps from the element outwards.
#[must_use]
pub fn selector(steps: &[Step]) -> String {
    let mut selector = String::new();
    for step in steps {
        let (mut text, is_anchor) = step_text(step);
        if !selector.is_empty() {
            text.push_str(" > ");
            text.push_str(&selector);
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

/// One step, and whether it names one element of the page by itself.
fn step_text(step: &Step) -> (String, bool) {
    let mut text = if is_identifier(&step.tag) { step.tag.clone() } else { "*".to_owned() };
    if is_lasting(&step.id) {
        text.push('#');
        text.push_str(&step.id);
        return (text, true);
    }
    let classes = step.classes.split_ascii_whitespace();
    for class in classes.filter(|class| is_lasting(class) && !is_state(class)).take(CLASSES) {
        text.push('.');
        text.push_str(class);
    }
    if step.index > 0 {
        text.push_str(":nth-of-type(");
        text.push_str(&step.index.to_string());
        text.push(')');
    }
    (text, false)
}

fn is_state(class: &str) -> bool {
    let last = class.rsplit(['-', '_']).next().unwrap_or_default();
    class.starts_with("is-") || class.starts_with("has-") || STATES.contains(&last)
}

/// Whether a name can stand in a selector as it is. The others are passed over: escaping helps no reader.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// Whether a person seems to have written the name.
fn is_lasting(name: &str) -> bool {
    is_identifier(name)
        && name.len() <= NAME_CHARS
        && !MADE_UP.iter().any(|start| name.starts_with(start))
        && !name.contains("-sc-")
        && name.bytes().filter(u8::is_ascii_digit).count() < NUMBER_DIGITS
        && !name.split(['-', '_']).any(is_hash)
        && !name.rsplit_once("__").is_some_and(|(_, end)| is_module_hash(end))
}

/// Digits in the midst of letters, as in `1x9ab`; `step2` is a name.
fn is_hash(part: &str) -> bool {
    let without_number = part.trim_end_matches(|c: char| c.is_ascii_digit());
    part.len() >= HASH_CHARS && without_number.bytes().any(|byte| byte.is_ascii_digit())
}

/// What CSS modules append after two underscores: capitals and digits mixed in.
fn is_module_hash(end: &str) -> bool {
    let is_short = (HASH_CHARS..=HASH_CHARS + 3).contains(&end.len());
    is_short && end.bytes().skip(1).any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
