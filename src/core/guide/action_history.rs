//! Which actions were acted on: an answer that goes on after a reload repeats its actions, and a page that navigated
//! because of one would navigate again for ever. Kept for the tab's session, as numbers and not as what they say.

use halo_protocol::action::Action;

/// Actions that are remembered, the newest: a conversation has a handful.
const KEPT: usize = 100;

/// What was acted on.
#[derive(Debug, Default)]
pub struct ActionHistory {
    prints: Vec<u64>,
}

impl ActionHistory {
    /// Reads what [`Self::text`] wrote; anything else is nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self { prints: text.split(',').filter_map(|print| print.parse().ok()).take(KEPT).collect() }
    }

    /// Whether this action of this message is new; it is not from now on.
    pub fn admit(&mut self, message_id: &str, action: &Action) -> bool {
        let own = match action.id() {
            Some(id) => id.to_owned(),
            None => serde_json::to_string(action).unwrap_or_default(),
        };
        let print = fingerprint(&[message_id, "\n", &own].concat());
        if self.prints.contains(&print) {
            return false;
        }
        if self.prints.len() >= KEPT {
            self.prints.remove(0);
        }
        self.prints.push(print);
        true
    }

    /// All of it, to be stored.
    #[must_use]
    pub fn text(&self) -> String {
        self.prints.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
    }
}

/// FNV-1a: tells a hundred short texts apart.
fn fingerprint(text: &str) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    text.bytes().fold(BASIS, |print, byte| (print ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(json: &str) -> Action {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_action_of_a_message_is_new_once_even_after_storing() {
        let mut acted = ActionHistory::default();
        let (named, unnamed) = (action(r#"{"id":"a","type":"navigate"}"#), action(r#"{"type":"navigate"}"#));
        assert!(acted.admit("m1", &named) && acted.admit("m1", &unnamed));
        let mut again = ActionHistory::read(&acted.text());
        assert!(!again.admit("m1", &named) && !again.admit("m1", &unnamed));
        assert!(again.admit("m2", &named), "another answer may ask for the same");
    }

    #[test]
    fn junk_in_storage_is_nothing() {
        for junk in ["", "null", "{}", "1;2", "-4,99999999999999999999"] {
            assert!(ActionHistory::read(junk).prints.is_empty(), "{junk}");
        }
    }

    #[test]
    fn only_the_newest_are_kept() {
        let mut acted = ActionHistory::default();
        for n in 0..3 * KEPT {
            assert!(acted.admit(&n.to_string(), &action("{}")));
        }
        assert_eq!(acted.prints.len(), KEPT);
        assert!(!acted.admit(&(3 * KEPT - 1).to_string(), &action("{}")));
    }
}
