//! The transcript: all turns of a session in the order of asking, and what of them goes with a request.

use halo_protocol::limits;
use halo_protocol::message::{HistoryMessage, Role};

use crate::core::turn::{Phase, Turn, TurnId};

/// The turns of one session.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    turns: Vec<Turn>,
    next_id: u32,
    /// Older turns were dropped, here or where the conversation was kept.
    pub is_cut: bool,
}

/// Most turns that are kept in view: a thousand messages.
const TURNS: usize = 500;

impl Transcript {
    /// Adds a turn at the end and names it.
    pub fn ask(&mut self, message_id: String, question: String, asked_at_ms: u64) -> TurnId {
        let at = self.turns.len();
        self.insert(at, message_id, question, asked_at_ms)
    }

    /// Adds a turn before the one at place `at`, and names it; past the cap the oldest goes.
    pub fn insert(&mut self, at: usize, message_id: String, question: String, asked_at_ms: u64) -> TurnId {
        let id = TurnId(self.next_id);
        self.next_id += 1;
        self.turns.insert(at.min(self.turns.len()), Turn::queued(id, message_id, question, asked_at_ms));
        if self.turns.len() > TURNS {
            self.turns.remove(0);
            self.is_cut = true;
        }
        id
    }

    /// Takes a turn out.
    pub fn remove(&mut self, id: TurnId) {
        self.turns.retain(|turn| turn.id != id);
    }

    /// All turns, oldest first.
    #[must_use]
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The turn of that name. The newest are looked at first: they are who is asked for.
    #[must_use]
    pub fn get(&self, id: TurnId) -> Option<&Turn> {
        self.turns.iter().rev().find(|turn| turn.id == id)
    }

    /// The turn of that name, to change.
    pub fn get_mut(&mut self, id: TurnId) -> Option<&mut Turn> {
        self.turns.iter_mut().rev().find(|turn| turn.id == id)
    }

    /// The turn that occupies the line, if any.
    #[must_use]
    pub fn running(&self) -> Option<&Turn> {
        self.turns.iter().rev().find(|turn| turn.phase.is_running())
    }

    /// The first turn that waits for its place.
    #[must_use]
    pub fn next_queued(&self) -> Option<TurnId> {
        self.turns.iter().find(|turn| matches!(turn.phase, Phase::Queued)).map(|turn| turn.id)
    }

    /// The questions that wait to be asked, the oldest first.
    #[must_use]
    pub fn waiting(&self) -> Vec<&str> {
        let waits = |turn: &&Turn| matches!(turn.phase, Phase::Queued);
        self.turns.iter().filter(waits).map(|turn| turn.question.as_str()).collect()
    }

    /// The visitor sees everything; the first of the answers that nobody had seen.
    pub fn see(&mut self) -> Option<TurnId> {
        let first = self.turns.iter().find(|turn| turn.is_unseen).map(|turn| turn.id);
        self.turns.iter_mut().for_each(|turn| turn.is_unseen = false);
        first
    }

    /// How many answers nobody has seen.
    #[must_use]
    pub fn unseen(&self) -> usize {
        self.turns.iter().filter(|turn| turn.is_unseen).count()
    }

    /// What was said before the turn `id`, oldest first: the newest 50 messages (contract §1). Questions that
    /// never got an answer are left out, or the agent would answer them again.
    #[must_use]
    pub fn history_before(&self, id: TurnId) -> Vec<HistoryMessage> {
        let mut newest_first = Vec::new();
        let before = self.turns.iter().take_while(|turn| turn.id != id);
        let is_answer = |turn: &&Turn| !turn.answer.is_empty() && turn.step.is_none();
        let answered = before.collect::<Vec<_>>().into_iter().rev().filter(is_answer);
        for turn in answered.take(limits::HISTORY_MESSAGES / 2) {
            newest_first.push(HistoryMessage { role: Role::Assistant, content: turn.answer.clone() });
            // What the team says answers no question of its own.
            if !turn.question.is_empty() {
                newest_first.push(HistoryMessage { role: Role::User, content: turn.question.clone() });
            }
        }
        newest_first.reverse();
        newest_first
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.turns.clear();
        self.is_cut = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(transcript: &mut Transcript, question: &str, answer: &str) -> TurnId {
        let id = transcript.ask(format!("id-{question}"), question.to_owned(), 0);
        let turn = transcript.get_mut(id).unwrap();
        turn.answer = answer.to_owned();
        turn.phase = Phase::Complete;
        id
    }

    #[test]
    fn history_is_the_newest_fifty_messages_oldest_first_without_the_question_itself() {
        let mut transcript = Transcript::default();
        for n in 0..40 {
            answered(&mut transcript, &format!("q{n}"), &format!("a{n}"));
        }
        let now = transcript.ask("id".into(), "now".into(), 0);
        let history = transcript.history_before(now);
        assert_eq!(history.len(), 50);
        assert_eq!((history[0].role, history[0].content.as_str()), (Role::User, "q15"));
        assert_eq!((history[49].role, history[49].content.as_str()), (Role::Assistant, "a39"));
    }

    #[test]
    fn a_question_without_an_answer_is_not_history() {
        let mut transcript = Transcript::default();
        answered(&mut transcript, "lost", "");
        let now = transcript.ask("id".into(), "now".into(), 0);
        assert_eq!(transcript.history_before(now), []);
    }

    #[test]
    fn names_are_not_used_again_after_clearing() {
        let mut transcript = Transcript::default();
        let first = answered(&mut transcript, "q", "a");
        transcript.clear();
        assert!(transcript.ask("id".into(), "q".into(), 0) > first);
    }
}
