//! Tools that a model may use: looking into the knowledge, and the actions of the widget. What a model asks for is
//! checked as if a stranger had sent it.

use halo_protocol::action::Action;
use halo_protocol::conversation::{CONVERSATION_ACTION, ConversationState, Transition};
use halo_protocol::limits::{CONVERSATION_REASON_CHARS, SUBJECT_CHARS, TICKET_MESSAGE_CHARS, cap_chars};
use halo_protocol::ticket::{TicketRequest, WIDGET_SOURCE};
use halo_protocol::{Object, json, ticket};
use serde_json::{Value, json};

use super::{AnswerSink, Ask};
use crate::ids;
use crate::knowledge::question::Question;
use crate::knowledge::quote;
use crate::knowledge::rank::{self, Hit};
use crate::store::Store;
use crate::store::conversations::Actor;
use crate::store::text::make_object_storable;

/// The action that hands a call of a tool of the caller's back to the caller.
pub(crate) const CALLERS: &str = "tool_call";

/// Passages given to a model at once.
const PASSAGES: usize = 4;

/// The tools in the form of the chat completions API.
pub(super) fn definitions() -> Vec<Value> {
    let tool = |name: &str, description: &str, properties: Value, required: &[&str]| {
        json!({"type": "function", "function": {"name": name, "description": description,
            "parameters": {"type": "object", "properties": properties, "required": required}}})
    };
    let text = |description: &str| json!({"type": "string", "description": description});
    vec![
        tool(
            "search_knowledge",
            "Looks for passages in the documentation. Answer from them and give their source links.",
            json!({"query": text("What to look for")}),
            &["query"],
        ),
        tool(
            "highlight",
            "Points at an element of the page that the visitor has open.",
            json!({"selector": text("CSS selector"), "message": text("A short note beside it")}),
            &["selector"],
        ),
        tool(
            "navigate",
            "Takes the visitor to another page.",
            json!({"url": text("http(s) address or path")}),
            &["url"],
        ),
        tool(
            "create_ticket",
            "Opens a ticket, so that a person answers. Only when the visitor wants one.",
            json!({"subject": text("In a few words"), "message": text("The whole matter"),
                "email": text("Where to answer, if the visitor gave it")}),
            &["subject"],
        ),
        tool(
            "hand_over",
            "Asks a person of the team to join this conversation. Only when the visitor wants one, or you cannot help.",
            json!({"reason": text("What the visitor needs, in a sentence")}),
            &["reason"],
        ),
    ]
}

/// Uses a tool and returns what the model is told of it.
pub(super) async fn call(name: &str, arguments: &str, ask: &Ask, store: &Store, out: &AnswerSink) -> String {
    let Some(Value::Object(mut given)) = json::read(arguments) else {
        return "the arguments are not a JSON object".to_owned();
    };
    make_object_storable(&mut given);
    let text = |key: &str| given.get(key).and_then(Value::as_str).filter(|it| !it.trim().is_empty());
    match name {
        "search_knowledge" => {
            text("query").map_or_else(|| "query is required".to_owned(), |query| search(query, ask))
        }
        "highlight" => match text("selector") {
            Some(selector) => {
                out.action(action("highlight", json!({"selector": selector, "message": text("message")})));
                "done".to_owned()
            }
            None => "selector is required".to_owned(),
        },
        "navigate" => match text("url").filter(|url| is_web_address(url)) {
            Some(url) => {
                out.action(action("navigate", json!({"url": url})));
                "done".to_owned()
            }
            None => "url must be a path or an http(s) address".to_owned(),
        },
        "create_ticket" => {
            create_ticket(text("subject"), text("message"), text("email"), ask, store, out).await
        }
        "hand_over" => hand_over(text("reason"), ask, store, out).await,
        _ => "there is no such tool".to_owned(),
    }
}

/// Whether a tool is one that the caller offered, and not one of ours.
pub(super) fn is_callers(name: &str, ask: &Ask) -> bool {
    let named = |tool: &Value| tool.pointer("/function/name").and_then(Value::as_str) == Some(name);
    ask.options.tools.iter().any(named) && !definitions().iter().any(named)
}

/// Hands the call of a tool of the caller's back.
pub(super) fn hand_back(id: &str, name: &str, arguments: &str, out: &AnswerSink) {
    let input = json::read(arguments).filter(Value::is_object).unwrap_or_else(|| json!({}));
    let mut action = action(CALLERS, json!({"tool": name, "input": input}));
    if !id.is_empty() {
        action.0.insert("id".to_owned(), Value::from(id));
    }
    out.action(action);
}

/// Passages for a query, with the addresses of their sources.
pub(super) fn search(query: &str, ask: &Ask) -> String {
    let Some(shelf) = &ask.shelf else { return "there is no documentation".to_owned() };
    let library = shelf.library();
    let hits: Vec<Hit> = library
        .languages()
        .map(|language| rank::hits(&library, &Question::read(query, language, &library)))
        .max_by(|one, two| best_score(one).total_cmp(&best_score(two)))
        .unwrap_or_default();
    let found: Vec<String> = hits
        .iter()
        .take(PASSAGES)
        .map(|hit| {
            let passage = quote::passage(&library, hit, &ask.docs_base);
            format!("Source: {}\n{passage}", quote::source(hit, &ask.docs_base))
        })
        .collect();
    if found.is_empty() { "nothing was found".to_owned() } else { found.join("\n") }
}

fn best_score(hits: &[Hit]) -> f64 {
    hits.first().map_or(0.0, |it| it.score)
}

/// A path of the page's own site, or an http(s) address; never a script.
fn is_web_address(url: &str) -> bool {
    let lowered = url.trim().to_ascii_lowercase();
    let has_scheme = lowered.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    lowered.starts_with("https://")
        || lowered.starts_with("http://")
        || (!has_scheme && !lowered.starts_with('\\'))
}

fn action(kind: &str, fields: Value) -> Action {
    let mut object = Object::new();
    object.insert("id".to_owned(), Value::from(ids::uuid()));
    object.insert("type".to_owned(), Value::from(kind));
    if let Value::Object(fields) = fields {
        object.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
    }
    Action(object)
}

/// Asks for a person, if one is there to come; the widget is told that the visitor waits.
async fn hand_over(reason: Option<&str>, ask: &Ask, store: &Store, out: &AnswerSink) -> String {
    let mut reason = reason.unwrap_or_default().to_owned();
    cap_chars(&mut reason, CONVERSATION_REASON_CHARS);
    match call_person(&reason, ask, store).await {
        Ok(true) => {
            out.action(action(CONVERSATION_ACTION, json!({"state": ConversationState::Waiting.word()})));
            "a person was asked to join; tell the visitor so, and that writing on is fine".to_owned()
        }
        Ok(false) => "nobody of the team is there now; offer to open a ticket instead".to_owned(),
        Err(cause) => {
            tracing::error!(%cause, "a person could not be asked for");
            "a person could not be asked for".to_owned()
        }
    }
}

async fn call_person(reason: &str, ask: &Ask, store: &Store) -> Result<bool, crate::store::Error> {
    if !store.is_team_available(&ask.org_id).await? {
        return Ok(false);
    }
    let mut write = store.write().await?;
    let step = Transition::HandedOver;
    write.advance(&ask.org_id, &ask.session_id, step, &Actor::Agent, Some(reason)).await?;
    write.commit().await?;
    Ok(true)
}

async fn create_ticket(
    subject: Option<&str>,
    message: Option<&str>,
    email: Option<&str>,
    ask: &Ask,
    store: &Store,
    out: &AnswerSink,
) -> String {
    let Some(subject) = subject else { return "subject is required".to_owned() };
    let known = ask.traits.get("email").and_then(Value::as_str);
    let Some(email) = email.or(known).map(str::to_owned) else {
        return "ask the visitor for an email address first".to_owned();
    };
    let (mut subject, mut message) = (subject.to_owned(), message.unwrap_or(subject).to_owned());
    cap_chars(&mut subject, SUBJECT_CHARS);
    cap_chars(&mut message, TICKET_MESSAGE_CHARS);
    let request = TicketRequest {
        user_id: ask.user_id.clone(),
        email: Some(email),
        subject,
        message: Some(message),
        source: Some(WIDGET_SOURCE.to_owned()),
        session_id: Some(ask.session_id.clone()),
        ..TicketRequest::default()
    };
    match open(store, ask, &request).await {
        Ok(ticket) => {
            out.action(action("ticket_created", json!({"ticket_id": ticket.id, "subject": ticket.subject})));
            format!("ticket {} is open", ticket.id)
        }
        Err(cause) => {
            tracing::error!(%cause, "an agent's ticket could not be stored");
            "the ticket could not be stored".to_owned()
        }
    }
}

async fn open(
    store: &Store,
    ask: &Ask,
    request: &TicketRequest,
) -> Result<ticket::Ticket, crate::store::Error> {
    let mut write = store.write().await?;
    let user_id = write.ticket_user(&ask.org_id, ask.contact, request).await?;
    let ticket = write.add_ticket(&ask.org_id, &user_id, ask.contact, request).await?;
    write.commit().await?;
    Ok(ticket)
}
