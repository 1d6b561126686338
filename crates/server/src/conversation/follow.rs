//! A conversation as an event stream: first what the client lacks, then what happens, read from the table whenever there
//! is more. A client that comes back with the number of its last event gets every later one, once.

use std::convert::Infallible;

use bytes::Bytes;
use futures_core::Stream;
use halo_protocol::conversation::{ConversationState, StateEvent};
use halo_protocol::json::escape_line_ends;
use halo_protocol::stream::writer;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use crate::config::HEARTBEAT;
use crate::state::AppState;
use crate::store;
use crate::store::bus::BusMessage;

/// Where a client is in a conversation.
struct Following {
    app: AppState,
    org_id: String,
    session_id: String,
    signals: Receiver<BusMessage>,
    /// The number of the last event that was sent.
    sent: i64,
    /// The place in the queue that was told since the last step.
    place: Option<u64>,
    /// Whether it waits, as far as the client knows. A place that comes late is none of a visitor who waits no longer.
    may_wait: bool,
}

/// The events after a number, and those to come. Ends when the server stops, and when the store fails: the client comes
/// back.
pub fn events(
    app: AppState,
    org_id: String,
    session_id: String,
    after: i64,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    // Followed before the first look, so that nothing falls between.
    let signals = app.store().bus().follow(&org_id, &session_id);
    let begin = Following { app, org_id, session_id, signals, sent: after, place: None, may_wait: true };
    futures_util::stream::unfold((begin, true), move |(mut following, is_first)| async move {
        let out = if is_first { following.first().await } else { following.next().await };
        match out {
            Ok(Some(out)) => Some((Ok(Bytes::from(out)), (following, false))),
            Ok(None) => None,
            Err(cause) => {
                tracing::error!(%cause, "a conversation could not be followed");
                None
            }
        }
    })
}

/// An event of the stream.
pub fn write(out: &mut String, kind: &str, number: Option<i64>, body: &impl Serialize) {
    let json = escape_line_ends(serde_json::to_string(body).unwrap_or_default());
    writer::event(out, kind, number.and_then(|it| u64::try_from(it).ok()), &json);
}

impl Following {
    /// What is there; at least a comment, so that the client's headers come at once.
    async fn first(&mut self) -> Result<Option<String>, store::Error> {
        let mut out = String::new();
        writer::comment(&mut out, "here");
        self.catch_up(&mut out).await?;
        let place = self.app.store().place_in_queue(&self.org_id, &self.session_id).await?;
        self.tell_place(&mut out, place);
        Ok(Some(out))
    }

    async fn next(&mut self) -> Result<Option<String>, store::Error> {
        let beat_at = Instant::now() + HEARTBEAT;
        loop {
            let mut out = String::new();
            let app = self.app.clone();
            tokio::select! {
                () = app.stopping() => return Ok(None),
                () = sleep_until(beat_at) => writer::comment(&mut out, "waiting"),
                signal = self.signals.recv() => match signal {
                    Ok(BusMessage::Typing(event)) => write(&mut out, "typing", None, &event),
                    Ok(BusMessage::Place(place)) => self.tell_place(&mut out, Some(place)),
                    // A slow client that missed some reads the table, as every one does.
                    Ok(BusMessage::Grown) | Err(RecvError::Lagged(_)) => self.catch_up(&mut out).await?,
                    Err(RecvError::Closed) => return Ok(None),
                },
            }
            if !out.is_empty() {
                return Ok(Some(out));
            }
        }
    }

    /// Writes every event that the client lacks.
    async fn catch_up(&mut self, out: &mut String) -> Result<(), store::Error> {
        loop {
            let rows = self.app.store().events_after(&self.org_id, &self.session_id, self.sent).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            self.sent = last.number;
            for row in &rows {
                if row.kind == "state" {
                    self.pass_step(&row.body);
                }
                let body = escape_line_ends(row.body.clone());
                writer::event(out, &row.kind, u64::try_from(row.number).ok(), &body);
            }
        }
    }

    /// With a step the client forgets its place; in another wait it is told again, also if it is the same.
    fn pass_step(&mut self, body: &str) {
        let step: StateEvent = serde_json::from_str(body).unwrap_or_default();
        self.may_wait = step.state == ConversationState::Waiting;
        self.place = None;
    }

    fn tell_place(&mut self, out: &mut String, place: Option<u64>) {
        if !self.may_wait {
            return;
        }
        if place.is_some() && place != self.place {
            let event =
                StateEvent { state: ConversationState::Waiting, position: place, ..StateEvent::default() };
            write(out, "state", None, &event);
        }
        self.place = place;
    }
}
