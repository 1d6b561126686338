//! Images to go with the next question: the button that picks them, what was picked, and what paste and drop bring. Part
//! of the chunk "talk".

use std::rc::Rc;

use leptos::ev::MouseEvent;
use leptos::prelude::{Get, Notify, Set, Update, WithUntracked};
use leptos::tachys::renderer::Rndr;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::HtmlElement;

use crate::core::chunk::Chunk;
use crate::core::input::Input;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, IMAGE, icon};
use crate::ui::view::{Pictures, Scene, TakeImage};

/// Most images with one question: four of the largest fit into a request several times over.
const IMAGES: usize = 4;

/// What was picked, and the button that picks.
pub fn attachments(scene: Scene) -> [Element; 2] {
    [previews(scene), picker(scene)]
}

/// Takes image files to go with the next question, or says why not.
pub fn take(scene: Scene, files: Vec<JsValue>) {
    let take = taking(scene);
    for file in files {
        let take = Rc::clone(&take);
        with_pictures(scene, move |pictures| pictures.read(file, take));
    }
}

/// Does this once the chunk "pictures" is there, and asks for it.
fn with_pictures(scene: Scene, wanted: impl FnOnce(&(dyn Pictures + 'static)) + 'static) {
    if !scene.view().pictures.with(Box::new(wanted)) {
        scene.send(Input::Wish(Chunk::Pictures));
    }
}

fn taking(scene: Scene) -> TakeImage {
    let view = scene.view();
    Rc::new(move |image: Option<String>| {
        let is_full = view.images.with_untracked(|images| images.len() >= IMAGES);
        let problem = match image {
            None => scene.say(TextKey::ImageNotReadable),
            Some(_) if is_full => scene.text(|text| text.count(TextKey::ImageTooMany, IMAGES)),
            Some(image) => {
                view.images.update(|images| images.push(image));
                // The composer grows, and what was at the end would be behind it.
                view.drawn.notify();
                String::new()
            }
        };
        view.problem.set(problem);
    })
}

/// Images as they stand in the transcript.
pub fn pictures(scene: Scene, images: &[String]) -> Element {
    let frame = tag("span").class("pictures");
    for image in images {
        let (image, frame) = (image.clone(), frame.node().clone());
        with_pictures(scene, move |pictures| {
            let Some(shown) = pictures.show(&image) else { return };
            Rndr::set_attribute(&shown, "role", "img");
            Rndr::set_attribute(&shown, "aria-label", &scene.say(TextKey::SentImage));
            Rndr::insert_node(&frame, &shown, None);
        });
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
        .on("change", move |event: JsValue| {
            if let Some(talk) = scene.view().talk.now() {
                talk.take(scene, &event);
            }
        });
    let opens = field.node().clone();
    let name = scene.say(TextKey::AttachImage);
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
    let problem = view.problem.clone();
    let list = tag("ul").class("previews").each(
        move || view.images.get(),
        move |image| {
            let address = image.clone();
            let name = scene.say(TextKey::RemoveImage);
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
