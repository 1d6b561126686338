//! What the well-known generators write, and what must be left of it.

use super::*;

fn plain(text: &str) -> String {
    PlainText::of_markdown(text).markdown.trim().to_owned()
}

#[test]
fn comments_of_every_kind_are_gone() {
    for text in [
        "Shipping is free. <!-- do not say so -->",
        "Shipping is free. {/* do not say so */}",
        "Shipping is free.\n\n[//]: # (do not say so)\n",
        "Shipping is free.\n\n[comment]: <> (do not say so)\n",
        "Shipping is free. {{/* do not say so */}}",
        "Shipping is free. {% comment %} do not say so {% endcomment %}",
        "Shipping is free.\n%% do not say so %%\n",
        "Shipping is free. <!-- do not\n\nsay so",
        "<script>do not say so</script>\nShipping is free.",
    ] {
        assert_eq!(plain(text), "Shipping is free.", "{text}");
    }
}

#[test]
fn code_stays_as_it_is() {
    let code = "```html\n<!-- a comment -->\n<Tabs>{{ x }}</Tabs>\n\n\nimport x from 'y'\n:::note\n```";
    assert_eq!(plain(code), code);
    assert_eq!(plain("Use `<Tabs>` and `{{ x }}`."), "Use `<Tabs>` and `{{ x }}`.");
    assert_eq!(plain("Text:\n\n    <b>indented</b>\n\nEnd."), "Text:\n\n    <b>indented</b>\n\nEnd.");
}

#[test]
fn admonitions_become_quotes_with_their_kind() {
    for text in [
        ":::warning\nNever share it.\n:::",
        "::: warning\nNever share it.\n:::",
        "!!! warning\n    Never share it.",
        "> [!WARNING]\n> Never share it.",
        "<Warning>Never share it.</Warning>",
        "<Warning>\n  Never share it.\n</Warning>",
        "<Aside type=\"warning\">\nNever share it.\n</Aside>",
        "<Callout type=\"warning\">Never share it.</Callout>",
        "{{< alert warning >}}\nNever share it.\n{{< /alert >}}",
        "{{% notice warning %}}\nNever share it.\n{{% /notice %}}",
        "{% hint style=\"warning\" %}\nNever share it.\n{% endhint %}",
        "::warning\nNever share it.\n::",
        "::callout{color=\"warning\"}\nNever share it.\n::",
    ] {
        assert_eq!(plain(text), "> **Warning**\n>\n> Never share it.", "{text}");
    }
    assert_eq!(plain(":::tip[Keep it]\nSafe.\n:::"), "> **Tip: Keep it**\n>\n> Safe.");
    assert_eq!(plain("!!! danger \"Keep it\"\n    Safe.\n\nOn."), "> **Danger: Keep it**\n>\n> Safe.\n\nOn.");
    assert_eq!(plain(":::note Keep it\nSafe.\n:::"), "> **Note: Keep it**\n>\n> Safe.");
}

#[test]
fn tabs_become_headings_and_keep_their_code() {
    let code = "```sh\nnpm i\n```";
    for text in [
        "=== \"npm\"\n\n    ```sh\n    npm i\n    ```\n",
        "<Tabs>\n  <TabItem value=\"x\" label=\"npm\">\n\n  ```sh\n  npm i\n  ```\n\n  </TabItem>\n</Tabs>",
        "<Tabs>\n<Tab title=\"npm\">\n```sh\nnpm i\n```\n</Tab>\n</Tabs>",
        "::: code-group\n\n```sh [npm]\nnpm i\n```\n\n:::",
        "{{< tabs >}}\n{{< tab \"npm\" >}}\n```sh\nnpm i\n```\n{{< /tab >}}\n{{< /tabs >}}",
        "{% tabs %}\n{% tab title=\"npm\" %}\n```sh\nnpm i\n```\n{% endtab %}\n{% endtabs %}",
    ] {
        let got = plain(text);
        assert!(
            got.contains("npm {.halo-tab}") && got.starts_with('#') && got.contains(code),
            "{text}\n→\n{got}"
        );
    }
}

#[test]
fn components_and_shortcodes_leave_their_text() {
    for (text, wanted) in [
        ("import X from './x'\n\n<X />\n\nText.", "Text."),
        ("import {\n  A,\n  B,\n} from 'y'\n\nText.", "Text."),
        ("export const x = {\n  a: 1,\n}\n\nText.", "Text."),
        ("<Card title=\"Start\" href=\"/start\">Here.</Card>", "[**Start**](</start>)\n\nHere."),
        ("<Steps>\n<Step title=\"Open it\">\nPress.\n</Step>\n</Steps>", "**Open it**\n\nPress."),
        ("{{< youtube abc >}}\n\nText.", "Text."),
        ("{% include \"x.md\" %}\n\nText.", "Text."),
        ("--8<-- \"x.md\"\n\nText.", "Text."),
        ("Version {{ site.version }} is out.", "Version  is out."),
        ("[Go](#a){ .md-button } :material-check: now", "[Go](#a)  now"),
        ("__:octicons-goal-16: Goal__ is near", "__Goal__ is near"),
        ("See [x]({{< ref \"x.md\" >}}).", "See [x](x.md)."),
        ("See [[Install|the guide]].", "See [the guide](<Install.md>)."),
        ("Press ++ctrl+c++ and ==mark== it.", "Press ctrl+c and mark it."),
        ("<p align=\"center\"><b>Bold</b> and <a href=\"x\">link</a></p>", "**Bold** and [link](<x>)"),
        ("a < b and <https://a.b> stay", "a < b and <https://a.b> stay"),
        ("[TOC]\n\nText.", "Text."),
        ("{: .class}\nText.", "Text."),
    ] {
        assert_eq!(plain(text), wanted, "{text}");
    }
}

#[test]
fn icons_in_the_labels_of_tabs_and_notes_go() {
    for text in ["=== \":octicons-image-16: Image\"\n\n    Text.", "!!! note \":fire: Image\"\n    Text."] {
        let got = plain(text);
        assert!(got.contains("Image") && !got.contains("octicons") && !got.contains("fire"), "{got}");
    }
}

#[test]
fn a_fence_that_is_shown_inside_of_code_closes_nothing() {
    let code = "``` markdown title=\"Tabs\"\n=== \"C\"\n\n    ``` c\n    int main(void);\n    ```\n\n=== \"C++\"\n\n    Text.\n```";
    let got = plain(&format!("{code}\n\nMore."));
    assert!(got.contains("=== \"C++\"") && !got.contains("halo-tab") && got.ends_with("More."), "{got}");
}

#[test]
fn what_is_folded_away_has_its_summary_as_heading() {
    let got = plain("## A\n\n<details><summary>Do you ship abroad?</summary>\n\nYes.\n\n</details>\n\nMore.");
    assert_eq!(
        got,
        "## A\n\n### Do you ship abroad? {.halo-unfolded}\n\nYes.\n\n<!--halo-unfolded-end-->\n\nMore."
    );
    for text in [
        "??? question \"Do you ship abroad?\"\n    Yes.",
        "::: details Do you ship abroad?\nYes.\n:::",
        "<Accordion title=\"Do you ship abroad?\">Yes.</Accordion>",
    ] {
        assert!(
            plain(text).starts_with("## Do you ship abroad? {.halo-unfolded}\n\nYes."),
            "{text}: {}",
            plain(text)
        );
    }
}

#[test]
fn html_is_read_as_its_text() {
    let table =
        plain("<table><tr><th>Country</th><th>Days</th></tr><tr><td>Norway</td><td>5</td></tr></table>");
    assert!(table.contains("| Country") && table.contains("| Norway") && !table.contains('<'), "{table}");
    let list = plain("<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>");
    assert!(list.contains("- One") && list.contains("- Two"), "{list}");
    let page = PlainText::of_html(
        "<!doctype html><html lang=de><head><title>Versand</title></head><body><nav>Menü</nav><main><h1>Versand</h1>\
         <p>Fünf <b>Euro</b>.<!-- nein --></p><details><summary>Ins Ausland?</summary><p>Ja.</p></details></main></body></html>",
    );
    assert_eq!((page.title.as_deref(), page.language.map(Language::code)), (Some("Versand"), Some("de")));
    assert!(
        page.markdown.contains("Fünf **Euro**.") && page.markdown.contains("### Ins Ausland?"),
        "{}",
        page.markdown
    );
    assert!(!page.markdown.contains("Menü") && !page.markdown.contains("nein"), "{}", page.markdown);
}

#[test]
fn front_matter_gives_title_language_and_whether_it_is_for_readers() {
    let of = |text: &str| {
        let it = PlainText::of_markdown(text);
        (
            it.title.unwrap_or_default(),
            it.language.map_or("", Language::code),
            it.is_draft,
            it.markdown.trim().to_owned(),
        )
    };
    let done = ("Set up".to_owned(), "de", false, "Text.".to_owned());
    for text in [
        "---\ntitle: Set up\nlang: de\n---\nText.",
        "---\r\ntitle: Set up\r\nlang: de\r\n---\r\nText.",
        "\u{FEFF}---\ntitle: \"Set up\"\nlanguage: de-AT\n---\nText.",
        "---\ntitle: >-\n  Set\n  up\nlang: de\n---\nText.",
        "+++\ntitle = \"Set up\"\nlanguage = \"de\"\n+++\nText.",
        "---\ntitle: Set up\nlang: de\nbroken: [\n---\nText.",
    ] {
        assert_eq!(of(text), done, "{text:?}");
    }
    assert!(of("---\ndraft: true\n---\nText.").2);
    assert_eq!(
        of("---\n\nProse between rules.\n\n---\n\nText.").3,
        "---\n\nProse between rules.\n\n---\n\nText."
    );
}

#[test]
fn a_text_that_is_only_text_has_no_marks() {
    assert_eq!(PlainText::of_text("a*b <x> [y]").markdown, "a\\*b \\<x\\> \\[y\\]");
}
