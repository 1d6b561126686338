//! The language: chosen as soon as it can be, fetched beside everything else, and put in the place of English when it
//! has come. Nothing waits for it.

use std::rc::Rc;

use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::guide::GuideInput;
use super::{Inner, send};
use crate::i18n::{Text, TextKey, negotiate};
use crate::ui::element::tag;
use crate::ui::root::{Tree, root};
use crate::ui::view::Scene;
use crate::web::js;

impl Inner {
    /// The texts as they are now.
    pub(super) fn text(&self) -> Text {
        self.text.borrow().clone()
    }

    /// Chooses by what the page says: its option, then its own language.
    pub(super) fn choose_by_page(self: &Rc<Self>) {
        let option = self.state.borrow().conversation.options.locale.clone().unwrap_or_default();
        self.choose(&[&option, " ", &self.languages.wishes("page")].concat());
    }

    /// Chooses by what the server wishes and the browser is set to, unless the page has decided.
    pub(super) fn choose_by_visitor(self: &Rc<Self>, wish: Option<&str>) {
        let browser = self.languages.wishes("browser");
        self.choose(&[wish.unwrap_or_default(), " ", &browser, " ", negotiate::ENGLISH].concat());
    }

    /// Takes the first wish that can be fulfilled, once.
    fn choose(self: &Rc<Self>, wishes: &str) {
        let chosen = negotiate::first(wishes);
        let Some((locale, tag)) = chosen.filter(|_| !self.has_locale.get()) else { return };
        self.has_locale.set(true);
        // For diagnose(), also where the file does not come.
        self.host.set_attribute("data-locale", locale);
        self.host.set_language(negotiate::ENGLISH, false);
        if locale == negotiate::ENGLISH {
            self.text.replace(self.languages.text(Value::Null, tag));
            return;
        }
        let (languages, widget, tag) = (self.languages.clone(), Rc::downgrade(self), tag.to_owned());
        spawn_local(async move {
            let texts = languages.load(locale).await;
            let Some(inner) = widget.upgrade() else { return };
            match texts {
                Some(texts) => inner.speak(locale, languages.text(texts, &tag)),
                None => js::warn(&["halo.", locale, ".json did not load: the chat speaks English"].concat()),
            }
        });
    }

    fn speak(self: &Rc<Self>, locale: &str, text: Text) {
        self.text.replace(text);
        self.host.set_language(locale, negotiate::is_rtl(locale));
        self.label_launcher();
        self.languages.redraw(self.host.slot(), || self.draw_tree());
        self.draw_gathered();
    }

    /// Draws the panel from nothing; all that it shows lies in the signals of the view.
    pub(super) fn draw_tree(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let scene = move || weak.upgrade().map(|inner| inner.scene());
        self.tree.take();
        self.tree
            .replace(Some(Tree::mount(self.host.slot(), move || scene().map_or_else(|| tag("div"), root))));
        self.tell_guide(GuideInput::Redrawn);
    }

    /// What components are given; to be made under the owner of the tree that they are drawn in.
    pub(super) fn scene(self: &Rc<Self>) -> Scene {
        let weak = Rc::downgrade(self);
        let inputs = Box::new(move |input| send(&weak, input));
        Scene::new(self.view.clone(), self.text(), inputs)
    }

    /// Says on the launcher what pressing it does.
    pub(super) fn label_launcher(&self) {
        let is_open = self.state.borrow().is_open;
        let label = if is_open { TextKey::CloseChat } else { TextKey::OpenChat };
        self.host.set_launcher(is_open, self.text().get(label));
    }
}
