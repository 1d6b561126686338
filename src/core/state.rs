//! All that one mounted widget knows. Changed by `update` alone.

use crate::config::Options;
use crate::core::chunk::Loadings;
use crate::core::conversation::Conversation;
use crate::core::live::LiveRoom;
use crate::core::part::Part;
use crate::core::queue::Owner;
use crate::core::talk::{TalkInput, TalkRoom};
use crate::core::turn::TurnId;

/// All that one mounted widget knows.
#[derive(Debug, Default)]
pub struct State {
    /// What every part knows of the conversation.
    pub conversation: Conversation,
    /// The room of asking and answering; without it questions and calls wait.
    pub talk: Part<TalkInput, Box<dyn TalkRoom>>,
    /// The room of live conversations, once it was wanted.
    pub live: Option<Box<dyn LiveRoom>>,
    /// Parts that are fetched when they are wanted.
    pub chunks: Loadings,
    /// Tries of `/config` that failed.
    pub config_tries: u32,
    /// Whom the event queue was last told that events belong to, and the token that proves the user.
    pub told_owner: (Owner, Option<String>),
    /// Whether the panel is open.
    pub is_open: bool,
    /// Answers that came behind a closed panel and were not seen since, in any tab: as the transcript has them.
    pub unread: usize,
    /// The first of those that were unread as the panel opened.
    pub first_unseen: Option<TurnId>,
}

impl State {
    /// A widget that knows its options and nothing else.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { conversation: Conversation::new(options), ..Self::default() }
    }

    /// The conversation as the page's storage keeps it, where the part that writes it has come; in it `None` where
    /// there is nothing to keep. `is_leaving` gives running answers away.
    #[must_use]
    pub fn record(&self, is_leaving: bool) -> Option<Option<String>> {
        self.talk.there().map(|room| room.record(&self.conversation, is_leaving))
    }

    /// How many calls beside the chat are not settled.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.talk.there().map_or(self.talk.waiting(), |room| room.calls())
    }
}
