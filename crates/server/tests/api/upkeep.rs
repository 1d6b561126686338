//! Looking after the store: size, age, copies, and moving to another one.

use serde_json::json;

use crate::conversations::{Mate, SESSION, Visitor};
use crate::support::{Folder, ORG, Server, feed, new_database, on_postgres, run, told};

async fn talked(server: &Server) {
    server.told("/api/sdk/chat", &json!({"message": "hello", "session_id": "s1", "user_id": "u1"})).await;
    let traits =
        json!({"user_id": "u1", "traits": {"name": "Ada", "mrr": 12.5, "seats": 3, "on_contract": true}});
    server.told("/api/sdk/users/identify", &traits).await;
    let events = json!({"session_id": "s1", "events": [{"event_type": "x", "metadata": {"a": [1, null]}}]});
    server.told("/api/sdk/events", &events).await;
    server.told("/api/sdk/tickets/create", &json!({"user_id": "u1", "subject": "Boots"})).await;
}

/// A live conversation that is over: three steps, three lines.
async fn conversed(server: &Server) -> (Visitor<'_>, Mate<'_>) {
    let (visitor, ada) = (Visitor::arrive(server, SESSION).await, Mate::there(server, "Ada").await);
    visitor.post("request", json!({"reason": "Boots"})).await;
    ada.on(SESSION, "take", json!({})).await;
    visitor.ask("My boots?", "v1").await;
    ada.on(SESSION, "say", json!({"text": "They are on their way."})).await;
    ada.on(SESSION, "say", json!({"text": "Anything else?"})).await;
    ada.on(SESSION, "close", json!({})).await;
    assert_eq!(visitor.post("rating", json!({"score": 5, "comment": "Quick"})).await.0, 200);
    (visitor, ada)
}

#[tokio::test]
async fn an_export_moves_an_organisation_whole_to_either_kind_of_store_and_back() {
    let server = Server::start();
    talked(&server).await;
    conversed(&server).await;
    server.command(&["secret", "add", ORG]).unwrap();
    server.command(&["agent", "add", ORG, "Other", "--setup", r#"{"instructions":"kept"}"#]).unwrap();
    let export = server.command(&["export", ORG, "--with-secrets"]).unwrap();
    assert!(export.contains("\"secret\":\"ha_secret_") && export.contains("\"digest\":"), "{export}");
    // The demonstration has a teammate of its own.
    for (kind, rows) in [("teammate", 2), ("conversation", 1), ("conversation_event", 6)] {
        assert_eq!(export.matches(&format!("\"record\":\"{kind}\"")).count(), rows, "{kind}: {export}");
    }
    let folder = Folder::new();
    let elsewhere = format!("sqlite://{}?mode=rwc", folder.path().join("moved.db").display());
    let back = new_database(&folder);
    for database in [&elsewhere, &back] {
        let place = [("DATABASE_URL", database.as_str())];
        feed(&["import"], &place, &export).unwrap();
        assert_eq!(run(&["export", ORG, "--with-secrets"], &place).unwrap(), export);
        let again = feed(&["import"], &place, &export).unwrap_err();
        assert!(again.contains("line 1 of the export") && again.contains("nothing was taken in"), "{again}");
    }
    let moved = Server::on(folder, elsewhere, &[]);
    assert!(moved.told("/api/sdk/chat", &json!({"message": "hello"})).await.starts_with("200 "));
    // The team goes on where it was, with tokens of its own.
    let ada = Mate::there(&moved, "Ada").await;
    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200);
    assert_eq!(ada.on(SESSION, "say", json!({"text": "We have moved."})).await.0, 200);
    let log = ada.follow(SESSION).await.up_to("We have moved.").await;
    let words: Vec<&str> = log.iter().map(|it| it.2.as_str()).collect();
    let before = ["requested", "taken", "My boots?", "They are on their way.", "Anything else?", "closed"];
    assert_eq!(words, [&before[..], &["taken", "We have moved."]].concat());
}

#[tokio::test]
async fn of_a_conversation_that_goes_on_the_retention_takes_the_old_lines_and_the_numbers_go_on() {
    let server = Server::start();
    let (visitor, ada) = conversed(&server).await;
    let pool = server.pool().await;
    for statement in [
        "UPDATE conversation_events SET at = 1 WHERE number <= 4",
        "UPDATE conversations SET changed_at = 1",
        "INSERT INTO conversation_events (org_id, session_id, number, kind, body, actor, at)
         VALUES ('o', 'gone', 1, 'state', '{}', 'visitor', 1)",
        "INSERT INTO conversations (org_id, session_id, state, changed_at, newest, read_by_visitor, read_by_team)
         VALUES ('o', 'gone', 'ai', 1, 1, 0, 0)",
    ] {
        sqlx::raw_sql(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let gone = server.command(&["retention", "--days", "30"]).unwrap();
    // One conversation without a session: nothing is left of it. The other one keeps its number.
    for line in ["conversation_events\t5\n", "conversations\t1\n"] {
        assert!(gone.contains(line), "{line} is not in {gone}");
    }
    ada.on(SESSION, "take", json!({})).await;
    ada.on(SESSION, "say", json!({"text": "Still there?"})).await;
    for last in [None, Some(4)] {
        let log = visitor.follow(last).await.up_to("Still there?").await;
        let seen: Vec<(u64, &str)> = log.iter().map(|it| (it.0, it.2.as_str())).collect();
        assert_eq!(seen, [(5, "Anything else?"), (6, "closed"), (7, "taken"), (8, "Still there?")]);
    }
}

#[tokio::test]
async fn an_export_without_secrets_is_read_back_too_and_a_wrong_line_takes_in_nothing() {
    let server = Server::start();
    talked(&server).await;
    let export = server.command(&["export", ORG]).unwrap();
    let folder = Folder::new();
    let database = new_database(&folder);
    let place = [("DATABASE_URL", database.as_str())];
    for (line, what) in [
        ("{\"record\":\"planet\"}", "no kind of record \"planet\""),
        ("[]", "no JSON object"),
        ("nonsense", "no JSON"),
        ("{\"record\":\"user\",\"a) --\":1}", "no column's name"),
    ] {
        let failed = feed(&["import"], &place, &format!("{export}{line}\n")).unwrap_err();
        assert!(failed.contains(what), "{line}: {failed}");
        assert_eq!(run(&["org", "list"], &place).unwrap(), "");
    }
    feed(&["import"], &place, &export).unwrap();
    assert_eq!(run(&["export", ORG], &place).unwrap(), export);
}

#[tokio::test]
async fn a_backup_is_whole_while_the_server_writes_and_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = Server::start();
    talked(&server).await;
    let file = server.folder.path().join("copy's.db");
    let made = server.command(&["backup", file.to_str().unwrap()]);
    if on_postgres() {
        assert!(made.unwrap_err().contains("pg_dump"));
        return;
    }
    made.unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let copy = format!("sqlite://{}", file.display());
    let exported = run(&["export", ORG], &[("DATABASE_URL", &copy)]).unwrap();
    assert_eq!(exported, server.command(&["export", ORG]).unwrap());
    let again = server.command(&["backup", file.to_str().unwrap()]).unwrap_err();
    assert!(again.contains("there is such a file already"), "{again}");
}

#[tokio::test]
async fn what_is_older_than_the_retention_goes_and_the_rest_stays() {
    let server = Server::start();
    talked(&server).await;
    let pool = server.pool().await;
    for statement in [
        "INSERT INTO events (org_id, id, session_id, event_type, metadata, received_at) VALUES ('o', 'e', 's', 'x', '{}', 1)",
        "INSERT INTO sessions (org_id, id, created_at, last_seen) VALUES ('o', 's', 1, 1)",
        "INSERT INTO messages (id, org_id, session_id, agent_id, role, content, actions, state, created_at)
         VALUES ('m', 'o', 's', 'a', 'user', 'old', '[]', 'complete', 1)",
    ] {
        sqlx::raw_sql(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let gone = server.command(&["retention", "--days", "30"]).unwrap();
    for table in ["events", "messages", "sessions"] {
        assert!(gone.contains(&format!("{table}\t1\n")), "{gone}");
    }
    let size = server.command(&["size"]).unwrap();
    for line in ["messages\t2\n", "events\t1\n", "sessions\t1\n", "tickets\t1\n"] {
        assert!(size.contains(line), "{line} is not in {size}");
    }
    assert!(run(&["retention", "--days", "0"], &[("DATABASE_URL", &server.database)]).is_err());
}

#[tokio::test]
async fn the_stores_size_is_told_by_a_command_and_in_the_metrics() {
    let server = Server::start();
    let size = server.command(&["size"]).unwrap();
    let bytes = size.lines().find_map(|it| it.strip_prefix("database_bytes\t")).unwrap();
    assert!(bytes.parse::<u64>().unwrap() > 0, "{size}");
    let numbers = told(server.get("/metrics").send().await.unwrap()).await;
    assert!(numbers.contains("halo_store_bytes{part=\"database\"} "), "{numbers}");
}
