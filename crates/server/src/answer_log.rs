//! What an answer said so far: the agent writes into the log, any number of clients read from it. It is what makes an
//! answer resumable: a client that comes back reads on from where it was. Storing and encoding it are answer/'s matter.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use halo_protocol::action::Action;
use halo_protocol::conversation::Person;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::fault::{Cut, Fault};
use crate::store::text::{make_object_storable, storable};

/// A longer answer is cut: no client shows more (its own limit is 200 KB).
const MOST_TEXT_BYTES: usize = 1024 * 1024;
/// More actions in one answer are dropped.
const MOST_ACTIONS: usize = 1_000;

/// One step of an answer. Its number in the log is the `id:` of its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Text to append.
    Text(String),
    /// An action to take.
    Action(Action),
    /// The answer failed; nothing comes after.
    Error(Fault),
    /// The answer is complete; nothing comes after.
    Done {
        /// Tokens that the model used.
        tokens_used: u64,
        /// From request to end.
        latency_ms: u64,
        /// The model's name, empty without one.
        model: String,
        /// Why the model ended, where that was not because all is said.
        #[serde(default)]
        cut: Option<Cut>,
        /// Who answers instead, where the team has the conversation; nobody in particular while the visitor waits.
        #[serde(default)]
        person: Option<Person>,
    },
}

impl Entry {
    /// Whether nothing comes after it.
    #[must_use]
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Error(_) | Self::Done { .. })
    }
}

#[derive(Default)]
struct Inner {
    entries: Vec<Entry>,
    text_bytes: usize,
    actions: usize,
}

/// What an answer said so far.
pub struct Log {
    inner: Mutex<Inner>,
    grown: watch::Sender<usize>,
    readers: AtomicUsize,
    left: Notify,
    left_at: Mutex<Option<Instant>>,
    /// The visitor wants no more of it.
    stopped: CancellationToken,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            grown: watch::Sender::new(0),
            readers: AtomicUsize::new(0),
            left: Notify::new(),
            left_at: Mutex::default(),
            stopped: CancellationToken::new(),
        }
    }
}

impl Log {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends text as the store can keep it; U+001E, which would read as a control record, is taken out.
    pub fn text(&self, text: &str) {
        let clean: String = storable(text).chars().filter(|it| *it != '\u{1E}').collect();
        let fits = {
            let mut inner = self.inner();
            inner.text_bytes += clean.len();
            inner.text_bytes <= MOST_TEXT_BYTES
        };
        if fits && !clean.is_empty() {
            self.push(Entry::Text(clean));
        }
    }

    /// Appends an action, its texts as the store can keep them.
    pub fn action(&self, mut action: Action) {
        make_object_storable(&mut action.0);
        let fits = {
            let mut inner = self.inner();
            inner.actions += 1;
            inner.actions <= MOST_ACTIONS
        };
        if fits {
            self.push(Entry::Action(action));
        }
    }

    /// Appends an entry and wakes the readers. What comes after the last entry is dropped.
    pub fn push(&self, entry: Entry) {
        let length = {
            let mut inner = self.inner();
            if inner.entries.last().is_some_and(Entry::is_last) {
                return;
            }
            inner.entries.push(entry);
            inner.entries.len()
        };
        self.grown.send_replace(length);
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner().entries.len()
    }

    /// Whether nothing was said yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries from a number on.
    #[must_use]
    pub fn since(&self, from: usize) -> Vec<Entry> {
        self.inner().entries.get(from..).unwrap_or_default().to_vec()
    }

    /// The last entry, once nothing comes after it.
    #[must_use]
    pub fn last(&self) -> Option<Entry> {
        self.inner().entries.last().filter(|it| it.is_last()).cloned()
    }

    /// Returns once nothing comes any more.
    pub async fn ended(&self) {
        let mut grown = self.grown.subscribe();
        while self.last().is_none() && grown.changed().await.is_ok() {}
    }

    /// The whole text so far.
    #[must_use]
    pub fn whole_text(&self) -> String {
        let inner = self.inner();
        let texts = inner.entries.iter().filter_map(|entry| match entry {
            Entry::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// All actions so far.
    #[must_use]
    pub fn actions(&self) -> Vec<Action> {
        let inner = self.inner();
        let actions = inner.entries.iter().filter_map(|entry| match entry {
            Entry::Action(action) => Some(action.clone()),
            _ => None,
        });
        actions.collect()
    }

    /// A reader from entry `from` on. While one exists somebody listens.
    #[must_use]
    pub fn reader(self: &Arc<Self>, from: usize) -> Reader {
        self.readers.fetch_add(1, Ordering::SeqCst);
        Reader { log: self.clone(), grown: self.grown.subscribe(), next: from, is_over: false }
    }

    /// The visitor wants no more: what gives the answer ends it.
    pub fn stop(&self) {
        self.stopped.cancel();
    }

    /// Whether the visitor stopped it.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.is_cancelled()
    }

    /// Returns once the visitor stopped it.
    pub async fn stopped(&self) {
        self.stopped.cancelled().await;
    }

    /// Returns once nobody has listened for `patience`, counted from when the last reader left.
    pub async fn abandoned(&self, patience: Duration) {
        loop {
            self.left.notified().await;
            if self.readers.load(Ordering::SeqCst) > 0 {
                continue;
            }
            // One may come and leave again while this waits: its leave starts the time anew.
            loop {
                let until = self.left_at().map(|it| it + patience);
                let Some(until) = until.filter(|it| *it > Instant::now()) else { break };
                tokio::time::sleep_until(until).await;
            }
            if self.readers.load(Ordering::SeqCst) == 0 {
                return;
            }
        }
    }

    fn left_at(&self) -> Option<Instant> {
        *self.left_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a log as it grows.
pub struct Reader {
    log: Arc<Log>,
    grown: watch::Receiver<usize>,
    next: usize,
    is_over: bool,
}

impl Reader {
    /// What came since the last call, with the number of its first entry; waits until there is something. Nothing once
    /// the last entry was handed out.
    pub async fn next(&mut self) -> Option<(usize, Vec<Entry>)> {
        loop {
            let (from, new) = (self.next, self.log.since(self.next));
            if self.is_over {
                return None;
            }
            if !new.is_empty() {
                self.next += new.len();
                self.is_over = new.last().is_some_and(Entry::is_last);
                return Some((from, new));
            }
            if let Some(last) = self.log.last() {
                self.is_over = true;
                // Its client has more than was kept: it learns of the fault under a number that it does not know yet.
                return matches!(last, Entry::Error(_)).then(|| (from, vec![last]));
            }
            self.grown.changed().await.ok()?;
        }
    }

    /// Whether the answer is complete and its client, that has the events up to this one, lacks none.
    #[must_use]
    pub fn has_all_of_a_whole_answer(&self, last_event_id: Option<usize>) -> bool {
        matches!(self.log.last(), Some(Entry::Done { .. }))
            && last_event_id.is_some_and(|id| id.saturating_add(1) >= self.log.len())
    }

    /// The log it reads.
    #[must_use]
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let now = Some(Instant::now());
        *self.log.left_at.lock().unwrap_or_else(PoisonError::into_inner) = now;
        if self.log.readers.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.log.left.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done() -> Entry {
        Entry::Done { tokens_used: 0, latency_ms: 0, model: String::new(), cut: None, person: None }
    }

    #[tokio::test]
    async fn a_reader_gets_every_entry_once_from_where_it_asked() {
        let log = Arc::new(Log::default());
        for text in ["a", "b", "c"] {
            log.text(text);
        }
        let mut reader = log.reader(1);
        assert_eq!(reader.next().await, Some((1, vec![Entry::Text("b".into()), Entry::Text("c".into())])));
        log.push(done());
        log.text("too late");
        assert_eq!(reader.next().await, Some((3, vec![done()])));
        assert_eq!(reader.next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_abandoned_only_when_the_last_reader_left_and_none_came() {
        let log = Arc::new(Log::default());
        let (one, two) = (log.reader(0), log.reader(0));
        let waiting = log.clone();
        let abandoned = tokio::spawn(async move { waiting.abandoned(Duration::from_secs(5)).await });
        drop(one);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert!(!abandoned.is_finished());
        drop(two);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let back = log.reader(0);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(!abandoned.is_finished());
        drop(back);
        abandoned.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn patience_is_counted_from_when_the_last_reader_left() {
        let log = Arc::new(Log::default());
        let (waiting, began) = (log.clone(), Instant::now());
        let first = log.reader(0);
        let abandoned = tokio::spawn(async move {
            waiting.abandoned(Duration::from_secs(10)).await;
            began.elapsed()
        });
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(first);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let second = log.reader(0);
        tokio::time::sleep(Duration::from_secs(8)).await;
        drop(second);
        assert_eq!(abandoned.await.unwrap().as_secs(), 20);
    }

    #[tokio::test]
    async fn a_reader_that_has_more_than_was_kept_learns_of_the_fault() {
        let log = Arc::new(Log::default());
        log.text("a");
        let mut reader = log.reader(7);
        log.push(Entry::Error(Fault::Interrupted));
        assert_eq!(reader.next().await, Some((7, vec![Entry::Error(Fault::Interrupted)])));
        assert_eq!(reader.next().await, None);
    }

    #[test]
    fn text_never_holds_a_record_separator() {
        let log = Log::default();
        log.text("a\u{1E}__ACTION__{}\u{1E}b");
        assert_eq!(log.whole_text(), "a__ACTION__{}b");
    }
}
