//! Where settings come from: flags win over environment variables, those over the file, that over the defaults. Whatever
//! is wrong is told at once, each with its place, so that one look mends all of it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use crate::config::Config;
use crate::knowledge::shelf::Source;
use crate::limits::network::Network;
use crate::listener::UNIX;
use crate::origin::Origins;
use crate::outbox::mail;

/// Every setting: its key in the file, and its environment variable.
pub const SETTINGS: [(&str, &str); 19] = [
    ("listen", "HALO_LISTEN"),
    ("database_url", "DATABASE_URL"),
    ("public_url", "HALO_PUBLIC_URL"),
    ("sdk", "HALO_SDK"),
    ("sdk_archive", "HALO_SDK_ARCHIVE"),
    ("knowledge", "HALO_KNOWLEDGE"),
    ("knowledge_index", "HALO_KNOWLEDGE_INDEX"),
    ("trusted_proxies", "HALO_TRUSTED_PROXIES"),
    ("allowed_origins", "HALO_ALLOWED_ORIGINS"),
    ("audience", "HALO_AUDIENCE"),
    ("rate_limits", "HALO_RATE_LIMITS"),
    ("resume_grace_seconds", "HALO_RESUME_GRACE_SECONDS"),
    ("drain_seconds", "HALO_DRAIN_SECONDS"),
    ("wait_limit_seconds", "HALO_WAIT_LIMIT_SECONDS"),
    ("webhook_networks", "HALO_WEBHOOK_NETWORKS"),
    ("smtp_url", "HALO_SMTP_URL"),
    ("mail_from", "HALO_MAIL_FROM"),
    ("log_json", "HALO_LOG_JSON"),
    ("log", "HALO_LOG"),
];

/// Instead of a folder for indexes.
const IN_MEMORY: &str = "memory";

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
pub enum GivenValue {
    /// A text, a number or a truth.
    One(String),
    /// Several texts.
    Many(Vec<String>),
}

impl GivenValue {
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
    flags: Vec<(&'static str, GivenValue)>,
) -> Result<Config, Problems> {
    let (mut config, mut problems) = (Config::default(), Vec::new());
    if let Some((path, text)) = file {
        read_file(&mut config, path, text, &mut problems);
    }
    for (key, name) in SETTINGS {
        if let Some(value) = variable(name).filter(|value| !value.is_empty()) {
            note(&mut problems, name.to_owned(), set(&mut config, key, &GivenValue::One(value)));
        }
    }
    for (key, value) in flags {
        note(&mut problems, format!("--{}", key.replace('_', "-")), set(&mut config, key, &value));
    }
    if config.smtp_url.is_some() != config.mail_from.is_some() {
        let place = if config.smtp_url.is_some() { "HALO_MAIL_FROM" } else { "HALO_SMTP_URL" };
        let what = "it is missing; e-mail needs a server and who it is from".to_owned();
        problems.push(Problem { place: place.to_owned(), what });
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
        let from_folder = |given| seen_from(path.parent(), name, given);
        let outcome = given(value.get_ref()).map(from_folder).and_then(|given| set(config, name, &given));
        note(problems, place(at), outcome.map_err(|what| format!("{name}: {what}")));
    }
}

/// A path in the file is meant from the file's folder, wherever the program was started.
fn seen_from(folder: Option<&Path>, key: &str, given: GivenValue) -> GivenValue {
    let Some(folder) = folder.and_then(|it| std::path::absolute(it).ok()) else { return given };
    let joined = |text: String| folder.join(text).display().to_string();
    match (key, given) {
        ("sdk" | "sdk_archive", GivenValue::One(text)) => GivenValue::One(joined(text)),
        ("listen", GivenValue::One(text)) => match text.strip_prefix(UNIX).filter(|it| !it.is_empty()) {
            Some(path) => GivenValue::One(format!("{UNIX}{}", joined(path.to_owned()))),
            None => GivenValue::One(text),
        },
        ("knowledge", it) => GivenValue::Many(it.many().into_iter().map(joined).collect()),
        ("database_url", GivenValue::One(url)) => GivenValue::One(database_from(&folder, url)),
        (_, other) => other,
    }
}

/// A SQLite address with the whole path of its file.
fn database_from(folder: &Path, url: String) -> String {
    let Some(rest) = url.strip_prefix("sqlite:") else { return url };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (file, options) = rest.split_once('?').map_or((rest, None), |(file, options)| (file, Some(options)));
    if file.is_empty() || file.starts_with('/') || file.starts_with(':') {
        return url;
    }
    // The file's own name is encoded already, the folder's is not.
    let folder = folder.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    let options = options.map(|it| format!("?{it}")).unwrap_or_default();
    format!("sqlite://{folder}/{file}{options}")
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn given(value: &DeValue<'_>) -> Result<GivenValue, String> {
    let scalar = |value: &DeValue<'_>| {
        let number = value.as_integer().map(|it| it.as_str().to_owned());
        let text = value.as_str().map(str::to_owned);
        text.or(number).or_else(|| value.as_bool().map(|it| it.to_string()))
    };
    match value.as_array() {
        Some(list) => {
            let texts: Option<Vec<String>> = list.iter().map(|it| scalar(it.get_ref())).collect();
            texts.map(GivenValue::Many).ok_or_else(|| "the list holds something other than texts".to_owned())
        }
        None => scalar(value).map(GivenValue::One).ok_or_else(|| {
            format!("a {} was met; a text, a number, true or false is wanted", value.type_str())
        }),
    }
}

fn set(config: &mut Config, key: &str, given: &GivenValue) -> Result<(), String> {
    match key {
        "listen" => config.listen = given.one()?.parse()?,
        "database_url" => config.database_url = database(given.one()?)?,
        "public_url" => config.public_url = Some(public_url(given.one()?)?),
        "sdk" => config.sdk = Some(PathBuf::from(given.one()?)),
        "sdk_archive" => config.sdk_archive = Some(PathBuf::from(given.one()?)),
        "knowledge" => {
            config.knowledge =
                given.many().into_iter().map(|path| Source::Path(PathBuf::from(path))).collect();
        }
        "knowledge_index" => {
            let given = given.one()?;
            config.knowledge_index = (given != IN_MEMORY).then(|| PathBuf::from(given));
        }
        "trusted_proxies" => config.trusted_proxies = networks(given)?,
        "allowed_origins" => config.allowed_origins = Origins::read(&given.many())?,
        "audience" => config.audience = Some(given.one()?.to_owned()).filter(|it| !it.is_empty()),
        "rate_limits" => config.rate_limits = parsed(given, "true or false")?,
        "resume_grace_seconds" => config.resume_grace = seconds(given)?,
        "drain_seconds" => config.drain = seconds(given)?,
        "wait_limit_seconds" => config.wait_limit = seconds(given)?,
        "webhook_networks" => {
            config.webhook_networks = networks(given)?;
            if config.webhook_networks.contains(&Network::Unix) {
                return Err("unix: is no network that a webhook leads to; 10.0.0.0/8 and ::1 are".to_owned());
            }
        }
        "smtp_url" => {
            let url = given.one()?;
            mail::server(url)?;
            config.smtp_url = Some(url.to_owned());
        }
        "mail_from" => {
            let from = given.one()?;
            mail::mailbox(from)?;
            config.mail_from = Some(from.to_owned());
        }
        "log_json" => config.log_json = parsed(given, "true or false")?,
        "log" => config.log_level = parsed(given, "one of off, error, warn, info, debug, trace")?,
        _ => return Err(format!("there is no setting {key:?}")),
    }
    Ok(())
}

fn networks(given: &GivenValue) -> Result<Vec<Network>, String> {
    given.many().iter().map(|it| it.parse()).collect()
}

fn parsed<T: std::str::FromStr>(given: &GivenValue, wanted: &str) -> Result<T, String> {
    let text = given.one()?;
    text.trim().parse().map_err(|_| format!("{text:?} is not {wanted}"))
}

/// A day: whoever waits longer has mistaken the unit.
const MOST_SECONDS: u64 = 86_400;

fn seconds(given: &GivenValue) -> Result<Duration, String> {
    let number: u64 = parsed(given, "a number of seconds")?;
    if number > MOST_SECONDS {
        return Err(format!("{number} seconds are more than the {MOST_SECONDS} allowed"));
    }
    Ok(Duration::from_secs(number))
}

fn database(text: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        return raw_mark(text).map_or_else(|| Ok(text.to_owned()), |mark| Err(encoded(mark)));
    }
    // The address may hold a password, so it is not repeated.
    Err("a database address begins with sqlite:// or postgres://".to_owned())
}

/// A mark that ends the name and password of a Postgres address before they are over: what follows would be taken for
/// the port, the database or nothing.
fn raw_mark(text: &str) -> Option<char> {
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))?;
    if rest.contains('#') {
        return Some('#');
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    let port = authority.rsplit_once(':').map(|(_, port)| port).unwrap_or_default();
    let is_port = port.bytes().all(|it| it.is_ascii_digit());
    let path = after.strip_prefix('/').and_then(|it| it.split('?').next()).unwrap_or_default();
    let is_cut = !authority.contains('@') && (path.contains('@') || (!is_port && after.contains('@')));
    is_cut.then(|| after.chars().next()).flatten()
}

fn encoded(mark: char) -> String {
    format!(
        "a database address holds a raw {mark:?}; in a name or password it is written %{:02X} (and % itself %25)",
        u32::from(mark)
    )
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
mod tests;
