//! What the documents could not answer: kept for the team, without who asked; and what the team answers instead.

use super::Ask;
use crate::knowledge::language::Language;
use crate::knowledge::library::Library;
use crate::knowledge::subject::Subject;
use crate::store::{Error, Store};

/// What the team answers to a message, if anything. A store that fails leaves the documents to answer.
pub(super) async fn correction(store: &Store, org_id: &str, message: &str) -> Option<String> {
    let corrections = match store.corrections(org_id).await {
        Ok(corrections) => corrections,
        Err(cause) => {
            tracing::warn!(%cause, "the team's answers could not be looked up");
            return None;
        }
    };
    let share = |language: &str, key: &str| {
        let subject = Subject::read(message, Language::of_tag(language)?)?;
        subject.is_same(key).then(|| subject.share(key))
    };
    let fitting =
        corrections.into_iter().filter_map(|it| Some((share(&it.language, &it.subject)?, it.answer)));
    fitting.max_by(|(one, _), (two, _)| one.total_cmp(two)).map(|(_, answer)| answer)
}

/// Keeps the question of an answer that found nothing.
pub(super) async fn keep(store: &Store, ask: &Ask, library: &Library) {
    let spoken: Vec<Language> = library.languages().collect();
    let of_voice = || ask.voice.map(|it| it.language());
    let language = Language::detect(&ask.message, &spoken)
        .or_else(|| Language::detect(&ask.message, &[]))
        .or_else(of_voice)
        .unwrap_or(Language::ENGLISH);
    let Some(subject) = Subject::read(&ask.message, language) else { return };
    if let Err(cause) = note(store, &ask.org_id, &subject).await {
        tracing::warn!(%cause, "a question without an answer could not be kept");
    }
}

/// Counts it to the group that asks for the same, or begins one.
async fn note(store: &Store, org_id: &str, subject: &Subject) -> Result<(), Error> {
    let language = subject.language.code();
    let known = store.unanswered_subjects(org_id, language).await?;
    let same = known.into_iter().filter(|key| subject.is_same(key));
    let same = same.max_by(|one, two| subject.share(one).total_cmp(&subject.share(two)));
    let key = same.unwrap_or_else(|| subject.key());
    store.note_unanswered(org_id, language, &key, &subject.question).await
}
