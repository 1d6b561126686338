//! What may show by itself: the `ui` option with its defaults, and the paths on which the widget keeps still. The door
//! (npm/quiet.js) applies the same rule to its launcher.

use serde_json::Value;

use crate::config::Options;

/// What may show by itself, here and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UiFlags {
    /// The page wants quiet: `ui: 'manual'`, or a path of `manualOnPaths`.
    pub manual: bool,
    /// The launcher button; default on.
    pub trigger: bool,
    /// The count of unread answers on the launcher; default on.
    pub badge: bool,
    /// Teasers that the organisation has set up; default on.
    pub proactive: bool,
    /// The greeting beside the launcher; default on.
    pub greeting: bool,
    /// Banners; default on, also where the page wants quiet.
    pub banners: bool,
    /// In-app messages; default on, also where the page wants quiet.
    pub in_app_messages: bool,
    /// Opening the panel by itself when there is an answer that the visitor has not seen; default off.
    pub auto_open_unseen: bool,
}

impl UiFlags {
    /// The flags on a path. A flag of another type than a boolean counts as absent.
    #[must_use]
    pub fn resolve(options: &Options, path: &str) -> Self {
        let is_still = options.manual_on_paths.iter().any(|glob| matches(glob, path));
        Self::of(&options.ui, is_still)
    }

    /// The flags on a path that no glob matches: what may show at all, somewhere.
    #[must_use]
    pub fn of(ui: &Value, is_still: bool) -> Self {
        let flag = |name: &str, default: bool| ui.get(name).and_then(Value::as_bool).unwrap_or(default);
        let manual = is_still || ui.as_str() == Some("manual");
        let loud = |name, default| !manual && flag(name, default);
        Self {
            manual,
            trigger: loud("trigger", true),
            badge: loud("badge", true),
            proactive: loud("proactive", true),
            greeting: loud("greeting", true),
            banners: flag("banners", true),
            in_app_messages: flag("inAppMessages", true),
            auto_open_unseen: loud("autoOpenUnseen", false),
        }
    }

    /// Every flag with its name in the `ui` option, and `manual`.
    #[must_use]
    pub fn named(self) -> [(&'static str, Value); 8] {
        [
            ("manual", self.manual.into()),
            ("trigger", self.trigger.into()),
            ("badge", self.badge.into()),
            ("proactive", self.proactive.into()),
            ("greeting", self.greeting.into()),
            ("banners", self.banners.into()),
            ("inAppMessages", self.in_app_messages.into()),
            ("autoOpenUnseen", self.auto_open_unseen.into()),
        ]
    }
}

/// Whether a glob covers a whole path: `*` is any run of characters, `?` is one.
#[must_use]
pub fn matches(glob: &str, path: &str) -> bool {
    let (mut glob, mut path) = (glob.as_bytes(), path.as_bytes());
    // After the last `*`: the glob behind it, and the path from which it is to be tried next.
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        match (glob, path) {
            ([b'*', rest @ ..], _) => {
                star = Some((rest, path));
                glob = rest;
                continue;
            }
            ([], []) => return true,
            ([g, glob_rest @ ..], [p, path_rest @ ..]) if *g == b'?' || g == p => {
                (glob, path) = (glob_rest, path_rest);
                continue;
            }
            _ => {}
        }
        let Some((after, [_, longer @ ..])) = star else { return false };
        star = Some((after, longer));
        (glob, path) = (after, longer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn flags(options: &Value, path: &str) -> UiFlags {
        UiFlags::resolve(&Options::from_json(options.as_object().unwrap()), path)
    }

    #[test]
    fn everything_is_on_but_opening_by_itself() {
        let it = flags(&json!({}), "/");
        let on = [it.trigger, it.badge, it.proactive, it.greeting, it.banners, it.in_app_messages];
        assert_eq!((on, it.auto_open_unseen, it.manual), ([true; 6], false, false));
    }

    #[test]
    fn each_flag_is_turned_by_its_name_alone() {
        let all = flags(&json!({}), "/").named();
        for (name, default) in all.iter().skip(1) {
            let wish = !default.as_bool().unwrap();
            let turned = flags(&json!({"ui": {*name: wish}}), "/").named();
            for ((other, before), (_, after)) in all.iter().zip(&turned) {
                assert_eq!(before != after, other == name, "{name} turned {other}");
            }
        }
    }

    #[test]
    fn a_flag_of_another_type_counts_as_absent() {
        for ui in
            [json!({"trigger": 0, "autoOpenUnseen": "yes"}), json!([]), json!(7), json!("loud"), Value::Null]
        {
            assert_eq!(flags(&json!({"ui": ui}), "/"), flags(&json!({}), "/"));
        }
    }

    #[test]
    fn manual_leaves_banners_and_in_app_messages_and_nothing_else() {
        let by_option = flags(&json!({"ui": "manual"}), "/");
        let ui = json!({"autoOpenUnseen": true});
        let by_path = flags(&json!({"ui": ui, "manualOnPaths": ["/checkout*"]}), "/checkout/2");
        for it in [by_option, by_path] {
            let off = [it.trigger, it.badge, it.proactive, it.greeting, it.auto_open_unseen];
            assert_eq!((off, it.manual, it.banners, it.in_app_messages), ([false; 5], true, true, true));
        }
        assert!(!flags(&json!({"manualOnPaths": ["/checkout*"]}), "/shop").manual);
        let quiet = flags(&json!({"ui": {"banners": false}, "manualOnPaths": ["*"]}), "/");
        assert!(!quiet.banners && quiet.in_app_messages);
    }

    #[test]
    fn globs_cover_the_whole_path() {
        let yes = [
            ("/a", "/a"),
            ("*", ""),
            ("*", "/any/thing"),
            ("/a*", "/a"),
            ("/a*", "/a/b"),
            ("/?", "/x"),
            ("/a?c", "/abc"),
            ("*/done", "/x/y/done"),
            ("/*/edit", "/a/b/edit"),
            ("**", "/"),
            ("", ""),
            ("/*a*b", "/xaxaxb"),
            ("/a.b", "/a.b"),
            ("/(x)", "/(x)"),
            ("/*?", "/a"),
        ];
        let no = [
            ("/a", "/a/"),
            ("/a", "/ab"),
            ("/a?c", "/ac"),
            ("/a?c", "/abbc"),
            ("?", ""),
            ("", "/"),
            ("/a.b", "/axb"),
            ("*/done", "/done/x"),
            ("/A", "/a"),
            ("/*?", "/"),
        ];
        for (glob, path) in yes {
            assert!(matches(glob, path), "{glob} {path}");
        }
        for (glob, path) in no {
            assert!(!matches(glob, path), "{glob} {path}");
        }
    }

    #[test]
    fn a_hostile_glob_costs_little() {
        let glob = "*a".repeat(200) + "b";
        assert!(!matches(&glob, &"a".repeat(2_000)));
    }
}
