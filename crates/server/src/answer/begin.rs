//! The beginning of an answer: the question is stored, and it is settled whether this request runs the agent or follows
//! an answer that is there already.

use std::sync::Arc;
use std::time::Instant;

use halo_protocol::conversation::{ConversationState, Person, Transition};
use halo_protocol::limits::Invalid;

use super::{follow, run};
use crate::agent::Ask;
use crate::answer_log::{Entry, Log, Reader};
use crate::auth::access::session::{self, Entrant, OpenSession};
use crate::conversation;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::Write;
use crate::store::answers::{AnswerState, Claim, RunId, RunRequest, StoredAnswer};
use crate::store::conversations::{Actor, Line};
use crate::store::organisations::Organisation;
use crate::store::sessions::{Completeness, MessageRow, Speaker};

/// The number of an answer's first run.
const FIRST_RUN: i64 = 1;

/// A question with the two things that make it resumable.
pub struct ResumableQuestion {
    /// The question.
    pub ask: Ask,
    /// The client's id of the turn.
    pub message_id: Option<String>,
    /// The session that the request named; empty if none.
    pub asked_session: String,
    /// The number of the last event that the client has.
    pub last_event_id: Option<usize>,
    /// Who asks, as far as that decides over the session.
    pub who: Entrant,
    /// Whose agent it is asked of.
    pub org: Organisation,
}

/// An answer that has begun, here or elsewhere.
pub struct OngoingAnswer {
    /// Reads it, from where the client wants it.
    pub reader: Reader,
    /// The session it belongs to.
    pub session_id: String,
    /// The agent that gives it.
    pub agent_id: String,
    /// The session's secret, if this request made the session.
    pub session_token: Option<String>,
}

/// Begins an answer, or joins the one that has this message id.
///
/// # Errors
/// The store failed, the message id belongs to another session, or the server is going down.
pub async fn begin(app: &AppState, turn: ResumableQuestion) -> Result<OngoingAnswer, ApiError> {
    let started = Instant::now();
    if app.is_stopping() {
        return Err(ApiError::Unavailable("the server is going down; try again in a moment"));
    }
    let stored = store_question(app, &turn).await?;
    let ResumableQuestion { mut ask, message_id, last_event_id, .. } = turn;
    let Stored { claim, session_token, person } = stored;
    if let Some(person) = person {
        return Ok(handled_by(person, ask, session_token));
    }
    let run_id = |run| {
        Some(RunId { org_id: ask.org_id.clone(), message_id: message_id.clone().unwrap_or_default(), run })
    };
    let mut begun = match claim {
        None => start(app, ask, None, started),
        Some(Claim::New) => {
            let run_id = run_id(FIRST_RUN);
            start(app, ask, run_id, started)
        }
        Some(Claim::Again(kept)) => {
            let run_id = run_id(kept.run);
            ask.session_id = kept.session_id;
            start(app, ask, run_id, started)
        }
        Some(Claim::Follow(kept)) => {
            let is_done = kept.state == AnswerState::Done;
            let begun = join(app, &ask.org_id, message_id.unwrap_or_default(), kept, last_event_id);
            // All of it is there: read first, so that it is known whether the client lacks any.
            if is_done {
                begun.reader.log().ended().await;
            }
            begun
        }
        Some(Claim::Foreign) => return Err(other_conversation()),
    };
    begun.session_token = session_token;
    Ok(begun)
}

fn other_conversation() -> ApiError {
    ApiError::Invalid(Invalid::NotAllowed { field: "message_id", allowed: "new to this conversation" })
}

/// The end of an answer that there is none of: the message has reached the team.
fn handled_by(person: Person, ask: Ask, session_token: Option<String>) -> OngoingAnswer {
    let log = Arc::new(Log::default());
    log.push(of_person(person));
    OngoingAnswer { reader: log.reader(0), session_id: ask.session_id, agent_id: ask.agent.id, session_token }
}

fn of_person(person: Person) -> Entry {
    Entry::Done { tokens_used: 0, latency_ms: 0, model: String::new(), cut: None, person: Some(person) }
}

fn start(app: &AppState, ask: Ask, run_id: Option<RunId>, started: Instant) -> OngoingAnswer {
    let log = Arc::new(Log::default());
    let begun = OngoingAnswer {
        reader: log.reader(0),
        session_id: ask.session_id.clone(),
        agent_id: ask.agent.id.clone(),
        session_token: None,
    };
    if let Some(run_id) = &run_id {
        app.note_running(run_id, &log);
    }
    app.tasks().spawn(run::run(app.clone(), ask, log, run_id, started));
    begun
}

fn join(
    app: &AppState,
    org_id: &str,
    message_id: String,
    kept: StoredAnswer,
    last_event_id: Option<usize>,
) -> OngoingAnswer {
    let run_id = RunId { org_id: org_id.to_owned(), message_id, run: kept.run };
    // Event numbers of an earlier run mean nothing in this one: the client gets it whole, and replaces what it has.
    let from = last_event_id.filter(|_| kept.run == FIRST_RUN).map_or(0, |id| id.saturating_add(1));
    let log = app.running(&run_id).unwrap_or_else(|| {
        let log = Arc::new(Log::default());
        tokio::spawn(follow::follow(app.clone(), run_id, log.clone()));
        log
    });
    OngoingAnswer {
        reader: log.reader(from),
        session_id: kept.session_id,
        agent_id: kept.agent_id,
        session_token: None,
    }
}

/// What was written before anything is answered.
struct Stored {
    /// What the message id met; none without one.
    claim: Option<Claim>,
    /// The secret of a session that this made.
    session_token: Option<String>,
    /// Who answers, where the agent is silent: nobody by name while the visitor waits.
    person: Option<Person>,
}

/// Writes what must not be lost before the agent starts: the session, the user, the question and who answers it. Nothing is
/// written for who may not.
async fn store_question(app: &AppState, turn: &ResumableQuestion) -> Result<Stored, ApiError> {
    let ResumableQuestion { ask, message_id, asked_session, who, org, .. } = turn;
    let (message_id, user_id) = (message_id.as_deref(), ask.user_id.as_deref());
    let mut write = app.store().write().await?;
    let claim = match message_id {
        Some(message_id) => {
            let wanted = RunRequest {
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
    let (mut session_token, mut person) = (None, None);
    match &claim {
        None | Some(Claim::New) => {
            if let Some(user_id) = user_id {
                write.see_user(&ask.org_id, user_id).await?;
            }
            let entered = session::enter(&mut write, &ask.org_id, &ask.session_id, who).await?;
            write.add_message(&ask.org_id, &question(ask, message_id)).await?;
            person = reach_team(&mut write, ask, message_id, org, &entered).await?;
            session_token = entered.token;
        }
        Some(Claim::Again(kept) | Claim::Follow(kept)) => {
            session::may_read(&mut write, &ask.org_id, &kept.session_id, who).await?;
        }
        Some(Claim::Foreign) => {}
    }
    write.commit().await?;
    Ok(Stored { claim, session_token, person })
}

/// Adds the question to a live conversation, if there is one; says who answers it where the agent does not, and that this
/// answer has ended.
async fn reach_team(
    write: &mut Write,
    ask: &Ask,
    message_id: Option<&str>,
    org: &Organisation,
    entered: &OpenSession,
) -> Result<Option<Person>, ApiError> {
    let (org_id, session_id) = (&ask.org_id, &ask.session_id);
    let Some(row) = write.conversation(org_id, session_id).await? else { return Ok(None) };
    if !entered.may_speak {
        return Err(ApiError::Session);
    }
    if row.state == ConversationState::Closed {
        write.advance(org_id, session_id, Transition::WrittenAgain, &Actor::Visitor, None).await?;
    }
    let id = conversation::line_id(message_id);
    let line = Line { id: &id, actor: Actor::Visitor, user_id: ask.user_id.as_deref(), text: &ask.message };
    write.log_line(org_id, session_id, &line).await?;
    if !conversation::is_agent_silent(&row, org) {
        return Ok(None);
    }
    let in_charge = row.person().filter(|_| row.state == ConversationState::Human);
    let person = in_charge.unwrap_or_else(|| Person { name: org.name.clone(), avatar: None });
    if let Some(message_id) = message_id {
        let run_id = RunId { org_id: org_id.clone(), message_id: message_id.to_owned(), run: FIRST_RUN };
        let entries = serde_json::to_string(&[of_person(person.clone())]).unwrap_or_default();
        write.add_chunk(&run_id, 0, &entries).await?;
        write.note_answer(&run_id, AnswerState::Done).await?;
    }
    Ok(Some(person))
}

fn question(ask: &Ask, message_id: Option<&str>) -> MessageRow {
    MessageRow {
        session_id: ask.session_id.clone(),
        user_id: ask.user_id.clone(),
        agent_id: ask.agent.id.clone(),
        message_id: message_id.map(str::to_owned),
        role: Speaker::Visitor,
        content: ask.message.clone(),
        actions: "[]".to_owned(),
        state: Completeness::Complete,
    }
}
