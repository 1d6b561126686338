//! What an organisation has set up to show by itself: banners, in-app messages, teasers and the greeting. Reads the
//! shapes of docs/teasers-and-banners.md tolerantly: an entry that cannot be shown is passed over.

use halo_protocol::limits;
use serde_json::Value;

use crate::config::Settings;

/// Entries of one kind that are read: more would never get their turn.
const MOST: usize = 20;
/// A notice is glanced at, not read.
const TEXT_CHARS: usize = 1_000;
/// The longest wait, a day: timers of browsers count no further than 24 days.
const LONGEST_MS: u64 = 86_400_000;
/// The greeting waits until the page has settled.
const GREETING_MS: u64 = 1_500;

/// The kinds, the most urgent first: the corner beside the launcher holds one notice at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Along the top edge.
    Banner,
    /// In the corner, with the agent's name.
    InApp,
    /// In the corner, beside the launcher.
    Proactive,
    /// The same, with the agent's first words.
    Greeting,
}

/// What pressing a notice does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// The chat opens.
    Open,
    /// The chat opens and this is asked.
    Ask(String),
    /// This address is opened, if it may be.
    Visit(String),
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its name, one line: under it the visitor's dismissal is remembered.
    pub name: String,
    /// What it is.
    pub kind: NoticeKind,
    /// What it says, Markdown.
    pub text: String,
    /// What the button says; absent: what is asked, or a word for opening.
    pub label: Option<String>,
    /// What pressing it does.
    pub press: Option<Press>,
    /// Globs of the paths it shows on; none: everywhere.
    pub paths: Vec<String>,
    /// How long the visitor is on such a path before it shows, in milliseconds.
    pub delay_ms: u64,
}

/// Every notice of the settings, the most urgent first.
#[must_use]
pub fn read(settings: &Settings) -> Vec<Notice> {
    let [banners, in_app, proactive] = settings.notices.lists();
    let mut all = list(banners, NoticeKind::Banner, "banner:");
    all.extend(list(in_app, NoticeKind::InApp, "message:"));
    all.extend(list(proactive, NoticeKind::Proactive, "teaser:"));
    all.extend(settings.greeting.clone().map(|text| Notice {
        name: "greeting".to_owned(),
        kind: NoticeKind::Greeting,
        text,
        label: None,
        press: Some(Press::Open),
        paths: Vec::new(),
        delay_ms: GREETING_MS,
    }));
    all
}

fn list(given: &Value, kind: NoticeKind, prefix: &str) -> Vec<Notice> {
    let entries = given.as_array().into_iter().flatten();
    entries.filter_map(|entry| one(entry, kind, prefix)).take(MOST).collect()
}

fn one(entry: &Value, kind: NoticeKind, prefix: &str) -> Option<Notice> {
    let field = |name: &str| {
        let text = entry.get(name).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut text = field("text")?;
    limits::cap_chars(&mut text, TEXT_CHARS);
    let id = match entry.get("id") {
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => field("id"),
    };
    let press = field("ask").map(Press::Ask).or_else(|| field("url").map(Press::Visit));
    let press = press.or_else(|| (kind == NoticeKind::Proactive).then_some(Press::Open));
    let paths = entry.get("paths").and_then(Value::as_array).into_iter().flatten();
    Some(Notice {
        // Without an id a changed text is another notice.
        name: [prefix, id.as_ref().unwrap_or(&text)].concat().replace('\n', " "),
        kind,
        label: field("action_label"),
        press,
        paths: paths.filter_map(Value::as_str).map(str::to_owned).collect(),
        delay_ms: entry
            .get("delay_ms")
            .and_then(Value::as_f64)
            .map_or(0, |ms| ms.max(0.0) as u64)
            .min(LONGEST_MS),
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Notices;
    use serde_json::json;

    fn settings(banners: Value) -> Settings {
        let notices = Notices::new([banners, Value::Null, json!([{"text": "Help?"}])]);
        Settings { notices, ..Settings::default() }
    }

    #[test]
    fn a_notice_is_read_whole() {
        let all = read(&settings(json!([{"id": 7, "text": " Sale ", "action_label": "See", "url": "/sale",
            "paths": ["/shop*", 3], "delay_ms": 250.5}])));
        let banner = Notice {
            name: "banner:7".to_owned(),
            kind: NoticeKind::Banner,
            text: "Sale".to_owned(),
            label: Some("See".to_owned()),
            press: Some(Press::Visit("/sale".to_owned())),
            paths: vec!["/shop*".to_owned()],
            delay_ms: 250,
        };
        assert_eq!(all[0], banner);
        assert_eq!((all[1].name.as_str(), &all[1].press), ("teaser:Help?", &Some(Press::Open)));
    }

    #[test]
    fn what_cannot_be_shown_is_passed_over() {
        for junk in [json!(1), json!("x"), json!({}), json!([1, "x", null, {}, {"text": " "}, {"text": 4}])] {
            assert_eq!(read(&settings(junk)).len(), 1);
        }
        let many: Vec<Value> = (0..500).map(|n| json!({"text": n.to_string(), "delay_ms": -5})).collect();
        assert_eq!(read(&settings(json!(many))).len(), MOST + 1);
    }

    #[test]
    fn the_greeting_comes_last_and_opens_the_chat() {
        let all = read(&Settings { greeting: Some("Hi".to_owned()), ..Settings::default() });
        assert_eq!((all.len(), all[0].kind, &all[0].press), (1, NoticeKind::Greeting, &Some(Press::Open)));
    }
}
