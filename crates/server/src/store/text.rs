//! What a text may not hold on its way into either store: Postgres keeps no U+0000, and no long text in an index. Whatever
//! comes from outside (bodies, tokens, what models say, exports) is cleaned here and nowhere else, so that what is compared
//! later, and what the two stores keep, is the same text.

use std::borrow::Cow;

use halo_protocol::Object;
use serde_json::Value;

/// The longest address of electronic mail there is: 64 letters, an at sign, 255 letters.
pub const EMAIL_BYTES: usize = 320;

/// The text as both stores keep it.
#[must_use]
pub fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

/// Makes every text in a value, keys too, one that both stores keep.
pub fn make_storable(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = storable(text) {
                *text = clean;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_storable),
        Value::Object(object) => make_object_storable(object),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The same for an object.
pub fn make_object_storable(object: &mut Object) {
    if object.keys().any(|key| key.contains('\0')) {
        let entries = std::mem::take(object).into_iter();
        object.extend(entries.map(|(key, value)| (storable(&key).into_owned(), value)));
    }
    object.values_mut().for_each(make_storable);
}

/// Whether it can be an address of electronic mail, by its length.
#[must_use]
pub fn fits_email(text: &str) -> bool {
    text.len() <= EMAIL_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgres_does_not_keep_is_replaced_and_the_rest_left() {
        assert_eq!(storable("a\0b\0"), "a\u{FFFD}b\u{FFFD}");
        assert!(matches!(storable("a\u{1}b"), Cow::Borrowed("a\u{1}b")));
    }

    #[test]
    fn it_is_replaced_at_every_depth_and_in_keys() {
        let mut value = serde_json::json!({"a\0": ["b\0", {"c": {"d\0": 1}}], "e": null});
        make_storable(&mut value);
        let clean = serde_json::json!({"a\u{FFFD}": ["b\u{FFFD}", {"c": {"d\u{FFFD}": 1}}], "e": null});
        assert_eq!(value, clean);
    }
}
