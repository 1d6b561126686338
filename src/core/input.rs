//! Everything that can happen to the widget, as values: what the visitor does, the page's calls, the network's answers.

use halo_protocol::Object;
use serde_json::Value;

use crate::core::belongings::Extent;
use crate::core::chunk::Chunk;
use crate::core::live::{LiveInput, LiveRoom};
use crate::core::talk::{TalkInput, TalkRoom};
use crate::core::timer::Timer;
use crate::core::turn::TurnId;
use crate::error::Failure;

/// One thing that happened.
#[derive(Debug)]
pub enum Input {
    /// The widget was mounted.
    Mounted,
    /// The panel shall open.
    Open,
    /// The panel shall close.
    Close,
    /// The launcher was pressed.
    Toggle,
    /// The visitor or the page asks something.
    Ask(String),
    /// The visitor asks something with images, each a `data:` address.
    AskWith(String, Vec<String>),
    /// Something for the room of asking and answering, which takes it whole; until it has come, what can wait waits.
    Talk(TalkInput),
    /// The visitor asks for a person.
    AskPerson,
    /// Something for the room of live conversations.
    Live(LiveInput),
    /// The page is being left.
    Leaving,
    /// What stands in the composer.
    Draft(String),
    /// What the visitor did of late, in words for the agent; comes before what may ask something.
    Behaviour(Option<String>),
    /// The visitor wants another try of a turn.
    Retry(TurnId),
    /// The visitor wants another try of loading the agent.
    Reload,
    /// Escape was pressed: what is on top closes.
    Escape,
    /// The ticket form opens or closes.
    ShowTicket(bool),
    /// The page names the user.
    Identify {
        /// The site's id of the user.
        user_id: String,
        /// What is known of the user.
        traits: Object,
        /// JWT that proves the id.
        user_token: Option<String>,
    },
    /// The page sets or, with `None`, removes one key of the context.
    SetContext(String, Option<Value>),
    /// The page removes the whole context.
    ClearContext,
    /// `/config` answered a JSON object, or not.
    Configured(Result<Object, Failure>),
    /// The server doubts the user's identity on a request that is not made here: an event's.
    Doubted,
    /// Something of the person is forgotten: they log out, delete the conversation, or begin another.
    Forget(Extent),
    /// What the server's clock says now, in milliseconds since the Unix epoch.
    ServerTime(u64),
    /// Something needs this chunk.
    Wish(Chunk),
    /// A chunk has come.
    Came(Arrival),
    /// A chunk could not be fetched.
    NotCame(Chunk),
    /// A timer ran out.
    Due(Timer),
}

impl Input {
    /// Whether it can bring a question on its way.
    #[must_use]
    pub fn may_ask(&self) -> bool {
        matches!(self, Self::Ask(_) | Self::AskWith(..) | Self::Retry(_))
            || matches!(self, Self::Talk(input) if input.is_wish())
    }
}

/// A chunk that has come, with its part where that is kept in the core.
#[derive(Debug)]
pub enum Arrival {
    /// The room of asking and answering.
    Talk(Box<dyn TalkRoom>),
    /// Markdown.
    Markdown,
    /// The event queue.
    Events,
    /// The menu.
    Menu,
    /// The guide.
    Guide,
    /// Pictures.
    Pictures,
    /// The room of live conversations; none where the widget's form does without.
    Person(Option<Box<dyn LiveRoom>>),
}
