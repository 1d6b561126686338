//! The life of an answer that this process gives: the agent runs, what it says is kept as it comes, and the end is
//! stored before it is told. It stops early when its visitor says so, when nobody listens any more, or when the server
//! must go.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::agent::{Agent, AnswerSink, Ask, Fault, Usage};
use crate::answer_log::{Entry, Log};
use crate::conversation;
use crate::state::AppState;
use crate::store::answers::{AnswerState, BEAT_MS, RunId};
use crate::store::conversations::{Actor, Line, answer_id};
use crate::store::sessions::{Completeness, MessageRow, Speaker};
use crate::store::{self, Write};

/// How long what was said stays unkept: what a client elsewhere that resumes may have to wait for.
const KEEP_EVERY: Duration = Duration::from_millis(100);

/// An agent that is still talking after this talks to nobody.
const LONGEST_ANSWER: Duration = Duration::from_secs(300);

/// A client that hung up and cannot come back: its answer stops at once.
const NO_PATIENCE: Duration = Duration::ZERO;

pub(super) async fn run(app: AppState, ask: Ask, log: Arc<Log>, run_id: Option<RunId>, started: Instant) {
    let out = AnswerSink::new(log.clone());
    let agent = app.agent(&ask.agent.kind);
    // A client with a message id may come back and read on, so its answer goes on for a while without it.
    let patience = if run_id.is_some() { app.config().resume_grace } else { NO_PATIENCE };
    let mut kept = 0;
    let result = tokio::select! {
        result = work(agent.as_deref(), &ask, &out) => result,
        // What the visitor stopped is done: asked for again, it is there as far as it came.
        () = log.stopped() => Ok(Usage::default()),
        () = log.abandoned(patience) => Err(Fault::Interrupted),
        () = app.must_stop() => Err(Fault::Interrupted),
        never = keep(&app, &log, run_id.as_ref(), &mut kept) => match never {},
    };
    drop(agent);
    if let Err(fault) = &result {
        tracing::warn!(agent = %ask.agent.id, fault = ?fault, "an answer ended before its end");
    }
    let last = last_entry(&result, started);
    let stored = finish(&app, &ask, &log, run_id.as_ref(), kept, &last).await;
    if let Err(cause) = &stored {
        tracing::error!(%cause, "an answer could not be stored");
    }
    let told = if stored.is_ok() { last } else { Entry::Error(Fault::Interrupted) };
    if let Some(run_id) = &run_id {
        app.forget_running(run_id);
    }
    app.metrics().answered(&ask.agent.kind, matches!(told, Entry::Done { .. }), started.elapsed());
    log.push(told);
}

async fn work(agent: Option<&dyn Agent>, ask: &Ask, out: &AnswerSink) -> Result<Usage, Fault> {
    let agent = agent.ok_or(Fault::Setup)?;
    tokio::time::timeout(LONGEST_ANSWER, agent.answer(ask, out)).await.unwrap_or(Err(Fault::Timeout))
}

fn last_entry(result: &Result<Usage, Fault>, started: Instant) -> Entry {
    match result {
        Ok(usage) => Entry::Done {
            tokens_used: usage.tokens_used.unwrap_or(0),
            latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            model: usage.model.clone().unwrap_or_default(),
            cut: usage.cut,
            person: None,
        },
        Err(fault) => Entry::Error(*fault),
    }
}

/// Keeps what is said, every so often, and says that the run lives. Ends only by being dropped.
async fn keep(
    app: &AppState,
    log: &Log,
    run_id: Option<&RunId>,
    kept: &mut usize,
) -> std::convert::Infallible {
    let Some(run_id) = run_id else { return std::future::pending().await };
    let beat = Duration::from_millis(u64::try_from(BEAT_MS).unwrap_or(1_000));
    let mut last_write = Instant::now();
    loop {
        tokio::time::sleep(KEEP_EVERY).await;
        let new = log.since(*kept);
        if new.is_empty() && last_write.elapsed() < beat {
            continue;
        }
        let first = *kept;
        // Counted only once it is there: dropped in the middle, the write is undone or repeated by `finish`.
        match keep_some(app, run_id, first, &new).await {
            Ok(()) => *kept = first + new.len(),
            Err(cause) => tracing::warn!(%cause, "a part of an answer could not be kept yet"),
        }
        last_write = Instant::now();
    }
}

async fn keep_some(app: &AppState, run_id: &RunId, first: usize, new: &[Entry]) -> Result<(), store::Error> {
    let mut write = app.store().write().await?;
    add(&mut write, run_id, first, new).await?;
    write.note_answer(run_id, AnswerState::Running).await?;
    write.commit().await
}

async fn add(write: &mut Write, run_id: &RunId, first: usize, new: &[Entry]) -> Result<(), store::Error> {
    if new.is_empty() {
        return Ok(());
    }
    let entries = serde_json::to_string(new).unwrap_or_else(|_| "[]".to_owned());
    write.add_chunk(run_id, i64::try_from(first).unwrap_or(i64::MAX), &entries).await
}

/// Stores the rest, the transcript's line and how it ended, all or nothing.
async fn finish(
    app: &AppState,
    ask: &Ask,
    log: &Log,
    run_id: Option<&RunId>,
    kept: usize,
    last: &Entry,
) -> Result<(), store::Error> {
    let is_done = matches!(last, Entry::Done { .. });
    let answer = MessageRow {
        session_id: ask.session_id.clone(),
        user_id: ask.user_id.clone(),
        agent_id: ask.agent.id.clone(),
        message_id: run_id.map(|it| it.message_id.clone()),
        role: Speaker::Agent,
        content: log.whole_text(),
        actions: serde_json::to_string(&log.actions()).unwrap_or_else(|_| "[]".to_owned()),
        state: if is_done && !log.is_stopped() { Completeness::Complete } else { Completeness::Interrupted },
    };
    let mut write = app.store().write().await?;
    if let Some(run_id) = run_id {
        let mut rest = log.since(kept);
        rest.push(last.clone());
        add(&mut write, run_id, kept, &rest).await?;
        write.note_answer(run_id, if is_done { AnswerState::Done } else { AnswerState::Broken }).await?;
        write.drop_interrupted(&ask.org_id, &run_id.message_id).await?;
    }
    if is_done || !answer.content.is_empty() {
        write.add_message(&ask.org_id, &answer).await?;
    }
    // An answer that a person cut short before its first word is no line.
    if !answer.content.is_empty() {
        let id = answer_id(&conversation::line_id(answer.message_id.as_deref()));
        let line =
            Line { id: &id, actor: Actor::Agent, user_id: ask.user_id.as_deref(), text: &answer.content };
        write.log_line(&ask.org_id, &ask.session_id, &line).await?;
    }
    write.commit().await
}
