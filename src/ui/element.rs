//! Elements of one concrete type, drawn straight through Leptos' renderer and kept up to date by its effects.
//!
//! `view!` makes a type of its own, with its own code to build, rebuild and take down, out of every element. For this
//! panel that was 30 KB (brotli) of 91; the same tree by this module is measured in docs/performance.md. What is drawn
//! stays fine-grained: a signal re-runs the one closure that reads it.

use std::cell::RefCell;

use leptos::prelude::RenderEffect;
use leptos::tachys::renderer::types::{Element as Node, Placeholder};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::wasm_bindgen::{JsCast, JsValue};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What lives as long as the element it belongs to; dropping it stops it.
enum Keep {
    Effect { _effect: RenderEffect<()> },
    Listener { _listener: RemoveEventHandler<Node> },
}

/// An element with everything inside it. Dropping it stops its effects and listeners, but leaves it in the document:
/// who inserted it removes it.
///
/// Signals that are made while something [dynamic](Self::dynamic) is drawn must be reference counted ones
/// (`ArcRwSignal`, `ArcMemo`): the others belong to the effect that runs, and die when it runs again.
#[must_use]
pub struct Element {
    node: Node,
    keep: Vec<Keep>,
}

/// A new HTML element.
pub fn tag(name: &str) -> Element {
    Element { node: Rndr::create_element(name, None), keep: Vec::new() }
}

/// A new SVG element.
pub fn svg(name: &str) -> Element {
    Element { node: Rndr::create_element(name, Some(SVG)), keep: Vec::new() }
}

impl Element {
    /// The element in the document.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Sets the class.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        Rndr::set_attribute(&self.node, name, value);
        self
    }

    /// Keeps an attribute as the closure says; `None` takes it away.
    pub fn attr_fn(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let node = self.node.clone();
        self.effect(move || match value() {
            Some(value) => Rndr::set_attribute(&node, name, &value),
            None => Rndr::remove_attribute(&node, name),
        })
    }

    /// Keeps an attribute without value there or away.
    pub fn flag_fn(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        self.attr_fn(name, move || is_set().then(String::new))
    }

    /// Keeps what a form field holds as the closure says. A field that holds it already is left alone, or the caret
    /// would jump.
    pub fn value_fn(self, value: impl Fn() -> String + 'static) -> Self {
        let node = self.node.clone();
        self.effect(move || Rndr::set_property_or_value(&node, "value", &JsValue::from_str(&value())))
    }

    /// Appends text.
    pub fn text(self, text: &str) -> Self {
        Rndr::insert_node(&self.node, &Rndr::create_text_node(text), None);
        self
    }

    /// Keeps the element's whole text as the closure says. The old text is replaced, whatever a translator or an
    /// extension has made of it meanwhile.
    pub fn text_fn(self, text: impl Fn() -> String + 'static) -> Self {
        let node = self.node.clone();
        self.effect(move || node.set_text_content(Some(&text())))
    }

    /// Appends an element.
    pub fn child(mut self, child: Self) -> Self {
        Rndr::insert_node(&self.node, &child.node, None);
        self.keep.extend(child.keep);
        self
    }

    /// Appends elements.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Appends what the closure draws, and draws it anew whenever a signal that it read has changed.
    pub fn dynamic(self, draw: impl Fn() -> Option<Self> + 'static) -> Self {
        let place = self.place();
        let drawn: RefCell<Option<Self>> = RefCell::default();
        self.effect(move || {
            let fresh = draw();
            if let Some(old) = drawn.take() {
                Rndr::remove(&old.node);
            }
            if let Some(fresh) = &fresh {
                insert_before(&place, &fresh.node);
            }
            drawn.replace(fresh);
        })
    }

    /// Appends an element per key, in the order of the keys. An element is drawn once and stays while its key is in
    /// the list.
    pub fn each<K: PartialEq + Clone + 'static>(
        self,
        keys: impl Fn() -> Vec<K> + 'static,
        draw: impl Fn(&K) -> Self + 'static,
    ) -> Self {
        let place = self.place();
        let drawn: RefCell<Vec<(K, Self)>> = RefCell::default();
        self.effect(move || {
            let keys = keys();
            let mut drawn = drawn.borrow_mut();
            let same = drawn.iter().zip(&keys).take_while(|((old, _), new)| old == *new).count();
            let mut rest = drawn.split_off(same);
            for key in keys.into_iter().skip(same) {
                let at = rest.iter().position(|(old, _)| *old == key);
                let element = at.map_or_else(|| draw(&key), |at| rest.remove(at).1);
                insert_before(&place, &element.node);
                drawn.push((key, element));
            }
            rest.iter().for_each(|(_, gone)| Rndr::remove(&gone.node));
        })
    }

    /// Calls the closure at every event of that name.
    pub fn on<E: JsCast>(self, name: &'static str, handle: impl FnMut(E) + 'static) -> Self {
        let node = self.node.clone();
        self.listen(&node, name, handle)
    }

    /// Calls the closure at every event of that name on another element, as long as this one lives.
    pub fn listen<E: JsCast>(
        mut self,
        node: &Node,
        name: &'static str,
        mut handle: impl FnMut(E) + 'static,
    ) -> Self {
        let handle = Box::new(move |event: JsValue| handle(event.unchecked_into()));
        let listener = Rndr::add_event_listener(node, name, handle);
        self.keep.push(Keep::Listener { _listener: listener });
        self
    }

    /// Runs the closure now and whenever a signal that it read has changed.
    pub fn effect(mut self, mut run: impl FnMut() + 'static) -> Self {
        self.keep.push(Keep::Effect { _effect: RenderEffect::new(move |_| run()) });
        self
    }

    /// An invisible node that marks where something goes.
    fn place(&self) -> Placeholder {
        let place = Rndr::create_placeholder();
        Rndr::insert_node(&self.node, &place, None);
        place
    }
}

fn insert_before(place: &Placeholder, node: &Node) {
    if let Some(parent) = Rndr::get_parent(place) {
        Rndr::insert_node(parent.unchecked_ref(), node, Some(place));
    }
}
