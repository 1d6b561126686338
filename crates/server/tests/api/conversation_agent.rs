//! The agent before a person: when it offers one, how a model asks for one, and what is left of an answer that a person
//! cuts short.

use serde_json::{Value, json};

use crate::conversations::{Mate, SESSION, Visitor};
use crate::support::{KEY, ORG, Server, until};
use crate::upstream::{Play, Upstream, stream};

const GAP: &str = "Do you rent zeppelins?";
const OTHER_GAP: &str = "Where can I park my submarine?";
const ANSWERED: &str = "What does shipping to Norway cost?";

#[tokio::test]
async fn the_agent_without_a_model_offers_a_person_when_it_found_nothing_twice_in_a_row_and_not_before() {
    let server = Server::start();
    let history = |asked: &[&str]| -> Vec<Value> {
        let turns = asked.iter().flat_map(|it| [("user", *it), ("assistant", "…")]);
        turns.map(|(role, content)| json!({"role": role, "content": content})).collect()
    };
    for (asked, message, is_offered) in [
        (&[][..], GAP, false),
        (&[GAP], OTHER_GAP, true),
        (&[ANSWERED, GAP], OTHER_GAP, true),
        (&[GAP, ANSWERED], OTHER_GAP, false),
        (&[GAP, OTHER_GAP], ANSWERED, false),
        (&[ANSWERED], GAP, false),
        (&["hello"], GAP, false),
        (&[GAP], GAP, true),
    ] {
        let body = json!({"message": message, "conversation_history": history(asked)});
        let response = server.post("/api/sdk/chat", &body).send().await.unwrap();
        let told: Value = response.json().await.unwrap();
        let offers = json!([{"type": "offer_person"}]);
        let expected = if is_offered { offers } else { json!([]) };
        assert_eq!(told["actions"], expected, "{asked:?}, then {message}: {told}");
    }
}

/// An agent with a model that plays this.
async fn model(server: &Server, plays: Vec<Play>) -> (Upstream, String) {
    let upstream = Upstream::start(plays).await;
    let setup = json!({"base_url": upstream.url, "model": "m"}).to_string();
    let agent = server.made(&["agent", "add", ORG, "M", "--kind", "openai", "--setup", &setup], "agent");
    (upstream, agent)
}

fn event(delta: &Value, reason: &str) -> String {
    format!("data: {}\n\n", json!({"choices": [{"delta": delta, "finish_reason": reason}]}))
}

/// A model that asks for a person and then says so.
fn hands_over() -> Vec<Play> {
    let function = json!({"name": "hand_over", "arguments": json!({"reason": "A refund"}).to_string()});
    let call = json!({"tool_calls": [{"index": 0, "id": "c1", "function": function}]});
    let says = json!({"content": "I have asked."});
    let play = |event: String| Play::Whole(stream(&(event + "data: [DONE]\n\n")));
    vec![play(event(&call, "tool_calls")), play(event(&says, "stop"))]
}

#[tokio::test]
async fn a_model_hands_over_with_a_tool_if_somebody_is_there_and_is_told_so_if_nobody_is() {
    let server = Server::start();
    let ask = async |agent: &str, session: &str| -> (String, Value) {
        let body = json!({"message": "A refund!", "agent_id": agent, "session_id": session});
        let response = server.post("/api/sdk/chat", &body).send().await.unwrap();
        let secret = response.headers()["x-session-token"].to_str().unwrap().to_owned();
        (secret, response.json().await.unwrap())
    };
    let (upstream, agent) = model(&server, hands_over()).await;
    let (_, told) = ask(&agent, "alone").await;
    assert_eq!((&told["response"], &told["actions"]), (&json!("I have asked."), &json!([])));
    assert!(upstream.calls()[0].contains(r#""name":"hand_over""#), "the tool is offered to the model");
    assert!(upstream.calls()[1].contains("nobody of the team is there now"), "{}", upstream.calls()[1]);
    assert!(server.texts("SELECT state FROM conversations").await.is_empty());

    let ada = Mate::there(&server, "Ada").await;
    let (upstream, agent) = model(&server, hands_over()).await;
    let (secret, told) = ask(&agent, SESSION).await;
    let action = &told["actions"][0];
    assert_eq!((&action["type"], &action["state"]), (&json!("conversation"), &json!("waiting")), "{told}");
    assert!(upstream.calls()[1].contains("a person was asked to join"), "{}", upstream.calls()[1]);
    let listed = &ada.get("conversations").await["conversations"][0];
    assert_eq!((&listed["state"], &listed["reason"]), (&json!("waiting"), &json!("A refund")), "{listed}");
    let visitor = Visitor { server: &server, session: SESSION.to_owned(), secret };
    let (number, state) = visitor.follow(None).await.next_of("state").await;
    assert_eq!((number, &state["by"]), (1, &json!("handed_over")));
    let said = visitor.ask("And?", "v1").await;
    assert!(said.contains(r#""handled_by":"human""#), "the agent is silent from here on: {said}");
}

#[tokio::test]
async fn an_answer_that_a_person_cuts_short_before_its_first_word_leaves_no_empty_line() {
    let server = Server::start();
    let ada = Mate::there(&server, "Ada").await;
    let visitor = Visitor::arrive(&server, SESSION).await;
    visitor.post("request", json!({})).await;
    visitor.post("leave", json!({})).await;
    let (upstream, agent) = model(&server, vec![Play::Hang(stream(""))]).await;
    let body = json!({"message": "Hm?", "session_id": SESSION, "message_id": "v1", "agent_id": agent});
    let request = server.post("/api/sdk/chat", &body).bearer_auth(KEY);
    let asked = tokio::spawn(request.header("x-session-token", &visitor.secret).send());
    until(async || upstream.calls().len() == 1).await;
    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200);
    assert_eq!(asked.await.unwrap().unwrap().status(), 200);
    ada.on(SESSION, "say", json!({"text": "Here I am."})).await;
    let log = visitor.follow(None).await.up_to("Here I am.").await;
    let words: Vec<&str> = log.iter().map(|it| it.2.as_str()).collect();
    assert_eq!(words, ["requested", "left", "Hm?", "taken", "Here I am."]);
}
