//! Who the visitor is, as the site told it: anonymous until a user id comes. Traits and context merge over calls,
//! later keys win, and every later chat message carries them (contract §3).

pub mod token;
pub mod verification;

use halo_protocol::{Object, object};
use serde_json::Value;

use crate::config::Options;

/// What is known of the visitor.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The site's id of the user; absent: anonymous.
    pub user_id: Option<String>,
    /// JWT that proves it.
    pub user_token: Option<String>,
    /// The user's company.
    pub company_id: Option<String>,
    /// What the page's options say of the company, until the server has been told.
    pub company_traits: Object,
    /// What the site said of the user.
    pub traits: Object,
    /// Key to `{label, type?, value}`.
    pub context: Object,
}

impl Identity {
    /// Who the page's options say it is; they keep nothing of it, so that a log-out forgets it whole.
    #[must_use]
    pub fn from_options(options: &mut Options) -> Self {
        Self {
            user_id: options.user_id.take(),
            user_token: options.user_token.take(),
            company_id: options.company_id.take(),
            company_traits: std::mem::take(&mut options.company_traits),
            traits: std::mem::take(&mut options.user_traits),
            context: std::mem::take(&mut options.context),
        }
    }

    /// Takes over a user. Another user than before starts with nothing of the former one.
    pub fn identify(&mut self, user_id: String, traits: Object, user_token: Option<String>) {
        if self.user_id.as_ref().is_some_and(|known| *known != user_id) {
            *self = Self::default();
        }
        self.user_id = Some(user_id);
        self.traits.extend(traits);
        if user_token.is_some() {
            self.user_token = user_token;
        }
    }

    /// Sets one key of the context whole, or removes it with `None`.
    pub fn set_context(&mut self, key: &str, entry: Option<Value>) {
        match entry {
            Some(entry) => _ = self.context.insert(key.to_owned(), entry),
            // Made anew: taking one key out of a map is code that nothing else needs.
            None => {
                let former = std::mem::take(&mut self.context);
                let others = former.iter().filter(|(name, _)| *name != key);
                self.context = object(others.map(|(name, value)| (name.as_str(), value.clone())));
            }
        }
    }

    /// The body that tells the server of the user, if there is one to tell of.
    #[must_use]
    pub fn introduction(&self) -> Option<Object> {
        let mut body = Object::new();
        body.insert("user_id".to_owned(), self.user_id.as_deref()?.into());
        body.insert("traits".to_owned(), self.traits.clone().into());
        body.insert("context".to_owned(), self.context.clone().into());
        Some(body)
    }

    /// The body that tells the server of the company that the page's options named, once.
    #[must_use]
    pub fn company_introduction(&mut self) -> Option<Object> {
        let mut body = Object::new();
        body.insert("company_id".to_owned(), self.company_id.as_deref()?.into());
        body.insert("traits".to_owned(), std::mem::take(&mut self.company_traits).into());
        Some(body)
    }

    /// The body of a call with user and token, where it does not name another user itself.
    #[must_use]
    pub fn sign(&self, body: &Object) -> Object {
        let mut body = body.clone();
        if let Some(user_id) = &self.user_id {
            body.entry("user_id").or_insert_with(|| user_id.as_str().into());
            if let Some(token) = &self.user_token {
                body.insert("user_token".to_owned(), token.as_str().into());
            }
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn traits(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn traits_merge_and_later_keys_win() {
        let mut it = Identity::default();
        it.identify("u1".into(), traits(json!({"plan": "free", "name": "Ada"})), Some("t".into()));
        it.identify("u1".into(), traits(json!({"plan": "pro"})), None);
        assert_eq!(Value::Object(it.traits.clone()), json!({"name": "Ada", "plan": "pro"}));
        assert_eq!(it.user_token.as_deref(), Some("t"));
    }

    #[test]
    fn another_user_inherits_nothing() {
        let mut it = Identity::default();
        it.identify("u1".into(), traits(json!({"plan": "pro"})), Some("t".into()));
        it.set_context("cart", Some(json!({"label": "Cart", "value": 3})));
        it.identify("u2".into(), Object::new(), None);
        assert!(it.traits.is_empty() && it.context.is_empty() && it.user_token.is_none());
    }
}
