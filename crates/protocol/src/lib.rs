//! The wire between the widget and the server, as values: requests, answers, events, actions, errors and every limit.
//!
//! Nothing here does I/O, reads a clock or draws a random number. Both sides depend on this crate, so that a field
//! has one name and a limit one number. Facts come from the public documentation of HaloAgents (SDK REST API) and
//! HostAgentes (agent API); what the documentation leaves open is marked "ours".
//!
//! Rule: strict in what we send, tolerant in what we accept. Unknown fields are ignored, `null` is an absent field,
//! and an unknown action or event type is handed on.

pub mod action;
pub mod company;
pub mod config;
pub mod conversation;
pub mod error;
pub mod event;
pub mod hostagentes;
pub mod json;
pub mod limits;
pub mod message;
pub mod series;
pub mod stream;
pub mod ticket;
pub mod user;

/// A JSON object as the wire carries it: keys to any JSON value.
pub type Object = serde_json::Map<String, serde_json::Value>;

/// An object of these fields; a `null` one is left out.
pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, serde_json::Value)>) -> Object {
    // One after another and behind a pointer: collecting would sort and build, once for every kind of iterator, and the
    // widget pays for code.
    fn insert(fields: &mut dyn Iterator<Item = (&str, serde_json::Value)>) -> Object {
        let mut object = Object::new();
        for (name, value) in fields.filter(|(_, value)| !value.is_null()) {
            object.insert(name.to_owned(), value);
        }
        object
    }
    insert(&mut fields.into_iter())
}

/// Reads an absent field and an explicit `null` alike: as the type's default.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::Deserialize<'de>,
{
    Ok(<Option<T> as serde::Deserialize>::deserialize(deserializer)?.unwrap_or_default())
}
