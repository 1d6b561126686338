//! What the components see: one signal per thing that changes by itself, written by `app` alone.

use std::rc::Rc;

use halo_protocol::action::Action;
use leptos::prelude::*;
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsValue;

use crate::config::Settings;
use crate::core::input::Input;
use crate::core::markdown::LinkPolicy;
use crate::core::ticket::TicketForm;
use crate::core::turn::{Phase, TurnId};
use crate::error::Failure;
use crate::i18n::Text;

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
    /// What was asked.
    pub question: String,
    /// Images sent with it, as `data:` addresses.
    pub images: Vec<String>,
    /// When it was asked, in milliseconds since the Unix epoch.
    pub asked_at_ms: u64,
    /// Whether the visitor found the answer helpful, if they said.
    pub rating: ArcRwSignal<Option<bool>>,
    /// Where it stands.
    pub phase: ArcRwSignal<Phase>,
    /// What has come of the answer, Markdown. It only grows, except that it may be emptied.
    pub answer: ArcRwSignal<String>,
    /// What the agent did or asked for.
    pub actions: ArcRwSignal<Vec<Action>>,
}

/// Everything the components draw.
#[derive(Clone, Default)]
pub struct View {
    /// Whether the panel is open.
    pub is_open: ArcRwSignal<bool>,
    /// The agent.
    pub agent: ArcRwSignal<AgentView>,
    /// What stands in the composer.
    pub draft: ArcRwSignal<String>,
    /// Images to go with the next question, as `data:` addresses.
    pub images: ArcRwSignal<Vec<String>>,
    /// Why an image was not taken; empty while there is nothing to say.
    pub image_problem: ArcRwSignal<String>,
    /// Whether what can be done with a conversation can be drawn.
    pub has_talk: ArcRwSignal<bool>,
    /// Older turns are no longer there.
    pub is_cut: ArcRwSignal<bool>,
    /// Whether Markdown can be drawn; until then texts stand as they were written.
    pub has_markdown: ArcRwSignal<bool>,
    /// The turns, oldest first; a turn's own changes are in its own signals.
    pub turns: ArcRwSignal<Vec<TurnView>>,
    /// Whether an answer is on its way.
    pub is_answering: ArcRwSignal<bool>,
    /// The form that asks for a person, while it is open.
    pub ticket: ArcRwSignal<Option<TicketForm>>,
    /// Whether cards can be drawn.
    pub has_guide: ArcRwSignal<bool>,
    /// Whether the form's chunk is there.
    pub has_form: ArcRwSignal<bool>,
    /// Said politely to a screen reader.
    pub polite: ArcRwSignal<String>,
    /// Said at once to a screen reader.
    pub assertive: ArcRwSignal<String>,
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

/// Given each image as a `data:` address; `None` is a file that is no readable image.
pub type TakeImage = Rc<dyn Fn(Option<String>)>;

/// What the chunk "talk" needs of the browser, which views do not name themselves.
#[derive(Clone, Copy)]
pub struct Aids {
    /// Reads the images that an event of a picker, a paste or a drop brings; says whether it brings files.
    pub read_images: fn(&JsValue, TakeImage) -> bool,
    /// An element that shows an image by its `data:` address.
    pub show_image: fn(&str) -> Option<Node>,
}

/// What every component is given: the view, the texts, and where inputs go. Copied freely.
#[derive(Clone, Copy)]
pub struct Scene {
    given: StoredValue<Given, LocalStorage>,
    links: LinkPolicy,
    aids: fn() -> Aids,
}

/// Stored as one: every stored type brings code of its own.
struct Given {
    view: View,
    text: Text,
    inputs: Box<dyn Fn(Input)>,
}

impl Scene {
    /// Makes the scene; to be called under the owner of the mounted tree.
    #[must_use]
    pub fn new(
        view: View,
        text: Text,
        links: LinkPolicy,
        aids: fn() -> Aids,
        inputs: Box<dyn Fn(Input)>,
    ) -> Self {
        Self { given: StoredValue::new_local(Given { view, text, inputs }), links, aids }
    }

    /// The signals.
    #[must_use]
    pub fn view(self) -> View {
        self.given.try_with_value(|given| given.view.clone()).unwrap_or_default()
    }

    /// A text, or anything made of texts.
    pub fn text<T: Default>(self, read: impl FnOnce(&Text) -> T) -> T {
        self.given.try_with_value(|given| read(&given.text)).unwrap_or_default()
    }

    /// The text of a key.
    #[must_use]
    pub fn say(self, key: crate::i18n::Key) -> String {
        self.text(|text| text.get(key).to_owned())
    }

    /// What may become of a link's address.
    #[must_use]
    pub fn links(self) -> LinkPolicy {
        self.links
    }

    /// What the browser does for the chunk "talk".
    #[must_use]
    pub fn aids(self) -> Aids {
        (self.aids)()
    }

    /// Sends an input; nothing after unmounting.
    pub fn send(self, input: Input) {
        self.given.try_with_value(|given| (given.inputs)(input));
    }
}
