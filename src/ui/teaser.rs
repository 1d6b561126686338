//! What shows beside the page by itself: the banner along the top, the teaser or message in the launcher's corner. Each
//! has a button that takes it away; none takes the focus.

use std::rc::Rc;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, With};

use crate::core::guide::GuideCommand;
use crate::core::guide::notice::{Notice, NoticeKind, Press};
use crate::i18n::TextKey;
use crate::ui::announcer::region;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, icon};
use crate::ui::keyboard::is_pressed;
use crate::ui::rich_text::rich_text;
use crate::ui::view::{AgentView, Scene};
use halo_markdown::LinkPolicy;

/// Where a visitor's deeds go.
pub type SendCommand = Rc<dyn Fn(GuideCommand)>;

/// What the guide shows; written by `app` alone.
#[derive(Clone, Default)]
pub struct NoticeSignals {
    /// Along the top edge.
    pub banner: ArcRwSignal<Option<Notice>>,
    /// In the launcher's corner.
    pub corner: ArcRwSignal<Option<Notice>>,
    /// Said politely to a screen reader.
    pub said: ArcRwSignal<String>,
}

/// The layer between page and panel: both notices, and room for highlights. It lets everything through to the page but
/// what stands in it.
pub fn layer(scene: Scene, links: LinkPolicy, deeds: SendCommand, notices: &NoticeSignals) -> Element {
    let said = notices.said.clone();
    tag("div")
        .class("guide")
        .child(region("status", "polite", said))
        .child(place(scene, links, &deeds, "banner-place", &notices.banner))
        .child(place(scene, links, &deeds, "teaser-place", &notices.corner))
}

fn place(
    scene: Scene,
    links: LinkPolicy,
    deeds: &SendCommand,
    class: &str,
    shown: &ArcRwSignal<Option<Notice>>,
) -> Element {
    let (shown, deeds) = (shown.clone(), Rc::clone(deeds));
    tag("div").class(class).dynamic(move || shown.get().map(|it| notice(scene, links, &deeds, &it)))
}

fn notice(scene: Scene, links: LinkPolicy, deeds: &SendCommand, notice: &Notice) -> Element {
    // A landmark is worth a banner, not two beside each other.
    let group = || tag("div").attr("role", "group");
    let section = match notice.kind {
        NoticeKind::Banner => tag("section").class("banner").attr("part", "banner"),
        NoticeKind::InApp => group().class("teaser in-app").attr("part", "message"),
        NoticeKind::Proactive | NoticeKind::Greeting => group().class("teaser").attr("part", "teaser"),
    };
    let (escaped, name) = (Rc::clone(deeds), notice.name.clone());
    let text = rich_text(scene, ArcRwSignal::new(notice.text.clone()), ArcMemo::new(|_| true));
    let words = tag("div").class("words").child(text);
    section
        .attr_fn("aria-label", move || Some(speaker(scene)))
        .on("keydown", move |event: KeyboardEvent| {
            if is_pressed(&event, "Escape") {
                escaped(GuideCommand::Dismiss(name.clone()));
            }
        })
        .children(
            (notice.kind == NoticeKind::InApp)
                .then(|| tag("p").class("speaker").text_fn(move || speaker(scene))),
        )
        .child(words)
        .children(press(scene, links, deeds, notice))
        .child(dismiss(scene, deeds, notice))
}

/// Who speaks: the agent.
fn speaker(scene: Scene) -> String {
    scene.view().agent.with(|agent| match agent {
        AgentView::Ready(settings) => settings.agent_name.clone(),
        _ => scene.say(TextKey::Chat),
    })
}

fn dismiss(scene: Scene, deeds: &SendCommand, notice: &Notice) -> Element {
    let (deeds, name) = (Rc::clone(deeds), notice.name.clone());
    tag("button")
        .class("icon-button dismiss")
        .attr("type", "button")
        .attr("aria-label", &scene.say(TextKey::Dismiss))
        .on("click", move |_: MouseEvent| deeds(GuideCommand::Dismiss(name.clone())))
        .child(icon(CLOSE))
}

/// What can be pressed: a link to an address that may be linked to, or a button.
fn press(scene: Scene, links: LinkPolicy, deeds: &SendCommand, notice: &Notice) -> Option<Element> {
    let label = notice.label.clone();
    let label = label.unwrap_or_else(|| match notice.press.as_ref() {
        Some(Press::Ask(question)) => question.clone(),
        Some(Press::Visit(_)) => scene.say(TextKey::NavigateGo),
        _ => scene.say(TextKey::Placeholder),
    });
    let (deeds, name) = (Rc::clone(deeds), notice.name.clone());
    let pressed = move |_: MouseEvent| deeds(GuideCommand::Press(name.clone()));
    let button = match notice.press.as_ref()? {
        Press::Visit(address) => tag("a")
            .attr("href", &links(address)?)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer"),
        Press::Open | Press::Ask(_) => tag("button").attr("type", "button"),
    };
    Some(button.class("press").text(&label).on("click", pressed))
}
