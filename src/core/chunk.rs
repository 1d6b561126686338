//! Parts of the widget that are fetched when they are wanted: which there are, when each is wanted, and what happens
//! when one does not come. Until it is there the widget does without it; nothing waits.

use crate::core::effect::{Change, Effect};
use crate::core::input::{Input, Timer};
use crate::core::moment::Moment;
use crate::core::state::{Agent, Ahead, State};
use crate::core::ticket::Stage;
use crate::core::ui_flags::UiFlags;
use crate::core::update::{asking, wait_ms};
use crate::error::Failure;

/// A part of the module that lies in a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Reading and drawing Markdown. Without it answers are shown as they were written.
    Markdown,
    /// Asking and answering. Without it questions wait.
    Talk,
    /// The event queue. Without it events wait in memory.
    Events,
    /// The form that asks for a person.
    Person,
    /// Guiding the visitor on the page: highlights, teasers, banners, what an agent's actions ask for.
    Guide,
}

impl Chunk {
    /// Every chunk, in the order of [`Deliveries`].
    const ALL: [Self; 5] = [Self::Talk, Self::Markdown, Self::Events, Self::Person, Self::Guide];

    /// The name that `on_demand!` and the shipped file have.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Markdown => "markdown",
            Self::Events => "events",
            Self::Person => "person",
            Self::Guide => "guide",
        }
    }
}

/// Tries in a row after which only a new deed of the visitor fetches again: a file that is missing stays missing.
pub(super) const TRIES: u32 = 6;

/// Where a chunk is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Not fetched, or it failed and may be tried again.
    #[default]
    Away,
    /// On its way, or failed and waiting for the next try. Without it every input would ask once more.
    Coming,
    /// Failed so often that nothing is tried without the visitor.
    Missing,
    /// Loaded for good.
    There,
}

/// What is known of one chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Delivery {
    place: Place,
    tries: u32,
    /// Something asked for it that the state does not show.
    is_wished: bool,
}

/// What is known of every chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deliveries {
    talk: Delivery,
    markdown: Delivery,
    events: Delivery,
    person: Delivery,
    guide: Delivery,
}

impl Deliveries {
    /// Whether a chunk's functions may be called.
    #[must_use]
    pub fn is_there(mut self, chunk: Chunk) -> bool {
        self.of(chunk).place == Place::There
    }

    fn of(&mut self, chunk: Chunk) -> &mut Delivery {
        match chunk {
            Chunk::Talk => &mut self.talk,
            Chunk::Markdown => &mut self.markdown,
            Chunk::Events => &mut self.events,
            Chunk::Person => &mut self.person,
            Chunk::Guide => &mut self.guide,
        }
    }
}

/// Asks for what is wanted by now: all that a conversation needs as soon as the panel was opened or something was asked,
/// so that it is normally there before the first question is written; the event queue once the agent is known or not
/// to be had, so that it holds up nothing that a visitor waits for.
pub(super) fn fetch(state: &mut State) -> impl Iterator<Item = Effect> {
    let talks = state.is_open || !state.transcript.turns().is_empty();
    let records = state.options.api_key.is_some() && state.agent != Agent::Loading;
    let guides = wants_guide(state);
    let wanted = Chunk::ALL.map(|chunk| {
        let is_wanted = match chunk {
            Chunk::Talk => talks || state.stored.is_some() || !state.put_by.is_empty(),
            Chunk::Markdown => talks,
            Chunk::Person => talks && !state.options.is_hostagentes,
            Chunk::Events => records,
            Chunk::Guide => guides,
        };
        let delivery = state.chunks.of(chunk);
        ((is_wanted || delivery.is_wished) && delivery.place == Place::Away).then(|| {
            delivery.place = Place::Coming;
            Effect::Fetch(chunk)
        })
    });
    wanted.into_iter().flatten()
}

/// Whether there is anything to guide by: an action of an answer, a notice of the organisation's, a wish of the page's.
fn wants_guide(state: &State) -> bool {
    let flags = UiFlags::of(&state.options.ui, false);
    let has_notices = state.settings().is_some_and(|settings| {
        (flags.greeting && settings.greeting.is_some())
            || settings.notices.lists().iter().any(|list| !list.is_null())
    });
    has_notices
        || (flags.badge && state.unread > 0)
        || flags.auto_open_unseen
        || state.transcript.turns().iter().any(|turn| !turn.actions.is_empty())
}

/// Something asks for a chunk: worth another try of what was given up.
pub(super) fn wish(state: &mut State, chunk: Chunk) -> Vec<Effect> {
    state.chunks.of(chunk).is_wished = true;
    hope(state);
    Vec::new()
}

/// Takes what came of fetching.
pub(super) fn delivered(state: &mut State, chunk: Chunk, came: bool, now: Moment) -> Vec<Effect> {
    let delivery = state.chunks.of(chunk);
    if came {
        delivery.place = Place::There;
        return vec![Effect::Draw(Change::Chunk(chunk))];
    }
    delivery.tries += 1;
    if chunk == Chunk::Events && state.ahead == Ahead::Asked {
        // Who asks the server's clock has not come: ours has to do.
        state.ahead = Ahead::By(0);
    }
    let delivery = state.chunks.of(chunk);
    let mut effects = Vec::new();
    if delivery.tries < TRIES {
        effects.push(Effect::Wait(Timer::Chunk(chunk), wait_ms(&Failure::Network, delivery.tries, now)));
    } else {
        *delivery = Delivery { place: Place::Missing, tries: 0, ..*delivery };
        if chunk == Chunk::Talk {
            effects.extend(asking::fail_queued(state, &Failure::Network, now));
            effects.extend(fail_put_by(state));
        }
    }
    if state.chunks.of(chunk).tries == 1 {
        let line =
            ["halo_", chunk.name(), ".wasm did not load and is tried again; see HaloAgents.diagnose()"];
        effects.push(Effect::Warn(line.concat()));
    }
    effects
}

/// Nobody waits for what cannot be done; what no one waits for is done when the visitor brings the chunk back.
fn fail_put_by(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    for input in std::mem::take(&mut state.put_by) {
        match (input, state.ticket.as_mut()) {
            (Input::Call { promise: Some(promise), .. }, _) => {
                effects.push(Effect::Settle(promise, Err(Failure::Network)));
            }
            (Input::FileTicket(_), Some(form)) => {
                form.stage = Stage::Failed(Failure::Network);
                effects.push(Effect::Draw(Change::Ticket));
            }
            (input, _) => state.put_by.push(input),
        }
    }
    effects
}

/// The wait after a failure is over.
pub(super) fn again(state: &mut State, chunk: Chunk) -> Vec<Effect> {
    let delivery = state.chunks.of(chunk);
    if delivery.place == Place::Coming {
        delivery.place = Place::Away;
    }
    Vec::new()
}

/// The visitor did something: worth another try of what was given up.
pub(super) fn hope(state: &mut State) {
    for chunk in Chunk::ALL {
        let delivery = state.chunks.of(chunk);
        if delivery.place == Place::Missing {
            delivery.place = Place::Away;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use crate::core::input::Input;
    use crate::core::turn::Phase;
    use crate::core::update::update;
    use halo_protocol::Object;

    const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };
    const FETCH: Effect = Effect::Fetch(Chunk::Markdown);

    fn widget() -> State {
        let mut state = State::new(Options::from_json(&Object::new()));
        assert!(!update(&mut state, Input::Mounted, NOW).contains(&FETCH));
        state
    }

    fn gives(state: &mut State, input: Input) -> Vec<Effect> {
        update(state, input, NOW)
    }

    fn fail(state: &mut State) -> Option<u32> {
        let effects = gives(state, Input::Delivered(Chunk::Markdown, false));
        effects.iter().find_map(|effect| match effect {
            Effect::Wait(Timer::Chunk(_), ms) => Some(*ms),
            _ => None,
        })
    }

    #[test]
    fn markdown_is_fetched_once_when_the_panel_opens_or_something_is_asked() {
        for wish in [Input::Open, Input::Toggle, Input::Ask("Hello".to_owned())] {
            let mut state = widget();
            assert!(gives(&mut state, wish).contains(&FETCH));
            assert!(!gives(&mut state, Input::Ask("More".to_owned())).contains(&FETCH));
            let come = gives(&mut state, Input::Delivered(Chunk::Markdown, true));
            assert!(come.contains(&Effect::Draw(Change::Chunk(Chunk::Markdown))));
            assert!(state.chunks.is_there(Chunk::Markdown));
            assert!(!gives(&mut state, Input::Close).contains(&FETCH));
        }
    }

    #[test]
    fn a_failed_fetch_is_tried_again_after_growing_waits_and_then_when_the_visitor_acts() {
        let mut state = widget();
        gives(&mut state, Input::Open);
        let mut last = 0;
        for _ in 1..TRIES {
            let wait = fail(&mut state).unwrap();
            assert!(wait > last);
            last = wait;
            assert!(!gives(&mut state, Input::Stop).contains(&FETCH), "not before the wait is over");
            assert!(gives(&mut state, Input::Due(Timer::Chunk(Chunk::Markdown))).contains(&FETCH));
        }
        assert_eq!(fail(&mut state), None);
        assert!(!gives(&mut state, Input::Stop).contains(&FETCH));
        assert!(gives(&mut state, Input::Ask("Hello".to_owned())).contains(&FETCH));
    }

    #[test]
    fn the_event_queue_is_fetched_after_the_configuration_and_only_with_a_key() {
        let fetch = Effect::Fetch(Chunk::Events);
        let failed = || Input::Configured(Err(Failure::Network));
        let mut state = widget();
        assert!(!gives(&mut state, failed()).contains(&fetch));
        state.options.api_key = Some("ab_live_x".to_owned());
        assert!(gives(&mut state, failed()).contains(&fetch));
        assert!(!gives(&mut state, failed()).contains(&fetch));
    }

    #[test]
    fn the_console_hears_once_of_a_row_of_failures() {
        let mut state = widget();
        gives(&mut state, Input::Open);
        let mut warnings = || {
            let effects = gives(&mut state, Input::Delivered(Chunk::Markdown, false));
            effects.iter().filter(|effect| matches!(effect, Effect::Warn(_))).count()
        };
        assert_eq!([warnings(), warnings(), warnings()], [1, 0, 0]);
    }

    #[test]
    fn a_question_fails_visibly_when_what_asks_it_cannot_be_had() {
        let mut state = widget();
        gives(&mut state, Input::Configured(Ok(Object::new())));
        gives(&mut state, Input::Ask("Hello".to_owned()));
        for _ in 0..TRIES {
            assert!(state.transcript.next_queued().is_some());
            gives(&mut state, Input::Delivered(Chunk::Talk, false));
            gives(&mut state, Input::Due(Timer::Chunk(Chunk::Talk)));
        }
        let turn = state.transcript.turns().first().map(|turn| (turn.id, turn.phase.clone())).unwrap();
        assert_eq!(turn.1, Phase::Failed(Failure::Network));
        assert!(gives(&mut state, Input::Retry(Some(turn.0))).contains(&Effect::Fetch(Chunk::Talk)));
        let effects = gives(&mut state, Input::Delivered(Chunk::Talk, true));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::OpenStream { .. })));
    }
}
