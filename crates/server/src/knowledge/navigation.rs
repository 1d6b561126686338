//! What a site's lists of contents call its pages, for those that do not say it themselves. Only lists that are data are
//! read: a navigation written as a program would have to be run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use saphyr::{Yaml, YamlLoader};
use saphyr_parser::Parser as YamlParser;
use serde_json::Value;

/// A larger list of contents is none.
const LIST_BYTES: u64 = 1024 * 1024;
/// Lists within lists beyond this are a mistake.
const DEEPEST: usize = 16;
/// The page that stands for its folder.
const FRONTS: [&str; 4] = ["index", "_index", "README", "readme"];

/// Titles by the paths that lists name, without endings.
pub(super) type Titles = BTreeMap<String, String>;

/// Takes the titles out of a file, if it is a list of contents. `folder` is where it lies inside of the knowledge, empty
/// or ending in `/`. Says whether the file is nothing but a list.
pub(super) fn read(path: &Path, file_name: &str, folder: &str, titles: &mut Titles) -> bool {
    let reader: fn(&str, &str) -> Option<Titles> = match file_name {
        "mkdocs.yml" | "mkdocs.yaml" => of_mkdocs,
        "_category_.json" | "_category_.yml" | "_category_.yaml" => of_category,
        "sidebars.json" => of_sidebars,
        "docs.json" | "mint.json" => of_mintlify,
        "_meta.json" => of_meta,
        "SUMMARY.md" => of_summary,
        _ => return false,
    };
    let is_small = fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= LIST_BYTES);
    let text = if is_small { fs::read_to_string(path).ok() } else { None };
    let Some(found) = text.and_then(|text| reader(text.trim_start_matches('\u{FEFF}'), folder)) else {
        return false;
    };
    let is_list = !found.is_empty();
    for (name, title) in found {
        titles.entry(name).or_insert(title);
    }
    is_list
}

/// Of two equal keys the last one holds, as with the generators themselves, whose readers say nothing of them (`PyYAML` 6.0):
/// long lists of translations name things twice.
fn of_yaml(text: &str) -> Option<Yaml<'_>> {
    let mut loader = YamlLoader::default();
    loader.allow_duplicate_keys(true);
    YamlParser::new_from_str(text).load(&mut loader, true).ok()?;
    if loader.error().is_some() { None } else { loader.into_documents().into_iter().next() }
}

/// `nav` of `MkDocs`: a list of pages, `Title: page`, and `Section: [pages]`.
fn of_mkdocs(text: &str, folder: &str) -> Option<Titles> {
    let document = of_yaml(text)?;
    let below = document.as_mapping_get("docs_dir").and_then(Yaml::as_str).unwrap_or("docs");
    let (pages, languages) = (format!("{folder}{below}/"), languages_of_mkdocs(&document));
    let mut titles = Titles::new();
    let mut take = |page: &str, title: &str| {
        add(&mut titles, &pages, page, title);
        for (locale, translations) in &languages {
            let title = translations.get(title.trim()).map_or(title, String::as_str);
            add(&mut titles, &pages, &format!("{}.{locale}", bare(page)), title);
            add(&mut titles, &format!("{pages}{locale}/"), page, title);
        }
    };
    walk_mkdocs(document.as_mapping_get("nav")?, None, 0, &mut take);
    Some(titles)
}

/// The languages of the plugin mkdocs-static-i18n (1.0 and newer), each with what its navigation calls things. It reads
/// `page.de.md` and `de/page.md` for the `page.md` of the navigation.
fn languages_of_mkdocs(document: &Yaml<'_>) -> Vec<(String, BTreeMap<String, String>)> {
    let plugins = document.as_mapping_get("plugins").and_then(Yaml::as_sequence);
    let settings = plugins.into_iter().flatten().find_map(|it| it.as_mapping_get("i18n"));
    let languages = settings.and_then(|it| it.as_mapping_get("languages")).and_then(Yaml::as_sequence);
    let translations = |language: &Yaml<'_>| {
        let pairs = language.as_mapping_get("nav_translations").and_then(Yaml::as_mapping);
        let text = |it: &Yaml<'_>| it.as_str().map(str::to_owned);
        pairs.into_iter().flatten().filter_map(|(from, to)| Some((text(from)?, text(to)?))).collect()
    };
    let language =
        |it: &Yaml<'_>| Some((it.as_mapping_get("locale")?.as_str()?.to_owned(), translations(it)));
    languages.into_iter().flatten().filter_map(language).collect()
}

fn walk_mkdocs(list: &Yaml<'_>, section: Option<&str>, depth: usize, take: &mut impl FnMut(&str, &str)) {
    for item in list.as_sequence().into_iter().flatten().filter(|_| depth < DEEPEST) {
        if let (Some(page), Some(section)) = (item.as_str(), section)
            && is_front(page)
        {
            take(page, section);
        }
        for (title, inner) in item.as_mapping().into_iter().flatten() {
            let title = title.as_str().unwrap_or_default();
            match inner.as_str() {
                Some(page) => take(page, title),
                None => walk_mkdocs(inner, Some(title), depth + 1, take),
            }
        }
    }
}

/// A category of Docusaurus: what the folder that it lies in is called.
fn of_category(text: &str, folder: &str) -> Option<Titles> {
    let document = of_yaml(text)?;
    let label = document.as_mapping_get("label")?.as_str()?;
    let mut titles = Titles::new();
    // A page of the folder's own name stands for it too.
    let own = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    FRONTS.iter().copied().chain([own]).for_each(|front| add(&mut titles, folder, front, label));
    Some(titles)
}

/// Sidebars of Docusaurus as JSON: documents with labels, and categories that a document stands for.
fn of_sidebars(text: &str, folder: &str) -> Option<Titles> {
    let mut titles = Titles::new();
    let mut take = |item: &Value| {
        let text = |key: &str| item[key].as_str();
        let id = if text("type") == Some("category") { item["link"]["id"].as_str() } else { text("id") };
        if let (Some(id), Some(label)) = (id, text("label")) {
            // The file lies beside the folder of documents, or in it.
            add(&mut titles, folder, id, label);
            add(&mut titles, &format!("{folder}docs/"), id, label);
        }
    };
    walk_json(&serde_json::from_str(text).ok()?, 0, &mut take);
    Some(titles)
}

/// Navigation of Mintlify: groups that a page stands for. Its other pages name themselves.
fn of_mintlify(text: &str, folder: &str) -> Option<Titles> {
    let document: Value = serde_json::from_str(text).ok()?;
    let mut titles = Titles::new();
    let mut take = |item: &Value| {
        if let (Some(page), Some(group)) = (item["root"].as_str(), item["group"].as_str()) {
            add(&mut titles, folder, page, group);
        }
    };
    walk_json(document.get("navigation")?, 0, &mut take);
    Some(titles)
}

/// `_meta.json` of Nextra: what the files and folders beside it are called.
fn of_meta(text: &str, folder: &str) -> Option<Titles> {
    let document: Value = serde_json::from_str(text).ok()?;
    let mut titles = Titles::new();
    for (name, value) in document.as_object()? {
        if let Some(title) = value.as_str().or_else(|| value["title"].as_str()) {
            add(&mut titles, folder, name, title);
            add(&mut titles, folder, &format!("{name}/index"), title);
        }
    }
    Some(titles)
}

/// `SUMMARY.md` of `mdBook`, `GitBook` and `HonKit`: nested lists of links.
fn of_summary(text: &str, folder: &str) -> Option<Titles> {
    let (mut titles, mut target, mut label, mut prose) = (Titles::new(), None, String::new(), 0_usize);
    let mut in_heading = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                label.clear();
                target = Some(dest_url.into_string());
            }
            Event::End(TagEnd::Link) => {
                if let Some(page) = target.take() {
                    add(&mut titles, folder, &page, &label);
                }
            }
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) if target.is_some() => label.push_str(&text),
            Event::Text(_) if !in_heading => prose += 1,
            _ => {}
        }
    }
    // A page of that name that says something is a page.
    (prose < titles.len()).then_some(titles)
}

fn walk_json(value: &Value, depth: usize, take: &mut impl FnMut(&Value)) {
    if depth >= DEEPEST {
        return;
    }
    match value {
        Value::Object(object) => {
            take(value);
            object.values().for_each(|it| walk_json(it, depth + 1, take));
        }
        Value::Array(list) => list.iter().for_each(|it| walk_json(it, depth + 1, take)),
        _ => {}
    }
}

fn is_front(page: &str) -> bool {
    let name = bare(page.rsplit('/').next().unwrap_or(page));
    FRONTS.contains(&name)
}

fn bare(page: &str) -> &str {
    let page = page.split(['#', '?']).next().unwrap_or(page);
    [".md", ".mdx", ".markdown", ".html"].iter().find_map(|ending| page.strip_suffix(ending)).unwrap_or(page)
}

fn add(titles: &mut Titles, folder: &str, page: &str, title: &str) {
    let (page, title) = (bare(page), title.trim());
    if page.contains("://") || page.is_empty() || title.is_empty() {
        return;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(page.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    titles.entry(parts.join("/")).or_insert_with(|| title.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(
        reader: fn(&str, &str) -> Option<Titles>,
        text: &str,
        folder: &str,
        name: &str,
    ) -> Option<String> {
        reader(text, folder)?.remove(name)
    }

    #[test]
    fn mkdocs_names_pages_and_the_pages_of_its_sections_in_spite_of_tags() {
        let nav = "site_name: X\nnav:\n  - index.md\n  - Set up: install/a.md\n  - Guides:\n    - guides/index.md\n    \
                   - Away: https://x.example/\n    - \"Back: up\": guides/b.md\nmarkdown_extensions:\n  - x:\n      \
                   y: !!python/name:a.b\n";
        assert_eq!(title(of_mkdocs, nav, "", "docs/install/a").as_deref(), Some("Set up"));
        assert_eq!(title(of_mkdocs, nav, "site/", "site/docs/guides/index").as_deref(), Some("Guides"));
        assert_eq!(title(of_mkdocs, nav, "", "docs/guides/b").as_deref(), Some("Back: up"));
        let flat = format!("docs_dir: .\n{nav}");
        assert_eq!(title(of_mkdocs, &flat, "", "install/a").as_deref(), Some("Set up"));
    }

    #[test]
    fn mkdocs_names_pages_in_each_of_its_languages() {
        let nav = "nav:\n  - Set up: install/a.md\n  - Logs: logs.md\nplugins:\n  - search\n  - i18n:\n      languages:\n        \
                   - locale: en\n          default: true\n        - locale: de\n          nav_translations:\n            \
                   Set up: Anlegen\n            Set up: Einrichten\n";
        let called = |name: &str| title(of_mkdocs, nav, "site/", name);
        assert_eq!(called("site/docs/install/a").as_deref(), Some("Set up"));
        assert_eq!(called("site/docs/install/a.de").as_deref(), Some("Einrichten"));
        assert_eq!(called("site/docs/de/install/a").as_deref(), Some("Einrichten"));
        assert_eq!(called("site/docs/install/a.en").as_deref(), Some("Set up"));
        assert_eq!(called("site/docs/logs.de").as_deref(), Some("Logs"));
    }

    #[test]
    fn docusaurus_names_folders_and_documents() {
        let category = r#"{"label":"Erste Schritte","position":2}"#;
        assert_eq!(title(of_category, category, "start/", "start/index").as_deref(), Some("Erste Schritte"));
        assert_eq!(title(of_category, "label: Start\n", "a/b/", "a/b/b").as_deref(), Some("Start"));
        let bars = r#"{"docs":[{"type":"category","label":"G","link":{"type":"doc","id":"g"},"items":["x",
                      {"type":"doc","id":"a/b","label":"Bee"}]}]}"#;
        assert_eq!(title(of_sidebars, bars, "", "docs/a/b").as_deref(), Some("Bee"));
        assert_eq!(title(of_sidebars, bars, "", "g").as_deref(), Some("G"));
    }

    #[test]
    fn mintlify_nextra_and_books_name_pages() {
        let mint = r#"{"navigation":{"groups":[{"group":"API","root":"api/intro","pages":["api/x"]}]}}"#;
        assert_eq!(title(of_mintlify, mint, "", "api/intro").as_deref(), Some("API"));
        let meta = r#"{"a":"Eins","b":{"title":"Zwei"},"--":{"type":"separator"}}"#;
        assert_eq!(title(of_meta, meta, "de/", "de/b").as_deref(), Some("Zwei"));
        assert_eq!(title(of_meta, meta, "", "a/index").as_deref(), Some("Eins"));
        let book = "# Summary\n\n[Intro](./README.md)\n\n- [The `x` tool](tool/x.md)\n  - [Draft]()\n";
        assert_eq!(title(of_summary, book, "src/", "src/tool/x").as_deref(), Some("The x tool"));
        assert_eq!(of_summary("We sold more. [See](x.md) it all.\n\nAnd more.\n", ""), None);
    }

    #[test]
    fn a_folders_pages_are_called_as_its_lists_call_them_and_the_lists_are_no_pages() {
        use super::super::folder::{Source, look};
        let folder = std::env::temp_dir().join(format!("halo-navigation-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("mkdocs.yml", "nav:\n  - Set it up: a.md\n");
        write("docs/a.md", "Put the script into the page.\n");
        write("book/SUMMARY.md", "# Summary\n\n- [Ask a person](c.md)\n");
        write("book/c.md", "Press the button.\n");
        let contents = look(&[Source::Path(folder.clone())]).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        let called: Vec<_> =
            contents.documents.values().map(|it| (&*it.name, it.listed.as_deref())).collect();
        assert_eq!(called, [("book/c", Some("Ask a person")), ("docs/a", Some("Set it up"))]);
    }
}
