//! Who follows a conversation is told that there is more of it. On SQLite one process has the store, and its own channels
//! do; on Postgres every process hears what any of them wrote, by LISTEN and NOTIFY. What is told are ids: the events
//! themselves are read from the table, so that a telling that is lost costs a moment and never a word.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use halo_protocol::conversation::{Side, TypingEvent};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{Receiver, Sender};

/// The channel of Postgres.
pub(super) const CHANNEL: &str = "halo_conversations";
/// What may wait for a slow follower. One that misses some reads the table anyway.
const WAITING: usize = 16;

/// What followers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusMessage {
    /// The log has grown, or may have.
    Grown,
    /// Somebody types, or no longer.
    Typing(TypingEvent),
    /// The place in the queue, from 1.
    Place(u64),
}

/// Something that happened to a conversation, as it travels between processes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusEvent {
    #[serde(rename = "o")]
    pub(super) org_id: String,
    #[serde(rename = "s")]
    pub(super) session_id: String,
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    typing: Option<(Side, bool)>,
    /// Whether the queue of those who wait has changed.
    #[serde(rename = "q", default)]
    is_queue_changed: bool,
}

impl BusEvent {
    /// The log of a conversation has grown.
    #[must_use]
    pub fn grown(org_id: &str, session_id: &str, is_queue_changed: bool) -> Self {
        Self { org_id: org_id.to_owned(), session_id: session_id.to_owned(), typing: None, is_queue_changed }
    }

    /// A side types, or no longer.
    #[must_use]
    pub fn typing(org_id: &str, session_id: &str, event: TypingEvent) -> Self {
        Self { typing: Some((event.who, event.on)), ..Self::grown(org_id, session_id, false) }
    }
}

type Topic = (String, String);

/// The channels of this process.
#[derive(Debug)]
pub struct Bus {
    conversations: Mutex<HashMap<Topic, Sender<BusMessage>>>,
    /// Sessions of which something is new, for those who follow a whole organisation.
    organisations: Mutex<HashMap<String, Sender<String>>>,
    queues: Sender<String>,
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            conversations: Mutex::default(),
            organisations: Mutex::default(),
            queues: Sender::new(WAITING),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bus {
    /// Follows one conversation.
    pub fn follow(&self, org_id: &str, session_id: &str) -> Receiver<BusMessage> {
        let mut all = lock(&self.conversations);
        all.retain(|_, sender| sender.receiver_count() > 0);
        let topic = (org_id.to_owned(), session_id.to_owned());
        all.entry(topic).or_insert_with(|| Sender::new(WAITING)).subscribe()
    }

    /// Follows all conversations of an organisation: the sessions in which something happened.
    pub fn follow_all(&self, org_id: &str) -> Receiver<String> {
        let mut all = lock(&self.organisations);
        all.retain(|_, sender| sender.receiver_count() > 0);
        all.entry(org_id.to_owned()).or_insert_with(|| Sender::new(WAITING)).subscribe()
    }

    /// Hears of organisations whose queue has changed.
    pub fn queue_changes(&self) -> Receiver<String> {
        self.queues.subscribe()
    }

    /// Tells the followers in this process.
    pub fn tell(&self, it: &BusEvent) {
        let signal = match it.typing {
            Some((who, on)) => BusMessage::Typing(TypingEvent { who, on }),
            None => BusMessage::Grown,
        };
        self.signal(&it.org_id, &it.session_id, signal);
        if it.typing.is_none() {
            let sender = lock(&self.organisations).get(&it.org_id).cloned();
            // Nobody who follows is no failure, here and below.
            _ = sender.map(|sender| sender.send(it.session_id.clone()));
        }
        if it.is_queue_changed {
            _ = self.queues.send(it.org_id.clone());
        }
    }

    /// Tells the followers of one conversation.
    pub fn signal(&self, org_id: &str, session_id: &str, signal: BusMessage) {
        let sender = lock(&self.conversations).get(&(org_id.to_owned(), session_id.to_owned())).cloned();
        _ = sender.map(|sender| sender.send(signal));
    }

    /// Tells everybody to look: something may have been missed.
    pub fn wake_all(&self) {
        for sender in lock(&self.conversations).values() {
            _ = sender.send(BusMessage::Grown);
        }
        for sender in lock(&self.organisations).values() {
            _ = sender.send(String::new());
        }
    }
}

impl super::Store {
    /// The channels of this process.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Tells followers, here and in other processes, of what leaves no row.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tell(&self, it: &BusEvent) -> Result<(), super::Error> {
        match self.engine {
            super::Engine::Sqlite => self.bus.tell(it),
            super::Engine::Postgres => {
                let text = serde_json::to_string(it).unwrap_or_default();
                sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)")
                    .bind(CHANNEL)
                    .bind(text)
                    .execute(&self.pool)
                    .await?;
            }
        }
        Ok(())
    }

    /// Hears what other processes tell, on Postgres, until it is dropped; on SQLite there is nothing to hear.
    pub async fn hear(&self, url: &str) {
        if self.engine == super::Engine::Sqlite {
            return;
        }
        loop {
            if let Err(cause) = self.hear_until_broken(url).await {
                tracing::warn!(%cause, "what other processes tell of conversations is not heard for the moment");
            }
            self.bus.wake_all();
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn hear_until_broken(&self, url: &str) -> Result<(), super::Error> {
        let mut listener = sqlx::postgres::PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        self.bus.wake_all();
        // Nothing: the connection broke, and what was told meanwhile is lost.
        while let Some(told) = listener.try_recv().await? {
            match serde_json::from_str::<BusEvent>(told.payload()) {
                Ok(it) => self.bus.tell(&it),
                Err(cause) => tracing::warn!(%cause, "a telling of another program on this channel"),
            }
        }
        Ok(())
    }
}

/// Between two tries to hear again.
const RETRY: std::time::Duration = std::time::Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn followers_of_one_conversation_and_of_all_are_told_and_no_others() {
        let bus = Bus::default();
        let (mut one, mut other) = (bus.follow("o", "s1"), bus.follow("o", "s2"));
        let (mut all, mut queue) = (bus.follow_all("o"), bus.queue_changes());
        bus.tell(&BusEvent::grown("o", "s1", true));
        let typing = TypingEvent { who: Side::User, on: true };
        bus.tell(&BusEvent::typing("o", "s1", typing));
        assert_eq!(one.recv().await, Ok(BusMessage::Grown));
        assert_eq!(one.recv().await, Ok(BusMessage::Typing(typing)));
        assert!(other.try_recv().is_err());
        assert_eq!(all.recv().await.as_deref(), Ok("s1"));
        assert!(all.try_recv().is_err(), "typing is no news of the list");
        assert_eq!(queue.recv().await.as_deref(), Ok("o"));
    }

    #[tokio::test]
    async fn conversations_that_nobody_follows_any_more_are_forgotten() {
        let bus = Bus::default();
        drop(bus.follow("o", "s1"));
        let _kept = bus.follow("o", "s2");
        assert_eq!(lock(&bus.conversations).len(), 1);
    }

    #[test]
    fn what_travels_between_processes_comes_back_as_it_was() {
        for it in [
            BusEvent::grown("o", "s", true),
            BusEvent::typing("o", "s", TypingEvent { who: Side::Teammate, on: false }),
        ] {
            let text = serde_json::to_string(&it).unwrap();
            assert_eq!(serde_json::from_str::<BusEvent>(&text).unwrap(), it);
        }
    }
}
