//! Banners, messages, teasers and the greeting: shown as `core::guide::notice_board` decides, remembered as far as that is
//! allowed. A dismissal is the visitor's own deed and is kept; that something was merely shown is kept only where
//! recording is allowed.

use leptos::prelude::{GetUntracked, Set};

use super::Guiding;
use crate::app::recording::will;
use crate::core::belongings::Belonging;
use crate::core::guide::notice::{self, Notice, NoticeKind, Press};
use crate::core::guide::notice_board::{NoticeBoard, Situation};
use crate::core::guide::sensitive_page::is_sensitive;
use crate::core::input::Input;
use crate::core::ui_flags::UiFlags;
use crate::i18n::TextKey;
use crate::web::storage::{CONSENT, DISMISSED, GREETED};
use crate::web::{clock, js, page, target};

/// Attribute of the launcher that the style sheet draws the badge of.
const UNREAD: &str = "data-unread";
/// The badge has room for one digit.
const MOST_COUNTED: usize = 9;

impl Guiding {
    /// Looks what is to be seen now, and shows it.
    pub(super) fn look(&self) {
        let Some(inner) = self.widget.upgrade() else { return };
        self.read_notices();
        let path = page::path();
        let (situation, unread) = {
            let state = inner.state.borrow();
            let situation = Situation {
                flags: UiFlags::resolve(&state.conversation.options, &path),
                path,
                is_open: state.is_open,
                has_launcher: inner.host.has_launcher(),
                has_turns: !state.conversation.transcript.turns().is_empty(),
            };
            (situation, state.unread)
        };
        if !situation.has_turns {
            // Log-out: nobody is left to answer.
            self.drop_asks();
        }
        if situation.is_open && !self.was_open.replace(situation.is_open) {
            self.opened();
        }
        self.was_open.set(situation.is_open);
        self.count(unread, &situation);
        let look = self.shown.borrow_mut().look(&situation, clock::mono_ms());
        let again = look.again_ms.and_then(|ms| {
            let look = self.calling(Self::look);
            clock::after(ms.try_into().unwrap_or(u32::MAX), move || look())
        });
        self.wake.replace(again);
        self.show(&self.notices.banner, look.banner);
        self.show(&self.notices.corner, look.corner);
        self.open_unseen(&situation, unread);
    }

    /// Says on the launcher how many answers nobody has seen; the badge has room for one digit.
    fn count(&self, unread: usize, situation: &Situation) {
        let Some(inner) = self.widget.upgrade() else { return };
        let unread = if situation.flags.badge { unread } else { 0 };
        let launcher = inner.host.launcher();
        if unread == 0 {
            target::set(&launcher, UNREAD, None);
            inner.label_launcher();
            return;
        }
        let count = if unread > MOST_COUNTED { "9+".to_owned() } else { unread.to_string() };
        target::set(&launcher, UNREAD, Some(&count));
        inner.host.set_launcher(situation.is_open, &inner.text().count(TextKey::Unread, unread));
    }

    fn read_notices(&self) {
        let Some(inner) = self.widget.upgrade() else { return };
        let state = inner.state.borrow();
        let Some(settings) = state.conversation.settings().filter(|_| !self.has_read.get()) else { return };
        self.has_read.set(true);
        let mut notices = notice::read(settings);
        if self.tab.get(GREETED, "").is_some() {
            notices.retain(|notice| notice.kind != NoticeKind::Greeting);
        }
        self.shown.replace(NoticeBoard::new(notices, &self.storage.get(DISMISSED, "").unwrap_or_default()));
    }

    fn show(&self, place: &leptos::prelude::ArcRwSignal<Option<Notice>>, notice: Option<Notice>) {
        if place.get_untracked() == notice {
            return;
        }
        if let Some(notice) = &notice {
            self.say(self.plain(&notice.text));
            if notice.kind == NoticeKind::Greeting && self.may_keep() {
                self.tab.set(GREETED, "", "1");
            }
        }
        place.set(notice);
    }

    /// Whether something may be kept of a visitor who has done nothing yet.
    fn may_keep(&self) -> bool {
        let Some(inner) = self.widget.upgrade() else { return false };
        let state = inner.state.borrow();
        let is_off = state.conversation.options.tracking.as_bool() == Some(false);
        // Nothing is stored before the visitor has done anything.
        !is_off
            && page::visitor_has_acted()
            && will(self.storage.get(CONSENT, "").as_deref()).allows(&state.conversation.options.tracking)
    }

    /// The visitor opened the chat: what invited to that has done its work.
    fn opened(&self) {
        if let Some(notice) =
            self.notices.corner.get_untracked().filter(|notice| notice.kind != NoticeKind::InApp)
        {
            self.forget(&notice.name);
        }
        self.shown.borrow_mut().greeted();
        self.tab.set(GREETED, "", "1");
    }

    pub(super) fn dismiss(&self, name: &str) {
        self.forget(name);
        self.look();
    }

    fn forget(&self, name: &str) {
        self.shown.borrow_mut().dismiss(name);
        let text = self.shown.borrow().text();
        self.storage.set(DISMISSED, "", &text);
    }

    /// Nothing of this is left of who was here; storage has forgotten it.
    pub(super) fn forget_belonging(&self, it: Belonging) {
        if it == Belonging::Notices {
            self.has_read.set(false);
            return self.look();
        }
        self.unpoint(|_| true);
        self.drop_asks();
        self.sentences.take();
        self.notices.said.set(String::new());
        self.acted.take();
    }

    pub(super) fn press(&self, name: &str) {
        let press = self.shown.borrow().get(name).and_then(|notice| notice.press.clone());
        match press {
            Some(Press::Ask(question)) => {
                self.send(Input::Open);
                self.send(Input::Ask(question));
            }
            Some(Press::Open) => self.send(Input::Open),
            // The link itself leads there.
            Some(Press::Visit(_)) | None => {}
        }
        self.dismiss(name);
    }

    /// Opens the panel over an answer that nobody has seen, if the page wants that; the focus stays where it is.
    fn open_unseen(&self, situation: &Situation, unread: usize) {
        let Some(inner) = self.widget.upgrade() else { return };
        if !situation.flags.auto_open_unseen {
            return;
        }
        if is_sensitive(&situation.path) && !self.has_warned.replace(true) {
            let advice = "; name such paths in manualOnPaths to keep the chat closed there";
            js::warn(&["autoOpenUnseen is on at ", &situation.path, advice].concat());
        }
        if unread > 0 && !situation.is_open {
            inner.opens_quietly.set(true);
            self.send(Input::Open);
        }
    }
}
