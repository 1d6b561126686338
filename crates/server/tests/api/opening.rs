//! Opening the database: what former programs left is taken over, what newer ones left is refused, and what cannot be
//! opened is told with its cause.

use std::os::unix::fs::PermissionsExt as _;

use sqlx::Row as _;

use crate::support::{Folder, Server, new_database, on_postgres, pool, run};

/// What programs up to 0.1 ran, one after the other, with a list of their own.
const FORMER: [&str; 3] = [
    include_str!("../../migrations/0001_first.sql"),
    include_str!("../../migrations/0002_series_and_uses.sql"),
    include_str!("../../migrations/0003_cancellations.sql"),
];
const FORMER_LIST: &str =
    "CREATE TABLE migrations (version BIGINT NOT NULL PRIMARY KEY, ran_at BIGINT NOT NULL);";

/// A database as a former program left it, up to a version of its schema.
async fn former(folder: &Folder, versions: usize) -> String {
    let database = new_database(folder);
    let pool = pool(&database).await;
    sqlx::raw_sql(FORMER_LIST).execute(&pool).await.unwrap();
    for (sql, version) in FORMER.into_iter().zip(1_i64..).take(versions) {
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        sqlx::query("INSERT INTO migrations (version, ran_at) VALUES ($1, 0)")
            .bind(version)
            .execute(&pool)
            .await
            .unwrap();
    }
    sqlx::raw_sql(
        "INSERT INTO organisations (id, name, settings, verify_identity, created_at) VALUES ('o1', 'Kept', '{}', 0, 1)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    database
}

fn command(database: &str) -> Result<String, String> {
    run(&["org", "list"], &[("DATABASE_URL", database)])
}

#[tokio::test]
async fn a_database_of_a_former_program_is_taken_over_with_what_it_holds() {
    for versions in 1..=FORMER.len() {
        let folder = Folder::new();
        let database = former(&folder, versions).await;
        for _ in 0..2 {
            assert!(command(&database).unwrap().starts_with("o1\tKept\t"));
        }
        let server = Server::on(folder, database, &[]);
        assert!(server.texts("SELECT CAST(COUNT(*) AS TEXT) FROM cancellations").await == ["0"]);
    }
}

#[tokio::test]
async fn a_schema_newer_than_the_program_is_refused_with_both_versions() {
    let folder = Folder::new();
    let database = new_database(&folder);
    command(&database).unwrap();
    let pool = pool(&database).await;
    let newest = sqlx::query("SELECT MAX(version) AS newest FROM _sqlx_migrations").fetch_one(&pool).await;
    let newest: i64 = newest.unwrap().try_get("newest").unwrap();
    sqlx::raw_sql(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         SELECT 9999, description, success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let told = command(&database).unwrap_err();
    assert!(told.contains("version 9999") && told.contains(&format!("up to {newest}:")), "{told}");
    let told = run(&["serve", "--listen", "127.0.0.1:0"], &[("DATABASE_URL", &database)]).unwrap_err();
    assert!(told.contains("version 9999"), "{told}");
}

#[tokio::test]
async fn a_former_programs_schema_that_is_newer_is_refused_too() {
    let folder = Folder::new();
    let database = former(&folder, FORMER.len()).await;
    let pool = pool(&database).await;
    sqlx::raw_sql("INSERT INTO migrations (version, ran_at) VALUES (777, 0)").execute(&pool).await.unwrap();
    pool.close().await;
    assert!(command(&database).unwrap_err().contains("version 777"));
}

#[tokio::test]
async fn processes_that_start_at_once_on_an_empty_database_all_succeed() {
    let folder = Folder::new();
    let database = new_database(&folder);
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let database = database.clone();
            std::thread::spawn(move || command(&database))
        })
        .collect();
    for start in starts {
        assert_eq!(start.join().unwrap(), Ok(String::new()));
    }
}

#[test]
fn what_cannot_be_opened_is_told_with_its_place_and_its_cause() {
    let folder = Folder::new();
    folder.write("text.db", "not a database, but a text that is longer than the header of one.\n".repeat(20));
    folder.write("folder.db/file", "");
    let at = |name: &str| folder.path().join(name).display().to_string();
    command(&format!("sqlite://{}?mode=rwc", at("whole.db"))).unwrap();
    for (database, parts) in [
        (format!("sqlite://{}", at("text.db")), ["text.db", "no SQLite database"]),
        (format!("sqlite://{}?mode=ro", at("whole.db")), ["whole.db", "may only be read"]),
        (format!("sqlite://{}?mode=rwc", at("none/halo.db")), ["none/halo.db", "there is no folder"]),
        (format!("sqlite://{}", at("none.db")), ["none.db", "there is no such file; add ?mode=rwc"]),
        (format!("sqlite://{}?mode=rwc", at("folder.db")), ["folder.db", "it is a folder"]),
        ("postgres://halo@127.0.0.1:1/halo".to_owned(), ["127.0.0.1:1", "cannot be reached"]),
        (
            "postgres://halo:pass@no-such-host.invalid/halo".to_owned(),
            ["no-such-host.invalid:5432", "cannot be reached"],
        ),
    ] {
        let told = command(&database).unwrap_err();
        assert!(parts.iter().all(|part| told.contains(part)), "{database}: {told}");
        assert!(!told.contains("timed out") && !told.contains("pass@"), "{database}: {told}");
    }
}

#[test]
fn a_database_that_its_server_refuses_is_told_in_the_servers_words() {
    if !on_postgres() {
        return;
    }
    let folder = Folder::new();
    let database = new_database(&folder);
    let (before, options) = database.split_once('?').unwrap_or((&database, ""));
    let told = command(&format!("{before}_none?{options}")).unwrap_err();
    assert!(told.contains("_none\" does not exist"), "{told}");
}

#[test]
fn the_databases_files_are_their_owners_alone() {
    let folder = Folder::new();
    let path = folder.path().join("halo.db");
    let database = format!("sqlite://{}?mode=rwc", path.display());
    let mode = |name: &str| {
        let about = std::fs::metadata(folder.path().join(name)).unwrap();
        about.permissions().mode() & 0o777
    };
    command(&database).unwrap();
    assert_eq!(mode("halo.db"), 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let server = Server::on(Folder::new(), database, &[]);
    for name in ["halo.db", "halo.db-wal", "halo.db-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    drop(server);
}
