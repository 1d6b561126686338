//! The header's menu: what can be done with the whole conversation. The chunk "menu", with the form that
//! asks for a person.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::{ArcRwSignal, Get, Set, Update, With};

use crate::core::belongings::Extent;
use crate::core::input::Input;
use crate::core::talk::TalkInput;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{MORE, icon};
use crate::ui::keyboard::is_pressed;
use crate::ui::ticket_form;
use crate::ui::view::{MenuViews, Scene};

/// What this chunk draws.
pub struct BuiltMenu;

impl MenuViews for BuiltMenu {
    fn style(&self) -> &'static str {
        include_str!(concat!(env!("OUT_DIR"), "/menu.css"))
    }

    fn menu(&self, scene: Scene) -> Element {
        menu(scene)
    }

    fn form(&self, scene: Scene) -> Element {
        ticket_form::form(scene)
    }
}

/// What the menu shows.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    Nothing,
    Items,
    /// Whether to delete really.
    Question,
}

/// The menu's button with what it opens.
fn menu(scene: Scene) -> Element {
    let shows = ArcRwSignal::new(Shows::Nothing);
    let [label, toggle, keys, list] = std::array::from_fn(|_| shows.clone());
    let name = scene.say(TextKey::Menu);
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
            if is_pressed(&event, "Escape") && keys.with(|it| *it != Shows::Nothing) {
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
    let item = |key: TextKey, then: Shows, input: Option<fn(Scene) -> Input>| {
        let shows = shows.clone();
        entry(scene, key, move || {
            shows.set(then);
            if let Some(input) = input {
                scene.send(input(scene));
            }
        })
    };
    let content = vec![
        item(TextKey::NewConversation, Shows::Nothing, Some(|_| Input::Forget(Extent::Said))),
        item(
            TextKey::Download,
            Shows::Nothing,
            Some(|scene| Input::Talk(TalkInput::Download(scene.say(TextKey::You)))),
        ),
        item(TextKey::Clear, Shows::Question, None),
    ];
    sheet(shows, content)
}

fn question(scene: Scene, shows: &ArcRwSignal<Shows>) -> Element {
    let (delete, cancel) = (shows.clone(), shows.clone());
    let content = vec![
        tag("p").attr("role", "alert").text(&scene.say(TextKey::ClearConfirm)),
        entry(scene, TextKey::Delete, move || {
            delete.set(Shows::Nothing);
            scene.send(Input::Forget(Extent::Conversation));
        }),
        entry(scene, TextKey::Cancel, move || cancel.set(Shows::Nothing)),
    ];
    sheet(shows, content)
}

fn entry(scene: Scene, key: TextKey, press: impl Fn() + 'static) -> Element {
    tag("button")
        .class("menu-item")
        .attr("type", "button")
        .on("click", move |_: MouseEvent| press())
        .text(&scene.say(key))
}
