//! Walks the two tables of SECURITY.md, who may read, write and link what, cell by cell over real HTTP: every cell has
//! victims of its own, and what the page says is what the server must do.

use serde_json::{Value, json};

use crate::people::{SECRET, now, token};
use crate::support::{Folder, KEY, ORG, Server};

const PAGE: &str = include_str!("../../../../SECURITY.md");

/// What came of a deed, in the table's words.
const YES: &str = "yes";
const NO: &str = "no";
/// It went through, and nothing came back but what was sent.
const SENT: &str = "sent";
/// There is no such request.
const NONE: &str = "–";

/// One cell's victims and who goes at them.
struct Cell<'a> {
    server: &'a Server,
    actor: &'a str,
    ha: &'a str,
    mark: String,
    /// Secrets of the sessions of nobody and of the user.
    open_secret: String,
    owned_secret: String,
}

/// The rows of the table under a heading: deed, then actor and expectation.
fn table(heading: &str) -> Vec<(String, Vec<(String, String)>)> {
    let part = PAGE.split_once(heading).unwrap_or_else(|| panic!("no {heading}")).1;
    let lines =
        part.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let rows: Vec<Vec<String>> = lines.map(cells).collect();
    let (head, rows) = rows.split_first().unwrap();
    let row = |row: &Vec<String>| {
        assert_eq!(row.len(), head.len(), "{row:?}");
        let cells = head.iter().zip(row).skip(1).map(|(actor, cell)| (actor.clone(), cell.clone()));
        (row[0].clone(), cells.collect())
    };
    rows[1..].iter().map(row).collect()
}

fn signed(claims: &Value) -> String {
    let mut claims = claims.clone();
    claims["exp"] = json!(now() + 600);
    token(SECRET, &claims)
}

impl<'a> Cell<'a> {
    async fn seed(server: &'a Server, actor: &'a str, ha: &'a str, mark: String) -> Self {
        let mut it =
            Self { server, actor, ha, mark, open_secret: String::new(), owned_secret: String::new() };
        let users = json!({"user_token": signed(&json!({"scope": "users.update"})), "user_id": it.owner(),
            "traits": {"email": it.email(), "mrr": 7_731}});
        assert!(server.told("/api/sdk/users/update", &users).await.starts_with("200 "));
        let company = json!({"user_token": signed(&json!({"scope": "companies.update"})),
            "company_id": it.company(), "traits": {"industry": "kept-by-backend"}});
        assert!(server.told("/api/sdk/companies/identify", &company).await.starts_with("200 "));
        let ask = json!({"message": "hello", "session_id": it.id("open"), "message_id": it.id("open-m")});
        it.open_secret = it.first_secret(&ask).await;
        let ask = json!({"message": "hello", "session_id": it.id("owned"), "message_id": it.id("owned-m"),
            "user_id": it.owner(), "user_token": signed(&json!({"user_id": it.owner()}))});
        it.owned_secret = it.first_secret(&ask).await;
        it
    }

    async fn first_secret(&self, ask: &Value) -> String {
        let response = self.server.post("/api/sdk/chat", ask).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.headers()["x-session-token"].to_str().unwrap().to_owned()
    }

    fn id(&self, what: &str) -> String {
        format!("{what}-{}", self.mark)
    }

    fn owner(&self) -> String {
        self.id("owner")
    }

    fn company(&self) -> String {
        self.id("acme")
    }

    fn email(&self) -> String {
        format!("{}@example.com", self.owner())
    }

    /// The token that the actor has for speaking of the owner, if any.
    fn token(&self, scope: &str) -> Option<String> {
        Some(signed(&match self.actor {
            "user" | "user, secret" => json!({"user_id": self.owner(), "company_id": self.company()}),
            "other user" => json!({"user_id": self.id("other"), "company_id": "evil"}),
            "backend" => json!({"scope": scope}),
            _ => return None,
        }))
    }

    /// Sends a body as the actor; `named`: in the owner's name, else in nobody's unless the actor is somebody.
    async fn send(
        &self,
        path: &str,
        mut body: Value,
        secret: &str,
        named: bool,
        scope: &str,
    ) -> (u16, String) {
        let token = self.token(scope);
        if named || token.is_some() {
            let is_other = self.actor == "other user" && !named;
            body["user_id"] = json!(if is_other { self.id("other") } else { self.owner() });
        }
        body["user_token"] = json!(token);
        let mut request = self.server.client.post(self.server.at(path)).json(&body);
        if self.actor != "nobody" {
            request = request.bearer_auth(KEY);
        }
        if self.actor.contains("secret") {
            request = request.header("x-session-token", secret);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn holds(&self, query: String) -> bool {
        let pool = self.server.pool().await;
        let found = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_optional(&pool).await.unwrap();
        pool.close().await;
        found.is_some()
    }
}

fn of(happened: bool) -> &'static str {
    if happened { YES } else { NO }
}

async fn perform(it: &Cell<'_>, deed: &str) -> &'static str {
    let (record, verb) = deed.split_once(": ").unwrap();
    match (it.actor, record) {
        ("backend", "user" | "company" | "ticket of a known address" | "series") => {}
        ("ha_ key", "session of nobody" | "session of a user") if verb == "write" => {
            return by_ha_key(it, record).await;
        }
        ("backend" | "ha_ key", record) if record != "config" => return NONE,
        _ => {}
    }
    match record {
        "config" => {
            of(it.server.get(&format!("/api/sdk/config?org_id={ORG}")).send().await.unwrap().status() == 200)
        }
        "user" => of_user(it, verb).await,
        "company" => of_company(it, verb).await,
        "session of nobody" | "session of a user" => {
            of_session(it, record == "session of a user", verb).await
        }
        "event in a session of nobody" | "event in a session of a user" => {
            let (session, secret) = if record.ends_with("a user") {
                (it.id("owned"), &it.owned_secret)
            } else {
                (it.id("open"), &it.open_secret)
            };
            let body = json!({"session_id": session, "events": [{"event_type": it.id("seen")}]});
            let (status, _) = it.send("/api/sdk/events", body, secret, false, "").await;
            let kept = format!("SELECT 1 AS one FROM events WHERE event_type = '{}'", it.id("seen"));
            assert_eq!(it.holds(kept).await, status == 200, "{status}");
            of(status == 200)
        }
        "ticket of a known address" => {
            let body = json!({"email": it.email(), "subject": it.id("help")});
            by_address(it, body).await
        }
        "ticket in a session of a user" => {
            let body = json!({"email": "new@example.com", "subject": "help", "session_id": it.id("owned")});
            of(it.send("/api/sdk/tickets/create", body, &it.owned_secret, false, "").await.0 == 200)
        }
        "answer of nobody" | "answer of nobody, secret shown" | "answer of a user" => {
            of_answer(it, record, verb).await
        }
        "live conversation of nobody" => of_live(it, "open", &it.open_secret, verb).await,
        "live conversation of a user" => of_live(it, "owned", &it.owned_secret, verb).await,
        "series" => {
            let series = it.server.made(&["series", "add", ORG, "Welcome"], "series");
            let user_token = match it.actor {
                "backend" => Some(signed(&json!({"scope": "users.update"}))),
                _ => it.token(""),
            };
            let body = json!({"action": "enroll", "series_id": series, "user_token": user_token});
            of(it.send("/api/sdk/series", body, "", true, "users.update").await.0 == 200)
        }
        other => panic!("the table has a record that nothing tries: {other}"),
    }
}

async fn of_user(it: &Cell<'_>, verb: &str) -> &'static str {
    if it.actor == "backend" {
        let body = json!({"traits": {"plan": "written"}});
        let (status, _) = it.send("/api/sdk/users/update", body, "", true, "users.update").await;
        return if verb == "read" { NONE } else { of(status == 200) };
    }
    let body = json!({"traits": {"plan": "written"}});
    let (status, told) = it.send("/api/sdk/users/identify", body, "", true, "").await;
    let written = format!(
        "SELECT 1 AS one FROM users WHERE user_id = '{}' AND custom_fields LIKE '%written%'",
        it.owner()
    );
    assert_eq!(it.holds(written).await, status == 200);
    match verb {
        "read" if status == 200 && !told.contains("7731") => SENT,
        "read" => of(told.contains("7731")),
        _ => of(status == 200),
    }
}

async fn of_company(it: &Cell<'_>, verb: &str) -> &'static str {
    let body = json!({"company_id": it.company(), "traits": {"plan": "written"}});
    let (status, told) = it.send("/api/sdk/companies/identify", body, "", true, "companies.update").await;
    let written =
        format!("SELECT 1 AS one FROM companies WHERE company_id = '{}' AND plan = 'written'", it.company());
    let joined = format!(
        "SELECT 1 AS one FROM users WHERE user_id = '{}' AND company_id = '{}'",
        it.owner(),
        it.company()
    );
    match verb {
        "read" if status == 200 && !told.contains("kept-by-backend") => SENT,
        "read" => of(told.contains("kept-by-backend")),
        "write" => of(it.holds(written).await),
        _ => of(it.holds(joined).await),
    }
}

async fn of_session(it: &Cell<'_>, is_owned: bool, verb: &str) -> &'static str {
    let (session, secret) =
        if is_owned { (it.id("owned"), &it.owned_secret) } else { (it.id("open"), &it.open_secret) };
    if verb == "write" {
        let body = json!({"message": it.id("words"), "session_id": session});
        let (status, _) = it.send("/api/sdk/chat", body, secret, false, "").await;
        let kept = format!("SELECT 1 AS one FROM messages WHERE content = '{}'", it.id("words"));
        assert_eq!(it.holds(kept).await, status == 200, "{status}");
        return of(status == 200);
    }
    let body = json!({"session_id": session});
    it.send("/api/sdk/users/identify", body, secret, true, "").await;
    let linked = format!(
        "SELECT 1 AS one FROM messages WHERE session_id = '{}' AND user_id IS NOT NULL",
        it.id("open")
    );
    of(it.holds(linked).await)
}

async fn by_ha_key(it: &Cell<'_>, record: &str) -> &'static str {
    let session = it.id(if record.ends_with("nobody") { "open" } else { "owned" });
    let body = json!({"message": "hello", "context": {"session_id": session}});
    let request = it.server.client.post(it.server.at("/api/v1/chat")).bearer_auth(it.ha).json(&body);
    of(request.send().await.unwrap().status() == 200)
}

async fn by_address(it: &Cell<'_>, mut body: Value) -> &'static str {
    let mut request = it.server.client.post(it.server.at("/api/sdk/tickets/create"));
    if it.actor != "nobody" {
        request = request.bearer_auth(KEY);
    }
    body["user_token"] = json!(it.token("tickets.create"));
    match it.actor {
        "user" | "user, secret" => body["user_id"] = json!(it.owner()),
        "other user" => body["user_id"] = json!(it.id("other")),
        _ => {}
    }
    request.json(&body).send().await.unwrap();
    let attached = format!("SELECT 1 AS one FROM tickets WHERE user_id = '{}'", it.owner());
    of(it.holds(attached).await)
}

async fn of_answer(it: &Cell<'_>, record: &str, verb: &str) -> &'static str {
    let is_owned = record == "answer of a user";
    let (what, secret) = if is_owned { ("owned", &it.owned_secret) } else { ("open", &it.open_secret) };
    if record.ends_with("shown") {
        let body = json!({"message": "more", "session_id": it.id(what)});
        let shown = it.server.post("/api/sdk/chat", &body).header("x-session-token", secret);
        assert_eq!(shown.send().await.unwrap().status(), 200);
    }
    if verb == "stop" {
        let body = json!({"message_id": it.id("owned-m"), "session_id": it.id("owned")});
        return of(it.send("/api/sdk/chat/cancel", body, secret, false, "").await.0 == 200);
    }
    let body =
        json!({"message": "hello", "session_id": it.id(what), "message_id": it.id(&format!("{what}-m"))});
    let (status, told) = it.send("/api/sdk/chat", body, secret, is_owned, "").await;
    assert_eq!(status == 200, told.contains("response"), "{told}");
    of(status == 200)
}

async fn of_live(it: &Cell<'_>, what: &str, secret: &str, verb: &str) -> &'static str {
    let is_owned = what == "owned";
    if verb == "write" {
        let body = json!({"session_id": it.id(what)});
        return of(it.send("/api/sdk/conversation/leave", body, secret, is_owned, "").await.0 == 200);
    }
    let user = if it.actor == "other user" { it.id("other") } else { it.owner() };
    let path = format!("/api/sdk/conversation/events?session_id={}&user_id={user}", it.id(what));
    let mut request = it.server.get(&path).header("x-user-token", it.token("").unwrap_or_default());
    if it.actor != "nobody" {
        request = request.bearer_auth(KEY);
    }
    if it.actor.contains("secret") {
        request = request.header("x-session-token", secret);
    }
    of(request.send().await.unwrap().status() == 200)
}

async fn walk(server: &Server, heading: &str) -> usize {
    let ha = server.made(&["key", "add", ORG, "--secret", "--plan", "pro"], "key");
    let (mut cells, mut wrong) = (0, Vec::new());
    for (row, (deed, actors)) in table(heading).into_iter().enumerate() {
        for (column, (actor, expected)) in actors.into_iter().enumerate() {
            let it = Cell::seed(server, &actor, &ha, format!("{row}-{column}")).await;
            let met = perform(&it, &deed).await;
            cells += 1;
            if met != expected {
                wrong.push(format!("{deed}, {actor}: {met}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{heading}: {wrong:#?}");
    cells
}

#[tokio::test]
async fn the_table_of_who_may_what_holds_cell_by_cell() {
    let unlimited = [("HALO_RATE_LIMITS", "false")];
    let on = Server::with_environment(Folder::new(), &["--identity-secret", SECRET], &unlimited);
    let off = Server::with_environment(Folder::new(), &["--identity-secret", SECRET], &unlimited);
    off.command(&["org", "verify", ORG, "off"]).unwrap();
    let cells = walk(&on, "### With verification on").await + walk(&off, "### With verification off").await;
    println!("{cells} cells hold");
    assert!(cells > 200, "{cells}");
}

#[tokio::test]
async fn the_operator_reads_everything_of_an_organisation_but_no_secret() {
    let server = Server::with(Folder::new(), &["--identity-secret", SECRET]);
    let it = Cell::seed(&server, "operator", "", "1".to_owned()).await;
    let all = server.command(&["export", ORG]).unwrap();
    for kept in ["7731", "kept-by-backend", "\"owned-1\"", "hello"] {
        assert!(all.contains(kept), "{kept} is not in {all}");
    }
    for secret in [SECRET, &it.open_secret, &it.owned_secret, "token_digest"] {
        assert!(!all.contains(secret), "{secret} is in {all}");
    }
    assert!(server.command(&["transcript", ORG, "owned-1"]).unwrap().contains("hello"));
}
