//! `halo-server knowledge`: what the documents hold, what was passed over, what is answered, and what was not.

use tokio_util::sync::CancellationToken;

use super::{Failure, records};
use crate::agent::knowledge::preview;
use crate::cli::{CorrectionSubcommand, KnowledgeArgs};
use crate::config::Config;
use crate::knowledge::language::Language;
use crate::knowledge::library::Library;
use crate::knowledge::question::{QueryTerm, Question};
use crate::knowledge::shelf::{Shelf, ShelfError, Source};
use crate::knowledge::speech::Voice;
use crate::knowledge::subject::Subject;
use crate::knowledge::{quote, rank};
use crate::store::Store;
use crate::store::unanswered::Correction;

/// Passages that `--explain` shows.
const EXPLAINED_HITS: usize = 10;

/// Carries the command out.
pub(super) fn run(flags: KnowledgeArgs) -> Result<(), Failure> {
    let sources: Vec<Source> = flags.folders.iter().cloned().map(Source::Path).collect();
    let shelf = open(sources, &Config::default()).map_err(Failure::Knowledge)?;
    shelf.update(&CancellationToken::new()).map_err(Failure::Knowledge)?;
    let library = shelf.library();
    for line in passed_over(&library) {
        eprintln!("{line}");
    }
    if library.section_count() == 0 {
        return Err(Failure::NothingToRead(flags.folders));
    }
    let voice = flags.locale.as_deref().and_then(Voice::of_tag);
    match flags.ask {
        Some(question) if flags.explain => records::print(explained(&library, &question)),
        Some(question) => records::print([preview(&library, &question, voice)]),
        None => records::print(listed(&library)),
    }
    Ok(())
}

/// Lists what found no answer.
pub(super) async fn unanswered(store: &Store, org: Option<String>) -> Result<(), Failure> {
    if let Some(org) = &org {
        records::must_exist(store, org).await?;
    }
    records::print(store.listed_unanswered(org.as_deref().unwrap_or_default()).await?);
    Ok(())
}

/// Looks after the answers of the team.
pub(super) async fn correction(store: &Store, action: CorrectionSubcommand) -> Result<(), Failure> {
    match action {
        CorrectionSubcommand::Add { org, question, answer, locale } => {
            records::must_exist(store, &org).await?;
            let named = locale.as_deref().and_then(Language::of_tag);
            let language = named.or_else(|| Language::detect(&question, &[])).unwrap_or(Language::ENGLISH);
            let Some(subject) = Subject::read(&question, language) else {
                return Err(Failure::NoSubject(question));
            };
            let (language, subject) = (language.code().to_owned(), subject.key());
            let id = store.add_correction(&org, &Correction { language, subject, question, answer }).await?;
            records::print([format!("correction\t{id}")]);
        }
        CorrectionSubcommand::List { org } => {
            records::must_exist(store, &org).await?;
            records::print(store.listed_corrections(&org).await?);
        }
        CorrectionSubcommand::Delete { correction } => {
            if !store.delete_correction(&correction).await? {
                return Err(Failure::Unknown("answer of the team", correction));
            }
        }
    }
    Ok(())
}

/// Opens a shelf; where the folder for indexes cannot be used, in memory.
pub(super) fn open(sources: Vec<Source>, config: &Config) -> Result<Shelf, ShelfError> {
    match Shelf::open(sources.clone(), config.knowledge_index.as_deref()) {
        Err(ShelfError::Index(cause)) if config.knowledge_index.is_some() => {
            let folder = config.knowledge_index.clone().unwrap_or_default();
            tracing::warn!(folder = %folder.display(), %cause, "no index can be kept there: it is made in memory");
            Shelf::open(sources, None)
        }
        other => other,
    }
}

/// A line for each file that is no document.
pub(super) fn passed_over(library: &Library) -> Vec<String> {
    let line = |it: &crate::knowledge::folder::SkippedFile| {
        format!("passed over {}: {}", it.path.display(), it.reason)
    };
    library.passed_over().iter().map(line).collect()
}

fn listed(library: &Library) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, known) in library.documents() {
        lines.push(format!("{name}\t{}\t{}", known.title, known.language));
        let mut rows = library.sections(name);
        rows.sort_by(|one, two| one.section.anchor.cmp(&two.section.anchor));
        lines.extend(
            rows.iter().map(|row| format!("\t#{}\t{}", row.section.anchor, row.section.trail.join(" › "))),
        );
    }
    lines
}

/// The question's words with their weights, then the passages that come near it.
fn explained(library: &Library, text: &str) -> Vec<String> {
    let spoken: Vec<Language> = library.languages().collect();
    let language = Language::detect(text, &spoken).or_else(|| spoken.first().copied());
    let question = Question::read(text, language.unwrap_or(Language::ENGLISH), library);
    let word = |it: &QueryTerm| {
        let stands_for: Vec<&str> = it.alternatives.iter().map(|it| it.stem.as_str()).collect();
        format!("{}\t{:.2}\t{}", it.stem, it.weight, stands_for.join(" "))
    };
    let mut lines: Vec<String> = vec![format!("language\t{}", question.language())];
    lines.extend(question.wanted().iter().map(word));
    lines.extend(rank::hits(library, &question).iter().take(EXPLAINED_HITS).map(|hit| {
        format!(
            "{:?}\t{:.2}\t{:.2}\t{:.2}\t{}",
            hit.fit,
            hit.evidence.margin(question.language()),
            hit.coverage,
            hit.score,
            quote::source(hit, "/docs/")
        )
    }));
    lines
}
