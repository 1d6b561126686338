//! Who answers: one trait, and the agents behind it. An agent gets the question with all that is known of it, and
//! hands on text and actions as they come; storing, sending and resuming are not its matter.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use halo_protocol::Object;
use halo_protocol::action::Action;
use halo_protocol::message::HistoryMessage;
use serde_json::Value;

use crate::answer_log::Log;
pub use crate::fault::{Cut, Fault};
use crate::knowledge::shelf::Shelf;
use crate::knowledge::speech::Voice;
use crate::store::organisations::AgentRow;
use crate::store::tickets::Contact;

mod completion;
mod completion_chunk;
mod heard;
pub mod hostagentes;
pub mod knowledge;
pub mod openai;
mod prompt;
mod refusal;
pub mod setup;
mod small_talk;
mod thinking;
pub(crate) mod tools;
mod unanswered;
mod upstream;

/// A question and what is known of it.
#[derive(Clone)]
pub struct Ask {
    /// Whose agent.
    pub org_id: String,
    /// Who answers.
    pub agent: AgentRow,
    /// The conversation.
    pub session_id: String,
    /// The identified user.
    pub user_id: Option<String>,
    /// How a ticket that the agent opens finds its user.
    pub contact: Contact,
    /// The question.
    pub message: String,
    /// Earlier messages, oldest first.
    pub history: Vec<HistoryMessage>,
    /// Traits, stored and sent.
    pub traits: Object,
    /// Context, stored and sent.
    pub context: Object,
    /// What the visitor did on the page, in words.
    pub behavior: Option<String>,
    /// Addresses of pictures.
    pub images: Vec<String>,
    /// What the caller asks of the model.
    pub options: ModelOptions,
    /// Where documents are served, ending in `/`.
    pub docs_base: String,
    /// How the visitor's widget speaks, if it told.
    pub voice: Option<Voice>,
    /// What the agent knows.
    pub shelf: Option<Arc<Shelf>>,
}

/// What a caller may ask of a model; an agent without one passes it over.
#[derive(Clone, Debug, Default)]
pub struct ModelOptions {
    /// Tools in the model's own form.
    pub tools: Vec<Value>,
    /// Sampling temperature.
    pub temperature: Option<f64>,
    /// Longest answer, in tokens.
    pub max_tokens: Option<u32>,
}

/// What an answer took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens in and out, where there is a model.
    pub tokens_used: Option<u64>,
    /// The model's name, where there is one.
    pub model: Option<String>,
    /// Why it ended, where that was not because all is said.
    pub cut: Option<Cut>,
}

/// Where an agent puts what it has to say.
#[derive(Clone)]
pub struct AnswerSink {
    log: Arc<Log>,
}

impl AnswerSink {
    /// An outlet into an answer.
    #[must_use]
    pub fn new(log: Arc<Log>) -> Self {
        Self { log }
    }

    /// Says something, and lets it be sent before more is made.
    pub async fn text(&self, text: &str) {
        self.log.text(text);
        tokio::task::yield_now().await;
    }

    /// Whether anything was asked of the widget.
    #[must_use]
    pub fn has_acted(&self) -> bool {
        !self.log.actions().is_empty()
    }

    /// Asks the widget to do something.
    pub fn action(&self, action: Action) {
        self.log.action(action);
    }
}

/// Something that answers.
pub trait Agent: Send + Sync {
    /// Answers. Dropping the future stops the agent and whatever it called.
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a AnswerSink) -> BoxFuture<'a, Result<Usage, Fault>>;
}
