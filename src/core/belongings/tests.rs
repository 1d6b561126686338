//! Nothing that holds something of a person is missing from the list: every field of what a widget consists of and every
//! key of storage stands in a row of it, or among what is nobody's.

use super::*;

/// What a widget consists of, with the file that says so.
const STRUCTS: [(&str, &str); 9] = [
    ("State", include_str!("../state.rs")),
    ("Conversation", include_str!("../conversation/mod.rs")),
    ("Talk", include_str!("../talk/mod.rs")),
    ("Live", include_str!("../live/mod.rs")),
    ("View", include_str!("../../ui/view.rs")),
    ("Inner", include_str!("../../app.rs")),
    ("Recording", include_str!("../../app/recording.rs")),
    ("Guiding", include_str!("../../app/guide.rs")),
    ("Answering", include_str!("../../app/live.rs")),
];
/// Where the keys of storage are.
const STORAGE: &str = include_str!("../../web/storage.rs");

/// What says nothing of who is there: the page's options, the agent, what is drawn with, requests under way, timers, and the
/// browser's own decision about being recorded.
const NOBODYS: &str = "State::conversation State::chunks State::config_tries State::is_open \
    Conversation::options Conversation::agent Conversation::server_clock Conversation::is_unsaved \
    Conversation::token_count Talk::keeps_answers Talk::call_token Live::tries Live::was_refused Live::is_hidden Answering::sight \
    View::is_open View::agent View::talk View::markdown View::cards View::menu View::pictures View::person View::live_changed View::copier View::drawn \
    Inner::state Inner::inbox Inner::is_working Inner::view Inner::text Inner::languages Inner::has_locale Inner::api \
    Inner::host Inner::callbacks Inner::loader Inner::timers Inner::frame Inner::focusing Inner::tree Inner::talk Inner::person \
    Inner::opens_quietly Inner::recording Inner::lost_events Inner::storage Inner::of_tab Inner::tabs \
    Inner::next_promise Recording::is_working Recording::api Recording::storage Recording::record \
    Recording::requests Recording::wake Recording::lifecycle Recording::tracking Recording::widget \
    Guiding::widget Guiding::me Guiding::scene Guiding::was_open Guiding::has_warned Guiding::storage Guiding::tab \
    Guiding::wake Guiding::path Guiding::next_number Guiding::following Guiding::frame Guiding::saying \
    Guiding::layer Guiding::trees key:consent";

/// The fields of a struct as `Name::field`.
fn fields(name: &str, file: &str) -> Vec<String> {
    let body = file.split_once(&format!("struct {name} {{")).unwrap().1.split_once("\n}").unwrap().0;
    let lines = body.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let field = |line: &str| {
        let declared = line.rsplit_once("pub ").map_or(line, |(_, rest)| rest);
        let (field, _) = declared.split_once(": ")?;
        Some(format!("{name}::{field}"))
    };
    lines.filter_map(field).collect()
}

/// The keys of storage as `key:name`.
fn keys(file: &str) -> Vec<String> {
    let declared =
        file.lines().filter_map(|line| line.split_once("StorageKey = StorageKey(\"")?.1.split('"').next());
    declared.map(|name| format!("key:{}", name.trim_end_matches(':'))).collect()
}

/// What holds something and is not listed.
fn unlisted(held: &[String]) -> Vec<&String> {
    let listed = |name: &&String| {
        let all = HOLDERS.iter().chain([&NOBODYS]).flat_map(|names| names.split_whitespace());
        !all.into_iter().any(|known| known == name.as_str())
    };
    held.iter().filter(listed).collect()
}

fn all_that_holds() -> Vec<String> {
    let fields = STRUCTS.iter().flat_map(|(name, file)| fields(name, file));
    fields.chain(keys(STORAGE)).collect()
}

#[test]
fn everything_that_holds_something_is_listed_and_what_is_listed_is_there() {
    let held = all_that_holds();
    assert_eq!(
        unlisted(&held),
        Vec::<&String>::new(),
        "list these in core::belongings, or say why they are nobody's"
    );
    let listed = HOLDERS.iter().chain([&NOBODYS]).flat_map(|names| names.split_whitespace());
    let gone: Vec<&str> = listed.filter(|name| !held.iter().any(|held| held == name)).collect();
    assert_eq!(gone, Vec::<&str>::new(), "these are listed and hold nothing");
}

#[test]
fn a_store_that_is_added_and_not_listed_is_refused() {
    let view = STRUCTS[4].1.replace(
        "pub struct View {",
        "pub struct View {\n    /// Searches of late.\n    pub searches: String,",
    );
    assert_eq!(unlisted(&fields("View", &view)), ["View::searches"]);
    let inner = STRUCTS[5].1.replace("struct Inner {", "struct Inner {\n    searches: RefCell<String>,");
    assert_eq!(unlisted(&fields("Inner", &inner)), ["Inner::searches"]);
    let storage = [STORAGE, "pub const SEARCHES: StorageKey = StorageKey(\"searches\");\n"].concat();
    assert_eq!(unlisted(&keys(&storage)), ["key:searches"]);
}

#[test]
fn nobody_reaches_the_browsers_storage_but_through_its_keys() {
    let others = [STRUCTS[5].1, STRUCTS[6].1, STRUCTS[7].1, include_str!("../../app/persistence.rs")];
    for name in ["local_storage", "sessionStorage", "set_item"] {
        assert!(others.iter().all(|file| !file.contains(name)), "{name}");
    }
}
