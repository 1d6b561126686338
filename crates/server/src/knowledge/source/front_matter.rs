//! What stands above a document: YAML between lines of `---`, TOML between lines of `+++`. Only what concerns a reader is
//! taken. What is no valid YAML or TOML is read line by line, as far as it goes.

use saphyr::{LoadableYamlNode as _, Yaml};

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) short_title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) is_draft: bool,
}

const TITLES: [&str; 1] = ["title"];
const SHORT_TITLES: [&str; 6] =
    ["sidebar_label", "sidebarTitle", "linkTitle", "nav_title", "navTitle", "menuTitle"];
const LANGUAGES: [&str; 3] = ["lang", "language", "locale"];

/// The front matter of a text, and the rest.
pub(super) fn split(text: &str) -> (FrontMatter, &str) {
    for (mark, read) in [("---", of_yaml as fn(&str) -> FrontMatter), ("+++", of_toml)] {
        let Some(rest) =
            text.strip_prefix(mark).and_then(|rest| rest.trim_start_matches([' ', '\t']).strip_prefix('\n'))
        else {
            continue;
        };
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if matches!(line.trim_end(), "---" | "+++" | "...") {
                let inner = rest.get(..at).unwrap_or_default();
                // Two rules with prose between them are no front matter.
                let is_matter =
                    inner.trim().is_empty() || inner.contains(if mark == "---" { ':' } else { '=' });
                if is_matter {
                    return (read(inner), rest.get(at + line.len()..).unwrap_or_default());
                }
                break;
            }
            at += line.len();
        }
    }
    (FrontMatter::default(), text)
}

fn of_yaml(text: &str) -> FrontMatter {
    let Some(document) = Yaml::load_from_str(text).ok().and_then(|it| it.into_iter().next()) else {
        return by_line(text, ':');
    };
    let of = |names: &[&str]| {
        names.iter().find_map(|name| {
            let value = document.as_mapping_get(name)?;
            let text = match (value.as_str(), value.as_integer()) {
                (Some(text), _) => text.trim().to_owned(),
                (None, Some(number)) => number.to_string(),
                _ => return None,
            };
            (!text.is_empty()).then_some(text)
        })
    };
    let is = |name: &str| document.as_mapping_get(name).and_then(Yaml::as_bool);
    FrontMatter {
        title: of(&TITLES),
        short_title: of(&SHORT_TITLES),
        language: of(&LANGUAGES),
        is_draft: is("draft") == Some(true) || is("published") == Some(false),
    }
}

fn of_toml(text: &str) -> FrontMatter {
    let Ok(table) = text.parse::<toml::Table>() else { return by_line(text, '=') };
    let of = |names: &[&str]| {
        let found = names.iter().find_map(|name| table.get(*name)?.as_str());
        found.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
    };
    FrontMatter {
        title: of(&TITLES),
        short_title: of(&SHORT_TITLES),
        language: of(&LANGUAGES),
        is_draft: table.get("draft").and_then(toml::Value::as_bool) == Some(true),
    }
}

fn by_line(text: &str, sign: char) -> FrontMatter {
    let of = |names: &[&str]| {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once(sign)?;
            let value = value.trim().trim_matches(['"', '\'']).trim();
            (names.contains(&name.trim()) && !value.is_empty()).then(|| value.to_owned())
        })
    };
    FrontMatter {
        title: of(&TITLES),
        short_title: of(&SHORT_TITLES),
        language: of(&LANGUAGES),
        is_draft: of(&["draft"]).as_deref() == Some("true"),
    }
}
