//! What the queue is told and what it wants done, as values.

use halo_protocol::event::Event;

use super::entry::Owner;
use super::policy::{FLUSH_EVENTS, FLUSH_MS};
use super::verdict::BatchOutcome;
use crate::core::part::{PartMessage, WAITING};

/// What a site may decide.
#[derive(Clone, Debug)]
pub struct QueueSettings {
    /// What the events belong to: server, organisation and key, see [`super::project`]. Never sent or shown.
    pub project: String,
    /// Events that make a flush; default 10.
    pub flush_events: usize,
    /// How long an event waits for a flush, in milliseconds; default 3,000, kept within 250 to 5,000.
    pub flush_ms: u64,
    /// Whether a page with stored events has to show that it lives by writing its record every ten seconds. False
    /// where [`Slot::is_live`] tells it.
    pub shows_life: bool,
    /// Whether nothing may be stored before [`QueueInput::Acted`], [`QueueInput::Track`] or
    /// [`QueueInput::OptIn`]: who only looks at a page leaves
    /// nothing in their browser. A record of this site that is there already tells that somebody acted before.
    pub awaits_deed: bool,
    /// Whether events may be kept at all. False: the visitor opted out, or the site waits for `optIn()`.
    pub has_consent: bool,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            project: String::new(),
            flush_events: FLUSH_EVENTS,
            flush_ms: FLUSH_MS,
            shows_life: true,
            awaits_deed: false,
            has_consent: true,
        }
    }
}

/// Another page's record, as found in storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its key in storage.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether its page lives, where that can be known (Web Locks): a living page's record is never adopted.
    pub is_live: Option<bool>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum QueueInput {
    /// The page begins. Events may have been captured before.
    Start,
    /// The answer to [`QueueEffect::ReadSlots`].
    Slots(Vec<Slot>),
    /// Something the visitor did.
    Capture(Event),
    /// Something the site records itself, on purpose: from now on events may be stored.
    Track(Event),
    /// From now on events belong to this user and session; with the token that proves the user, if there is one.
    Owner(Owner, Option<String>),
    /// The answer to [`QueueEffect::Send`]. One that comes after its [`QueueEffect::Abort`] is ignored.
    Outcome {
        /// The request's number.
        request: u32,
        /// What came of it.
        outcome: BatchOutcome,
    },
    /// The time of the latest [`QueueEffect::Wake`] has come. Said early, it does no harm unless the clock stands still.
    Woke,
    /// Send what there is, now.
    Flush,
    /// The browser's `online` event. Its `offline` is no input: only tries tell.
    Online,
    /// The page is hidden (`visibilitychange`) or frozen: it may be killed without another word.
    Hidden,
    /// The window lost the focus: all that iOS tells before a tab is closed from the list. Saves, sends nothing.
    Blur,
    /// The page is left (`pagehide`). It may come back.
    PageHide,
    /// The page is visible again, or came back (`pageshow`).
    Shown,
    /// The visitor did something: from now on events may be stored.
    Acted,
    /// The current user's identity cannot be verified: their events wait.
    IdentityLost,
    /// A new token came: all events may go.
    IdentityRenewed,
    /// What the server's clock says now, in milliseconds since the Unix epoch.
    ServerTime(u64),
    /// The visitor opts out.
    OptOut,
    /// The visitor opts in.
    OptIn,
    /// The user logs out: from now on events are anonymous and without session, until [`QueueInput::Owner`].
    Reset,
    /// [`QueueEffect::Save`] was not possible.
    SaveFailed,
    /// The widget is destroyed.
    Close,
}

impl PartMessage for QueueInput {
    fn can_wait(&self, waiting: usize) -> bool {
        waiting < WAITING || !matches!(self, Self::Track(_))
    }
}

/// One thing to do. The order of a list of effects is the order to do them in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueEffect {
    /// `POST /events`; answer with [`QueueInput::Outcome`].
    Send {
        /// The request's number.
        request: u32,
        /// The JSON text.
        body: String,
        /// Let the request outlive the page.
        keepalive: bool,
        /// How many tries failed before, of the event that failed most.
        retries: u32,
    },
    /// Give a request up; its outcome is of no interest any more.
    Abort {
        /// The request's number.
        request: u32,
    },
    /// Give [`QueueInput::Woke`] after so many milliseconds; replaces the wake before.
    Wake(u32),
    /// Write this page's record.
    Save(String),
    /// Remove this page's record.
    Clear,
    /// Read the records of all other pages; answer with [`QueueInput::Slots`].
    ReadSlots,
    /// Remove these records.
    RemoveSlots(Vec<String>),
    /// Remove every record, this page's too.
    Purge,
    /// The server wants the user's identity verified: get a new token, then give [`QueueInput::IdentityRenewed`].
    NeedIdentity,
    /// One line for the developer.
    Warn(QueueWarning),
}

/// What a developer should know; each is said once per page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueWarning {
    /// Events came faster than the limit.
    RateLimited {
        /// How many were dropped so far.
        dropped: u32,
    },
    /// The queue is full: nothing gets through.
    QueueFull {
        /// How many were dropped so far.
        dropped: u32,
    },
    /// The server refused the key.
    KeyRefused,
    /// Storage refuses: events live as long as the page.
    NotStored,
}

impl std::fmt::Display for QueueWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (count, text) = match self {
            Self::RateLimited { dropped } => {
                (*dropped, " events were dropped: more than 10 a second after a burst of 100")
            }
            Self::QueueFull { dropped } => {
                (*dropped, " old events were dropped: 1,000 events or 512 KiB wait already")
            }
            Self::KeyRefused => {
                return f.write_str("the server refused the API key (401); no events are sent");
            }
            Self::NotStored => {
                return f.write_str("the browser stores nothing for this page; unsent events end with it");
            }
        };
        f.write_str(&count.to_string())?;
        f.write_str(text)
    }
}
