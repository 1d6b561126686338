//! Live conversations: what the visitor and the team do to one. Who may, is settled before (auth/); what follows from
//! where, is the protocol's table; that nothing is lost, doubled or out of order is the store's.

use halo_protocol::conversation::{ConversationState, StateEvent, StateResponse, Transition};
use serde_json::Value;

use crate::auth::access::session::{self, Entrant, OpenSession};
use crate::error::ApiError;
use crate::ids;
use crate::state::AppState;
use crate::store::conversations::{Actor, Advance, ConversationRow, Line};
use crate::store::organisations::Organisation;
use crate::store::sessions::{Completeness, MessageRow, Speaker};
use crate::store::team::Teammate;

pub mod follow;
pub mod upkeep;

/// Key of an organisation's settings: whether the agent goes on answering while a person is waited for.
const AI_WHILE_WAITING: &str = "ai_while_waiting";

/// Whether the agent is silent in a conversation that stands so.
#[must_use]
pub fn is_agent_silent(row: &ConversationRow, org: &Organisation) -> bool {
    match row.state {
        ConversationState::Human => true,
        ConversationState::Waiting => {
            !org.settings.get(AI_WHILE_WAITING).and_then(Value::as_bool).unwrap_or(false)
        }
        ConversationState::Ai | ConversationState::Closed => false,
    }
}

/// The visitor asks for a person. Where nobody of the team is there, nothing changes. Makes the session if it is not there
/// yet, as a first question does.
///
/// # Errors
/// 403, or the store failed.
pub async fn request(
    app: &AppState,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
    reason: Option<&str>,
) -> Result<(StateResponse, OpenSession), ApiError> {
    // Looked at first: nobody else writes while this does.
    let is_available = app.store().is_team_available(org_id).await?;
    let mut write = app.store().write().await?;
    let entered = session::enter(&mut write, org_id, session_id, who).await?;
    if !entered.is_own {
        return Err(ApiError::Session);
    }
    let before = write.conversation(org_id, session_id).await?.unwrap_or_default();
    let row = if is_available && !before.state.is_with_team() {
        taken(write.advance(org_id, session_id, Transition::Requested, &Actor::Visitor, reason).await?)
    } else {
        before
    };
    write.commit().await?;
    let state = state_of(app, org_id, session_id, &row).await?;
    let available = is_available || row.state.is_with_team();
    Ok((StateResponse { success: true, session_id: session_id.to_owned(), state, available }, entered))
}

/// The visitor asks for the agent again. In a conversation that the team does not have it already is so.
///
/// # Errors
/// 403, or the store failed.
pub async fn leave(
    app: &AppState,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
) -> Result<StateResponse, ApiError> {
    let mut write = app.store().write().await?;
    session::must_have(&mut write, org_id, session_id, who).await?;
    let row = taken(write.advance(org_id, session_id, Transition::Left, &Actor::Visitor, None).await?);
    write.commit().await?;
    let state = state_of(app, org_id, session_id, &row).await?;
    Ok(StateResponse { success: true, session_id: session_id.to_owned(), state, available: true })
}

/// A teammate takes a conversation over, gives it back or ends it.
///
/// # Errors
/// 404 for a session that is not there, 409 where the step cannot be taken, with who has the conversation; or the store
/// failed.
pub async fn step(
    app: &AppState,
    org_id: &str,
    session_id: &str,
    actor: &Actor<'_>,
    step: Transition,
) -> Result<StateEvent, ApiError> {
    let mut write = app.store().write().await?;
    if write.session(org_id, session_id).await?.is_none() {
        return Err(ApiError::NotFound("there is no such conversation"));
    }
    if step != Transition::Taken {
        must_be_of(&write.conversation(org_id, session_id).await?.unwrap_or_default(), actor)?;
    }
    let row = match write.advance(org_id, session_id, step, actor, None).await? {
        Advance::Taken(row) => row,
        Advance::Refused(row) if step == Transition::Taken => {
            // Pressed twice is pressed once.
            must_have(&row, actor)?;
            row
        }
        Advance::Refused(row) => return Err(of_other(&row)),
    };
    // Who takes over speaks: an answer of the agent that is still on its way ends.
    let silenced = match step {
        Transition::Taken => write.cancel_answers(org_id, session_id).await?,
        _ => Vec::new(),
    };
    write.commit().await?;
    silenced.iter().filter_map(|run_id| app.running(run_id)).for_each(|log| log.stop());
    state_of(app, org_id, session_id, &row).await
}

/// A teammate says something to the visitor. The same id again is the same line.
///
/// # Errors
/// 409 unless the conversation is the teammate's, or the store failed.
pub async fn say(app: &AppState, org_id: &str, session_id: &str, line: &Line<'_>) -> Result<(), ApiError> {
    let mut write = app.store().write().await?;
    let row = write.conversation(org_id, session_id).await?.unwrap_or_default();
    if write.has_said(org_id, session_id, line.id).await? {
        return Ok(());
    }
    // What waits anybody may end, but who speaks has taken it.
    let teammate = must_have(&row, &line.actor)?;
    write.log_line(org_id, session_id, line).await?;
    let message = MessageRow {
        session_id: session_id.to_owned(),
        user_id: None,
        agent_id: teammate.id.clone(),
        message_id: Some(line.id.to_owned()),
        role: Speaker::Teammate,
        content: line.text.to_owned(),
        actions: "[]".to_owned(),
        state: Completeness::Complete,
    };
    write.add_message(org_id, &message).await?;
    Ok(write.commit().await?)
}

/// How a conversation stands, with the place in the queue.
///
/// # Errors
/// The store failed.
pub async fn state_of(
    app: &AppState,
    org_id: &str,
    session_id: &str,
    row: &ConversationRow,
) -> Result<StateEvent, ApiError> {
    let position = match row.state {
        ConversationState::Waiting => app.store().place_in_queue(org_id, session_id).await?,
        ConversationState::Ai | ConversationState::Human | ConversationState::Closed => None,
    };
    let teammate = row.person().filter(|_| row.state == ConversationState::Human);
    Ok(StateEvent { state: row.state, by: None, teammate, position, at: None })
}

fn must_be_of(row: &ConversationRow, actor: &Actor<'_>) -> Result<(), ApiError> {
    // What waits has nobody yet, and anybody may send it back or end it.
    if row.state == ConversationState::Waiting { Ok(()) } else { must_have(row, actor).map(drop) }
}

/// The teammate, who has the conversation now.
fn must_have<'a>(row: &ConversationRow, actor: &Actor<'a>) -> Result<&'a Teammate, ApiError> {
    match actor {
        Actor::Teammate(it) if row.is_of(&it.id) => Ok(it),
        _ => Err(of_other(row)),
    }
}

fn of_other(row: &ConversationRow) -> ApiError {
    ApiError::Conflict(match (row.state, &row.teammate) {
        (ConversationState::Human, Some((_, person))) => format!("{} has this conversation", person.name),
        (state, _) => format!("nobody has this conversation: its state is {}; take it first", state.word()),
    })
}

fn taken(advance: Advance) -> ConversationRow {
    match advance {
        Advance::Taken(row) | Advance::Refused(row) => row,
    }
}

/// The id of a line that came without one.
#[must_use]
pub fn line_id(given: Option<&str>) -> String {
    given.filter(|id| !id.trim().is_empty()).map_or_else(ids::uuid, str::to_owned)
}
