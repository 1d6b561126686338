//! The tree's root: the panel and the announcer, in the page and out of it.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::tachys::renderer::Rndr;
use leptos::web_sys::HtmlElement;

use crate::ui::announcer::announcer;
use crate::ui::element::{Element, tag};
use crate::ui::panel::panel;
use crate::ui::view::Scene;

/// A drawn tree. Dropping it takes it out of the document and stops everything in it.
pub struct Tree {
    root: Rc<RefCell<Option<Element>>>,
    _owner: Box<dyn Any>,
}

impl Tree {
    /// Draws into `slot`. What draws runs under the tree's own owner: scenes are made there.
    #[must_use]
    pub fn mount(slot: &HtmlElement, draw: impl FnOnce() -> Element + 'static) -> Self {
        let root: Rc<RefCell<Option<Element>>> = Rc::default();
        let (kept, parent) = (Rc::clone(&root), slot.clone());
        // The element inserts itself, so Leptos is given nothing to draw, but the owner of all signals.
        let owner = mount_to(slot.clone(), move || {
            let drawn = draw();
            Rndr::insert_node(&parent, drawn.node(), None);
            kept.replace(Some(drawn));
        });
        Self { root, _owner: Box::new(owner) }
    }
}

/// The panel and the announcer.
pub fn root(scene: Scene) -> Element {
    tag("div").child(panel(scene)).children(announcer(scene))
}

impl Drop for Tree {
    fn drop(&mut self) {
        if let Some(root) = self.root.take() {
            Rndr::remove(root.node());
        }
    }
}
