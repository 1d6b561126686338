//! What outlives the page: the conversation, in the storage that all tabs share, and what stands in the composer, in this
//! tab's own. What is kept and what is read of it is decided in the core.

use std::rc::Rc;

use leptos::prelude::Set;

use super::{Inner, send};
use crate::core::input::Input;
use crate::web::lifecycle::Leaving;
use crate::web::tabs::Watch;

/// Start of the conversation's storage key.
const CONVERSATION: &str = "talk:";
/// Storage key of what stands in the composer.
const DRAFT: &str = "draft";

impl Inner {
    /// Storage key of the conversation: one per organisation and agent.
    fn conversation_key(&self) -> String {
        let state = self.state.borrow();
        [CONVERSATION, &state.options.org_id, ":", state.options.agent_id.as_deref().unwrap_or_default()]
            .concat()
    }

    /// Takes up what an earlier page or another tab has said.
    pub(super) fn remember(self: &Rc<Self>) {
        self.view.draft.set(self.drafts.get(DRAFT).unwrap_or_default());
        let key = self.conversation_key();
        let (widget, leaving) = (Rc::downgrade(self), Rc::downgrade(self));
        let watch = Watch::new(&key, move |record| send(&widget, Input::Stored { record, is_start: false }));
        let leaving = Leaving::watch(move || send(&leaving, Input::Leaving));
        self.tabs.replace(Some((watch, leaving)));
        if let Some(record) = self.storage.get(&key) {
            self.send(Input::Stored { record: Some(record), is_start: true });
        }
    }

    pub(super) fn keep(&self, record: Option<String>) {
        let key = self.conversation_key();
        match record {
            // A storage that is full or forbidden: the conversation lasts as long as the page.
            Some(record) => _ = self.storage.set(&key, &record),
            None => self.storage.remove(&key),
        }
    }

    pub(super) fn keep_draft(&self, draft: &str) {
        if draft.is_empty() {
            self.drafts.remove(DRAFT);
        } else {
            // Without a storage the draft lasts as long as the page.
            _ = self.drafts.set(DRAFT, draft);
        }
    }
}
