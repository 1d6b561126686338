//! What the components see: one signal per thing that changes by itself, written by `app` alone; and what they draw
//! with that comes later, with its chunk.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use halo_protocol::action::Action;
use halo_protocol::conversation::ConversationState;
use leptos::prelude::*;
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsValue;

use crate::config::Settings;
use crate::core::input::Input;
use crate::core::live_state::LiveState;
use crate::core::ticket::TicketForm;
use crate::core::turn::{Phase, TurnId};
use crate::error::Failure;
use crate::i18n::Text;
use crate::ui::element::Element;
use crate::ui::later::Later;
use crate::ui::reading::Reading;

/// The agent as the panel shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AgentView {
    /// Not known yet.
    #[default]
    Loading,
    /// Known.
    Ready(Box<Settings>),
    /// Not to be had.
    Failed(Failure),
}

/// One turn as the transcript shows it. Signals are reference counted: they live as long as somebody draws them.
#[derive(Clone)]
pub struct TurnView {
    /// The turn's name.
    pub id: TurnId,
    /// What was asked; nothing where the team speaks by itself.
    pub question: String,
    /// Who of the team answers; none: the agent.
    pub author: Option<String>,
    /// Nothing was asked: the conversation came to this state.
    pub step: Option<ConversationState>,
    /// Images sent with it, as `data:` addresses.
    pub images: Vec<String>,
    /// When it was asked, in milliseconds since the Unix epoch.
    pub asked_at_ms: u64,
    /// Whether the visitor found the answer helpful, if they said.
    pub rating: ArcRwSignal<Option<bool>>,
    /// Where it stands.
    pub phase: ArcRwSignal<Phase>,
    /// Whether its answer was cut, and then whether by a filter.
    pub cut: ArcRwSignal<Option<bool>>,
    /// What has come of the answer, Markdown. It only grows, except that it may be emptied.
    pub answer: ArcRwSignal<String>,
    /// What the agent did or asked for.
    pub actions: ArcRwSignal<Vec<Action>>,
}

/// Everything the components draw.
#[derive(Default)]
pub struct View {
    /// Whether the panel is open.
    pub is_open: ArcRwSignal<bool>,
    /// The agent.
    pub agent: ArcRwSignal<AgentView>,
    /// What stands in the composer.
    pub draft: ArcRwSignal<String>,
    /// Images to go with the next question, as `data:` addresses.
    pub images: ArcRwSignal<Vec<String>>,
    /// Why something was not taken into the composer; empty while there is nothing to say.
    pub problem: ArcRwSignal<String>,
    /// Reads and shows pictures.
    pub pictures: Later<dyn Pictures>,
    /// Draws turns and what can be done with a conversation.
    pub talk: Later<dyn TalkViews>,
    /// Older turns are no longer there.
    pub is_cut: ArcRwSignal<bool>,
    /// Draws Markdown; until it has come texts stand as they were written.
    pub markdown: Later<dyn Markdown>,
    /// The turns, oldest first; a turn's own changes are in its own signals.
    pub turns: ArcRwSignal<Vec<TurnView>>,
    /// Whether an answer is on its way.
    pub is_answering: ArcRwSignal<bool>,
    /// The form that asks for a person, while it is open.
    pub ticket: ArcRwSignal<Option<TicketForm>>,
    /// The conversation with the team, once a person was asked for.
    pub live: Rc<RefCell<Option<LiveState>>>,
    /// Notified after that has changed.
    pub live_changed: ArcTrigger,
    /// Who of the team answers now; empty: nobody.
    pub teammate: ArcRwSignal<String>,
    /// Draws that.
    pub person: Later<dyn PersonViews>,
    /// Draws cards.
    pub cards: Later<dyn CardsView>,
    /// Draws the menu and the ticket form.
    pub menu: Later<dyn MenuViews>,
    /// Where the reader is in the transcript.
    pub reading: Rc<Reading>,
    /// Said politely to a screen reader.
    pub polite: ArcRwSignal<String>,
    /// Said at once to a screen reader.
    pub assertive: ArcRwSignal<String>,
    /// The button that was pressed last to copy something.
    pub copier: Rc<RefCell<Option<Node>>>,
    /// Notified after anything in the transcript was drawn.
    pub drawn: ArcTrigger,
}

impl View {
    /// The turn of that name. The newest are looked at first, and no other turn is copied.
    #[must_use]
    pub fn turn(&self, id: TurnId) -> Option<TurnView> {
        self.turns.with_untracked(|turns| turns.iter().rev().find(|turn| turn.id == id).cloned())
    }
}

/// What every component is given: the view, the texts, and where inputs go. Copied freely.
#[derive(Clone, Copy)]
pub struct Scene {
    given: StoredValue<Given, LocalStorage>,
}

/// Stored as one: every stored type brings code of its own.
struct Given {
    view: Rc<View>,
    text: Text,
    inputs: Box<dyn Fn(Input)>,
}

impl Scene {
    /// Makes the scene; to be called under the owner of the mounted tree.
    #[must_use]
    pub fn new(view: Rc<View>, text: Text, inputs: Box<dyn Fn(Input)>) -> Self {
        Self { given: StoredValue::new_local(Given { view, text, inputs }) }
    }

    /// The signals.
    #[must_use]
    pub fn view(self) -> Rc<View> {
        self.given.try_with_value(|given| Rc::clone(&given.view)).unwrap_or_default()
    }

    /// A text, or anything made of texts.
    pub fn text<T: Default>(self, read: impl FnOnce(&Text) -> T) -> T {
        self.given.try_with_value(|given| read(&given.text)).unwrap_or_default()
    }

    /// The text of a key.
    #[must_use]
    pub fn say(self, key: crate::i18n::TextKey) -> String {
        self.text(|text| text.get(key).to_owned())
    }

    /// Sends an input; nothing after unmounting.
    pub fn send(self, input: Input) {
        self.given.try_with_value(|given| (given.inputs)(input));
    }
}

/// What the chunk "talk" draws with.
pub trait TalkViews {
    /// How all of the chunk looks.
    fn style(&self) -> &'static str;
    /// Draws the turns, for the scrolling element `log`.
    fn thread(&self, scene: Scene, log: &Node) -> Element;
    /// What was picked, and the button that picks.
    fn attachments(&self, scene: Scene) -> [Element; 2];
    /// Takes the images that an event of a picker, a paste or a drop brings; says whether it brings files.
    fn take(&self, scene: Scene, event: &JsValue) -> bool;
}

/// What the chunk "pictures" brings.
pub trait Pictures {
    /// Reads an image file, scaled down.
    fn read(&self, file: JsValue, take: TakeImage);
    /// An element that shows an image by its `data:` address.
    fn show(&self, address: &str) -> Option<Node>;
}

/// Tells whenever an element changes its size, until what it gives is dropped.
pub type WatchSize = fn(&JsValue, Box<dyn Fn()>) -> Box<dyn Any>;

/// Given each image as a `data:` address; `None` is a file that is no readable image.
pub type TakeImage = Rc<dyn Fn(Option<String>)>;

/// What the chunk "menu" draws.
pub trait MenuViews {
    /// How all of it looks.
    fn style(&self) -> &'static str;
    /// The menu's button with what it opens.
    fn menu(&self, scene: Scene) -> Element;
    /// The form that asks for a person.
    fn form(&self, scene: Scene) -> Element;
}

/// What the chunk "person" draws.
pub trait PersonViews {
    /// How all of it looks.
    fn style(&self) -> &'static str;
    /// How the conversation with the team stands, and what the visitor can do about it.
    fn banner(&self, scene: Scene) -> Element;
}

/// What the chunk "guide" draws in the thread.
pub trait CardsView {
    /// Draws the actions that have a card, in the place of those drawn before.
    fn fill(&self, scene: Scene, place: &Node, actions: &ArcRwSignal<Vec<Action>>);
}

/// What the chunk "markdown" draws with.
pub trait Markdown {
    /// How all of it looks.
    fn style(&self) -> &'static str;
    /// Begins to draw in an element.
    fn begin(&self, root: &Node, copy_label: &str) -> Box<dyn Draw>;
    /// The text without any Markdown.
    fn spoken(&self, text: &str) -> String;
    /// The text of the code block whose button was pressed, if one was.
    fn copied(&self, target: &Node) -> Option<String>;
}

/// A Markdown text being drawn.
pub trait Draw {
    /// Draws what is new of a text that grows; one that did not grow is drawn anew. Once it is whole, what was held
    /// back as unfinished is drawn as it stands.
    fn draw(&mut self, text: &str, is_whole: bool);
}
