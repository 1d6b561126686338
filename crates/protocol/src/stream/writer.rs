//! Writes both encodings of a streamed answer into a string. What is written here, the decoders read back.
//! Sending, flushing and heartbeats in time are the server's.

use super::control_record::SEPARATOR;

/// Appends one event. A `kind` or `id` cannot hold a line end, and an id no NUL: both are left out of them. Line ends
/// of `data`, of any kind, are read back as LF.
pub fn event(out: &mut String, kind: &str, id: Option<u64>, data: &str) {
    if let Some(id) = id {
        out.push_str("id: ");
        out.push_str(&id.to_string());
        out.push('\n');
    }
    out.push_str("event: ");
    out.extend(kind.chars().filter(|character| !matches!(character, '\r' | '\n')));
    out.push('\n');
    lines(out, "data: ", data);
    out.push('\n');
}

/// Appends a comment: a heartbeat that no reader takes for an event.
pub fn comment(out: &mut String, text: &str) {
    lines(out, ": ", text);
    out.push('\n');
}

/// Appends text of a `text/plain` answer without any U+001E in it, so that what a model says never becomes a record.
pub fn text(out: &mut String, text: &str) {
    out.extend(text.split(char::from(SEPARATOR)));
}

/// Appends the record of one resolved action. `json` is its JSON text.
pub fn action(out: &mut String, json: &str) {
    record(out, "__ACTION__", json);
}

/// Appends the final record. `json` is the JSON text of the list of all actions.
pub fn actions(out: &mut String, json: &str) {
    record(out, "__ACTIONS__", json);
}

/// Outside of strings, the only place where JSON may have them raw, line ends are white space.
fn record(out: &mut String, marker: &str, json: &str) {
    let separator = char::from(SEPARATOR);
    out.push(separator);
    out.push_str(marker);
    out.extend(json.chars().filter(|character| *character != separator).map(|character| match character {
        '\r' | '\n' => ' ',
        other => other,
    }));
    out.push(separator);
}

fn lines(out: &mut String, prefix: &str, text: &str) {
    let mut rest = text;
    loop {
        let (line, after) = match rest.split_once(['\r', '\n']) {
            Some((line, after)) if rest.get(line.len()..).is_some_and(|end| end.starts_with("\r\n")) => {
                (line, after.strip_prefix('\n'))
            }
            Some((line, after)) => (line, Some(after)),
            None => (rest, None),
        };
        out.push_str(prefix);
        out.push_str(line);
        out.push('\n');
        let Some(after) = after else { return };
        rest = after;
    }
}
