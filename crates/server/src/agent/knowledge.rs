//! The agent that needs no model: it finds the passages that answer the question and quotes them, each with a link to
//! where it stands. When nothing fits it says so and offers a person. It never says anything of its own making.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use halo_protocol::message::Role;

use super::{Agent, Ask, Fault, Out, Usage, small_talk};
use crate::knowledge::library::Library;
use crate::knowledge::question::Question;
use crate::knowledge::quote;
use crate::knowledge::rank::{self, FITS, Hit};
use crate::knowledge::shelf::Shelf;

/// Passages quoted in full.
const MOST_QUOTES: usize = 2;
/// Passages that are only linked to.
const MOST_LINKS: usize = 2;
/// A second passage must be nearly as good as the first.
const SECOND_SHARE: f64 = 0.85;
/// A link must not be much worse than the first passage.
const LINK_SHARE: f64 = 0.75;
/// A question with fewer telling words than this may be one that leans on the one before.
const SHORT_QUESTION_WORDS: usize = 3;
/// Characters sent at once: a line of the panel, so that reading can begin.
const PIECE_CHARS: usize = 80;

const NOTHING: &str = "I could not find anything about that in the documentation, and I do not guess. \
     Choose “Talk to a person” to leave a message: someone will read your question and answer you.";
const NEAR_ONLY: &str = "I did not find a clear answer to that. This is the closest passage:";
const STILL_UNSURE: &str = "If that does not answer it, choose “Talk to a person” to leave a message.";

/// The agent `knowledge`.
pub struct Knowledge;

impl Agent for Knowledge {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a Out) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let Some(shelf) = &ask.shelf else { return Err(Fault::Setup) };
            if let Some(reply) = small_talk::reply(&ask.message) {
                say(out, reply).await;
                return Ok(Usage::default());
            }
            answer(ask, shelf, out).await;
            Ok(Usage::default())
        })
    }
}

async fn answer(ask: &Ask, shelf: &Arc<Shelf>, out: &Out) {
    let library = shelf.library();
    let hits = find(&library, ask);
    let Some(best) = hits.first() else { return say(out, NOTHING).await };
    let fits = best.fit >= FITS;
    if fits {
        let title = library.section(best.entry).map_or("", |(document, _)| document.title.as_str());
        say(out, &format!("Here is what **{}** says:\n\n", quote::escaped_label(title))).await;
    } else {
        say(out, &format!("{NEAR_ONLY}\n\n")).await;
    }
    let worthy = |hit: &&Hit<'_>| fits && hit.fit >= FITS && hit.score >= best.score * SECOND_SHARE;
    let quoted: Vec<&Hit<'_>> =
        hits.iter().take(1).chain(hits.iter().skip(1).take(MOST_QUOTES - 1).filter(worthy)).collect();
    for (at, hit) in quoted.iter().enumerate() {
        if at > 0 {
            say(out, "\n\nAlso:\n\n").await;
        }
        say(out, &quote::passage(&library, hit, &ask.docs_base)).await;
        say(out, &format!("\nSource: {}", quote::source(&library, hit, &ask.docs_base))).await;
    }
    let links: Vec<String> = hits
        .iter()
        .skip(quoted.len())
        .filter(|hit| fits && hit.fit >= FITS && hit.score >= best.score * LINK_SHARE)
        .take(MOST_LINKS)
        .map(|hit| quote::source(&library, hit, &ask.docs_base))
        .collect();
    if !links.is_empty() {
        say(out, &format!("\n\nSee also: {}", links.join(", "))).await;
    }
    if !fits {
        say(out, &format!("\n\n{STILL_UNSURE}")).await;
    }
}

/// The passages for the question; a short one that finds nothing is read together with the one before it.
fn find<'a>(library: &'a Library, ask: &Ask) -> Vec<Hit<'a>> {
    let question = Question::read(&ask.message, library.vocabulary());
    let hits = rank::hits(library, &question);
    let is_short = question.wanted().len() < SHORT_QUESTION_WORDS;
    let before = ask.history.iter().rev().find(|it| it.role == Role::User && it.content != ask.message);
    match before {
        Some(before) if is_short && hits.first().is_none_or(|hit| hit.fit < FITS) => {
            let both = format!("{} {}", ask.message, before.content);
            rank::hits(library, &Question::read(&both, library.vocabulary()))
        }
        _ => hits,
    }
}

/// Says a text in pieces that end between words.
async fn say(out: &Out, text: &str) {
    let mut piece = String::new();
    for part in text.split_inclusive([' ', '\n']) {
        piece.push_str(part);
        if piece.len() >= PIECE_CHARS {
            out.text(&piece).await;
            piece.clear();
        }
    }
    if !piece.is_empty() {
        out.text(&piece).await;
    }
}
