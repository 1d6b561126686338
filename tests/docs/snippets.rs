//! Snippets that start the widget use options that exist, and prose that sets an option does so too.

use crate::markdown::{Page, pages};
use crate::names::{Names, options};

/// Languages of snippets that may start the widget.
const LANGUAGES: [&str; 6] = ["html", "js", "jsx", "vue", "liquid", "php"];

/// Names at the top of an object literal that begins at the start of `code`.
fn keys(code: &str) -> Names {
    let mut names = Names::new();
    let (mut depth, mut word, mut quote, mut is_value) = (0_u32, String::new(), None, false);
    for c in code.chars() {
        if quote.is_some() {
            quote = quote.filter(|end| *end != c);
            continue;
        }
        match c {
            '"' | '\'' | '`' => quote = Some(c),
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth -= 1,
            _ => {}
        }
        if depth == 1 && !is_value && (c.is_alphanumeric() || c == '_') {
            word.push(c);
        } else if depth == 0 || (depth == 1 && matches!(c, ':' | ',')) {
            is_value = c == ':';
            names.insert(std::mem::take(&mut word));
        }
        if depth == 0 {
            break;
        }
    }
    names.remove("");
    names
}

/// `data-manual-on-paths` as `manualOnPaths`.
fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

fn attributes(code: &str) -> Names {
    let mut names = Names::new();
    for tag in code.split("<script").skip(1).filter_map(|rest| rest.split('>').next()) {
        for (at, _) in tag.match_indices(" data-").chain(tag.match_indices("\n  data-")) {
            let rest = tag[at..].trim_start().trim_start_matches("data-");
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            names.insert(camel(&name));
        }
    }
    names
}

fn used(page: &Page) -> Names {
    let mut names = Names::new();
    for (_, code) in page.fences.iter().filter(|(language, _)| LANGUAGES.contains(&language.as_str())) {
        for start in ["init({", "HaloAgentsConfig = {", "const config = {", ":config=\"{"] {
            for (at, _) in code.match_indices(start) {
                names.extend(keys(&code[at + start.len() - 1..]));
            }
        }
        for rest in code.split("<HaloAgents ").skip(1) {
            let tag = rest.split("/>").next().unwrap_or_default();
            names.extend(
                tag.split('=')
                    .filter_map(|it| Some(it.split_whitespace().last()?.trim_start_matches(':').to_owned())),
            );
        }
        names.extend(attributes(code));
    }
    names
}

#[test]
fn every_snippet_that_starts_the_widget_uses_options_that_exist() {
    let known = options();
    let mut count = 0;
    for page in pages() {
        let names: Names = used(&page).into_iter().filter(|name| !is_value(name)).collect();
        count += names.len();
        let unknown: Vec<_> = names.difference(&known).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?} are no options", page.path);
    }
    assert!(count > 10, "the snippets were found");
}

/// What the tag of a component holds beside option names.
fn is_value(name: &str) -> bool {
    name.is_empty() || name.starts_with(['"', '{', '}']) || name.ends_with(['"', '}']) || name == "config"
}

#[test]
fn prose_sets_only_options_that_exist() {
    let known = options();
    for page in pages().iter().filter(|page| page.path.starts_with("docs/") || page.path == "README.md") {
        for span in &page.spans {
            let Some((name, _)) = span.split_once(": ") else { continue };
            let is_option = !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphabetic())
                && name.starts_with(|c: char| c.is_lowercase());
            assert!(!is_option || known.contains(name), "{}: {span} sets no option", page.path);
        }
    }
}

#[test]
fn keys_are_those_at_the_top() {
    let found = keys("{ a: 1, b: { c: 2 }, d, e: [\"f: 1\"], g: (h) => { i: 1 } }");
    assert_eq!(found, ["a", "b", "d", "e", "g"].map(str::to_owned).into());
    assert_eq!(camel("manual-on-paths"), "manualOnPaths");
}
