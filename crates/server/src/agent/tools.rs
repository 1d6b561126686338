//! Tools that a model may use: looking into the knowledge, and the actions of the widget. What a model asks for is
//! checked as if a stranger had sent it.

use halo_protocol::action::Action;
use halo_protocol::limits::{SUBJECT_CHARS, TICKET_MESSAGE_CHARS, cap_chars};
use halo_protocol::ticket::{TicketRequest, WIDGET_SOURCE};
use halo_protocol::{Object, ticket};
use serde_json::{Value, json};

use super::{Ask, Out};
use crate::ids;
use crate::knowledge::question::Question;
use crate::knowledge::{quote, rank};
use crate::store::Store;

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
    ]
}

/// Uses a tool and returns what the model is told of it.
pub(super) async fn call(name: &str, arguments: &str, ask: &Ask, store: &Store, out: &Out) -> String {
    let Ok(given) = serde_json::from_str::<Object>(arguments) else {
        return "the arguments are not a JSON object".to_owned();
    };
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
        _ => "there is no such tool".to_owned(),
    }
}

/// Passages for a query, with the addresses of their sources.
pub(super) fn search(query: &str, ask: &Ask) -> String {
    let Some(shelf) = &ask.shelf else { return "there is no documentation".to_owned() };
    let library = shelf.library();
    let hits = rank::hits(&library, &Question::read(query, library.vocabulary()));
    let found: Vec<String> = hits
        .iter()
        .take(PASSAGES)
        .map(|hit| {
            let passage = quote::passage(&library, hit, &ask.docs_base);
            format!("Source: {}\n{passage}", quote::source(&library, hit, &ask.docs_base))
        })
        .collect();
    if found.is_empty() { "nothing was found".to_owned() } else { found.join("\n") }
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

async fn create_ticket(
    subject: Option<&str>,
    message: Option<&str>,
    email: Option<&str>,
    ask: &Ask,
    store: &Store,
    out: &Out,
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
    match open(store, &ask.org_id, &request).await {
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
    org_id: &str,
    request: &TicketRequest,
) -> Result<ticket::Ticket, crate::store::Error> {
    let mut write = store.write().await?;
    let user_id = write.ticket_user(org_id, request).await?;
    let ticket = write.add_ticket(org_id, &user_id, request).await?;
    write.commit().await?;
    Ok(ticket)
}
