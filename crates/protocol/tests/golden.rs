//! Every wire type against its golden JSON in `golden/`: reading and writing it loses and adds nothing, unknown
//! fields and `null` for an optional one change nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed, which is its job")]

use std::fs;
use std::path::Path;

use halo_protocol::{
    action, company, config, conversation, error, event, hostagentes, message, series, ticket, user,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn golden(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).with_extension("json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Fields that a body of this type cannot do without; every other one may be `null`.
fn holds<T: Serialize + DeserializeOwned>(name: &str, required: &[&str]) {
    let golden = golden(name);
    let read: T = serde_json::from_value(golden.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), golden, "{name} loses or adds something");

    let mut extended = golden.clone();
    extended["a_field_of_tomorrow"] = json!([1, { "deep": true }]);
    serde_json::from_value::<T>(extended)
        .unwrap_or_else(|err| panic!("{name} refuses an unknown field: {err}"));

    for field in golden.as_object().unwrap().keys().filter(|field| !required.contains(&field.as_str())) {
        let mut nulled = golden.clone();
        nulled[field] = Value::Null;
        serde_json::from_value::<T>(nulled)
            .unwrap_or_else(|err| panic!("{name}: {field} refuses null: {err}"));
        let mut lacking = golden.clone();
        lacking.as_object_mut().unwrap().remove(field);
        serde_json::from_value::<T>(lacking)
            .unwrap_or_else(|err| panic!("{name}: {field} is demanded: {err}"));
    }
}

macro_rules! goldens {
    ($($test:ident: $type:ty, $required:expr;)*) => {
        $(#[test] fn $test() { holds::<$type>(stringify!($test), &$required); })*

        #[test]
        fn every_golden_file_has_its_test() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
            let mut files: Vec<String> = fs::read_dir(folder).unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            let mut tests = vec![$(stringify!($test).to_owned()),*];
            files.sort();
            tests.sort();
            assert_eq!(files, tests);
        }
    };
}

goldens! {
    cancel_request: message::CancelRequest, [];
    cancel_response: message::CancelResponse, ["success", "cancelled"];
    chat_request: message::ChatRequest, [];
    chat_response: message::ChatResponse, ["response", "session_id", "agent_id"];
    token: message::AnswerPiece, [];
    done: message::Done, [];
    action: action::Action, [];
    config_response: config::ConfigResponse, ["agent"];
    event_batch: event::EventBatch, ["events"];
    ack: event::Ack, ["success"];
    identify_request: user::IdentifyRequest, [];
    identify_response: user::IdentifyResponse, ["success"];
    update_request: user::UpdateRequest, [];
    update_response: user::UpdateResponse, ["success", "updated", "skipped"];
    company_request: company::CompanyRequest, [];
    company_response: company::CompanyResponse, ["success"];
    ticket_request: ticket::TicketRequest, [];
    ticket_response: ticket::TicketResponse, ["success", "ticket"];
    series_request: series::SeriesRequest, [];
    series_response: series::SeriesResponse, ["success"];
    error_body: error::ErrorBody, [];
    conversation_message: conversation::ConversationMessage, ["id", "role", "text", "at"];
    state_event: conversation::StateEvent, ["state"];
    typing_event: conversation::TypingEvent, ["who", "on"];
    read_event: conversation::ReadEvent, ["who", "up_to"];
    session_proof: conversation::SessionProof, [];
    person_request: conversation::PersonRequest, [];
    state_response: conversation::StateResponse, ["success", "session_id", "state", "available"];
    typing_request: conversation::TypingRequest, [];
    read_request: conversation::ReadRequest, [];
    rating_request: conversation::RatingRequest, [];
    agent_request: hostagentes::AgentRequest, [];
    agent_response: hostagentes::AgentResponse, [];
}

#[test]
fn history_is_read_by_both_names_of_each_field() {
    let read: message::ChatRequest = serde_json::from_value(json!({
        "message": "q",
        "conversation_history": [{"speaker": "assistant", "text": "a"}, {"role": "narrator", "content": "b"}]
    }))
    .unwrap();
    let roles: Vec<_> = read.conversation_history.iter().map(|message| message.role).collect();
    assert_eq!(roles, [message::Role::Assistant, message::Role::Unknown]);
    assert_eq!(read.conversation_history[0].content, "a");
}

#[test]
fn what_is_absent_is_not_sent() {
    let request = message::ChatRequest { message: "q".to_owned(), ..Default::default() };
    assert_eq!(serde_json::to_string(&request).unwrap(), r#"{"message":"q"}"#);
}
