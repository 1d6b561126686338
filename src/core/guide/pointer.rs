//! What is asked for when an element shall be pointed out: by the page's `highlightElement` or by an agent. Whatever is
//! passed is checked here; what cannot be used is said in one line and left out.

use halo_protocol::limits;
use serde_json::Value;

/// A note is a note; longer ones are cut.
const MESSAGE_CHARS: usize = 500;
/// The longest that a browser's timer counts, in milliseconds (2³¹ − 1).
const LONGEST_MS: f64 = 2_147_483_647.0;

/// The looks there are; the first is the default.
pub const STYLES: [&str; 3] = ["ring", "pulse", "spotlight"];

/// A request to point at an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// CSS selector of the element.
    pub selector: String,
    /// Words beside it, plain text.
    pub message: Option<String>,
    /// One of [`STYLES`].
    pub style: &'static str,
    /// How long it stays, in milliseconds; absent: until dismissed.
    pub duration_ms: Option<u32>,
}

impl Pointer {
    /// What an agent asks for: a style that is not known is the default one.
    #[must_use]
    pub fn new(selector: &str, message: Option<&str>, style: Option<&str>, duration_ms: Option<u32>) -> Self {
        let message = message.map(str::trim).filter(|text| !text.is_empty()).map(|text| {
            let mut text = text.to_owned();
            limits::cap_chars(&mut text, MESSAGE_CHARS);
            text
        });
        let known = STYLES.iter().find(|known| Some(**known) == style);
        Self {
            selector: selector.to_owned(),
            message,
            style: known.unwrap_or(&STYLES[0]),
            duration_ms: duration_ms.filter(|ms| *ms > 0),
        }
    }

    /// Reads the arguments of `highlightElement`; `complain` is given a line for each option that cannot be used.
    ///
    /// # Errors
    /// The selector is no text; the words say what was met.
    pub fn read(selector: &Value, options: &Value, mut complain: impl FnMut(String)) -> Result<Self, String> {
        let Some(selector) = selector.as_str().filter(|text| !text.trim().is_empty()) else {
            return Err(["highlightElement takes a CSS selector; it was given ", kind(selector)].concat());
        };
        if !options.is_null() && !options.is_object() {
            complain(
                ["highlightElement: the options are ", kind(options), "; an object is allowed"].concat(),
            );
        }
        let mut given = |name: &str, allowed: &str, is_allowed: fn(&Value) -> bool| {
            let value = options.get(name).filter(|value| !value.is_null())?;
            if !is_allowed(value) {
                complain(
                    ["highlightElement: ", name, " is ", kind(value), "; ", allowed, " is allowed"].concat(),
                );
                return None;
            }
            Some(value)
        };
        let message = given("message", "a text", Value::is_string).and_then(Value::as_str);
        let style = given("style", "ring, pulse or spotlight", |style| {
            style.as_str().is_some_and(|style| STYLES.contains(&style))
        });
        let duration = given("duration", "a number of milliseconds above 0", |duration| {
            duration.as_f64().is_some_and(|ms| ms > 0.0)
        });
        let duration_ms = duration.and_then(Value::as_f64).map(|ms| ms.clamp(1.0, LONGEST_MS) as u32);
        Ok(Self::new(selector, message, style.and_then(Value::as_str), duration_ms))
    }
}

/// What a value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing that can be read",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(selector: Value, options: Value) -> (Result<Pointer, String>, Vec<String>) {
        let mut complaints = Vec::new();
        let pointer = Pointer::read(&selector, &options, |line| complaints.push(line));
        (pointer, complaints)
    }

    #[test]
    fn what_is_right_is_taken_as_it_is() {
        let (pointer, complaints) =
            read(json!("#buy"), json!({"message": "Here", "style": "pulse", "duration": 1500.7, "other": 1}));
        let wanted = Pointer::new("#buy", Some("Here"), Some("pulse"), Some(1500));
        assert_eq!((pointer, complaints.len()), (Ok(wanted), 0));
        assert_eq!(read(json!("a"), Value::Null).0, Ok(Pointer::new("a", None, None, None)));
    }

    #[test]
    fn each_option_of_another_type_costs_a_line_and_nothing_else() {
        let (pointer, complaints) = read(json!("a"), json!({"message": 7, "style": "neon", "duration": -3}));
        assert_eq!(pointer, Ok(Pointer::new("a", None, None, None)));
        assert_eq!(complaints.len(), 3, "{complaints:?}");
        assert!(complaints[0].contains("message is a number; a text is allowed"), "{}", complaints[0]);
        assert_eq!(read(json!("a"), json!("x")).1.len(), 1);
        for duration in [json!(0), json!("5"), json!([]), json!(false)] {
            assert_eq!(read(json!("a"), json!({ "duration": duration })).1.len(), 1);
        }
    }

    #[test]
    fn a_selector_that_is_no_text_is_refused_in_words() {
        for selector in [Value::Null, json!(3), json!(""), json!("  "), json!({}), json!(["a"])] {
            assert!(read(selector, Value::Null).0.unwrap_err().contains("CSS selector"));
        }
    }

    #[test]
    fn an_endless_note_is_cut_and_an_endless_time_is_the_longest() {
        let (pointer, _) = read(json!("a"), json!({"message": "é".repeat(9_000), "duration": 1e300}));
        let pointer = pointer.unwrap();
        assert_eq!(pointer.message.unwrap().chars().count(), MESSAGE_CHARS);
        assert_eq!(pointer.duration_ms, Some(2_147_483_647));
    }
}
