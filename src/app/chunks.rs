//! The doors of the chunks, and what each of them brings. A chunk's file is fetched as the core decides; what came
//! with it is put in its place here, and the core is told. A part that may be told something while it is being told is
//! counted (`Rc`), so that it outlives that.

use std::rc::{Rc, Weak};

use leptos::prelude::Notify;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::guide::{Guide, Guiding};
use super::live::{Answering, PersonPart};
use super::recording::{Recorder, Recording};
use super::talk::{TalkPart, Talking};
use super::{Inner, send};
use crate::config::Options;
use crate::core::chunk::Chunk;
use crate::core::input::{Arrival, Input};
use crate::core::live_state::TAKES_PART;
use crate::on_demand::on_demand;
use crate::ui::menu::BuiltMenu;
use crate::ui::pictures::BrowserPictures;
use crate::ui::rich_text::MarkdownDrawing;
use crate::ui::ticket_form::SUBJECT_ID;
use crate::ui::view::{Markdown, MenuViews, Pictures};
use crate::web::transport::Api;
use crate::web::{page, picture};

on_demand! {
    /// Asking and answering.
    fn open_talk() -> Box<dyn TalkPart> = "talk" {
        Box::new(Talking)
    }
}

on_demand! {
    /// Reading and drawing Markdown.
    fn open_markdown(server: String) -> Box<dyn Markdown> = "markdown" {
        Box::new(MarkdownDrawing { links: page::answer_link, server })
    }
}

on_demand! {
    /// Recording events; nothing without a key, which every event is sent with.
    fn open_events(options: &Options, tracking: &Value, api: &Api, widget: Weak<Inner>) -> Option<Rc<dyn Recorder>> = "events" {
        Recording::open(options, tracking, api, widget)
    }
}

on_demand! {
    /// The menu and the ticket form.
    fn open_menu() -> Box<dyn MenuViews> = "menu" {
        Box::new(BuiltMenu)
    }
}

on_demand! {
    /// Guiding the visitor on the page; nothing where the widget is gone.
    fn open_guide(widget: Weak<Inner>) -> Option<Rc<dyn Guide>> = "guide" {
        Guiding::open(widget)
    }
}

on_demand! {
    /// A person of the team answers; nothing where this form takes no part.
    fn open_person() -> Option<Box<dyn PersonPart>> = "person" {
        if TAKES_PART { Some(Box::new(Answering::default())) } else { None }
    }
}

on_demand! {
    /// Reading and showing pictures.
    fn open_pictures() -> Box<dyn Pictures> = "pictures" {
        Box::new(BrowserPictures { read: picture::read, show: picture::show })
    }
}

impl Inner {
    /// Fetches a chunk's file and opens it.
    pub(super) fn fetch(self: &Rc<Self>, chunk: Chunk) {
        let (loader, widget) = (self.loader.clone(), Rc::downgrade(self));
        spawn_local(async move {
            let came = loader.load(chunk.name()).await;
            let Some(inner) = widget.upgrade() else { return };
            let input = if came { Input::Came(inner.open(chunk)) } else { Input::NotCame(chunk) };
            send(&widget, input);
        });
    }

    fn open(self: &Rc<Self>, chunk: Chunk) -> Arrival {
        match chunk {
            Chunk::Talk => {
                let talk = open_talk();
                let (room, views) = (talk.room(), talk.views());
                _ = self.talk.set(talk);
                self.host.adopt(views.style());
                self.view.talk.give(views);
                Arrival::Talk(room)
            }
            Chunk::Markdown => {
                let markdown = open_markdown(self.api.server().to_owned());
                self.host.adopt(markdown.style());
                self.view.markdown.give(markdown);
                self.view.drawn.notify();
                Arrival::Markdown
            }
            Chunk::Events => {
                self.start_recording();
                Arrival::Events
            }
            Chunk::Menu => {
                let menu = open_menu();
                self.host.adopt(menu.style());
                self.view.menu.give(menu);
                if self.state.borrow().conversation.ticket.is_some() {
                    self.focus_soon(SUBJECT_ID);
                }
                Arrival::Menu
            }
            Chunk::Guide => {
                self.start_guide();
                Arrival::Guide
            }
            Chunk::Person => {
                let Some(person) = open_person() else { return Arrival::Person(None) };
                let (room, views) = (person.room(), person.views());
                _ = self.person.set(person);
                self.host.adopt(views.style());
                self.view.person.give(views);
                Arrival::Person(Some(room))
            }
            Chunk::Pictures => {
                self.view.pictures.give(open_pictures());
                Arrival::Pictures
            }
        }
    }

    fn start_recording(self: &Rc<Self>) {
        let recording = {
            let state = self.state.borrow();
            let conversation = &state.conversation;
            // What the page says stands before what the server says.
            let tracking =
                conversation.settings().map_or(&conversation.options.tracking, |settings| &settings.tracking);
            open_events(&conversation.options, tracking, &self.api, Rc::downgrade(self))
        };
        let Some(recording) = recording else { return };
        let waited = self.recording.borrow_mut().came(recording);
        waited.into_iter().for_each(|input| self.tell_recording(input));
        self.count_lost_events();
    }

    fn start_guide(self: &Rc<Self>) {
        let Some(guide) = open_guide(Rc::downgrade(self)) else { return };
        self.view.cards.give(guide.cards());
        let waited = self.guide.borrow_mut().came(guide);
        waited.into_iter().for_each(|input| self.tell_guide(input));
    }
}
