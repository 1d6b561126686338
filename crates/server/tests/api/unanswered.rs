//! What the documents do not answer: kept for the team without who asked, and answered by the team where it has.

use std::fmt::Write as _;

use serde_json::json;

use crate::support::{Folder, ORG, Server, new_database, until};

async fn ask(server: &Server, message: &str, session: &str) -> String {
    let body = json!({"message": message, "session_id": session, "user_id": "user-43"});
    server.told("/api/sdk/chat", &body).await
}

/// What is listed, without the moments.
fn listed(server: &Server, flags: &[&str]) -> Vec<String> {
    let out = server.command(&[&["knowledge", "--unanswered"], flags].concat()).unwrap();
    let parts = |line: &str| -> Vec<String> { line.split('\t').map(str::to_owned).collect() };
    out.lines().map(parts).map(|it| [&it[..1], &it[2..]].concat().join("|")).collect()
}

#[tokio::test]
async fn questions_that_found_nothing_are_grouped_and_listed_by_how_often_without_who_asked() {
    let server = Server::start();
    for (at, message) in [
        "Do you rent zeppelins?",
        "I am ada@example.com, order 4711-22. Can I rent a zeppelin?",
        "zeppelin rent",
        "Where can I park my submarine?",
    ]
    .into_iter()
    .enumerate()
    {
        ask(&server, message, &format!("sess-{at}")).await;
    }
    // What is answered, and small talk, is no gap.
    ask(&server, "What does shipping to Norway cost?", "sess-9").await;
    ask(&server, "thanks", "sess-9").await;
    // Kept once the answer is out.
    until(async || listed(&server, &[]).len() == 2).await;
    let expected =
        [format!("3|en|zeppelin rent|{ORG}"), format!("1|en|Where can I park my submarine?|{ORG}")];
    assert_eq!(listed(&server, &["--org", ORG]), expected);
    let kept = server.command(&["export", ORG]).unwrap();
    let kept: Vec<&str> = kept.lines().filter(|it| it.contains("\"record\":\"unanswered\"")).collect();
    assert_eq!(kept.len(), 2);
    for personal in ["ada", "4711", "user-43", "sess-"] {
        assert!(kept.iter().all(|it| !it.contains(personal)), "{personal} is in {kept:?}");
    }
    let gone = server.command(&["retention", "--days", "1"]).unwrap();
    assert!(gone.contains("unanswered\t0\n"), "{gone}");
    let pool = server.pool().await;
    sqlx::query("UPDATE unanswered SET last_asked = 1 WHERE times = 1").execute(&pool).await.unwrap();
    pool.close().await;
    let gone = server.command(&["retention", "--days", "1"]).unwrap();
    assert!(gone.contains("unanswered\t1\n"), "{gone}");
}

#[tokio::test]
async fn the_list_of_unanswered_questions_has_a_bound_and_the_rarest_goes() {
    let server = Server::start();
    let pool = server.pool().await;
    let mut rows = String::from("INSERT INTO unanswered VALUES ");
    for at in 0..1_000 {
        let times = if at == 0 { 1 } else { 2 };
        let comma = if at == 0 { "" } else { "," };
        write!(rows, "{comma}('{ORG}', 'en', 'subject{at}', 'q', {times}, 1, {at})").unwrap();
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&pool).await.unwrap();
    pool.close().await;
    ask(&server, "Do you rent zeppelins?", "s1").await;
    until(async || {
        server.texts("SELECT subject FROM unanswered WHERE question LIKE '%zeppelin%'").await.len() == 1
    })
    .await;
    let subjects = server.texts("SELECT subject FROM unanswered").await;
    assert_eq!(subjects.len(), 1_000);
    assert!(!subjects.contains(&"subject0".to_owned()));
}

#[tokio::test]
async fn an_answer_of_the_team_wins_over_the_documents_however_the_question_is_worded() {
    let server = Server::start();
    let add = ["correction", "add", ORG, "What does shipping to Norway cost?", "It is **free** this week."];
    let id = server.made(&add, "correction");
    for message in
        ["What does shipping to Norway cost?", "cost of shipping to norway", "Norway shipping cost"]
    {
        let told = ask(&server, message, "s1").await;
        assert!(told.contains("It is **free** this week."), "{message}: {told}");
    }
    assert!(!ask(&server, "How do I rotate a secret?", "s1").await.contains("free"));
    assert!(server.command(&["correction", "list", ORG]).unwrap().contains("\ten\tWhat does shipping"));
    server.command(&["correction", "delete", &id]).unwrap();
    assert!(!ask(&server, "What does shipping to Norway cost?", "s1").await.contains("free"));
    assert!(server.command(&["correction", "delete", &id]).unwrap_err().contains("no answer of the team"));
    assert!(server.command(&["correction", "add", ORG, "?", "x"]).unwrap_err().contains("what it is about"));
}

#[tokio::test]
async fn an_answer_of_the_team_is_not_given_for_the_opposite() {
    let server = Server::start();
    server.made(&["correction", "add", ORG, "How do I turn on alerts?", "Press the bell."], "correction");
    assert!(ask(&server, "How can I turn on alerts?", "s1").await.contains("Press the bell."));
    assert!(!ask(&server, "How can I turn off alerts?", "s1").await.contains("Press the bell."));
}

#[tokio::test]
async fn told_to_stop_while_a_large_folder_is_read_it_ends_within_its_time() {
    let folder = Folder::new();
    for file in 0..1_000 {
        let section = |at: usize| {
            format!("## Part {at} of {file}\n\nThe part {at} of machine {file} is oiled daily.\n\n")
        };
        folder.write(&format!("docs/{file}.md"), (0..100).map(section).collect::<String>());
    }
    let database = new_database(&folder);
    let docs = folder.path().join("docs").display().to_string();
    let indexes = folder.path().join("indexes").display().to_string();
    let flags = ["--knowledge", &docs, "--knowledge-index", &indexes];
    let mut server = Server::serve(folder, database, &flags, &[]);
    let told = server.get("/readyz").send().await.unwrap().text().await.unwrap();
    assert!(told.contains("the knowledge is being read"), "{told}");
    assert!(server.terminate());
    assert!(!server.log().contains("time is over"), "{}", server.log());
}
