//! The beginning of an answer: the question is stored, and it is settled whether this request runs the agent or follows
//! an answer that is there already.

use std::sync::Arc;
use std::time::Instant;

use halo_protocol::limits::Invalid;

use super::{follow, run};
use crate::agent::Ask;
use crate::answer_log::{Log, Reader};
use crate::error::ApiError;
use crate::state::App;
use crate::store::answers::{Claim, Kept, RunId, Wanted};
use crate::store::sessions::MessageRow;

/// A question with the two things that make it resumable.
pub struct Turn {
    /// The question.
    pub ask: Ask,
    /// The client's id of the turn.
    pub message_id: Option<String>,
    /// The session that the request named; empty if none.
    pub asked_session: String,
    /// The number of the last event that the client has.
    pub last_event_id: Option<usize>,
}

/// An answer that has begun, here or elsewhere.
pub struct Begun {
    /// Reads it, from where the client wants it.
    pub reader: Reader,
    /// The session it belongs to.
    pub session_id: String,
    /// The agent that gives it.
    pub agent_id: String,
}

/// Begins an answer, or joins the one that has this message id.
///
/// # Errors
/// The store failed, the message id belongs to another session, or the server is going down.
pub async fn begin(app: &App, turn: Turn) -> Result<Begun, ApiError> {
    let started = Instant::now();
    if app.is_stopping() {
        return Err(ApiError::Unavailable("the server is going down; try again in a moment"));
    }
    let Turn { ask, message_id, asked_session, last_event_id } = turn;
    let claim = store_question(app, &ask, message_id.as_deref(), &asked_session).await?;
    match claim {
        Some(Claim::Follow(kept)) => {
            if kept.asked_session != asked_session && kept.session_id != asked_session {
                return Err(other_conversation());
            }
            if kept.user_id != ask.user_id.as_deref().unwrap_or_default() {
                return Err(other_conversation());
            }
            Ok(join(app, &ask.org_id, message_id.unwrap_or_default(), kept, last_event_id))
        }
        Some(Claim::Run(number)) => {
            let run_id =
                RunId { org_id: ask.org_id.clone(), message_id: message_id.unwrap_or_default(), run: number };
            Ok(start(app, ask, Some(run_id), started))
        }
        None => Ok(start(app, ask, None, started)),
    }
}

fn other_conversation() -> ApiError {
    ApiError::Invalid(Invalid::NotAllowed { field: "message_id", allowed: "new to this conversation" })
}

fn start(app: &App, ask: Ask, run_id: Option<RunId>, started: Instant) -> Begun {
    let log = Arc::new(Log::default());
    let begun =
        Begun { reader: log.reader(0), session_id: ask.session_id.clone(), agent_id: ask.agent.id.clone() };
    if let Some(run_id) = &run_id {
        app.note_running(run_id, &log);
    }
    app.tasks().spawn(run::run(app.clone(), ask, log, run_id, started));
    begun
}

fn join(app: &App, org_id: &str, message_id: String, kept: Kept, last_event_id: Option<usize>) -> Begun {
    let run_id = RunId { org_id: org_id.to_owned(), message_id, run: kept.run };
    // Event numbers of an earlier run mean nothing in this one: the client gets it whole, and replaces what it has.
    let from = last_event_id.filter(|_| kept.run == 1).map_or(0, |id| id.saturating_add(1));
    let log = app.running(&run_id).unwrap_or_else(|| {
        let log = Arc::new(Log::default());
        tokio::spawn(follow::follow(app.clone(), run_id, log.clone()));
        log
    });
    Begun { reader: log.reader(from), session_id: kept.session_id, agent_id: kept.agent_id }
}

/// Writes what must not be lost before the agent starts: the session, the user, the question and who answers it.
async fn store_question(
    app: &App,
    ask: &Ask,
    message_id: Option<&str>,
    asked_session: &str,
) -> Result<Option<Claim>, ApiError> {
    let user_id = ask.user_id.as_deref();
    let mut write = app.store().write().await?;
    let claim = match message_id {
        Some(message_id) => {
            let wanted = Wanted {
                org_id: &ask.org_id,
                message_id,
                asked_session,
                session_id: &ask.session_id,
                user_id: user_id.unwrap_or_default(),
                agent_id: &ask.agent.id,
            };
            Some(write.claim_answer(&wanted).await?)
        }
        None => None,
    };
    if matches!(claim, None | Some(Claim::Run(1))) {
        if let Some(user_id) = user_id {
            write.see_user(&ask.org_id, user_id).await?;
        }
        write.touch_session(&ask.org_id, &ask.session_id, user_id).await?;
        let question = MessageRow {
            session_id: ask.session_id.clone(),
            user_id: ask.user_id.clone(),
            agent_id: ask.agent.id.clone(),
            message_id: message_id.map(str::to_owned),
            role: "user",
            content: ask.message.clone(),
            actions: "[]".to_owned(),
            state: "complete",
        };
        write.add_message(&ask.org_id, &question).await?;
    }
    write.commit().await?;
    Ok(claim)
}
