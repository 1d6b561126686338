//! What shows beside the page by itself: the banner along the top, the teaser or message in the launcher's corner. Each
//! has a button that takes it away; none takes the focus.

use std::rc::Rc;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, With};

use crate::core::guide::Deed;
use crate::core::guide::notice::{Kind, Notice, Press};
use crate::core::markdown::LinkPolicy;
use crate::i18n::Key;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, icon};
use crate::ui::rich_text::rich_text;
use crate::ui::view::{AgentView, Scene};

/// Where a visitor's deeds go.
pub type Deeds = Rc<dyn Fn(Deed)>;

/// What the guide shows; written by `app` alone.
#[derive(Clone, Default)]
pub struct Notices {
    /// Along the top edge.
    pub banner: ArcRwSignal<Option<Notice>>,
    /// In the launcher's corner.
    pub corner: ArcRwSignal<Option<Notice>>,
    /// Said politely to a screen reader.
    pub said: ArcRwSignal<String>,
}

/// The layer between page and panel: both notices, and room for highlights. It lets everything through to the page but
/// what stands in it.
pub fn layer(scene: Scene, links: LinkPolicy, deeds: Deeds, notices: &Notices) -> Element {
    let said = notices.said.clone();
    let region = tag("div").class("unseen").attr("role", "status").attr("aria-live", "polite");
    tag("div")
        .class("guide")
        .child(region.attr("aria-atomic", "true").text_fn(move || said.get()))
        .child(place(scene, links, &deeds, "banner-place", &notices.banner))
        .child(place(scene, links, &deeds, "teaser-place", &notices.corner))
}

fn place(
    scene: Scene,
    links: LinkPolicy,
    deeds: &Deeds,
    class: &str,
    shown: &ArcRwSignal<Option<Notice>>,
) -> Element {
    let (shown, deeds) = (shown.clone(), Rc::clone(deeds));
    tag("div").class(class).dynamic(move || shown.get().map(|it| notice(scene, links, &deeds, &it)))
}

fn notice(scene: Scene, links: LinkPolicy, deeds: &Deeds, notice: &Notice) -> Element {
    // A landmark is worth a banner, not two beside each other.
    let group = || tag("div").attr("role", "group");
    let section = match notice.kind {
        Kind::Banner => tag("section").class("banner").attr("part", "banner"),
        Kind::InApp => group().class("teaser in-app").attr("part", "message"),
        Kind::Proactive | Kind::Greeting => group().class("teaser").attr("part", "teaser"),
    };
    let (escaped, name) = (Rc::clone(deeds), notice.name.clone());
    let text = rich_text(scene, ArcRwSignal::new(notice.text.clone()), ArcMemo::new(|_| true));
    let words = tag("div").class("words").child(text);
    section
        .attr_fn("aria-label", move || Some(speaker(scene)))
        .on("keydown", move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                escaped(Deed::Dismiss(name.clone()));
            }
        })
        .children(
            (notice.kind == Kind::InApp).then(|| tag("p").class("speaker").text_fn(move || speaker(scene))),
        )
        .child(words)
        .children(press(scene, links, deeds, notice))
        .child(dismiss(scene, deeds, notice))
}

/// Who speaks: the agent.
fn speaker(scene: Scene) -> String {
    scene.view().agent.with(|agent| match agent {
        AgentView::Ready(settings) => settings.agent_name.clone(),
        _ => scene.say(Key::Chat),
    })
}

fn dismiss(scene: Scene, deeds: &Deeds, notice: &Notice) -> Element {
    let (deeds, name) = (Rc::clone(deeds), notice.name.clone());
    tag("button")
        .class("icon-button dismiss")
        .attr("type", "button")
        .attr("aria-label", &scene.say(Key::Dismiss))
        .on("click", move |_: MouseEvent| deeds(Deed::Dismiss(name.clone())))
        .child(icon(CLOSE))
}

/// What can be pressed: a link to an address that may be linked to, or a button.
fn press(scene: Scene, links: LinkPolicy, deeds: &Deeds, notice: &Notice) -> Option<Element> {
    let label = notice.label.clone();
    let label = label.unwrap_or_else(|| match notice.press.as_ref() {
        Some(Press::Ask(question)) => question.clone(),
        Some(Press::Visit(_)) => scene.say(Key::NavigateGo),
        _ => scene.say(Key::Placeholder),
    });
    let (deeds, name) = (Rc::clone(deeds), notice.name.clone());
    let pressed = move |_: MouseEvent| deeds(Deed::Press(name.clone()));
    let button = match notice.press.as_ref()? {
        Press::Visit(address) => tag("a")
            .attr("href", &links(address)?)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer"),
        Press::Open | Press::Ask(_) => tag("button").attr("type", "button"),
    };
    Some(button.class("press").text(&label).on("click", pressed))
}
