//! What outlives the page: the conversation, in the storage that all tabs share, and what stands in the composer, in this
//! tab's own. What is kept and what is read of it is decided in the core.

use std::rc::Rc;

use leptos::prelude::{GetUntracked, Set};

use super::guide::GuideInput;
use super::{Inner, send};
use crate::core::belongings::Belonging;
use crate::core::input::Input;
use crate::core::queue::QueueInput;
use crate::core::talk::TalkInput;
use crate::web::lifecycle::Leaving;
use crate::web::storage::{ACTED, DISMISSED, DRAFT, DRAFT_OF, GREETED, TALK};
use crate::web::tabs::StorageWatch;

impl Inner {
    /// The conversation's part of its storage key: one per organisation and agent.
    fn conversation_part(&self) -> String {
        let state = self.state.borrow();
        let options = &state.conversation.options;
        [&options.org_id, ":", options.agent_id.as_deref().unwrap_or_default()].concat()
    }

    /// Takes up what an earlier page or another tab has said.
    pub(super) fn remember(self: &Rc<Self>) {
        self.take_draft();
        let part = self.conversation_part();
        let (widget, leaving) = (Rc::downgrade(self), Rc::downgrade(self));
        let watch = StorageWatch::new(TALK, &part, move |record| {
            send(&widget, Input::Talk(TalkInput::Restore { record, is_start: false }))
        });
        let leaving = Leaving::watch(move || send(&leaving, Input::Leaving));
        self.tabs.replace(Some((watch, leaving)));
        if let Some(record) = self.storage.get(TALK, &part) {
            self.send(Input::Talk(TalkInput::Restore { record: Some(record), is_start: true }));
        }
    }

    /// Writes the conversation, where what writes it has come.
    pub(super) fn save(&self, is_leaving: bool) {
        let record = self.state.borrow().record(is_leaving);
        match record {
            None => {}
            // A storage that is full or forbidden: the conversation lasts as long as the page.
            Some(Some(record)) => _ = self.storage.set(TALK, &self.conversation_part(), &record),
            Some(None) => self.remove_saved(),
        }
    }

    pub(super) fn remove_saved(&self) {
        self.storage.remove(TALK, &self.conversation_part());
    }

    /// Forgets what lies on the screen, in storage, or in a room that the core does not hold.
    pub(super) fn forget(&self, it: Belonging) {
        match it {
            Belonging::Events => self.tell_recording(QueueInput::Reset),
            Belonging::OtherTalks => self.storage.clear(TALK),
            Belonging::Draft => {
                self.view.draft.set(String::new());
                self.view.images.set(Vec::new());
                self.view.problem.set(String::new());
                self.keep_draft("");
            }
            Belonging::Guided => {
                self.of_tab.remove(ACTED, "");
                self.guide.borrow_mut().gave_up(|input| matches!(input, GuideInput::Acted(..)));
                self.tell_guide(GuideInput::Forget(it));
            }
            Belonging::Notices => {
                self.of_tab.remove(GREETED, "");
                self.storage.remove(DISMISSED, "");
                self.tell_guide(GuideInput::Forget(it));
            }
            // Effects of their own say what becomes of these.
            Belonging::Turns
            | Belonging::Calls
            | Belonging::ForeignTalk
            | Belonging::Live
            | Belonging::Session
            | Belonging::Ticket
            | Belonging::Identity => {}
        }
    }

    fn user(&self) -> Option<String> {
        self.state.borrow().conversation.identity.user_id.clone()
    }

    /// Keeps what stands in the composer, as the present user's.
    pub(super) fn keep_draft(&self, draft: &str) {
        let user = self.user().filter(|_| !draft.is_empty());
        for (key, value) in [(DRAFT, draft), (DRAFT_OF, user.as_deref().unwrap_or_default())] {
            if value.is_empty() {
                self.of_tab.remove(key, "");
            } else {
                self.of_tab.set(key, "", value);
            }
        }
    }

    /// Takes up what an earlier page of this tab has left in the composer. What one user wrote waits until they are named,
    /// and is gone as soon as another one is.
    pub(super) fn take_draft(&self) {
        let (user, writer) = (self.user(), self.of_tab.get(DRAFT_OF, ""));
        let here = self.view.draft.get_untracked();
        if !here.is_empty() || (writer.is_some() && writer != user) {
            if user.is_some() {
                self.keep_draft(&here);
            }
            return;
        }
        let draft = self.of_tab.get(DRAFT, "").unwrap_or_default();
        self.view.draft.set(draft);
    }
}
