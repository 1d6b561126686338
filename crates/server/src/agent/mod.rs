//! Who answers: one trait, and the agents behind it. An agent gets the question with all that is known of it, and
//! hands on text and actions as they come; storing, sending and resuming are not its matter.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use halo_protocol::Object;
use halo_protocol::action::Action;
use halo_protocol::message::HistoryMessage;
use serde_json::Value;

use crate::answer_log::Log;
use crate::error::ApiError;
use crate::knowledge::shelf::Shelf;
use crate::store::organisations::AgentRow;

pub mod hostagentes;
pub mod knowledge;
pub mod openai;
mod small_talk;
mod tools;
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
}

/// Why an agent gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The agent's settings do not allow it to answer.
    Setup,
    /// The upstream did not answer in time.
    Timeout,
    /// The upstream asks to wait.
    Busy,
    /// The upstream refused, or spoke nonsense.
    Upstream,
    /// The server is going down, or nobody listens any more.
    Interrupted,
}

impl Fault {
    /// What a client is told: enough to act on, nothing of the upstream.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Setup => "the agent is not set up to answer; its owner has been told in the log",
            Self::Timeout => "the agent did not answer in time; try again",
            Self::Busy => "the agent is busy; try again in a moment",
            Self::Upstream => "the agent could not answer; try again",
            Self::Interrupted => "the answer was interrupted; ask again",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.told())
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self::Unavailable(fault.told())
    }
}

/// Where an agent puts what it has to say.
#[derive(Clone)]
pub struct Out {
    log: Arc<Log>,
}

impl Out {
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

    /// Asks the widget to do something.
    pub fn action(&self, action: Action) {
        self.log.action(action);
    }
}

/// Something that answers.
pub trait Agent: Send + Sync {
    /// Answers. Dropping the future stops the agent and whatever it called.
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a Out) -> BoxFuture<'a, Result<Usage, Fault>>;
}
