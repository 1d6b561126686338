//! Images to go with the next question: the button that picks them, what was picked, and what paste and drop bring. Part
//! of the chunk "talk".

use std::rc::Rc;

use leptos::ev::MouseEvent;
use leptos::prelude::{Get, Notify, Set, Update, WithUntracked};
use leptos::tachys::renderer::Rndr;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::HtmlElement;

use crate::i18n::Key;
use crate::on_demand::on_demand;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, IMAGE, icon};
use crate::ui::view::Scene;

/// Most images with one question: four of the largest fit into a request several times over.
const IMAGES: usize = 4;

on_demand! {
    /// What was picked, and the button that picks.
    pub fn attachments(scene: Scene) -> [Element; 2] = "talk" "b" {
        [previews(scene), picker(scene)]
    }
}

on_demand! {
    /// Takes what an event brings; says whether it brings files.
    pub fn take(scene: Scene, event: &JsValue) -> bool = "talk" "c" {
        let view = scene.view();
        let take = move |image: Option<String>| {
            let is_full = view.images.with_untracked(|images| images.len() >= IMAGES);
            let problem = match image {
                None => scene.say(Key::ImageNotReadable),
                Some(_) if is_full => scene.text(|text| text.count(Key::ImageTooMany, IMAGES)),
                Some(image) => {
                    view.images.update(|images| images.push(image));
                    // The composer grows, and what was at the end would be behind it.
                    view.drawn.notify();
                    String::new()
                }
            };
            view.image_problem.set(problem);
        };
        (scene.aids().read_images)(event, Rc::new(take))
    }
}

/// Images as they stand in the transcript.
pub fn pictures(scene: Scene, images: &[String]) -> Element {
    let frame = tag("span").class("pictures");
    for image in images {
        if let Some(shown) = (scene.aids().show_image)(image) {
            Rndr::set_attribute(&shown, "role", "img");
            Rndr::set_attribute(&shown, "aria-label", &scene.say(Key::SentImage));
            Rndr::insert_node(frame.node(), &shown, None);
        }
    }
    frame
}

/// The button of the composer.
fn picker(scene: Scene) -> Element {
    let field = tag("input")
        .attr("type", "file")
        .attr("accept", "image/*")
        .attr("multiple", "")
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
        .class("unseen")
        .on("change", move |event: JsValue| _ = take(scene, &event));
    let opens = field.node().clone();
    let name = scene.say(Key::AttachImage);
    let button = tag("button")
        .class("icon-button")
        .attr("type", "button")
        .attr("aria-label", &name)
        .attr("title", &name)
        .on("click", move |event: MouseEvent| {
            // A script's press opens no picker, but a warning on the page's console.
            if !event.is_trusted() {
                return;
            }
            if let Some(field) = opens.dyn_ref::<HtmlElement>() {
                // The same file again is a choice, too.
                Rndr::set_property_or_value(&opens, "value", &JsValue::from_str(""));
                field.click();
            }
        })
        .child(icon(IMAGE));
    tag("div").child(field).child(button)
}

/// What was picked, above the field, with a button each to put it back; and why something was not taken.
fn previews(scene: Scene) -> Element {
    let view = scene.view();
    let problem = view.image_problem.clone();
    let list = tag("ul").class("previews").each(
        move || view.images.get(),
        move |image| {
            let address = image.clone();
            let name = scene.say(Key::RemoveImage);
            let remove = tag("button")
                .class("tool")
                .attr("type", "button")
                .attr("aria-label", &name)
                .attr("title", &name)
                .on("click", move |_: MouseEvent| {
                    scene.view().images.update(|images| images.retain(|other| *other != address));
                })
                .child(icon(CLOSE));
            tag("li").child(pictures(scene, std::slice::from_ref(image))).child(remove)
        },
    );
    let words = tag("p").class("problem").attr("role", "alert").text_fn(move || problem.get());
    tag("div").class("attached").child(list).child(words)
}
