//! Carrying changes of the state over into the signals that the components draw. Text of answers is gathered and
//! drawn once per frame.

use std::rc::Rc;

use leptos::prelude::{ArcRwSignal, Notify, Set, Update, WithUntracked};

use super::Inner;
use super::guide::GuideInput;
use crate::config::{Settings, Theme};
use crate::core::conversation::AgentState;
use crate::core::effect::Change;
use crate::core::live_state::TAKES_PART;
use crate::core::ticket::Stage;
use crate::core::turn::{Cut, Phase, TurnId};
use crate::i18n::{Text, TextKey};
use crate::theme::Color;
use crate::ui::composer::FIELD_ID;
use crate::ui::rich_text::spoken;
use crate::ui::ticket_form::{DONE_ID, SUBJECT_ID};
use crate::ui::view::{AgentView, TurnView};
use crate::web::{clock, page};

impl Inner {
    pub(super) fn draw(self: &Rc<Self>, change: Change) {
        let concerns_guide =
            matches!(change, Change::Agent | Change::Panel | Change::Unread | Change::TurnAdded(_));
        self.draw_change(change);
        if concerns_guide {
            self.tell_guide(GuideInput::Changed);
        }
    }

    fn draw_change(self: &Rc<Self>, change: Change) {
        match change {
            // The guide counts on the launcher.
            Change::Unread => {}
            Change::PicturesMissing => {
                self.view.pictures.give_up();
                self.view.problem.set(self.text().get(TextKey::ImageNotReadable).to_owned());
            }
            Change::Agent => self.draw_agent(),
            Change::Panel => self.draw_panel(),
            Change::Ticket => self.draw_ticket(),
            Change::Live => {
                if let Some(person) = self.person.get().filter(|_| TAKES_PART) {
                    person.draw(self);
                }
            }
            Change::Cleared => {
                self.undrawn.take();
                self.view.turns.set(Vec::new());
                self.view.is_answering.set(false);
                // The last answer was said here, and it was the former user's.
                self.view.polite.set(String::new());
                self.view.assertive.set(String::new());
            }
            Change::TurnAdded(_) | Change::Turns => {
                if self.view.turns.with_untracked(Vec::is_empty) {
                    // A stored conversation may come after the panel was opened.
                    self.view.reading.begin_at(self.state.borrow().first_unseen);
                }
                self.keep_focus();
                self.draw_turns();
            }
            Change::Rated(id) => {
                let state = self.state.borrow();
                if let (Some(turn), Some(shown)) = (state.conversation.transcript.get(id), self.view.turn(id))
                {
                    shown.rating.set(turn.rating);
                }
            }
            Change::TurnPhase(id) => self.draw_phase(id),
            Change::AnswerGrew(id, text) => self.gather(id, text),
            Change::AnswerRestarted(id) => {
                self.undrawn.borrow_mut().retain(|(turn, _)| *turn != id);
                if let Some(turn) = self.view.turn(id) {
                    turn.answer.set(String::new());
                    let state = self.state.borrow();
                    let actions = state.conversation.transcript.get(id).map(|turn| turn.actions.clone());
                    turn.actions.set(actions.unwrap_or_default());
                }
            }
            Change::AnswerComplete(id) => {
                self.draw_gathered();
                let state = self.state.borrow();
                let answer = state
                    .conversation
                    .transcript
                    .get(id)
                    .map(|turn| spoken(&turn.answer, self.view.markdown.now()));
                self.view.polite.set(answer.unwrap_or_default());
            }
        }
    }

    fn draw_agent(self: &Rc<Self>) {
        let state = self.state.borrow();
        let agent = match &state.conversation.agent {
            AgentState::Loading => AgentView::Loading,
            AgentState::Ready(settings) => {
                self.paint(settings);
                self.look(settings);
                self.choose_by_visitor(settings.locale.as_deref());
                AgentView::Ready(settings.clone())
            }
            AgentState::Failed(failure) => {
                self.choose_by_visitor(None);
                self.say_failure(TextKey::Unavailable, failure);
                AgentView::Failed(failure.clone())
            }
        };
        self.view.agent.set(agent);
    }

    fn paint(&self, settings: &Settings) {
        let theme = match settings.theme {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        self.host.set_attribute("data-theme", theme);
        let color = |text: &Option<String>| text.as_deref().and_then(Color::parse);
        if let Some(primary) = color(&settings.primary_color) {
            self.host.set_property("--halo-primary", &primary.css());
            self.host.set_property("--halo-on-primary", &primary.text_on(color(&settings.text_color)).css());
        }
    }

    fn look(&self, settings: &Settings) {
        if let Some(position) = &settings.position {
            self.host.set_default("data-position", position);
        }
        for (name, address) in [("avatar", &settings.avatar), ("icon", &settings.trigger_icon)] {
            if let Some(address) = address.as_deref().and_then(page::picture_address) {
                self.host.set_picture(name, &address);
            }
        }
    }

    fn draw_panel(self: &Rc<Self>) {
        let is_open = self.state.borrow().is_open;
        self.view.reading.begin_at(self.state.borrow().first_unseen);
        let had_focus = self.host.has_focus();
        self.view.is_open.set(is_open);
        self.label_launcher();
        if !is_open {
            if had_focus {
                self.host.focus_launcher();
            }
            return;
        }
        self.view.drawn.notify();
        if !self.opens_quietly.take() && page::visitor_acted() {
            self.focus_soon(FIELD_ID);
        }
    }

    fn draw_ticket(self: &Rc<Self>) {
        let ticket = self.state.borrow().conversation.ticket.clone();
        let was_open = self.view.ticket.with_untracked(Option::is_some);
        match ticket.as_ref().map(|ticket| &ticket.stage) {
            Some(Stage::Sent(_)) => self.view.polite.set(self.text().get(TextKey::TicketSent).to_owned()),
            Some(Stage::Failed(failure)) => self.view.assertive.set(self.text().reason(failure).to_owned()),
            _ => {}
        }
        let is_open = ticket.is_some();
        let is_sent = ticket.as_ref().is_some_and(|ticket| matches!(ticket.stage, Stage::Sent(_)));
        let had_focus = self.host.has_focus();
        self.view.ticket.set(ticket);
        if is_sent && had_focus {
            // The pressed button goes away with the fields.
            self.focus_soon(DONE_ID);
        } else if is_open != was_open && page::visitor_acted() {
            self.focus_soon(if is_open { SUBJECT_ID } else { FIELD_ID });
        }
    }

    /// Moves the focus once what was drawn has reached the document, which is at the end of this task.
    pub(super) fn focus_soon(self: &Rc<Self>, id: &'static str) {
        self.soon(move |inner| inner.host.focus(id));
    }

    /// A pressed suggestion, or a question that was edited, goes away with what it brought about: the focus goes to the
    /// composer then, not to the page.
    pub(super) fn keep_focus(self: &Rc<Self>) {
        if self.host.has_focus() {
            self.soon(|inner| {
                if !inner.host.has_focus() {
                    inner.host.focus(FIELD_ID);
                }
            });
        }
    }

    fn soon(self: &Rc<Self>, then: impl FnOnce(&Self) + 'static) {
        let widget = Rc::downgrade(self);
        self.focusing.replace(clock::next_frame(move || {
            if let Some(inner) = widget.upgrade() {
                then(&inner);
            }
        }));
    }

    /// Turns came or went; those that stay keep their signals, and so what was drawn of them.
    fn draw_turns(&self) {
        let state = self.state.borrow();
        let turns = state.conversation.transcript.turns().iter().map(|turn| {
            self.view.turn(turn.id).unwrap_or_else(|| TurnView {
                id: turn.id,
                question: turn.question.clone(),
                author: turn.author.clone(),
                step: turn.step,
                images: turn.images.clone(),
                asked_at_ms: turn.asked_at_ms,
                rating: ArcRwSignal::new(turn.rating),
                phase: ArcRwSignal::new(turn.phase.clone()),
                cut: ArcRwSignal::new(by_filter(turn.cut)),
                answer: ArcRwSignal::new(turn.answer.clone()),
                actions: ArcRwSignal::new(turn.actions.clone()),
            })
        });
        let turns: Vec<TurnView> = turns.collect();
        self.view.is_cut.set(state.conversation.transcript.is_cut);
        self.view.is_answering.set(state.conversation.transcript.running().is_some());
        self.view.turns.set(turns);
    }

    fn draw_phase(&self, id: TurnId) {
        let state = self.state.borrow();
        let (Some(turn), Some(shown)) = (state.conversation.transcript.get(id), self.view.turn(id)) else {
            return;
        };
        self.draw_gathered();
        match &turn.phase {
            Phase::Sending => self.view.polite.set(self.text().get(TextKey::Generating).to_owned()),
            Phase::Failed(failure) => self.say_failure(Text::headline(failure), failure),
            Phase::Interrupted(failure) => self.say_failure(TextKey::Interrupted, failure),
            _ => {}
        }
        shown.cut.set(by_filter(turn.cut));
        shown.phase.set(turn.phase.clone());
        self.view.is_answering.set(state.conversation.transcript.running().is_some());
        self.view.drawn.notify();
    }

    fn say_failure(&self, what: TextKey, failure: &crate::error::Failure) {
        let text = self.text();
        let (what, reason) = (text.get(what), text.reason(failure));
        let words = if what == reason { what.to_owned() } else { [what, " ", reason].concat() };
        self.view.assertive.set(words);
    }

    fn gather(self: &Rc<Self>, id: TurnId, text: String) {
        {
            let mut undrawn = self.undrawn.borrow_mut();
            match undrawn.last_mut() {
                Some((last, gathered)) if *last == id => gathered.push_str(&text),
                _ => undrawn.push((id, text)),
            }
        }
        if self.frame.borrow().is_none() {
            let widget = Rc::downgrade(self);
            self.frame.replace(clock::next_frame(move || {
                if let Some(inner) = widget.upgrade() {
                    inner.draw_gathered();
                }
            }));
        }
    }

    pub(super) fn draw_gathered(&self) {
        self.frame.take();
        for (id, text) in self.undrawn.take() {
            if let Some(turn) = self.view.turn(id) {
                turn.answer.update(|answer| answer.push_str(&text));
            }
        }
        self.view.drawn.notify();
    }
}

fn by_filter(cut: Option<Cut>) -> Option<bool> {
    cut.map(|cut| cut == Cut::Filter)
}
