//! The chunk "guide": what an agent's actions and the page's calls ask for on the page, and what the organisation shows
//! there by itself. What is told before it has come waits in `app`. Decisions are those of `core::guide`.

mod acting;
mod highlights;
mod notices;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use halo_protocol::action::Action;
use leptos::prelude::{ArcRwSignal, Set};
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::{Inner, send};
use crate::core::belongings::Belonging;
use crate::core::chunk::Chunk;
use crate::core::guide::GuideCommand;
use crate::core::guide::action_history::ActionHistory;
use crate::core::guide::notice_board::NoticeBoard;
use crate::core::input::Input;
use crate::core::part::{PartMessage, WAITING};
use crate::i18n::TextKey;
use crate::ui::card::{self, Cards, NavigationPrompt};
use crate::ui::composer::FIELD_ID;
use crate::ui::panel::ASKS_ID;
use crate::ui::rich_text::spoken;
use crate::ui::root::Tree;
use crate::ui::teaser::{self, NoticeSignals, SendCommand};
use crate::ui::view::{CardsView, Scene};
use crate::web::clock::{self, Timeout};
use crate::web::js::Deferred;
use crate::web::motion::{Escape, Motion, Path};
use crate::web::page;
use crate::web::storage::{ACTED, Storage};

use self::highlights::Standing;

/// The style sheets of what is drawn here.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/guide.css"));
/// A live region that came into the document just now is not listened to yet; and of two sentences the first has to be
/// heard before the second takes its place. In milliseconds.
const SAY_MS: u32 = 500;

/// The guide, seen from outside.
pub(super) trait Guide {
    /// Tells what happened.
    fn tell(&self, input: GuideInput);
    /// What draws in the thread.
    fn cards(&self) -> Box<dyn CardsView>;
}

/// What can happen.
pub(super) enum GuideInput {
    /// An answer to the message of this id asks for something.
    Acted(String, Action),
    /// The page points at an element: selector, options, and who waits to hear whether it did.
    Point(Value, Value, Deferred),
    /// The page takes every highlight away.
    Unpoint,
    /// This is to be forgotten.
    Forget(Belonging),
    /// Panel, agent or conversation have changed.
    Changed,
    /// The panel was drawn anew, in another language.
    Redrawn,
}

impl PartMessage for GuideInput {
    fn can_wait(&self, waiting: usize) -> bool {
        waiting < WAITING && !matches!(self, Self::Forget(_) | Self::Changed | Self::Redrawn)
    }
}

/// The owner; dropping it takes everything off the page.
struct GuideHandle(Rc<Guiding>);

impl Guide for GuideHandle {
    fn tell(&self, input: GuideInput) {
        match input {
            GuideInput::Acted(message_id, action) => self.0.act(&message_id, &action),
            GuideInput::Point(selector, options, answer) => {
                self.0.point_for_page(&selector, &options, answer)
            }
            GuideInput::Unpoint => self.0.unpoint(|_| true),
            GuideInput::Forget(it) => self.0.forget_belonging(it),
            GuideInput::Changed => self.0.look(),
            GuideInput::Redrawn => self.0.draw(),
        }
    }

    fn cards(&self) -> Box<dyn CardsView> {
        Box::new(Cards)
    }
}

impl Drop for GuideHandle {
    fn drop(&mut self) {
        self.0.unpoint(|_| true);
        self.0.trees.take();
    }
}

/// Everything that guiding needs.
pub(super) struct Guiding {
    widget: Weak<Inner>,
    me: Weak<Self>,
    scene: Cell<Option<Scene>>,
    notices: NoticeSignals,
    asked: ArcRwSignal<Option<NavigationPrompt>>,
    /// What waits to be asked, the first of it now.
    asks: RefCell<VecDeque<NavigationPrompt>>,
    acted: RefCell<ActionHistory>,
    shown: RefCell<NoticeBoard>,
    /// The agent was known when the notices were read.
    has_read: Cell<bool>,
    was_open: Cell<bool>,
    has_warned: Cell<bool>,
    storage: Storage,
    tab: Storage,
    wake: RefCell<Option<Timeout>>,
    path: RefCell<Option<Path>>,
    highlights: RefCell<Vec<Standing>>,
    next_number: Cell<u32>,
    /// Lives while anything is pointed out.
    following: RefCell<Option<(Motion, Escape)>>,
    frame: RefCell<Option<Timeout>>,
    sentences: RefCell<VecDeque<String>>,
    saying: RefCell<Option<Timeout>>,
    layer: RefCell<JsValue>,
    trees: RefCell<Vec<Tree>>,
}

impl Guiding {
    /// Starts guiding.
    pub(super) fn open(widget: Weak<Inner>) -> Option<Rc<dyn Guide>> {
        let inner = widget.upgrade()?;
        inner.host.adopt(STYLE);
        let tab = Storage::of_tab();
        let guiding = Rc::new_cyclic(|me| Self {
            widget,
            me: me.clone(),
            scene: Cell::default(),
            notices: NoticeSignals::default(),
            asked: ArcRwSignal::new(None),
            asks: RefCell::default(),
            acted: RefCell::new(ActionHistory::read(&tab.get(ACTED, "").unwrap_or_default())),
            shown: RefCell::default(),
            has_read: Cell::default(),
            was_open: Cell::default(),
            has_warned: Cell::default(),
            storage: Storage::open(),
            tab,
            wake: RefCell::default(),
            path: RefCell::default(),
            highlights: RefCell::default(),
            next_number: Cell::default(),
            following: RefCell::default(),
            frame: RefCell::default(),
            sentences: RefCell::default(),
            saying: RefCell::default(),
            layer: RefCell::default(),
            trees: RefCell::default(),
        });
        guiding.draw();
        guiding.path.replace(Some(Path::watch(guiding.calling(|it| it.look()))));
        guiding.look();
        Some(Rc::new(GuideHandle(guiding)))
    }

    /// Draws everything, anew if it was drawn before; what is shown lies in signals and in what stands.
    fn draw(&self) {
        let Some(inner) = self.widget.upgrade() else { return };
        let made: Rc<Cell<Option<(Scene, JsValue)>>> = Rc::default();
        let (keep, widget, notices, deeds) =
            (Rc::clone(&made), Rc::clone(&inner), self.notices.clone(), self.deeds());
        self.trees.take();
        let layer = Tree::mount(inner.host.slot(), move || {
            let scene = widget.scene();
            let layer = teaser::layer(scene, page::allowed_link, deeds, &notices);
            keep.set(Some((scene, layer.node().clone().into())));
            layer
        });
        let Some((scene, node)) = made.take() else { return };
        self.scene.set(Some(scene));
        self.layer.replace(node);
        let (deeds, asked) = (self.deeds(), self.asked.clone());
        let asks = inner.host.place(ASKS_ID);
        let asks =
            asks.map(|place| Tree::mount(&place, move || card::navigation_prompt(scene, deeds, asked)));
        self.trees.replace(std::iter::once(layer).chain(asks).collect());
        self.redraw_highlights();
    }

    /// Where components send what a visitor does.
    fn deeds(&self) -> SendCommand {
        let me = self.me.clone();
        Rc::new(move |deed| {
            if let Some(it) = me.upgrade() {
                it.heed(deed);
            }
        })
    }

    /// A text of the visitor's language.
    fn text(&self, key: TextKey) -> String {
        self.scene.get().map(|scene| scene.say(key)).unwrap_or_default()
    }

    /// A function that does something with the guide while there is one.
    fn calling(&self, act: impl Fn(&Self) + 'static) -> Rc<dyn Fn()> {
        let me = self.me.clone();
        Rc::new(move || {
            if let Some(it) = me.upgrade() {
                act(&it);
            }
        })
    }

    /// Does what a visitor did with what was drawn.
    fn heed(&self, deed: GuideCommand) {
        match deed {
            GuideCommand::Dismiss(name) => {
                self.keep_focus();
                self.dismiss(&name);
            }
            GuideCommand::Press(name) => self.press(&name),
            GuideCommand::Unpoint(number) => {
                self.keep_focus();
                self.unpoint(|standing| standing.number == number);
            }
            GuideCommand::Leave(answer) => {
                self.keep_focus();
                let asked = self.asks.borrow_mut().pop_front();
                self.asked.set(self.asks.borrow().front().cloned());
                if let (true, Some(NavigationPrompt::Open(href))) = (answer, asked) {
                    page::go(&href);
                }
            }
        }
    }

    /// The pressed button goes away: who was there goes to the chat, not to the start of the page.
    fn keep_focus(&self) {
        let Some(inner) = self.widget.upgrade() else { return };
        if inner.host.has_focus() {
            if inner.state.borrow().is_open {
                inner.host.focus(FIELD_ID)
            } else {
                inner.host.focus_launcher()
            }
        }
    }

    /// Says something to a screen reader, after what is being said.
    fn say(&self, words: String) {
        self.sentences.borrow_mut().push_back(words);
        if self.saying.borrow().is_none() {
            self.say_soon();
        }
    }

    fn say_soon(&self) {
        let say = self.calling(|it| {
            it.saying.take();
            let Some(words) = it.sentences.borrow_mut().pop_front() else { return };
            it.notices.said.set(words);
            it.say_soon();
        });
        self.saying.replace(clock::after(SAY_MS, move || say()));
    }

    /// A notice's text without Markdown, and the chunk to draw it with if it has any.
    fn plain(&self, text: &str) -> String {
        let Some(inner) = self.widget.upgrade() else { return text.to_owned() };
        let markdown = inner.view.markdown.now();
        if markdown.is_none() && has_marks(text) {
            inner.send(Input::Wish(Chunk::Markdown));
        }
        spoken(text, markdown)
    }

    fn send(&self, input: Input) {
        send(&self.widget, input);
    }
}

/// Whether Markdown would show a text otherwise than as it stands.
fn has_marks(text: &str) -> bool {
    text.contains(['*', '_', '`', '[', '#', '~', '|', '<', '>', '\\', '\n'])
        || text.contains("://")
        || text.contains("www.")
}
