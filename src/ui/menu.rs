//! The header's menu: what can be done with the whole conversation. Part of the chunk "talk".

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::{ArcRwSignal, Get, Set, Update, With};

use crate::core::input::{Deed, Input};
use crate::i18n::Key;
use crate::on_demand::on_demand;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{MORE, icon};
use crate::ui::view::Scene;

/// What the menu shows.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    Nothing,
    Items,
    /// Whether to delete really.
    Question,
}

on_demand! {
    /// The menu's button with what it opens.
    pub fn menu(scene: Scene) -> Element = "talk" "0" {
        let shows = ArcRwSignal::new(Shows::Nothing);
        let [label, toggle, keys, list] = std::array::from_fn(|_| shows.clone());
        let name = scene.say(Key::Menu);
        let button = tag("button")
            .class("icon-button")
            .attr("type", "button")
            .attr("aria-label", &name)
            .attr("title", &name)
            .attr_fn("aria-expanded", move || Some((label.get() != Shows::Nothing).to_string()))
            .on("click", move |_: MouseEvent| {
                toggle.update(|it| *it = if *it == Shows::Nothing { Shows::Items } else { Shows::Nothing });
            })
            .child(icon(MORE));
        let opener = button.node().clone();
        tag("div")
            .class("menu")
            .on("keydown", move |event: KeyboardEvent| {
                // The panel would close instead of the menu.
                if event.key() == "Escape" && keys.with(|it| *it != Shows::Nothing) {
                    event.stop_propagation();
                    keys.set(Shows::Nothing);
                    focus(&opener);
                }
            })
            .child(button)
            .dynamic(move || match list.get() {
                Shows::Nothing => None,
                Shows::Items => Some(items(scene, &list)),
                Shows::Question => Some(question(scene, &list)),
            })
    }
}

fn focus(node: &leptos::tachys::renderer::types::Element) {
    use leptos::wasm_bindgen::JsCast;
    if let Some(element) = node.dyn_ref::<leptos::web_sys::HtmlElement>() {
        _ = element.focus();
    }
}

fn sheet(shows: &ArcRwSignal<Shows>, content: Vec<Element>) -> Element {
    let shows = shows.clone();
    let behind = tag("div").class("menu-behind").on("click", move |_: MouseEvent| shows.set(Shows::Nothing));
    tag("div").child(behind).child(tag("div").class("menu-sheet").attr("part", "menu").children(content))
}

fn items(scene: Scene, shows: &ArcRwSignal<Shows>) -> Element {
    let item = |key: Key, then: Shows, deed: Option<Deed>| {
        let shows = shows.clone();
        entry(scene, key, move || {
            shows.set(then);
            if let Some(deed) = &deed {
                scene.send(Input::Deed(deed.clone()));
            }
        })
    };
    let content = vec![
        item(Key::NewConversation, Shows::Nothing, Some(Deed::Begin)),
        item(Key::Download, Shows::Nothing, Some(Deed::Download(scene.say(Key::You)))),
        item(Key::Clear, Shows::Question, None),
    ];
    sheet(shows, content)
}

fn question(scene: Scene, shows: &ArcRwSignal<Shows>) -> Element {
    let (delete, cancel) = (shows.clone(), shows.clone());
    let content = vec![
        tag("p").attr("role", "alert").text(&scene.say(Key::ClearConfirm)),
        entry(scene, Key::Delete, move || {
            delete.set(Shows::Nothing);
            scene.send(Input::Deed(Deed::Clear));
        }),
        entry(scene, Key::Cancel, move || cancel.set(Shows::Nothing)),
    ];
    sheet(shows, content)
}

fn entry(scene: Scene, key: Key, press: impl Fn() + 'static) -> Element {
    tag("button")
        .class("menu-item")
        .attr("type", "button")
        .on("click", move |_: MouseEvent| press())
        .text(&scene.say(key))
}
