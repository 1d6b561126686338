//! Which notices show now: one banner and one in the corner, each by its flag, on its paths, after its delay, until the
//! visitor takes it away. Time and circumstances are given; nothing is drawn here.

use super::notice::{Notice, NoticeKind};
use crate::core::ui_flags::{UiFlags, matches};

/// Dismissals that are remembered, the newest.
const KEPT: usize = 100;

/// What decides beside time.
#[derive(Clone, Debug)]
pub struct Situation {
    /// What may show.
    pub flags: UiFlags,
    /// The page's path.
    pub path: String,
    /// Whether the panel is open: the corner is its place then.
    pub is_open: bool,
    /// Whether there is a launcher for a greeting to stand beside.
    pub has_launcher: bool,
    /// Whether anything was asked: nobody is greeted in the middle of a conversation.
    pub has_turns: bool,
}

/// All notices and where each stands.
#[derive(Debug, Default)]
pub struct NoticeBoard {
    /// Each with the moment from which it may show, while it may.
    all: Vec<(Notice, Option<u64>)>,
    /// Names of those that were taken away.
    gone: Vec<String>,
    banner: Option<String>,
    corner: Option<String>,
}

/// What is to be seen now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Along the top edge.
    pub banner: Option<Notice>,
    /// Beside the launcher.
    pub corner: Option<Notice>,
    /// Look again after so many milliseconds.
    pub again_ms: Option<u64>,
}

impl NoticeBoard {
    /// Takes up the notices; `gone` is what [`Self::text`] wrote.
    #[must_use]
    pub fn new(notices: Vec<Notice>, gone: &str) -> Self {
        let names = gone.lines().map(str::to_owned);
        let all = notices.into_iter().map(|notice| (notice, None)).collect();
        Self { all, gone: names.take(KEPT).collect(), ..Self::default() }
    }

    /// The notice of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Notice> {
        self.all.iter().map(|(notice, _)| notice).find(|notice| notice.name == name)
    }

    /// Nobody needs to be greeted any more.
    pub fn greeted(&mut self) {
        self.all.retain(|(notice, _)| notice.kind != NoticeKind::Greeting);
    }

    /// It does not show again.
    pub fn dismiss(&mut self, name: &str) {
        if !self.gone.iter().any(|gone| gone == name) {
            if self.gone.len() >= KEPT {
                self.gone.remove(0);
            }
            self.gone.push(name.to_owned());
        }
    }

    /// What was dismissed, to be stored.
    #[must_use]
    pub fn text(&self) -> String {
        self.gone.join("\n")
    }

    /// What is to be seen now. What shows stays while it may, even if something more urgent comes.
    pub fn look(&mut self, situation: &Situation, now_ms: u64) -> Look {
        let gone = &self.gone;
        for (notice, since) in &mut self.all {
            let may = !gone.contains(&notice.name) && may_show(notice, situation);
            *since = may.then(|| since.unwrap_or(now_ms));
        }
        let due = |(notice, since): &(Notice, Option<u64>)| since.map(|since| since + notice.delay_ms);
        let pick = |is_banner: bool, shows: &Option<String>| {
            let mut due_now = self.all.iter().filter(|entry| {
                (entry.0.kind == NoticeKind::Banner) == is_banner
                    && due(entry).is_some_and(|due| due <= now_ms)
            });
            let kept = due_now.clone().find(|entry| Some(&entry.0.name) == shows.as_ref());
            kept.or_else(|| due_now.next()).map(|(notice, _)| notice.clone())
        };
        let (banner, corner) = (pick(true, &self.banner), pick(false, &self.corner));
        let next = self.all.iter().filter_map(due).filter(|due| *due > now_ms).min();
        self.banner = banner.as_ref().map(|notice| notice.name.clone());
        self.corner = corner.as_ref().map(|notice| notice.name.clone());
        Look { banner, corner, again_ms: next.map(|due| due - now_ms) }
    }
}

fn may_show(notice: &Notice, situation: &Situation) -> bool {
    let flags = situation.flags;
    let by_kind = match notice.kind {
        NoticeKind::Banner => flags.banners,
        NoticeKind::InApp => flags.in_app_messages && !situation.is_open,
        NoticeKind::Proactive => flags.proactive && !situation.is_open,
        NoticeKind::Greeting => {
            let beside = flags.trigger && situation.has_launcher;
            flags.greeting && beside && !situation.is_open && !situation.has_turns
        }
    };
    let paths = &notice.paths;
    by_kind && (paths.is_empty() || paths.iter().any(|glob| matches(glob, &situation.path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Notices, Settings};
    use crate::core::guide::notice;
    use serde_json::{Value, json};

    fn all() -> NoticeBoard {
        let settings = Settings {
            greeting: Some("Hi".to_owned()),
            notices: Notices::new([
                json!([{"id": "b", "text": "Banner"}]),
                json!([{"id": "m", "text": "Message", "delay_ms": 5000}]),
                json!([{"id": "t", "text": "Teaser", "paths": ["/cart"]}]),
            ]),
            ..Settings::default()
        };
        NoticeBoard::new(notice::read(&settings), "")
    }

    fn at(path: &str, ui: Value) -> Situation {
        let flags = UiFlags::of(&ui, false);
        Situation { flags, path: path.to_owned(), is_open: false, has_launcher: true, has_turns: false }
    }

    fn names(look: &Look) -> [&str; 2] {
        [&look.banner, &look.corner].map(|it| it.as_ref().map_or("", |notice| notice.name.as_str()))
    }

    #[test]
    fn each_shows_after_its_delay_and_what_shows_stays() {
        let (mut shown, here) = (all(), at("/", json!({})));
        let first = shown.look(&here, 1_000);
        assert_eq!((names(&first), first.again_ms), (["banner:b", ""], Some(1_500)));
        let second = shown.look(&here, 2_500);
        assert_eq!((names(&second), second.again_ms), (["banner:b", "greeting"], Some(3_500)));
        assert_eq!(names(&shown.look(&here, 9_000)), ["banner:b", "greeting"]);
        shown.dismiss("greeting");
        let last = shown.look(&here, 9_000);
        assert_eq!((names(&last), last.again_ms), (["banner:b", "message:m"], None));
    }

    #[test]
    fn a_path_brings_its_notice_and_the_delay_starts_anew_there() {
        let mut shown = all();
        assert_eq!(names(&shown.look(&at("/cart", json!({})), 0)), ["banner:b", "teaser:t"]);
        assert_eq!(names(&shown.look(&at("/", json!({})), 100)), ["banner:b", ""]);
    }

    #[test]
    fn quiet_leaves_banners_and_messages_and_a_flag_turns_each_off() {
        let mut shown = all();
        assert_eq!(names(&shown.look(&at("/cart", json!("manual")), 0)), ["banner:b", ""]);
        assert_eq!(names(&shown.look(&at("/cart", json!("manual")), 9_000)), ["banner:b", "message:m"]);
        let off = json!({"banners": false, "inAppMessages": false, "proactive": false, "greeting": false});
        let nothing = shown.look(&at("/cart", off), 99_000);
        assert_eq!((names(&nothing), nothing.again_ms), (["", ""], None));
    }

    #[test]
    fn an_open_panel_has_the_corner_for_itself_and_no_conversation_is_greeted() {
        let mut shown = all();
        let mut here = at("/", json!({"inAppMessages": false}));
        shown.look(&here, 0);
        here.is_open = true;
        assert_eq!(names(&shown.look(&here, 9_000)), ["banner:b", ""]);
        (here.is_open, here.has_turns) = (false, true);
        assert_eq!(names(&shown.look(&here, 20_000)), ["banner:b", ""]);
    }

    #[test]
    fn what_was_dismissed_stays_away_after_storing() {
        let mut shown = all();
        shown.dismiss("banner:b");
        shown.dismiss("banner:b");
        assert_eq!(shown.text(), "banner:b");
        let mut again = NoticeBoard { gone: NoticeBoard::new(Vec::new(), &shown.text()).gone, ..all() };
        assert_eq!(names(&again.look(&at("/", json!({})), 0))[0], "");
    }
}
