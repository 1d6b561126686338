//! An answer that another process gives or gave: what that one keeps in the store is read into a log here, so that a
//! client reads it as if it were our own.

use std::sync::Arc;
use std::time::Duration;

use crate::agent::Fault;
use crate::answer_log::{Entry, Log};
use crate::state::AppState;
use crate::store;
use crate::store::answers::{AnswerState, RunId};

/// How often the store is asked for more: half of what the other process waits before it writes.
const ASK_EVERY: Duration = Duration::from_millis(50);

pub(super) async fn follow(app: AppState, run_id: RunId, log: Arc<Log>) {
    let outcome = tokio::select! {
        outcome = copy(&app, &run_id, &log) => outcome,
        () = log.abandoned(Duration::ZERO) => return,
        () = app.must_stop() => Ok(()),
    };
    if let Err(cause) = outcome {
        tracing::error!(%cause, "an answer could not be followed");
    }
    // After a last entry this is dropped.
    log.push(Entry::Error(Fault::Interrupted));
}

async fn copy(app: &AppState, run_id: &RunId, log: &Log) -> Result<(), store::Error> {
    let mut newest_chunk = 0;
    loop {
        // The state is read first: once it says that all is said, all is there.
        let state = app.store().answer_state(run_id).await?;
        // The newest chunk is read again: its end may have been written over by a longer one.
        for (first, entries) in app.store().answer_chunks(run_id, newest_chunk).await? {
            newest_chunk = first;
            let entries: Vec<Entry> = serde_json::from_str(&entries).unwrap_or_default();
            let known = log.len().saturating_sub(usize::try_from(first).unwrap_or(0));
            for entry in entries.into_iter().skip(known) {
                log.push(entry);
            }
        }
        if state != AnswerState::Running {
            return Ok(());
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}
