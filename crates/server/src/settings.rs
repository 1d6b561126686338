//! Where settings come from: flags win over environment variables, those over the file, that over the defaults. Whatever
//! is wrong is told at once, each with its place, so that one look mends all of it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use crate::config::Config;
use crate::knowledge::shelf::Source;
use crate::origin::Origins;

/// Every setting: its key in the file, and its environment variable.
pub const SETTINGS: [(&str, &str); 13] = [
    ("listen", "HALO_LISTEN"),
    ("database_url", "DATABASE_URL"),
    ("public_url", "HALO_PUBLIC_URL"),
    ("sdk", "HALO_SDK"),
    ("sdk_archive", "HALO_SDK_ARCHIVE"),
    ("knowledge", "HALO_KNOWLEDGE"),
    ("trusted_proxies", "HALO_TRUSTED_PROXIES"),
    ("allowed_origins", "HALO_ALLOWED_ORIGINS"),
    ("rate_limits", "HALO_RATE_LIMITS"),
    ("resume_grace_seconds", "HALO_RESUME_GRACE_SECONDS"),
    ("drain_seconds", "HALO_DRAIN_SECONDS"),
    ("log_json", "HALO_LOG_JSON"),
    ("log", "HALO_LOG"),
];

/// Environment variable that names the file.
pub const FILE_VARIABLE: &str = "HALO_CONFIG";

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `halo.toml, line 3`, `HALO_LISTEN` or `--listen`.
    pub place: String,
    /// What was met and what is allowed.
    pub what: String,
}

/// Everything that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings are not right:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {}: {}", problem.place, problem.what))
    }
}

impl std::error::Error for Problems {}

/// A value as it came: a list where the file has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A text, a number or a truth.
    One(String),
    /// Several texts.
    Many(Vec<String>),
}

impl Given {
    fn one(&self) -> Result<&str, String> {
        match self {
            Self::One(text) => Ok(text),
            Self::Many(_) => Err("a list was met; one value is wanted".to_owned()),
        }
    }

    fn many(&self) -> Vec<String> {
        match self {
            Self::One(text) => {
                text.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
            }
            Self::Many(list) => list.clone(),
        }
    }
}

/// Settings out of a file's text, the environment and flags. `variable` reads the environment.
///
/// # Errors
/// All problems of all places.
pub fn read(
    file: Option<(&Path, &str)>,
    variable: impl Fn(&str) -> Option<String>,
    flags: Vec<(&'static str, Given)>,
) -> Result<Config, Problems> {
    let (mut config, mut problems) = (Config::default(), Vec::new());
    if let Some((path, text)) = file {
        read_file(&mut config, path, text, &mut problems);
    }
    for (key, name) in SETTINGS {
        if let Some(value) = variable(name).filter(|value| !value.is_empty()) {
            note(&mut problems, name.to_owned(), set(&mut config, key, &Given::One(value)));
        }
    }
    for (key, value) in flags {
        note(&mut problems, format!("--{}", key.replace('_', "-")), set(&mut config, key, &value));
    }
    if problems.is_empty() { Ok(config) } else { Err(Problems(problems)) }
}

fn note(problems: &mut Vec<Problem>, place: String, outcome: Result<(), String>) {
    problems.extend(outcome.err().map(|what| Problem { place, what }));
}

fn read_file(config: &mut Config, path: &Path, text: &str, problems: &mut Vec<Problem>) {
    let place = |at: usize| format!("{}, line {}", path.display(), line_of(text, at));
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        problems.push(Problem {
            place: place(error.span().map_or(0, |it| it.start)),
            what: error.message().to_owned(),
        });
    }
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        if !SETTINGS.iter().any(|(known, _)| *known == name) {
            let known: Vec<&str> = SETTINGS.iter().map(|(known, _)| *known).collect();
            let what = format!("there is no setting {name:?}; there are {}", known.join(", "));
            problems.push(Problem { place: place(at), what });
            continue;
        }
        let outcome = given(value.get_ref()).and_then(|given| set(config, name, &given));
        note(problems, place(at), outcome.map_err(|what| format!("{name}: {what}")));
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn given(value: &DeValue<'_>) -> Result<Given, String> {
    let scalar = |value: &DeValue<'_>| {
        let number = value.as_integer().map(|it| it.as_str().to_owned());
        let text = value.as_str().map(str::to_owned);
        text.or(number).or_else(|| value.as_bool().map(|it| it.to_string()))
    };
    match value.as_array() {
        Some(list) => {
            let texts: Option<Vec<String>> = list.iter().map(|it| scalar(it.get_ref())).collect();
            texts.map(Given::Many).ok_or_else(|| "the list holds something other than texts".to_owned())
        }
        None => scalar(value).map(Given::One).ok_or_else(|| {
            format!("a {} was met; a text, a number, true or false is wanted", value.type_str())
        }),
    }
}

fn set(config: &mut Config, key: &str, given: &Given) -> Result<(), String> {
    match key {
        "listen" => config.listen = parsed(given, "an address and a port, such as 127.0.0.1:8787")?,
        "database_url" => config.database_url = database(given.one()?)?,
        "public_url" => config.public_url = Some(public_url(given.one()?)?),
        "sdk" => config.sdk = Some(PathBuf::from(given.one()?)),
        "sdk_archive" => config.sdk_archive = Some(PathBuf::from(given.one()?)),
        "knowledge" => {
            config.knowledge =
                given.many().into_iter().map(|path| Source::Path(PathBuf::from(path))).collect();
        }
        "trusted_proxies" => {
            config.trusted_proxies =
                given.many().iter().map(|it| it.parse()).collect::<Result<_, String>>()?;
        }
        "allowed_origins" => config.allowed_origins = Origins::read(&given.many())?,
        "rate_limits" => config.rate_limits = parsed(given, "true or false")?,
        "resume_grace_seconds" => config.resume_grace = seconds(given)?,
        "drain_seconds" => config.drain = seconds(given)?,
        "log_json" => config.log_json = parsed(given, "true or false")?,
        "log" => config.log_level = parsed(given, "one of off, error, warn, info, debug, trace")?,
        _ => return Err(format!("there is no setting {key:?}")),
    }
    Ok(())
}

fn parsed<T: std::str::FromStr>(given: &Given, wanted: &str) -> Result<T, String> {
    let text = given.one()?;
    text.trim().parse().map_err(|_| format!("{text:?} is not {wanted}"))
}

/// A day: whoever waits longer has mistaken the unit.
const MOST_SECONDS: u64 = 86_400;

fn seconds(given: &Given) -> Result<Duration, String> {
    let number: u64 = parsed(given, "a number of seconds")?;
    if number > MOST_SECONDS {
        return Err(format!("{number} seconds are more than the {MOST_SECONDS} allowed"));
    }
    Ok(Duration::from_secs(number))
}

fn database(text: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(text.to_owned());
    }
    // The address may hold a password, so it is not repeated.
    Err("a database address begins with sqlite:// or postgres://".to_owned())
}

fn public_url(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    if is_web && !text.contains(char::is_whitespace) {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(format!("{text:?} is not an address such as https://chat.example.com"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn flags_win_over_the_environment_and_that_over_the_file() {
        let file = "listen = \"127.0.0.1:1\"\nknowledge = [\"a\", \"b\"]\ndrain_seconds = 5\n";
        let environment = |name: &str| (name == "HALO_LISTEN").then(|| "127.0.0.1:2".to_owned());
        let config = read(Some((Path::new("halo.toml"), file)), environment, Vec::new()).unwrap();
        assert_eq!((config.listen.port(), config.knowledge.len(), config.drain.as_secs()), (2, 2, 5));
        let flags = vec![("listen", Given::One("127.0.0.1:3".into()))];
        assert_eq!(read(None, environment, flags).unwrap().listen.port(), 3);
    }

    #[test]
    fn all_errors_are_told_at_once_with_their_place() {
        let file = "listen = \"here\"\n\nknowlege = \"docs\"\npublic_url = \"chat.example.com\"\ndrain_seconds = \"soon\"\n\
                    trusted_proxies = [\"10.0.0.0/99\"]\nsdk = {}\n";
        let environment = |name: &str| (name == "DATABASE_URL").then(|| "mysql://root:secret@x/y".to_owned());
        let problems = read(Some((Path::new("halo.toml"), file)), environment, Vec::new()).unwrap_err();
        insta::assert_snapshot!(problems, @r#"
        the settings are not right:
          halo.toml, line 1: listen: "here" is not an address and a port, such as 127.0.0.1:8787
          halo.toml, line 3: there is no setting "knowlege"; there are listen, database_url, public_url, sdk, sdk_archive, knowledge, trusted_proxies, allowed_origins, rate_limits, resume_grace_seconds, drain_seconds, log_json, log
          halo.toml, line 4: public_url: "chat.example.com" is not an address such as https://chat.example.com
          halo.toml, line 5: drain_seconds: "soon" is not a number of seconds
          halo.toml, line 6: trusted_proxies: "10.0.0.0/99" is no address or network; 10.0.0.0/8, 192.0.2.7 and ::1 are
          halo.toml, line 7: sdk: a table was met; a text, a number, true or false is wanted
          DATABASE_URL: a database address begins with sqlite:// or postgres://
        "#);
    }

    #[test]
    fn a_file_that_is_no_toml_names_every_wrong_line() {
        let problems =
            read(Some((Path::new("h.toml"), "listen = \nsdk ? 1\n")), nothing, Vec::new()).unwrap_err();
        assert!(problems.0.len() >= 2, "{problems}");
        assert!(
            problems.to_string().contains("h.toml, line 1")
                && problems.to_string().contains("h.toml, line 2")
        );
    }
}
