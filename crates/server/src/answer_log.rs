//! What an answer said so far: the agent writes into the log, any number of clients read from it. It is what makes an
//! answer resumable: a client that comes back reads on from where it was. Storing and encoding it are answer/'s matter.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use halo_protocol::action::Action;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

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
    Error(String),
    /// The answer is complete; nothing comes after.
    Done {
        /// Tokens that the model used.
        tokens_used: u64,
        /// From request to end.
        latency_ms: u64,
        /// The model's name, empty without one.
        model: String,
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
            stopped: CancellationToken::new(),
        }
    }
}

impl Log {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends text; U+001E, which would read as a control record, is taken out.
    pub fn text(&self, text: &str) {
        let clean: String = text.chars().filter(|it| *it != '\u{1E}').collect();
        let fits = {
            let mut inner = self.inner();
            inner.text_bytes += clean.len();
            inner.text_bytes <= MOST_TEXT_BYTES
        };
        if fits && !clean.is_empty() {
            self.push(Entry::Text(clean));
        }
    }

    /// Appends an action.
    pub fn action(&self, action: Action) {
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
        Reader { log: self.clone(), grown: self.grown.subscribe(), next: from }
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
            tokio::time::sleep(patience).await;
            if self.readers.load(Ordering::SeqCst) == 0 {
                return;
            }
        }
    }
}

/// Reads a log as it grows.
pub struct Reader {
    log: Arc<Log>,
    grown: watch::Receiver<usize>,
    next: usize,
}

impl Reader {
    /// What came since the last call, with the number of its first entry; waits until there is something. Nothing once
    /// the last entry was handed out.
    pub async fn next(&mut self) -> Option<(usize, Vec<Entry>)> {
        loop {
            let (from, new) = (self.next, self.log.since(self.next));
            if !new.is_empty() {
                self.next += new.len();
                return Some((from, new));
            }
            if self.log.inner().entries.last().is_some_and(Entry::is_last) {
                return None;
            }
            self.grown.changed().await.ok()?;
        }
    }

    /// The log it reads.
    #[must_use]
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if self.log.readers.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.log.left.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done() -> Entry {
        Entry::Done { tokens_used: 0, latency_ms: 0, model: String::new() }
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

    #[test]
    fn text_never_holds_a_record_separator() {
        let log = Log::default();
        log.text("a\u{1E}__ACTION__{}\u{1E}b");
        assert_eq!(log.whole_text(), "a__ACTION__{}b");
    }
}
