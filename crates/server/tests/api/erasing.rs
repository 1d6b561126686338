//! Deleting a person or a session: everything of it goes, from every table, and nothing of anybody else.

use reqwest::header::HeaderValue;
use serde_json::json;
use sqlx::Row as _;

use crate::conversations::Mate;
use crate::support::{KEY, ORG, Server, on_postgres};

/// Columns that say whose a row is, or that hold what a person said.
const PERSONAL: [&str; 5] = ["user_id", "session_id", "message_id", "asked_session", "email"];
/// Words of a visitor's live conversation, after the one that says whose it is: what is said, asked for and thought of it.
const LIVE: [&str; 5] = ["before", "waits", "reason", "comment", "from the team"];
/// What deleting a user or a session walks.
const WALKED: [&str; 11] = [
    "answer_chunks",
    "answers",
    "cancellations",
    "conversation_events",
    "conversations",
    "deliveries",
    "enrolments",
    "events",
    "messages",
    "tickets",
    "users",
];
/// Who answers is no visitor.
const OF_TEAM: [&str; 1] = ["teammates"];

async fn personal_tables(server: &Server) -> Vec<String> {
    let query = if on_postgres() {
        "SELECT CAST(table_name AS TEXT) AS name, CAST(column_name AS TEXT) AS part FROM information_schema.columns
         WHERE table_schema = 'public'"
    } else {
        "SELECT m.name AS name, p.name AS part FROM sqlite_master m JOIN pragma_table_info(m.name) p
         WHERE m.type = 'table'"
    };
    let rows = server.rows(query).await;
    let mut tables: Vec<String> = rows
        .iter()
        .filter(|row| PERSONAL.contains(&row.try_get::<String, _>("part").unwrap().as_str()))
        .map(|row| row.try_get("name").unwrap())
        .collect();
    tables.retain(|it| !OF_TEAM.contains(&it.as_str()));
    tables.sort();
    tables.dedup();
    tables
}

/// Every row of every table, as one text.
async fn everything(server: &Server) -> String {
    let mut all = String::new();
    for query in [
        "SELECT org_id || ' ' || user_id || ' ' || COALESCE(email, '') FROM users ORDER BY 1",
        "SELECT org_id || ' ' || id || ' ' || COALESCE(user_id, '') FROM sessions ORDER BY 1",
        "SELECT org_id || ' ' || session_id || ' ' || content FROM messages ORDER BY 1",
        "SELECT org_id || ' ' || session_id || ' ' || user_id FROM answers ORDER BY 1",
        "SELECT org_id || ' ' || message_id || ' ' || entries FROM answer_chunks ORDER BY 1",
        "SELECT org_id || ' ' || message_id FROM cancellations ORDER BY 1",
        "SELECT org_id || ' ' || COALESCE(session_id, '') || ' ' || COALESCE(user_id, '') || metadata FROM events ORDER BY 1",
        "SELECT org_id || ' ' || subject || ' ' || COALESCE(email, '') FROM tickets ORDER BY 1",
        "SELECT org_id || ' ' || user_id FROM enrolments ORDER BY 1",
        "SELECT org_id || ' ' || body FROM deliveries ORDER BY 1",
        "SELECT org_id || ' ' || session_id || ' ' || COALESCE(reason, '') || COALESCE(rating_comment, '')
         FROM conversations ORDER BY 1",
        "SELECT org_id || ' ' || session_id || ' ' || body FROM conversation_events ORDER BY 1",
    ] {
        for line in server.texts(query).await {
            all.push_str(&line);
            all.push('\n');
        }
    }
    all
}

/// A visitor who asks for a person, is answered, and says whether it helped; the session's secret.
async fn conversed(server: &Server, (org, key): (&str, &str), session: &str, word: &str) -> HeaderValue {
    let ask = json!({"message": format!("{word} before"), "session_id": session, "message_id": format!("{word}-1")});
    let asked = server
        .client
        .post(server.at("/api/sdk/chat/stream"))
        .bearer_auth(key)
        .json(&ask)
        .send()
        .await
        .unwrap();
    let secret = asked.headers()["x-session-token"].clone();
    asked.bytes().await.unwrap();
    let token = server.made(&["team", "add", org, "ada@team.example", "--name", "Ada"], "token");
    let ada = Mate { server, token };
    ada.post("presence", json!({"available": true})).await;
    for (path, body) in [
        ("conversation/request", json!({"reason": format!("{word} reason")})),
        ("chat", json!({"message": format!("{word} waits")})),
        ("conversation/read", json!({"up_to": 1})),
        ("conversation/rating", json!({"score": 2, "comment": format!("{word} comment")})),
    ] {
        let mut body = body;
        body["session_id"] = json!(session);
        let request = server.client.post(server.at(&format!("/api/sdk/{path}"))).bearer_auth(key).json(&body);
        let told = request.header("x-session-token", &secret).send().await.unwrap();
        assert_eq!(told.status(), 200, "{path}");
    }
    assert_eq!(ada.on(session, "take", json!({})).await.0, 200);
    assert_eq!(ada.on(session, "say", json!({"text": format!("{word} from the team")})).await.0, 200);
    assert_eq!(ada.on(session, "close", json!({})).await.0, 200);
    secret
}

/// A user who wrote before and after being identified, in the server's two organisations, and spoke with a person.
async fn lived(server: &Server, (org, key): (&str, &str), word: &str) {
    let session = format!("sess-{word}");
    let user = "user-43";
    let secret = conversed(server, (org, key), &session, word).await;
    let post = |path: &str, body: &serde_json::Value| {
        let request = server.client.post(server.at(path)).bearer_auth(key).json(body);
        request.header("x-session-token", &secret).send()
    };
    conversed(server, (org, key), "sess-else", "somebody else's").await;
    for (path, body) in [
        (
            "/api/sdk/events",
            json!({"session_id": session, "events": [{"event_type": "x", "metadata": {"word": word}}]}),
        ),
        (
            "/api/sdk/users/identify",
            json!({"user_id": user, "traits": {"email": format!("{word}@x.example")}}),
        ),
        (
            "/api/sdk/chat",
            json!({"message": format!("{word} after"), "session_id": session, "user_id": user}),
        ),
        ("/api/sdk/tickets/create", json!({"user_id": user, "subject": format!("{word} ticket")})),
    ] {
        let response = post(path, &body).await.unwrap();
        assert!(response.status().is_success(), "{path} {}", response.status());
        response.bytes().await.unwrap();
    }
}

#[tokio::test]
async fn deleting_a_user_takes_everything_of_it_in_one_organisation_alone() {
    let server = Server::start();
    let made = server.command(&["org", "add", "Other"]).unwrap();
    let part = |name: &str| made.lines().find_map(|it| it.strip_prefix(name)).unwrap().trim().to_owned();
    server.command(&["subscription", "add", ORG, "--webhook", "https://127.0.0.1/"]).unwrap();
    lived(&server, (ORG, KEY), "mine").await;
    lived(&server, (&part("organisation"), &part("key")), "theirs").await;
    let series = server.made(&["series", "add", ORG, "Welcome"], "series");
    server.told("/api/sdk/series/enroll", &json!({"series_id": series, "user_id": "user-43"})).await;
    let before = everything(&server).await;
    for word in LIVE.iter().chain(&["after"]) {
        assert!(before.contains(&format!("mine {word}")), "{word}: {before}");
    }
    let told = server.command(&["user", "delete", ORG, "user-43"]).unwrap();
    const UNUSED: [&str; 2] = ["cancellations", "enrolments"];
    for table in WALKED.iter().filter(|it| !UNUSED.contains(it)) {
        let count = told.lines().find_map(|it| it.strip_prefix(table)?.strip_prefix('\t')).unwrap();
        assert!(count.parse::<u64>().unwrap() > 0, "{table}: {told}");
    }
    let after = everything(&server).await;
    let of_org = |text: &str, word: &str| text.lines().any(|it| it.starts_with(ORG) && it.contains(word));
    assert!(!of_org(&after, "mine") && !of_org(&after, "user-43"), "{after}");
    for word in LIVE {
        assert!(of_org(&after, &format!("somebody else's {word}")), "{word}: {after}");
    }
    let of_other = |text: &str| -> Vec<String> {
        text.lines().filter(|it| !it.starts_with(ORG)).map(str::to_owned).collect()
    };
    assert_eq!(of_other(&before), of_other(&after));
    assert!(server.command(&["user", "delete", ORG, "user-43"]).unwrap_err().contains("no user"));
}

#[tokio::test]
async fn of_a_browser_that_two_users_shared_a_deleted_users_lines_go_and_the_others_stay() {
    let server = Server::start();
    let secret = conversed(&server, (ORG, KEY), "sess-shared", "nobody's").await;
    for user in ["first", "second"] {
        let ask = json!({"message": format!("{user} speaks"), "session_id": "sess-shared", "user_id": user});
        let request = server.post("/api/sdk/chat", &ask).header("x-session-token", &secret);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    server.command(&["user", "delete", ORG, "second"]).unwrap();
    let log = server.texts("SELECT body FROM conversation_events").await.join("\n");
    assert!(log.contains("first speaks") && !log.contains("second speaks"), "{log}");
}

#[tokio::test]
async fn deleting_a_session_takes_all_that_was_said_in_it_and_leaves_its_user() {
    let server = Server::start();
    server.command(&["subscription", "add", ORG, "--webhook", "https://127.0.0.1/"]).unwrap();
    lived(&server, (ORG, KEY), "mine").await;
    server.command(&["session", "delete", ORG, "sess-mine"]).unwrap();
    let after = everything(&server).await;
    for word in ["mine after", "sess-mine", "\"word\""] {
        assert!(!after.contains(word), "{word}: {after}");
    }
    for word in LIVE {
        assert!(!after.contains(&format!("mine {word}")), "{word}: {after}");
        assert!(after.contains(&format!("somebody else's {word}")), "{word}: {after}");
    }
    assert!(after.contains("user-43"), "{after}");
    assert!(server.command(&["transcript", ORG, "sess-mine"]).unwrap_err().contains("no session"));
}

#[tokio::test]
async fn every_table_that_holds_something_of_a_person_is_walked() {
    let server = Server::start();
    // Its id is the session's, so no other column names one.
    let mut walked: Vec<String> = WALKED.iter().map(ToString::to_string).collect();
    walked.push("sessions".to_owned());
    walked.sort();
    assert_eq!(personal_tables(&server).await, walked);
}

#[tokio::test]
async fn an_unknown_organisation_is_an_error_in_every_command() {
    let server = Server::start();
    for command in [
        &["export", "none"][..],
        &["transcript", "none", "s1"],
        &["key", "list", "none"],
        &["key", "add", "none"],
        &["secret", "list", "none"],
        &["secret", "add", "none"],
        &["agent", "list", "none"],
        &["agent", "add", "none", "A"],
        &["ticket", "list", "none"],
        &["correction", "add", "none", "q", "a"],
        &["correction", "list", "none"],
        &["knowledge", "--unanswered", "--org", "none"],
        &["series", "add", "none", "S"],
        &["org", "verify", "none", "on"],
        &["user", "delete", "none", "u1"],
        &["session", "delete", "none", "s1"],
    ] {
        let told = server.command(command).unwrap_err();
        assert!(told.contains("no organisation with the id \"none\""), "{command:?}: {told}");
    }
    for (command, what) in [
        (&["transcript", ORG, "none"][..], "session"),
        (&["key", "uses", "none"], "key"),
        (&["key", "revoke", "none"], "key"),
        (&["ticket", "show", "none"], "ticket"),
        (&["agent", "status", "none", "paused"], "agent"),
        (&["secret", "retire", "none"], "secret"),
    ] {
        assert!(
            server.command(command).unwrap_err().contains(&format!("no {what} with the id")),
            "{command:?}"
        );
    }
}
