//! Settings of all three places, right and wrong.

use super::*;

fn nothing(_: &str) -> Option<String> {
    None
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let file = "listen = \"127.0.0.1:1\"\nknowledge = [\"a\", \"b\"]\ndrain_seconds = 5\n";
    let environment = |name: &str| (name == "HALO_LISTEN").then(|| "127.0.0.1:2".to_owned());
    let config = read(Some((Path::new("halo.toml"), file)), environment, Vec::new()).unwrap();
    let (listen, folders) = (config.listen.to_string(), config.knowledge.len());
    assert_eq!((listen.as_str(), folders, config.drain.as_secs()), ("127.0.0.1:2", 2, 5));
    let flags = vec![("listen", GivenValue::One("127.0.0.1:3".into()))];
    assert_eq!(read(None, environment, flags).unwrap().listen.to_string(), "127.0.0.1:3");
}

#[test]
fn all_errors_are_told_at_once_with_their_place() {
    let file = "listen = \"here\"\n\nknowlege = \"docs\"\npublic_url = \"chat.example.com\"\ndrain_seconds = \"soon\"\n\
                trusted_proxies = [\"10.0.0.0/99\"]\nsdk = {}\n";
    let environment = |name: &str| (name == "DATABASE_URL").then(|| "mysql://root:secret@x/y".to_owned());
    let problems = read(Some((Path::new("halo.toml"), file)), environment, Vec::new()).unwrap_err();
    insta::assert_snapshot!(problems, @r#"
    the settings are not right:
      halo.toml, line 1: listen: "here" is not an address and a port, such as 127.0.0.1:8787, nor a socket, such as unix:/run/halo/halo.sock
      halo.toml, line 3: there is no setting "knowlege"; there are listen, database_url, public_url, sdk, sdk_archive, knowledge, knowledge_index, trusted_proxies, allowed_origins, audience, rate_limits, resume_grace_seconds, drain_seconds, wait_limit_seconds, webhook_networks, smtp_url, mail_from, log_json, log
      halo.toml, line 4: public_url: "chat.example.com" is not an address such as https://chat.example.com
      halo.toml, line 5: drain_seconds: "soon" is not a number of seconds
      halo.toml, line 6: trusted_proxies: "10.0.0.0/99" is no address or network; 10.0.0.0/8, 192.0.2.7, ::1 and unix: are
      halo.toml, line 7: sdk: a table was met; a text, a number, true or false is wanted
      DATABASE_URL: a database address begins with sqlite:// or postgres://
    "#);
}

#[test]
fn a_raw_mark_in_a_password_is_told_with_its_encoding() {
    for (url, code) in [
        ("postgres://u:pa#ss@db/halo", "%23"),
        ("postgres://u:12#3@db/halo", "%23"),
        ("postgres://u:pa/ss@db/halo", "%2F"),
        ("postgres://u:12/3@db/halo", "%2F"),
        ("postgresql://u:pa?ss@db/halo", "%3F"),
    ] {
        let told = database(url).unwrap_err();
        assert!(told.contains(code) && !told.contains("@db"), "{url}: {told}");
    }
    for url in [
        "postgres://u:pa%23ss@db:5432/halo",
        "postgres://u@/halo?host=/run/postgresql",
        "postgres:///halo?application_name=a@b",
        "postgres://db:5432/halo?application_name=a@b",
        "postgres://u:p@ss@db/halo",
        "sqlite://halo#1.db",
    ] {
        assert_eq!(database(url).as_deref(), Ok(url));
    }
}

#[test]
fn a_relative_path_in_a_file_is_meant_from_the_files_folder() {
    let file = "listen = \"unix:halo.sock\"\ndatabase_url = \"sqlite://data/halo.db?mode=rwc\"\nsdk = \"sdk\"\nsdk_archive = \"/srv/sdk\"\nknowledge = [\"docs\", \"/srv/docs\"]\n";
    let config = read(Some((Path::new("/etc/halo 1%/halo.toml"), file)), nothing, Vec::new()).unwrap();
    assert_eq!(config.database_url, "sqlite:///etc/halo 1%25/data/halo.db?mode=rwc");
    assert_eq!(config.listen.to_string(), "unix:/etc/halo 1%/halo.sock");
    assert_eq!(config.sdk.as_deref(), Some(Path::new("/etc/halo 1%/sdk")));
    assert_eq!(config.sdk_archive.as_deref(), Some(Path::new("/srv/sdk")));
    let knowledge: Vec<_> = config.knowledge.iter().map(|it| format!("{it:?}")).collect();
    assert!(
        knowledge[0].contains("/etc/halo 1%/docs") && knowledge[1].contains("\"/srv/docs\""),
        "{knowledge:?}"
    );
    let flags = vec![("database_url", GivenValue::One("sqlite://halo.db".into()))];
    let config = read(Some((Path::new("/etc/halo.toml"), file)), nothing, flags).unwrap();
    assert_eq!(config.database_url, "sqlite://halo.db");
    for url in ["sqlite::memory:", "sqlite:///a.db", "postgres://db/halo"] {
        assert_eq!(database_from(Path::new("/etc"), url.to_owned()), url);
    }
}

#[test]
fn a_file_that_is_no_toml_names_every_wrong_line() {
    let problems =
        read(Some((Path::new("h.toml"), "listen = \nsdk ? 1\n")), nothing, Vec::new()).unwrap_err();
    assert!(problems.0.len() >= 2, "{problems}");
    assert!(
        problems.to_string().contains("h.toml, line 1") && problems.to_string().contains("h.toml, line 2")
    );
}

#[test]
fn a_mail_server_without_a_sender_and_a_webhooks_network_that_is_none_are_told() {
    let told =
        |file: &str| read(Some((Path::new("h.toml"), file)), nothing, Vec::new()).unwrap_err().to_string();
    assert!(told("smtp_url = \"smtp://localhost\"\n").contains("HALO_MAIL_FROM: it is missing"));
    assert!(told("mail_from = \"halo@shop.example\"\n").contains("HALO_SMTP_URL: it is missing"));
    assert!(
        told("webhook_networks = [\"unix:\"]\n")
            .contains("h.toml, line 1: webhook_networks: unix: is no network")
    );
}
