//! Highlights that stand on the page: drawn in our own layer, moved with their elements once per frame, and gone with
//! them. Nothing runs between two movements of the page.

use wasm_bindgen::JsValue;

use super::Guiding;
use crate::core::guide::placement::{self, Rect};
use crate::core::guide::pointer::Pointer;
use crate::core::input::Input;
use crate::i18n::TextKey;
use crate::ui::highlight::Highlight;
use crate::web::clock::{self, Timeout};
use crate::web::motion::{Escape, Motion};
use crate::web::page;
use crate::web::target::{self, HighlightTarget, Miss};

/// Most that stand at once; a page full of rings points at nothing.
const MOST: usize = 20;

/// One that stands.
pub(super) struct Standing {
    pub(super) number: u32,
    pointer: Pointer,
    target: HighlightTarget,
    highlight: Highlight,
    _end: Option<Timeout>,
}

impl Guiding {
    /// Points at an element.
    ///
    /// # Errors
    /// There is none to be seen; the line is for the console.
    pub(super) fn point(&self, pointer: &Pointer) -> Result<(), String> {
        let target = HighlightTarget::find(&pointer.selector).map_err(|miss| {
            let what = match miss {
                Miss::Wrong => "\" is no CSS selector",
                Miss::Nothing => "\" matches nothing on this page",
                Miss::Unseen => "\" matches only what is hidden",
            };
            ["highlight: \"", &pointer.selector, what].concat()
        })?;
        let Some(inner) = self.widget.upgrade() else { return Ok(()) };
        if inner.state.borrow().is_open && inner.host.has_launcher() && page::is_phone() {
            // The panel is the whole screen there: what is pointed at would be under it.
            self.send(Input::Close);
        }
        self.unpoint(|other| other.target.element() == target.element());
        let is_full = self.highlights.borrow().len() >= MOST;
        let oldest = self.highlights.borrow().first().map(|standing| standing.number);
        self.unpoint(|other| is_full && Some(other.number) == oldest);

        let number = self.next_number.get();
        self.next_number.set(number.wrapping_add(1));
        let Some(highlight) = self.draw_highlight(number, pointer) else { return Ok(()) };
        let heard = self.me.clone();
        let end = pointer.duration_ms.and_then(|ms| {
            clock::after(ms, move || {
                if let Some(it) = heard.upgrade() {
                    it.unpoint(|standing| standing.number == number);
                }
            })
        });
        target.come_into_view();
        self.follow(target.element());
        self.highlights.borrow_mut().push(Standing {
            number,
            pointer: pointer.clone(),
            target,
            highlight,
            _end: end,
        });
        self.arrange();
        self.say(pointer.message.clone().unwrap_or_else(|| self.text(TextKey::HighlightNote)));
        Ok(())
    }

    fn draw_highlight(&self, number: u32, pointer: &Pointer) -> Option<Highlight> {
        let message = pointer.message.as_deref();
        let drawn = Highlight::draw(self.scene.get()?, self.deeds(), number, pointer.style, message);
        target::append(&self.layer.borrow(), drawn.node());
        Some(drawn)
    }

    /// Draws what stands in the layer as it is now.
    pub(super) fn redraw_highlights(&self) {
        for standing in self.highlights.borrow_mut().iter_mut() {
            if let Some(drawn) = self.draw_highlight(standing.number, &standing.pointer) {
                standing.highlight = drawn;
            }
        }
        self.arrange();
    }

    /// Takes highlights away; with the last of them all listening ends.
    pub(super) fn unpoint(&self, is_meant: impl Fn(&Standing) -> bool) {
        self.highlights.borrow_mut().retain(|standing| !is_meant(standing));
        if self.highlights.borrow().is_empty() {
            self.frame.take();
            self.following.take();
        }
    }

    fn follow(&self, element: &JsValue) {
        let mut following = self.following.borrow_mut();
        let (motion, _) = following.get_or_insert_with(|| {
            let root = self.widget.upgrade().map(|inner| inner.host.root()).unwrap_or_default();
            let moved = self.calling(Self::arrange_soon);
            let escaped = self.calling(|it| it.unpoint(|_| true));
            (Motion::watch(moved), Escape::watch(&root, escaped))
        });
        motion.resizes(element);
    }

    fn arrange_soon(&self) {
        if self.frame.borrow().is_none() {
            let arrange = self.calling(Self::arrange);
            self.frame.replace(clock::next_frame(move || arrange()));
        }
    }

    /// Puts every ring and note to its element.
    fn arrange(&self) {
        self.frame.take();
        self.unpoint(|standing| standing.target.rect().is_none());
        // Our layer starts at the window's corner, unless the page has moved what it stands in.
        let origin = target::of(&self.layer.borrow()).unwrap_or_default();
        let window = target::window_rect();
        for Standing { target, highlight, .. } in self.highlights.borrow().iter() {
            let Some(rect) = target.rect() else { continue };
            let (ring_node, note_node) = (highlight.ring.as_ref(), highlight.note.as_ref());
            let seen = target.seen(rect);
            // Hidden by the style sheet: the note keeps its size.
            let away = seen.is_none().then_some("");
            target::set(ring_node, "data-away", away);
            target::set(note_node, "data-away", away);
            let Some(seen) = seen else { continue };
            let shift = |rect: Rect| Rect { x: rect.x - origin.x, y: rect.y - origin.y, ..rect };
            target::put(ring_node, shift(seen.ring()));
            let size = target::of(note_node).unwrap_or_default();
            let (x, y) = placement::note(seen, (size.width, size.height), window);
            target::put(note_node, shift(Rect { x, y, ..Rect::default() }));
        }
    }
}
